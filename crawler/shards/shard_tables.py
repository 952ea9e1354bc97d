"""The Parquet tables of a shard: `records` has a row for each capture, `articles` one for each that was read.

Times and dates are texts as in the archive. A shard keeps what an import would record, so that a merge gives
the same archive.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import quote

import pyarrow
from pyarrow import compute, parquet

from archive.article import Article, Capture, Image
from archive.article_columns import LIST_FIELDS, PLAIN_FIELDS
from archive.database.rows import Row
from archive.derived_data import DerivedData
from archive.export.parquet import IMAGES, NUMBER, TEXT, TEXTS
from crawler.crawl.recorder import Visit
from crawler.families import load_families, site_of_family
from crawler.fetch.meaning import ArticleRead, Ended, LinksRead, Meaning, NotModified, RedirectsTo
from crawler.ingest.capture_index import CaptureEntry, http_url
from crawler.ingest.prepare import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.ingest.input_files import InputFile
    from crawler.site import Site

FLAG = pyarrow.bool_()
RECORDS = pyarrow.schema(
    {
        **{"kind": TEXT, "url": TEXT, "captured": TEXT, "status": NUMBER, "member": NUMBER, "offset": NUMBER},
        **{"length": NUMBER, "record_id": TEXT, "payload_digest": TEXT, "etag": TEXT, "last_modified": TEXT},
        **{"refers_to_url": TEXT, "refers_to_captured": TEXT, "is_dump": FLAG, "has_capture": FLAG},
        **{"site": TEXT, "visited": TEXT, "key": TEXT, "meaning": TEXT, "outcome": TEXT, "reason": TEXT},
        **{"target": TEXT, "permanent": FLAG, "partition": TEXT, "damage": TEXT},
        **{"host": TEXT, "host_scheme": TEXT, "host_family": TEXT},
    }
)
"""`meaning` is article, ended, redirect, links or not modified, NULL for what is not imported; `partition` is
the folder of the article, `host` that of a site that the CMS family of a page has shown."""

CAPTURE = {
    **{"file": TEXT, "offset": NUMBER, "length": NUMBER, "record_id": TEXT, "payload_digest": TEXT},
    **{"capture_url": TEXT, "status": NUMBER, "etag": TEXT, "last_modified": TEXT},
}
ARTICLES = pyarrow.schema(
    {
        **{
            "key": TEXT,
            "url": TEXT,
            "title": TEXT,
            "lead": TEXT,
            "body": TEXT,
            "byline": TEXT,
            "authors": TEXTS,
        },
        **{"source_mark": TEXT, "published": TEXT, "published_raw": TEXT, "published_precision": TEXT},
        **{
            "modified": TEXT,
            "section": TEXT,
            "tags": TEXTS,
            "images": IMAGES,
            "aliases": TEXTS,
            "layout": TEXT,
        },
        **{"reader_version": NUMBER, "repairs": TEXTS, "flags": TEXTS, "captured": TEXT},
        **{"text_sha256": TEXT, "body_sha256": TEXT, "keys": pyarrow.list_(NUMBER)},
        **CAPTURE,
    }
)
"""`file` is the input, `offset` and `length` those of its record; `keys` are those of near-duplicates."""

GROUP_ROWS = 1000
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"  # of undated articles: readers make NULL of it
TUPLES = (*LIST_FIELDS, "aliases")


def table_bytes(rows: list[Row], schema: pyarrow.Schema) -> bytes:
    """Return a Parquet file with these rows."""
    sink = pyarrow.BufferOutputStream()
    table = pyarrow.Table.from_pylist(rows, schema)
    parquet.write_table(table, sink, compression="zstd", row_group_size=GROUP_ROWS)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def partition_of(article: Article) -> str:
    """Return the folder of an article: its site, and the year of its publication."""
    year = article.published[:4] if article.published else NULL_PARTITION
    return f"{site_folder(article.site)}/year={year}"


def site_folder(site: str) -> str:
    """Return the folder of the articles of a site."""
    return f"articles/site={quote(site, safe='')}"


def record_row(entry: CaptureEntry, prepared: Prepared, member: int) -> Row:
    """Return the row of a capture in `records`."""
    names = ("kind", "url", "captured", "status", "offset", "record_id", "payload_digest", "is_dump")
    row: Row = {name: getattr(entry, name) for name in names} | {"member": member}
    row["refers_to_url"], row["refers_to_captured"] = entry.refers_to
    row["damage"] = prepared.damage.what if prepared.damage else None
    if prepared.host_site is not None:
        site = prepared.host_site
        row |= {"host": site.hosts[0], "host_scheme": site.scheme, "host_family": site.family}
    return row | (_visit_columns(prepared.visit) if prepared.visit else {"has_capture": False})


def article_row(article: Article, file: str) -> Row:
    """Return the row of a reading in `articles`; `file` is the input that its record is in."""
    derived = DerivedData(article)
    capture = article.capture
    found: Row = {name: getattr(article, name) for name in ("key", *PLAIN_FIELDS)}
    found |= {name: list(getattr(article, name)) for name in TUPLES}
    found |= {name: getattr(derived, name) for name in ("text_sha256", "body_sha256")}
    found |= {"images": [asdict(image) for image in article.images], "keys": list(derived.keys)}
    if capture is not None:
        found |= {name: getattr(capture, name) for name in CAPTURE if hasattr(capture, name)}
        found |= {"file": file, "capture_url": capture.url}
    return found


def _visit_columns(visit: Visit) -> Row:
    capture, meaning = visit.capture, visit.meaning
    row: Row = {
        "site": visit.site,
        "visited": visit.url,
        "key": visit.key,
        "has_capture": capture is not None,
    }
    if capture is not None:
        row |= {name: getattr(capture, name) for name in ("length", "etag", "last_modified")}
    match meaning:
        case ArticleRead(article):
            return row | {"meaning": "article", "partition": partition_of(article)}
        case RedirectsTo(target, permanent):
            return row | {"meaning": "redirect", "target": target, "permanent": permanent}
        case LinksRead(reason=reason):
            return row | {"meaning": "links", "reason": reason}
        case NotModified():
            return row | {"meaning": "not modified"}
        case Ended(outcome, reason):
            return row | {"meaning": "ended", "outcome": outcome, "reason": reason}


def entry_of_row(row: Row, file: InputFile) -> CaptureEntry:
    """Return the capture of a row of `records`, in the file where its record is now."""
    names = ("kind", "url", "captured", "status", "offset", "record_id", "payload_digest", "is_dump")
    refers_to = (row["refers_to_url"], row["refers_to_captured"])
    return CaptureEntry(file=file, refers_to=refers_to, **{name: row[name] for name in names})


def visit_of_row(row: Row, entry: CaptureEntry, article: Row | None) -> Visit | None:
    """Return the visit of a row of `records`, with that of `articles` where it was read as one."""
    if row["meaning"] is None:
        return None
    capture = _capture_of_row(row, entry) if row["has_capture"] else None
    meaning = _meaning_of_row(row, article, capture)
    return Visit(site=row["site"], url=row["visited"], meaning=meaning, key=row["key"], capture=capture)


def host_site_of_row(row: Row) -> Site | None:
    """Return the site of the host of a row that has none of its own, or None."""
    family = next((one for one in load_families() if one.name == row["host_family"]), None)
    return site_of_family(family, row["host"], row["host_scheme"]) if family and row["host"] else None


def _capture_of_row(row: Row, entry: CaptureEntry) -> Capture:
    names = ("captured", "status", "offset", "length", "record_id", "payload_digest", "etag", "last_modified")
    values = {name: row[name] for name in names}
    return Capture(url=http_url(entry.url), file=entry.file.name, source="import", **values)


def _meaning_of_row(row: Row, article: Row | None, capture: Capture | None) -> Meaning:
    match row["meaning"]:
        case "article" if article is not None:
            return _article_of_row(row, article, capture)
        case "redirect":
            return RedirectsTo(row["target"], row["permanent"])
        case "links":
            return LinksRead((), (), row["reason"])
        case "not modified":
            return NotModified()
        case _:
            return Ended(cast("Literal['skipped']", row["outcome"]), row["reason"])


def _article_of_row(row: Row, values: Row, capture: Capture | None) -> ArticleRead:
    fields: Row = {name: values[name] for name in ("key", *PLAIN_FIELDS)}
    fields |= {name: tuple(values[name]) for name in TUPLES}
    images = tuple(Image(**image) for image in values["images"])
    article = Article(site=row["site"], images=images, capture=capture, **fields)
    derived = DerivedData(article)
    derived.keys = tuple(values["keys"])
    return ArticleRead(article, derived)


def read_rows(file: Any, site: str | None = None) -> Iterable[Row]:
    """Yield the rows of an open Parquet file, or those of a site, in groups that fit into memory."""
    for batch in parquet.ParquetFile(file).iter_batches(batch_size=GROUP_ROWS):
        chosen = batch if site is None else batch.filter(compute.equal(batch["site"], site))
        yield from chosen.to_pylist()
