"""Archives of the made articles, kept between runs for as long as the code that makes them is the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import ROOT, Contender, run

GROWING = "benchmarks.contenders.growing"
LONGEST_BUILD = 900.0  # seconds
SOURCES = (
    "archive/schema.py",
    "archive/tables.py",
    "archive/index.py",
    "archive/folding.py",
    "archive/near.py",
    "benchmarks/corpus.py",
)


def archive_of(articles: int) -> Path:
    """The archive with so many articles; made where there is none yet."""
    path = _place(articles)
    if not _mark(path).exists():
        path = began_archive(articles)
        run(Contender("growing", GROWING, (str(path), "0", str(articles))), LONGEST_BUILD)
        complete(path)
    return path


def began_archive(articles: int) -> Path:
    """Where an archive with so many articles is to be made anew."""
    path = _place(articles)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.stem}*"):
        old.unlink()
    return path


def complete(path: Path) -> None:
    """Say that all articles are in an archive."""
    _mark(path).touch()


def _place(articles: int) -> Path:
    state = hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in SOURCES)).hexdigest()[:8]
    return CACHE / "archives" / f"{articles}-{state}.db"


def _mark(path: Path) -> Path:
    return path.with_suffix(".complete")
