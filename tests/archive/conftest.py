"""Fixtures of the archive tests: an empty archive, one with captures and its backup, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from captured_articles import add_captured

from archive.backup.backup import create_backup
from archive.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty archive."""
    with Store.open(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Path:
    """An archive of three articles with captures in a sealed WARC file."""
    for number, body in enumerate(("Một.", "Hai.", "Ba.")):
        add_captured(store, number, str(number), body)
    return store.path


@pytest.fixture
def kept(filled: Path, tmp_path: Path) -> Path:
    """A backup of that archive."""
    return create_backup(filled, tmp_path / "backup").folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium, as a selenium driver."""
    pytest.importorskip("selenium", reason="selenium is not installed")
    from chromium import open_chromium

    with open_chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
