"""Environments of peers, each built from the package index with the versions of peers/NAME.txt."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).parents[1]
CACHE = HERE.parent / ".bench"
OURS = "partynews"
LONGEST_BUILD = 600.0  # seconds


class Unavailable(Exception):
    """A peer cannot be installed here."""


@cache
def interpreter(peer: str) -> Path:
    """Return the Python with `peer` installed, our own for partynews; raises Unavailable."""
    if peer == OURS:
        return Path(sys.executable)
    requirements = HERE / "peers" / f"{peer}.txt"
    stamp = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = CACHE / "environments" / f"{peer}-{stamp}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        _build(peer, folder, requirements, python)
        (folder / "complete").touch()
    return python


def versions(peer: str) -> dict[str, str]:
    """Return the pinned versions in the environment of a peer."""
    lines = (HERE / "peers" / f"{peer}.txt").read_text("utf-8").splitlines()
    pins = (line.split(" ;")[0].split("==") for line in lines if "==" in line)
    return {name: version.strip() for name, version in pins}


def _build(peer: str, folder: Path, requirements: Path, python: Path) -> None:
    print(f"installing {peer} into {folder.relative_to(HERE.parent)}", file=sys.stderr)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            [*install, str(requirements)],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST_BUILD)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"its installation took more than {LONGEST_BUILD:.0f} s") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Unavailable(f"could not be installed: {last[:200]}") from None
