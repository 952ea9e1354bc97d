"""Export a corpus: select articles, write them in a format, and add the manifest and README."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import bagit

from archive import exit_codes
from archive.errors import ArchiveError
from archive.export.article_rows import Revisions, read_rows
from archive.export.atomic_folder import atomic_folder
from archive.export.dataset_card import write_card
from archive.export.formats import FORMATS
from archive.export.manifest import (
    DATA,
    CorpusStats,
    TextList,
    file_sha256,
    read_text_list,
    text_key,
    write_manifest,
)
from archive.export.record_copier import RecordSource
from archive.export.selection import Selection, select
from archive.version import own_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from sqlite3 import Connection

    from archive.export.article_rows import ArticleRow


class EmptySelection(ArchiveError):
    """No article fits the options of an export."""

    exit_code = exit_codes.USAGE


class NothingNew(ArchiveError):
    """All texts of an export are in the earlier one that it extends."""

    exit_code = exit_codes.SUCCESS


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """The options of an export.

    Attributes:
        out: The folder to create.
        form: A key of `archive.export.formats.FORMATS`.
        captures: The folder of the WARC files.
        selection: Which articles.
        revisions: The newest text of each article, or all.
        since_export: The manifest of an earlier export, whose texts are skipped.
        bag: Whether the folder becomes a BagIt bag.
        replace: Whether an earlier export in `out` is overwritten.
        newspapers: The publishers by site.
    """

    out: Path
    form: str
    captures: Path
    selection: Selection
    revisions: Revisions = "newest"
    since_export: Path | None = None
    bag: bool = False
    replace: bool = False
    newspapers: Mapping[str, str] = field(default_factory=dict)


def export(
    db: Connection, request: ExportRequest, progress: Callable[[int, int], None] = lambda done, total: None
) -> CorpusStats:
    """Write the corpus and return its statistics.

    `progress` is called after each text with the number of texts so far and of articles in all.

    Raises QueryError, EmptySelection, NothingNew, OutputExists, NotAnExport or StorageFailed; `request.out`
    is then unchanged.
    """
    known = read_text_list(request.since_export) if request.since_export else frozenset()
    ids = select(db, request.selection, by_year=FORMATS[request.form].splits_by_year)
    if not ids:
        raise EmptySelection("No article fits these options, so nothing is written.")
    stats = CorpusStats()
    with atomic_folder(request.out, replace=request.replace) as folder:
        with _open_corpus(folder, request.form, RecordSource(db, request.captures, stats.add_lost)) as write:
            for row in read_rows(db, ids, request.revisions, request.newspapers):
                if text_key(row["site"], row["key"], row["text_sha256"]) not in known:
                    write(row)
                    stats.add(row)
                    progress(stats.rows, len(ids))
        if not stats.rows:
            raise NothingNew(f"No text is new or edited since {request.since_export}: nothing is written.")
        _write_metadata(folder, request, stats)
    return stats


def options_of(request: ExportRequest) -> dict[str, Any]:
    """Return the options that decide which texts an export has, as its manifest lists them."""
    return {"revisions": request.revisions, **asdict(request.selection)}


@contextmanager
def _open_corpus(folder: Path, form: str, source: RecordSource) -> Iterator[Callable[[ArticleRow], None]]:
    """Yield the function that writes a row to the format's files and to the text list."""
    (folder / DATA).mkdir()
    writer = FORMATS[form].open(folder / DATA, source)
    with closing(TextList(folder, FORMATS[form].suffix)) as text_list:

        def write(row: ArticleRow) -> None:
            writer.write(row)
            text_list.add(row)

        yield write
    writer.close()


def _write_metadata(folder: Path, request: ExportRequest, stats: CorpusStats) -> None:
    """Write the dataset card and the manifest, and make a BagIt bag if requested."""
    options = {"format": request.form, **options_of(request)}
    if request.since_export:
        options["since_export"] = file_sha256(request.since_export)
    write_card(folder, options, stats, FORMATS[request.form])
    write_manifest(folder, options, stats, {"partynews": own_version(), **FORMATS[request.form].libraries()})
    if request.bag:
        bag_info = {
            "Bagging-Date": (stats.last_captured or "")[:10],  # the day of the export would change the bytes
            "Bag-Software-Agent": f"partynews {own_version()}",
            "External-Description": f"{stats.rows} articles of Vietnamese Party newspapers",
        }
        bagit.make_bag(str(folder), bag_info, checksums=["sha256"])
