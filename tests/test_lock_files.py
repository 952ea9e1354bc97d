"""The two lock files: one for everything, one with the part that is needed at run time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
REQUIREMENT = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def locked(name: str) -> set[tuple[str, str]]:
    return set(REQUIREMENT.findall((PROJECT / name).read_text(encoding="utf-8")))


def test_packages_at_run_time_have_the_same_versions_in_both_lock_files() -> None:
    runtime = locked("requirements-runtime.lock")
    assert {"scrapy", "click", "rich", "datasette"} <= {name for name, _ in runtime}
    assert {"pytest", "mypy", "pyarrow"}.isdisjoint(name for name, _ in runtime)
    assert runtime < locked("requirements.lock")


def test_failed_installation_prints_why_and_fails(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("no-such-package-of-partynews==1 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    command = [sys.executable, str(PROJECT / ".ci" / "install.py"), str(lock)]
    environment = {"PIP_NO_INDEX": "1", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 1
    assert done.stdout == f"Installing the packages of {lock} ...\n"
    assert "No matching distribution found for no-such-package-of-partynews==1" in done.stderr
