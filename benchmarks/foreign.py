"""Speed at which an import passes over records of other hosts, beside FastWARC: `make bench-foreign`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series, figure
from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Section, at_least, compared, markdown
from benchmarks.pages import pages, vnexpress_pages

MODULE = "benchmarks.contenders.foreign_records"
INDEX, WHOLE, FASTWARC, WARCIO = "index of captures", "whole import", "fastwarc", "warcio"
CONTENDERS = (INDEX, WHOLE, FASTWARC, WARCIO)
OWN_SHARE = 100  # one page in 100 is of a known host
CRAWLED = "2026-11-20T08:00:00Z"


@dataclass(frozen=True, slots=True)
class Segment:
    """A WARC file as CC-NEWS has it: a request and a response for each page, each a gzip member."""

    path: Path
    records: int
    unpacked: int

    @property
    def size(self) -> int:
        """Its size in bytes; `unpacked` without compression."""
        return self.path.stat().st_size


def benchmark(quick: bool) -> Section:
    """Return records of other hosts passed over per second."""
    count, rounds = (50, 1) if quick else (1_500, 3)
    segment = _segment(count)
    series = in_turn([Contender(name, MODULE, (name, str(segment.path))) for name in CONTENDERS], rounds)
    whole = (
        "an import also makes an archive, copies the file into it and syncs it, tests whether each record "
        "has a gzip member of its own, and stores the articles of known hosts"
    )
    index = (
        "the index reads each gzip member to its checksum, so that damage is found, and looks up the host of "
        f"each record; it reads the pages of known hosts, 1 in {OWN_SHARE}, completely"
    )
    rows = [
        compared("passing over, index", series[INDEX], series[FASTWARC], at_least(0.4), "records/s", index),
        compared("passing over, index", series[INDEX], series[WARCIO], at_least(1), "records/s"),
        compared("passing over, whole import", series[WHOLE], series[FASTWARC], None, "records/s", whole),
    ]
    details = [("Bytes per second", _bytes_per_second(segment, series))]
    return Section("foreign", "WARC files of others", rows, details)


def _bytes_per_second(segment: Segment, series: dict[str, Series]) -> str:
    lines = [
        [
            name,
            *(
                f"{figure(each.rate / segment.records * size / 1e6)}"
                for size in (segment.size, segment.unpacked)
            ),
        ]
        for name, each in series.items()
        if each.rounds
    ]
    return markdown(["reader", "compressed, MB/s", "unpacked, MB/s"], lines)


def _segment(count: int) -> Segment:
    """Return a new segment of `count` pages of realistic size."""
    path = CACHE / "archives" / "foreign" / "CC-NEWS-20261120080000-00001.warc.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    records = unpacked = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, html in _captures(count):
            request = StatusAndHeaders("GET / HTTP/1.1", [("User-Agent", "CCBot/3.1")], is_http_request=True)
            answer = StatusAndHeaders(
                "200 OK",
                [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(html)))],
                "HTTP/1.1",
            )
            for kind, headers, body in (("request", request, b""), ("response", answer, html)):
                record = writer.create_warc_record(
                    url, kind, BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": CRAWLED}
                )
                writer.write_record(record)
                records, unpacked = records + 1, unpacked + record.length
    return Segment(path, records, unpacked)


def _captures(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield address and page of each capture.

    Pages of other hosts are those of a few stories, each with a comment of its own; their addresses have the
    form of WordPress, which no known CMS has.
    """
    rng = random.Random(1)
    own = pages(count // OWN_SHARE + 1)
    other = [page.html for page in vnexpress_pages(50)]
    for number in range(count):
        if number % OWN_SHARE == 0:
            page = next(own)
            yield page.url, page.html
        else:
            html = rng.choice(other).replace(b"</body>", b"<!-- %d --></body>" % number)
            yield f"https://news{number % 400}.example.com/2026/11/20/story-{number:x}-of-the-day/", html


if __name__ == "__main__":
    run_alone(benchmark)
