"""Fixtures of all tests: a running test paper and a crawler for it, and the archive of `partynews demo`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from crawl_runner import Crawler, warm_up
from filelock import FileLock
from paper_server import PaperServer


@pytest.fixture
def paper() -> Iterator[PaperServer]:
    with PaperServer() as server:
        yield server


@pytest.fixture(scope="session")
def warm() -> None:
    warm_up()


@pytest.fixture
def crawler(
    warm: None, paper: PaperServer, tmp_path: Path, record_property: Callable[[str, object], None]
) -> Iterator[Crawler]:
    crawler = Crawler(tmp_path / "archive.db", paper.netloc)
    yield crawler
    record_property("peak MB", round(crawler.peak()))


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which `partynews demo` was run once for all test processes, and printed.txt beside it.

    Copy it: an archive that is opened gets further files beside it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-run"
    printed = shared / "printed.txt"
    with FileLock(f"{shared}.lock"):
        if not printed.exists():
            (shared / "demo").mkdir(parents=True)
            environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
            command = ["partynews", "demo"]
            done = subprocess.run(
                command, cwd=shared / "demo", env=environment, capture_output=True, text=True, timeout=120
            )
            assert done.returncode == 0, done.stderr
            printed.write_text(done.stdout + done.stderr)
    return shared / "demo"
