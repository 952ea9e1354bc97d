"""Sample pages of one site, from HTML files and WARC/WACZ files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import exit_codes
from archive.errors import ArchiveError
from crawler.fetch.answer import Answer, answer_of_record
from crawler.fetch.interpret import page_body
from crawler.ingest.capture_index import CaptureIndex, capture_of
from crawler.ingest.input_files import open_input, read_error
from crawler.ingest.single_files import is_html
from crawler.parse.dom import Page, open_page
from crawler.parse.metadata import read_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class NoSamples(ArchiveError):
    """The files have no page that a site file can be written from."""

    exit_code = exit_codes.BAD_INPUT


@dataclass(frozen=True)
class Sample:
    """A page with status 200 as it was served, the newest of its URL."""

    url: str
    body: bytes = field(repr=False)
    content_type: str | None
    captured: datetime
    page: Page | None = field(repr=False)


def read_samples(files: Iterable[Path], url: str | None) -> list[Sample]:
    """Return the sample pages of one site; `url` is the URL of a single HTML page.

    That is the site with most pages; hosts whose names begin with the same word are of one site.

    Raises:
        NoSamples: A file cannot be read, or a page names no URL.
    """
    samples: dict[str, Sample] = {}
    for path in files:
        for sample in [_read_page(path, url)] if is_html(_start(path)) else _read_captures(path):
            known = samples.get(sample.url)
            if known is None or known.captured <= sample.captured:
                samples[sample.url] = sample
    names = Counter(map(site_name, samples))
    if not names:
        raise NoSamples("The files contain no HTML page with status 200. Give pages as the site served them.")
    ((name, _),) = names.most_common(1)
    return [sample for sample in samples.values() if site_name(sample.url) == name]


def site_name(url: str) -> str:
    """Return the first word of a host as the name of a site: `baolaocai` of `https://www.baolaocai.vn/`."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    word = re.sub(r"\W", "_", host.partition(".")[0])
    return f"site_{word}" if word[:1].isdigit() else word


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _read_page(path: Path, url: str | None) -> Sample:
    body = path.read_bytes()
    page = open_page(body, None)
    declared = _declared_url(page) if page is not None else None
    if url is None and declared is None:
        raise NoSamples(f"{path} does not name its URL: give it with --url.")
    captured = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Sample(url or declared or "", body, "text/html", captured, page)


def _declared_url(page: Page) -> str | None:
    links = [link.get("href") for link in page.select("link[rel=canonical]")]
    return next((url for url in (*links, *page.metas.get("og:url", ())) if url and "://" in url), None)


def _read_captures(path: Path) -> Iterable[Sample]:
    if damage := read_error(path):
        raise NoSamples(f"{path}: {damage.what}")
    for entry in CaptureIndex(open_input(path, None, in_place=True).files).entries:
        record = entry.read()
        answer: Answer = answer_of_record(record, entry.url, capture_of(record, entry.file))
        body = page_body(answer) if entry.kind != "revisit" else None
        if body is not None:
            page = open_page(body, answer.content_type) if is_html(body) else None
            yield Sample(entry.url, body, answer.content_type, answer.captured, page)


def titles_of(page: Page) -> list[str]:
    """Return what the page may call its article: its metadata, and its <title> without the newspaper."""
    titles = list(read_metadata(page).titles)
    for element in page.root.iter("title"):
        text = " ".join((element.text or "").split())
        titles += [text, *(text.rpartition(mark)[0] for mark in (" | ", " - ", " – ") if mark in text)]
    return [title for title in dict.fromkeys(titles) if title]
