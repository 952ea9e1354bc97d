"""An archive that can be searched and no more: `python -m benchmarks.contenders.filling ARCHIVE ARTICLES`.

Articles and the full text, without captures, copies and references: so a million takes half an hour instead
of hours, and a search reads nothing else.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from archive.database.rows import insert_sealed
from archive.search.index import Texts, forms
from archive.store import Store
from benchmarks.corpus import articles
from benchmarks.harness.worker import measure

IN_A_TRANSACTION = 2_000
COLUMNS = (
    *("site", "key", "url", "title", "lead", "body", "byline", "published", "published_raw"),
    *("published_precision", "section", "layout", "reader_version", "captured", "text_sha256", "body_sha256"),
)


class Made(NamedTuple):
    """An article ready to be written: its row, and what each index table holds of it."""

    row: dict[str, Any]
    forms: list[tuple[str, Texts]]


def main(path: Path, count: int) -> None:
    with Store.open(path) as store:

        def work() -> int:
            for batch in made_ahead(count):
                with store.writing():
                    for made in batch:
                        write(store, made)
            return count

        measure(work)


def write(store: Store, made: Made) -> None:
    """Put an article and its index entries into an archive."""
    insert_sealed(store.db, "articles", made.row)
    for table, form in made.forms:
        store.db.execute(
            f"INSERT INTO {table} (rowid, title, lead, body) VALUES (?, ?, ?, ?)", [made.row["id"], *form]
        )


def made_ahead(count: int) -> Iterator[list[Made]]:
    """The articles in batches, made by two processes while those before are written."""
    with ProcessPoolExecutor(2) as makers:
        coming: deque[Future[list[Made]]] = deque()
        for first in range(0, count, IN_A_TRANSACTION):
            coming.append(makers.submit(made, first, min(first + IN_A_TRANSACTION, count)))
            if len(coming) > 3:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def made(first: int, last: int) -> list[Made]:
    """The articles with these numbers."""
    batch = []
    for number, article in enumerate(articles(first, last), start=first):
        row = {name: getattr(article, name) for name in COLUMNS}
        row |= dict.fromkeys(("authors", "tags", "images", "repairs", "flags"), "[]")
        row |= {"id": number + 1, "first_seen": article.captured}
        batch.append(Made(row, list(forms(Texts(article.title, article.lead, article.body)))))
    return batch


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
