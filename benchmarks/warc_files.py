"""WARC files of generated pages: texts of corpus.py in the markup of pages.py.

The stories of pages.py are made of a few hundred stock sentences, so that each has dozens of candidates for
near-duplicates; those of corpus.py share as much as articles of newspapers do.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import format_utc
from benchmarks.corpus import rare_name, text
from benchmarks.frames import framed
from benchmarks.harness.peers import CACHE
from benchmarks.pages import (
    CAPTURED,
    LONG_IDS,
    NEW,
    NEW_DESIGNS,
    OLD,
    as_shown,
    designs,
    generator_hash,
    invented,
)
from samples import render


def warc_files(count: int, in_file: int) -> Path:
    """Return a folder with at least `count` files of `in_file` pages; files that are there are kept."""
    here = Path(__file__)
    sources = [here, here.with_name("corpus.py")]
    version = sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    folder = CACHE / "inputs" / f"warc-{in_file}-{generator_hash()}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{number:05}.warc.gz"
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(_warc(number * in_file, (number + 1) * in_file))
            part.rename(path)
    return folder


def _warc(first: int, last: int) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for number in range(first, last):
        url, html = _page(number)
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(html),
                http_headers=StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], "HTTP/1.1"
                ),
                warc_headers_dict={"WARC-Date": format_utc(CAPTURED + timedelta(seconds=number))},
            )
        )
    return buffer.getvalue()


def _page(number: int) -> tuple[str, bytes]:
    """Return the URL and HTML of the page with this number."""
    kinds = designs()
    paper, design = kinds[number % len(kinds)]
    key = LONG_IDS.get((paper.name, design), 500_000) + number
    rng = random.Random(number)
    title, lead, *paragraphs = text(number).split("\n\n")
    story = replace(
        invented(rng, design, key, words=30),
        title=title,
        lead=lead,
        paragraphs=tuple(paragraphs),
        byline=rare_name(number),
    )
    others = [invented(rng, design, 10 * key + n, words=30) for n in range(3)]
    is_new = (paper.name, design) in NEW_DESIGNS
    size = rng.randint(*(NEW if is_new else OLD))
    shown = as_shown(story, paper)
    html = framed(render.article(paper, shown, others, CAPTURED, 0), rng, size, modern=is_new)
    return render.story_url(paper, shown), html.encode()
