"""An export: the articles of a selection written aside, and given their name when all is whole."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import bagit

from archive.backup.checksums import sum_of
from archive.export.article_rows import Revisions, read_rows
from archive.export.atomic_folder import written_aside
from archive.export.card import write_card
from archive.export.formats import FORMATS
from archive.export.manifest import (
    Contents,
    Listing,
    mark_of,
    texts_listed,
    write_manifest,
)
from archive.export.records import Sources
from archive.export.selection import Selection, select
from archive.version import own_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from sqlite3 import Connection

    from archive.export.writer import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person ordered: which articles, in which form, and where to.

    `captures` is the folder of the WARC files; `since_export` the manifest of an earlier export, whose
    texts are left out; `replace` allows to put the corpus in the place of an earlier one. `newspapers` has
    the names of the sites' newspapers, where they are known.
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
    db: Connection, order: Order, count: Callable[[str, int], None] = lambda what, number: None
) -> Contents:
    """Write the corpus; what is in it. `count` hears of what how many more were written.

    Raises QueryError, OutExists, NotAnExport or StorageFailed, and then nothing is at `order.out` that was
    not there before.
    """
    known = texts_listed(order.since_export) if order.since_export else frozenset()
    ids = select(db, order.selection)
    contents = Contents()
    with written_aside(order.out, replace=order.replace) as folder:
        with _corpus(folder, order, Sources(db, order.captures, contents.lose)) as add:
            for row in read_rows(db, ids, order.revisions):
                if mark_of(row) not in known:
                    add({**row, "newspaper": order.newspapers.get(row["site"], row["site"])})
                    contents.add(row)
                    count("texts", 1)
        _describe(folder, order, contents)
    return contents


@contextmanager
def _corpus(folder: Path, order: Order, sources: Sources) -> Iterator[Callable[[Row], None]]:
    """The files of the format and the list of texts, open for rows; finished when the block ends well."""
    (folder / "data").mkdir()
    writer = FORMATS[order.form].open(folder / "data", sources)
    with closing(Listing(folder)) as listing:

        def add(row: Row) -> None:
            writer.write(row)
            listing.add(row)

        yield add
    writer.close()


def _describe(folder: Path, order: Order, contents: Contents) -> None:
    """Put card and manifest beside the data, and make a bag of it all where one was ordered."""
    asked = {"format": order.form, "revisions": order.revisions, **asdict(order.selection)}
    if order.since_export:
        asked["since_export"] = sum_of(order.since_export)
    write_card(folder, asked, contents, FORMATS[order.form])
    write_manifest(folder, asked, contents, {"partynews": own_version(), **FORMATS[order.form].libraries()})
    if order.bag:
        told = {
            "Bagging-Date": (contents.last_captured or "")[:10],  # not the day of the export: same bytes
            "Bag-Software-Agent": f"partynews {own_version()}",
            "External-Description": f"{contents.rows} articles of Vietnamese Party newspapers",
        }
        bagit.make_bag(str(folder), told, checksums=["sha256"])
