"""Fixtures of the backfill tests: a web archive, and a runner that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from backfill_runner import Backfiller
from web_archive_server import WebArchiveServer


@pytest.fixture
def web_archive() -> Iterator[WebArchiveServer]:
    with WebArchiveServer() as server:
        yield server


@pytest.fixture
def backfiller(web_archive: WebArchiveServer, tmp_path: Path) -> Backfiller:
    return Backfiller(tmp_path / "archive.db", web_archive)
