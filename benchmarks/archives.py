"""Archives of generated articles, cached between runs until the code that generates them changes."""

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
    "archive/database/schema_changes.py",
    "archive/search/index.py",
    "archive/search/folding.py",
)
DUPLICATES = tuple(f"archive/duplicates/{name}.py" for name in ("near_duplicates", "signature", "key_store"))
SOURCES = (*INDEX, *DUPLICATES, "archive/revisions.py", "benchmarks/corpus.py")
SEARCHABLE = (*INDEX, "benchmarks/corpus.py", "benchmarks/contenders/filling.py")


def archive_of(articles: int) -> Path:
    """Return the archive with this number of articles; create it if needed."""
    path = archive_path(articles)
    if not _mark(path).exists():
        start_archive(path)
        run(Contender("growing", GROWING, (str(path), "0", str(articles))), LONGEST_BUILD)
        mark_complete(path)
    return path


def whole_archive(articles: int) -> Path | None:
    """Return the archive with this number of articles if there is one."""
    path = archive_path(articles)
    return path if _mark(path).exists() else None


def searchable_archive_of(articles: int) -> Path:
    """Return an archive with this number of articles and only their full text; create it if needed."""
    path = _path("searchable", articles, SEARCHABLE)
    if not _mark(path).exists():
        start_archive(path)
        run(Contender("filling", FILLING, (str(path), str(articles))), LONGEST_FILLING)
        mark_complete(path)
    return path


def archive_path(articles: int) -> Path:
    """Return the path of the archive with this number of articles."""
    return _path("whole", articles, SOURCES)


def start_archive(path: Path) -> None:
    """Remove an archive before it is created again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.stem}*"):
        old.unlink()


def mark_complete(path: Path) -> None:
    """Mark an archive as complete."""
    _mark(path).touch()


def _path(kind: str, articles: int, sources: Sequence[str]) -> Path:
    state = hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in sources)).hexdigest()[:8]
    return CACHE / "archives" / f"{kind}-{articles}-{state}.db"


def _mark(path: Path) -> Path:
    return path.with_suffix(".complete")
