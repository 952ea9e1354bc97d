"""Fixtures of all tests: a running test paper and a crawler for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from crawl_runner import Crawler, warm_up
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
