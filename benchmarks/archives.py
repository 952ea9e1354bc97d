"""Archives of the made articles, kept between runs for as long as the code that makes them is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import ROOT, Contender, run

GROWING, FILLING = "benchmarks.contenders.growing", "benchmarks.contenders.filling"
LONGEST_BUILD, LONGEST_FILLING = 900.0, 3 * 3600.0  # seconds
INDEX = (
    "archive/database/migrations.py",
    "archive/database/schema.py",
    "archive/search/index.py",
    "archive/search/folding.py",
)
SOURCES = (*INDEX, "archive/duplicates/near_duplicates.py", "benchmarks/corpus.py")
SEARCHABLE = (*INDEX, "benchmarks/corpus.py", "benchmarks/contenders/filling.py")


def archive_of(articles: int) -> Path:
    """The archive with so many articles; made where there is none yet."""
    path = place(articles)
    if not _mark(path).exists():
        began_archive(path)
        run(Contender("growing", GROWING, (str(path), "0", str(articles))), LONGEST_BUILD)
        complete(path)
    return path


def searchable_archive_of(articles: int) -> Path:
    """An archive with so many articles and their full text alone; made where there is none yet."""
    path = _place("searchable", articles, SEARCHABLE)
    if not _mark(path).exists():
        began_archive(path)
        run(Contender("filling", FILLING, (str(path), str(articles))), LONGEST_FILLING)
        complete(path)
    return path


def place(articles: int) -> Path:
    """Where the archive with so many articles is, or will be."""
    return _place("whole", articles, SOURCES)


def began_archive(path: Path) -> None:
    """Make room for an archive that is to be made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.stem}*"):
        old.unlink()


def complete(path: Path) -> None:
    """Say that all articles are in an archive."""
    _mark(path).touch()


def _place(kind: str, articles: int, sources: Sequence[str]) -> Path:
    state = hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in sources)).hexdigest()[:8]
    return CACHE / "archives" / f"{kind}-{articles}-{state}.db"


def _mark(path: Path) -> Path:
    return path.with_suffix(".complete")
