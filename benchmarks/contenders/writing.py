"""Write an archive: `python -m benchmarks.contenders.writing WRITER SOURCE ARTICLES`.

SOURCE is an archive with these articles. The upper limit copies its rows with INSERT...SELECT and indexes
texts that were normalised before.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from archive.search.index import EXACT, FOLDED, Texts, index_forms
from archive.store import Store
from benchmarks.corpus import articles
from benchmarks.harness.worker import measure

IN_A_TRANSACTION = 500
PLAIN_TABLES = """
SELECT name FROM source.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_exact%' AND name NOT LIKE 'articles_folded%'
    AND name NOT LIKE 'words_%' AND name NOT LIKE '_sqlite_%'
"""


def partynews(store: Store, source: Path, count: int) -> None:
    batch = list(articles(0, count))

    def work() -> int:
        for start in range(0, count, IN_A_TRANSACTION):
            with store.writing():
                for article in batch[start : start + IN_A_TRANSACTION]:
                    store.save(article)
        return count

    measure(work)


def insert_select(store: Store, source: Path, count: int) -> None:
    db = store.db
    db.execute("ATTACH ? AS source", [str(source)])
    db.execute("PRAGMA foreign_keys = OFF")
    tables = [name for (name,) in db.execute(PLAIN_TABLES).fetchall()]
    _prepare_forms(db)

    def work() -> int:
        with store.writing():
            for table in tables:
                db.execute(f"INSERT INTO main.[{table}] SELECT * FROM source.[{table}]")
            for index in (EXACT, FOLDED):
                db.execute(f"INSERT INTO {index} (rowid, title, lead, body) SELECT * FROM temp.of_{index}")
        (copied,) = db.execute("SELECT count(*) FROM main.articles").fetchone()
        assert copied == count
        return count

    measure(work, {"tables": len(tables)})


def _prepare_forms(db: Any) -> None:
    """Create temporary tables with the text for each index."""
    for index in (EXACT, FOLDED):
        db.execute(f"CREATE TEMP TABLE of_{index} (id INTEGER PRIMARY KEY, title, lead, body)")
    for article_id, *texts in db.execute("SELECT id, title, lead, body FROM source.articles").fetchall():
        for index, form in index_forms(Texts(*texts)):
            db.execute(f"INSERT INTO of_{index} VALUES (?, ?, ?, ?)", [article_id, *form])


WRITERS = {"partynews": partynews, "INSERT...SELECT": insert_select}


def main(writer: str, source: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:
        WRITERS[writer](store, source, count)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
