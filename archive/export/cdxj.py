"""The index of WARC records, CDXJ (https://specs.webrecorder.net/cdxj/latest/): a line a record, by URL.

Lines are gathered in a temporary SQLite database, which sorts on disk what memory does not hold.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from surt import surt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.warc.record import Record

LINES_IN_A_BLOCK = 1024
MIME_END = re.compile(r"[;\s]")


class RecordIndex:
    """Which captures have been written, and where."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # a file that is gone when it is closed
        self._db.execute(
            "CREATE TABLE records (capture_id INTEGER PRIMARY KEY, url TEXT, time TEXT, line TEXT)"
        )

    def __contains__(self, capture_id: int) -> bool:
        found = self._db.execute("SELECT 1 FROM records WHERE capture_id = ?", [capture_id])
        return found.fetchone() is not None

    def add(self, capture_id: int, record: Record, filename: str, offset: int) -> None:
        """Enter a record that lies at `offset` of `filename`."""
        url, time = surt(record.url or ""), re.sub(r"\D", "", record.captured)
        told = json.dumps(_fields(record, filename, offset), ensure_ascii=False)
        values = (capture_id, url, time, f"{url} {time} {told}\n")
        self._db.execute("INSERT INTO records VALUES (?, ?, ?, ?)", values)

    def lines(self) -> Iterator[str]:
        """All lines in the order of their bytes."""
        found = self._db.execute("SELECT line FROM records ORDER BY url, time, line")
        return (line for (line,) in found)

    def close(self) -> None:
        """Let go of the temporary file."""
        self._db.close()


def write_blocks(lines: Iterator[str], blocks: BinaryIO, index: IO[str], name: str) -> None:
    """The lines in gzipped blocks (`index.cdx.gz`), and the first of each with its place (`index.idx`).

    So a reader loads no more of a large index than the block that it needs (the "ZipNum" of pywb).
    """
    index.write(f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n")
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == LINES_IN_A_BLOCK:
            _write_block(block, blocks, index)
            block = []
    if block:
        _write_block(block, blocks, index)


def _write_block(block: list[str], blocks: BinaryIO, index: IO[str]) -> None:
    packed = gzip.compress("".join(block).encode(), mtime=0)
    digest = f"sha256:{hashlib.sha256(packed).hexdigest()}"
    place = json.dumps({"offset": blocks.tell(), "length": len(packed), "digest": digest})
    blocks.write(packed)
    index.write(f"{block[0].partition('{')[0]}{place}\n")


def _fields(record: Record, filename: str, offset: int) -> dict[str, Any]:
    mime = "warc/revisit" if record.kind == "revisit" else MIME_END.split(record.content_type or "", 1)[0]
    fields = {
        "url": record.url,
        "mime": mime,
        "status": str(record.status) if record.status and record.kind != "resource" else "",
        "digest": record.payload_digest,
        "length": str(record.length),
        "offset": str(offset),
        "filename": filename,
    }
    return {name: value for name, value in fields.items() if value}
