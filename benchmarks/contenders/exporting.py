"""Write a corpus: `python -m benchmarks.contenders.exporting WRITER FORMAT FOLDER`.

WRITER is partynews, or any other word for the bare library of the format. FOLDER has archive, captures and
rows (see benchmarks/export.py).
"""

from __future__ import annotations

import csv
import json
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from archive.database.connection import reading
from archive.export.exporter import ExportRequest, export
from archive.export.jsonl import COMPRESSION_LEVEL
from archive.export.selection import Selection
from benchmarks.harness.peers import OURS
from benchmarks.harness.worker import measure

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Row = dict[str, Any]
IN_A_GROUP = 1_000
# Sample values for columns that can be empty in the first rows.
TEXTS: list[Any] = [""]
WHERE_NONE = {
    **dict.fromkeys(("authors", "tags", "repairs", "flags", "aliases", "images"), TEXTS),
    **{"references": TEXTS, "duplicate_of": 1, "similarity": 0.5},
}
TEI = "{http://www.tei-c.org/ns/1.0}"


def partynews(folder: Path, form: str, out: Path) -> int:
    with reading(folder / "archive.db") as db:
        request = ExportRequest(
            out=out / "corpus", form=form, captures=folder / "captures", selection=Selection()
        )
        return export(db, request).rows


def jsonl(rows: Iterator[Row], out: Path) -> int:
    with (out / "rows.jsonl").open("w", encoding="utf-8") as file:
        return sum(1 for row in rows if file.write(json.dumps(row, ensure_ascii=False) + "\n"))


def jsonl_zst(rows: Iterator[Row], out: Path) -> int:
    with zstd.open(out / "rows.jsonl.zst", "wt", level=COMPRESSION_LEVEL, encoding="utf-8") as file:
        return sum(1 for row in rows if file.write(json.dumps(row, ensure_ascii=False) + "\n"))


def table(rows: Iterator[Row], out: Path) -> int:
    with (out / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        return sum(1 for row in rows if writer.writerow(row.values()))


def parquet(rows: Iterator[Row], out: Path) -> int:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    first = list(islice(rows, IN_A_GROUP))
    # A column without values would have no type.
    filled = {
        name: next((row[name] for row in first if row[name]), WHERE_NONE.get(name, "")) for name in first[0]
    }
    schema = pyarrow.Table.from_pylist([filled]).schema
    count = 0
    with ParquetWriter(out / "rows.parquet", schema, compression="zstd") as writer:
        while first:
            writer.write_table(pyarrow.Table.from_pylist(first, schema))
            count += len(first)
            first = list(islice(rows, IN_A_GROUP))
    return count


def text(rows: Iterator[Row], out: Path) -> int:
    return sum(
        1 for row in rows if (out / f"{row['id']}.txt").write_text(f"{row['lead']}\n\n{row['body']}", "utf-8")
    )


def tei(rows: Iterator[Row], out: Path) -> int:
    from lxml import etree

    count = 0
    for count, row in enumerate(rows, start=1):
        root = etree.Element(f"{TEI}TEI")
        body = etree.SubElement(root, f"{TEI}body")
        for paragraph in (row["lead"], *row["body"].split("\n\n")):
            etree.SubElement(body, f"{TEI}p").text = paragraph
        etree.ElementTree(root).write(out / f"{count}.xml", encoding="UTF-8", xml_declaration=True)
    return count


def vertical(rows: Iterator[Row], out: Path) -> int:
    with (out / "rows.vrt").open("w", encoding="utf-8") as file:
        return sum(1 for row in rows if file.write("\n".join(f"{row['lead']} {row['body']}".split()) + "\n"))


def words(rows: Iterator[Row], out: Path) -> int:
    from underthesea import word_tokenize

    with (out / "rows.vrt").open("w", encoding="utf-8") as file:
        return sum(
            1
            for row in rows
            if file.write("\n".join(word for p in row["body"].split("\n\n") for word in word_tokenize(p)))
        )


def warc(rows: Iterator[Row], out: Path) -> int:
    """Read the records and write them again; the rows are not used."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.warcwriter import WARCWriter

    (source,) = Path(sys.argv[3]).glob("captures/*/*.warc.gz")
    count = 0
    with source.open("rb") as stream, (out / "rows.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for record in ArchiveIterator(stream):
            writer.write_record(record)
            count += 1
    return count


BARE: dict[str, Callable[[Iterator[Row], Path], int]] = {
    **{"jsonl": jsonl, "jsonl.zst": jsonl_zst, "csv": table, "parquet": parquet, "txt": text, "tei": tei},
    **{"vertical": vertical, "vertical-words": words, "warc": warc},
}


def pickled(path: Path) -> Iterator[Row]:
    """Yield the pickled rows."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def main(writer: str, form: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        if writer == OURS:
            measure(lambda: partynews(folder, form, Path(out)))
        else:
            measure(lambda: BARE[form](pickled(folder / "rows.pickle"), Path(out)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
