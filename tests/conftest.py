"""Settings of all tests, and fixtures: a test paper, a crawler for it, the archive of `partynews demo`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from crawl_runner import Crawler, warm_up
from filelock import FileLock
from paper_server import PaperServer

hypothesis.settings.register_profile("no deadline", deadline=None)  # a busy machine is no error
hypothesis.settings.load_profile("no deadline")

# Hundreds of processes of the tests load the same modules: without bytecode each compiles them again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A process started in the background by a shell ignores Ctrl-C, and so would the processes of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Run one worker more than cores: the tests of crawls wait for servers, delays and the next second."""
    return (yield) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for doctests in the packages only: in the tests this takes ten seconds, and they have none."""
    return [
        found for found in (yield) if not isinstance(found, pytest.Module) or type(found) is pytest.Module
    ]


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
