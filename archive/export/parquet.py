"""Parquet files by site and year, `SITE/YEAR/part-0.parquet`, with typed dates and lists.

`site` and `year` are columns too. From folders in Hive style (`site=SITE`) some readers would make columns,
where pandas then fails for undated articles, and others, such as Hugging Face `datasets`, would not.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow
from pyarrow import parquet

from archive.export.article_files import folder_name
from archive.export.article_rows import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow
    from archive.export.features import Feature

MAX_GROUP_ROWS = 1_000
MAX_GROUP_CHARACTERS = 8_000_000

TEXT, NUMBER, DAY = pyarrow.string(), pyarrow.int64(), pyarrow.date32()
HANOI, UTC = pyarrow.timestamp("s", "+07:00"), pyarrow.timestamp("s", "UTC")
TEXTS = pyarrow.list_(TEXT)


def _list_of(**fields: pyarrow.DataType) -> pyarrow.DataType:
    return pyarrow.list_(pyarrow.struct(fields))


IMAGES = _list_of(src=TEXT, caption=TEXT, credit=TEXT)
REFERENCES = _list_of(
    **dict.fromkeys(("raw", "type", "number", "code", "issuer", "congress", "certainty"), TEXT),
    mentions=NUMBER,
)
CAPTURES = _list_of(
    **{"id": NUMBER, "url": TEXT, "captured": UTC, "status": NUMBER, "file": TEXT, "offset": NUMBER},
    **{"length": NUMBER, "record_id": TEXT, "payload_digest": TEXT, "etag": TEXT, "last_modified": TEXT},
)

# `published` and `modified` are null if the page gave only a day; `published_day` and `modified_day` are not.
COLUMNS = {
    **{"text": TEXT, "id": NUMBER, "site": TEXT, "year": NUMBER, "newspaper": TEXT, "key": TEXT},
    **{"revision": NUMBER, "url": TEXT, "title": TEXT},
    **{"lead": TEXT, "body": TEXT, "byline": TEXT, "authors": TEXTS, "source_mark": TEXT},
    **{"published": HANOI, "published_day": DAY, "published_raw": TEXT, "published_precision": TEXT},
    **{"modified": HANOI, "modified_day": DAY, "section": TEXT, "tags": TEXTS, "images": IMAGES},
    **{"aliases": TEXTS, "layout": TEXT, "reader_version": NUMBER, "repairs": TEXTS, "flags": TEXTS},
    **{"captured": UTC, "first_seen": UTC, "gone_since": UTC, "duplicate_of": NUMBER, "duplicate_kind": TEXT},
    **{"similarity": pyarrow.float64(), "references": REFERENCES, "text_sha256": TEXT, "body_sha256": TEXT},
    "captures": CAPTURES,
}
SCHEMA = pyarrow.schema(COLUMNS)


class _File(parquet.ParquetWriter):  # type: ignore[misc]
    """A file that only `close` completes: after an error, the destructor must not try again."""

    def __del__(self) -> None:
        pass


class ParquetWriter:
    """Writes one partition after the other; a partition that is opened again gets another part."""

    @staticmethod
    def features() -> list[Feature]:
        """Return the columns with their types."""
        return [{"name": name, **_feature(kind)} for name, kind in COLUMNS.items()]

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._partition: str | None = None
        self._parts: Counter[str] = Counter()
        self._file: _File | None = None
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def write(self, row: ArticleRow) -> None:
        """Write one article."""
        partition = folder_name(row["site"], row["published"])
        if partition != self._partition:
            self.close()
            self._open(partition)
        self._rows.append(_typed(row))
        self._characters += 2 * len(row["body"])  # in `text` too
        if len(self._rows) >= MAX_GROUP_ROWS or self._characters >= MAX_GROUP_CHARACTERS:
            self._flush()

    def close(self) -> None:
        """Close the open file."""
        if self._file is not None:
            self._flush()
            self._file.close()
            self._file = self._partition = None

    def _open(self, partition: str) -> None:
        folder = self._folder / partition
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"part-{self._parts[partition]}.parquet"
        self._parts[partition] += 1
        self._file = _File(path, SCHEMA, compression="zstd")
        self._partition = partition

    def _flush(self) -> None:
        if self._rows and self._file is not None:
            self._file.write_table(pyarrow.Table.from_pylist(self._rows, SCHEMA))
        self._rows, self._characters = [], 0


def _feature(kind: pyarrow.DataType) -> Feature:
    if pyarrow.types.is_list(kind):
        item = kind.value_type
        if not pyarrow.types.is_struct(item):
            return {"list": str(item)}
        return {"list": [{"name": field.name, **_feature(field.type)} for field in item]}
    return {"dtype": {DAY: "date32", pyarrow.float64(): "float64"}.get(kind, str(kind))}


def _typed(row: ArticleRow) -> dict[str, Any]:
    values: Mapping[str, Any] = row
    times = ("published", "modified", "captured", "first_seen", "gone_since")
    return {
        **values,
        "text": text_of(row),
        "year": int(row["published"][:4]) if row["published"] else None,
        **{name: _time(values[name]) for name in times},
        **{f"{name}_day": _date(values[name]) for name in ("published", "modified")},
        "captures": [{**capture, "captured": _time(capture["captured"])} for capture in row["captures"]],
    }


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value and "T" in value else None


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
