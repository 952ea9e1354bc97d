"""What a user would build of libraries: `python -m benchmarks.contenders.own_import FOLDER FILES`.

warcio reads the records, trafilatura (fast) the articles, sqlite-utils writes rows with full text, and
datasketch finds near-duplicates. One process, one transaction for 100 articles.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlite_utils
from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found, unused-ignore]
from trafilatura import bare_extraction
from warcio.archiveiterator import ArchiveIterator

from benchmarks.harness.worker import measure

PERMUTATIONS = 128
THRESHOLD = 0.5
SHINGLE_WORDS = 5
BATCH = 100
COLUMNS = ("url", "captured", "title", "lead", "body", "author", "published")
FOUND = ("title", "description", "text", "author", "date")


def articles(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the articles of the response records."""
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type != "response":
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI")
                body = record.content_stream().read()
                found: Any = bare_extraction(body, url=url, fast=True, with_metadata=True)
                if found is not None:
                    captured = record.rec_headers.get_header("WARC-Date")
                    values = (url, captured, *(getattr(found, name) for name in FOUND))
                    yield dict(zip(COLUMNS, values, strict=True))


def signature(text: str) -> Any:
    """Return the MinHash of the shingles of a text."""
    words = text.lower().split()
    shingles = {" ".join(words[n : n + SHINGLE_WORDS]) for n in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([shingle.encode() for shingle in shingles])
    return made


def main(folder: Path, files: int) -> None:
    inputs = sorted(folder.glob("*.warc.gz"))[:files]

    def work() -> int:
        with tempfile.TemporaryDirectory(dir=folder) as target:
            db = sqlite_utils.Database(Path(target) / "articles.db")
            table, duplicates = db.table("articles"), db.table("duplicates")
            table.create(dict.fromkeys(COLUMNS, str), pk="url")
            table.enable_fts(["title", "lead", "body"], create_triggers=True)
            near = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
            found = articles(inputs)
            while batch := list(islice(found, BATCH)):
                with db.conn:
                    table.insert_all(batch, replace=True)
                    for article in batch:
                        made = signature(article["body"] or "")
                        copies = near.query(made)
                        near.insert(article["url"], made, check_duplication=False)
                        if copies:
                            duplicates.insert({"url": article["url"], "copy_of": copies[0]})
            count: int = table.count
            db.close()
        return count

    measure(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
