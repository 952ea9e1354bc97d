"""CDXJ index of WARC records (https://specs.webrecorder.net/cdxj/latest/): a line per record, sorted by URL.

A temporary SQLite database sorts the lines, on disk if they do not fit into memory.
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

BLOCK_LINES = 1024
MEDIA_TYPE_END = re.compile(r"[;\s]")


class RecordIndex:
    """The captures written so far, with their index lines."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # "": a temporary file, deleted when closed
        self._db.execute(
            "CREATE TABLE records (capture_id INTEGER PRIMARY KEY, url TEXT, time TEXT, line TEXT)"
        )

    def __contains__(self, capture_id: int) -> bool:
        found = self._db.execute("SELECT 1 FROM records WHERE capture_id = ?", [capture_id])
        return found.fetchone() is not None

    def add(self, capture_id: int, record: Record, filename: str, offset: int) -> None:
        """Add a record that is at `offset` of `filename`."""
        url, time = surt(record.url or ""), re.sub(r"\D", "", record.captured)
        fields = json.dumps(_fields(record, filename, offset), ensure_ascii=False)
        values = (capture_id, url, time, f"{url} {time} {fields}\n")
        self._db.execute("INSERT INTO records VALUES (?, ?, ?, ?)", values)

    def lines(self) -> Iterator[str]:
        """Return all lines in byte order."""
        found = self._db.execute("SELECT line FROM records ORDER BY url, time, line")
        return (line for (line,) in found)

    def close(self) -> None:
        """Delete the temporary file."""
        self._db.close()


def write_blocks(lines: Iterator[str], blocks: BinaryIO, index: IO[str], name: str) -> None:
    """Write the lines in gzipped blocks (`index.cdx.gz`), and the first line of each block to `index.idx`.

    This is the ZipNum format of pywb: a reader of a large index loads only the block that it needs.
    """
    index.write(f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n")
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == BLOCK_LINES:
            _write_block(block, blocks, index)
            block = []
    if block:
        _write_block(block, blocks, index)


def _write_block(block: list[str], blocks: BinaryIO, index: IO[str]) -> None:
    packed = gzip.compress("".join(block).encode(), mtime=0)
    digest = f"sha256:{hashlib.sha256(packed).hexdigest()}"
    location = json.dumps({"offset": blocks.tell(), "length": len(packed), "digest": digest})
    blocks.write(packed)
    index.write(f"{block[0].partition('{')[0]}{location}\n")


def _fields(record: Record, filename: str, offset: int) -> dict[str, Any]:
    mime = (
        "warc/revisit" if record.kind == "revisit" else MEDIA_TYPE_END.split(record.content_type or "", 1)[0]
    )
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
