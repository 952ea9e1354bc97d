"""Export a corpus in each format, compared with the bare library: `make bench-export`.

BENCH_ARTICLES=100000 sets the number of articles; that run takes twenty minutes and is not part of `make
bench`.
"""

from __future__ import annotations

import io
import os
import pickle
import shutil
import uuid
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.database.connection import reading
from archive.export.article_rows import read_rows
from archive.export.selection import Selection, select
from archive.store import Store
from benchmarks.archives import archive_of
from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import CACHE, OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, compared

MODULE, PACKING = "benchmarks.contenders.exporting", "benchmarks.contenders.packing"
ARTICLES = int(os.environ.get("BENCH_ARTICLES", "10000"))
LONGEST_ROUND = 300.0  # seconds
HEADERS = [("Content-Type", "text/html; charset=utf-8")]
WARC = "paper/paper-1.warc.gz"
# The library that writes the same rows for comparison.
LIBRARIES = {
    **{"jsonl": "json", "jsonl.zst": "json, zstd", "csv": "csv", "parquet": "pyarrow", "txt": "open, write"},
    **{
        "tei": "lxml",
        "vertical": "str.split",
        "warc": "warcio",
        "wacz": "py-wacz",
        "vertical-words": "underthesea",
    },
}
NOTE = (
    "ours also reads the archive, counts and computes checksums; theirs reads the rows from a pickle "
    "(warcio and py-wacz: the records from one WARC file)"
)


def benchmark(quick: bool) -> Section:
    """Return articles per second and peak memory of an export in each format."""
    many, few = (1_000, 500) if quick else (ARTICLES, 1_000)
    counts = {form: few if form == "vertical-words" else many for form in LIBRARIES}
    rows = [_row(form, _prepared(count), count) for form, count in counts.items()]
    return Section("export", "Export", rows)


def _row(form: str, folder: Path, count: int) -> Row:
    library = LIBRARIES[form]
    theirs = Contender(library, MODULE, (library, form, str(folder)))
    if form == "wacz":
        theirs = Contender(library, PACKING, (str(folder / "captures" / WARC), str(count)), peer="wacz")
    ours = Contender(OURS, MODULE, (OURS, form, str(folder)))
    series = in_turn([ours, theirs], 1, LONGEST_ROUND)
    return compared(
        f"export, {form}, {count:,} articles", series[OURS], series[library], None, "articles/s", NOTE
    )


def _prepared(count: int) -> Path:
    """Return a folder with `archive.db`, its WARC file, and its rows in `rows.pickle`."""
    source = archive_of(count)
    folder = CACHE / "archives" / f"export-{source.stem}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "captures" / WARC).parent.mkdir(parents=True)
        shutil.copy(source, folder / "archive.db")
        _write_records(source, folder)
        _dump_rows(folder)
        (folder / "complete").touch()
    return folder


def _write_records(source: Path, folder: Path) -> None:
    """Write a WARC record for each article and point its capture at it."""
    with (
        reading(source) as articles,
        Store.open(folder / "archive.db") as store,
        (folder / "captures" / WARC).open("xb") as file,
        store.writing(),
    ):
        for capture_id, url, captured, *parts in articles.execute(
            "SELECT captures.id, captures.url, captures.captured, title, lead, body"
            " FROM captures JOIN articles ON articles.id = captures.article_id ORDER BY captures.id"
        ):
            page = "".join(f"<p>{line}</p>\n" for part in parts for line in part.split("\n\n"))
            record_id, digest, piece = _record(url, captured, page.encode())
            store.db.execute(
                "UPDATE captures SET file = ?, offset = ?, length = ?, record_id = ?, payload_digest = ?"
                " WHERE id = ?",
                [WARC, file.tell(), len(piece), record_id, digest, capture_id],
            )
            file.write(piece)


def _record(url: str, captured: str, body: bytes) -> tuple[str, str, bytes]:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    record_id = uuid.uuid5(uuid.NAMESPACE_URL, url).urn
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": captured, "WARC-Record-ID": f"<{record_id}>"},
        http_headers=StatusAndHeaders("200 OK", HEADERS, protocol="HTTP/1.1"),
    )
    writer.write_record(record)
    return record_id, record.rec_headers.get_header("WARC-Payload-Digest"), buffer.getvalue()


def _dump_rows(folder: Path) -> None:
    with reading(folder / "archive.db") as db, (folder / "rows.pickle").open("xb") as file:
        for row in read_rows(db, select(db, Selection())):
            pickle.dump(row, file)


if __name__ == "__main__":
    run_alone(benchmark)
