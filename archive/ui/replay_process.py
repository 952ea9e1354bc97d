"""Start the replay of captures beside the web pages, and address it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.errors import ArchiveError, missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLAY_SERVER = "archive.ui.replay_server"


class CannotReplay(ArchiveError):
    """The replay server did not start."""

    exit_code = exit_codes.USAGE


@contextmanager
def replaying(db_path: Path, captures: Path, port: int = 0) -> Iterator[str]:
    """Run the replay server while the block runs; yields its address, `http://127.0.0.1:PORT`.

    Raises:
        MissingExtra: pywb is not installed.
        CannotReplay: It did not start: the port is in use.
    """
    if find_spec("pywb") is None:
        error = ModuleNotFoundError("No module named 'pywb'", name="pywb")
        raise missing_extra("partynews serve --replay", error, extra="replay")
    # pywb reads the config.yaml of the current folder, and complains on stdout if there is none.
    with TemporaryDirectory() as folder:
        Path(folder, "config.yaml").write_text("{}\n")
        program = [sys.executable, "-W", "ignore", "-m", REPLAY_SERVER]
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*program, str(db_path.absolute()), str(captures.absolute()), str(port)],
            cwd=folder,
            env={**os.environ, "NO_PROXY": "*", "no_proxy": "*"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield f"http://127.0.0.1:{_port(process)}"
        finally:
            process.kill()
            process.communicate()


def replay_address(server: str, url: str, captured: str) -> str:
    """Return the address of a capture as it was.

    >>> replay_address("http://127.0.0.1:9", "https://nhandan.vn/a1.html", "2026-03-01T01:00:00Z")
    'http://127.0.0.1:9/archive/20260301010000mp_/https://nhandan.vn/a1.html'
    """
    return f"{server}/archive/{re.sub(r'[^0-9]', '', captured)}mp_/{url}"


def _port(process: subprocess.Popen[str]) -> int:
    """Return the port that the server prints when it listens."""
    assert process.stdout is not None  # noqa: S101 - given to Popen
    assert process.stderr is not None  # noqa: S101
    printed = process.stdout.readline().strip()
    if not printed.isdigit():
        last = (process.stderr.read().strip().splitlines() or ["no message"])[-1]
        raise CannotReplay(f"The replay server did not start: {last}. Use another port: --replay-port 8003")
    return int(printed)
