"""Fixtures of the archive tests: an empty archive, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty archive."""
    with Store.open(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium, as a selenium driver."""
    pytest.importorskip("selenium", reason="selenium is not installed")
    from chromium import open_chromium

    with open_chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
