"""A running test paper, and a crawler for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Crawler, warm_up
from paper_server import PaperServer

collect_ignore = ["paper_spider.py"]  # a spider for a process of its own, told by the environment where to go


@pytest.fixture
def paper() -> Iterator[PaperServer]:
    with PaperServer() as server:
        yield server


@pytest.fixture(scope="session")
def warm() -> None:
    warm_up()


@pytest.fixture
def crawler(warm: None, paper: PaperServer, tmp_path: Path) -> Crawler:
    return Crawler(tmp_path / "archive.db", paper.netloc)
