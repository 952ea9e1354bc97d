"""The samples match their sources, link only among themselves, and are parsed as written."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator

from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.sites import load_sites
from samples import sample_files
from samples.build import CRAWL_TIMES, write_warc
from samples.papers import PAPERS, Newspaper
from samples.render import story_url
from samples.stories import Story, stories_of

SITES = load_sites()
LISTED = re.compile(r"<(?:loc|link)>([^<]+)</(?:loc|link)>")

papers = pytest.mark.parametrize("paper", PAPERS, ids=[paper.name for paper in PAPERS])


def sample_of(paper: Newspaper) -> Path:
    return next(file for file in sample_files() if file.name == f"{paper.name}.warc.gz")


def responses(paper: Newspaper) -> Iterator[tuple[str, datetime, int, str | None, bytes]]:
    """Yield URL, time, status, content type and body of each captured response."""
    with sample_of(paper).open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            if record.rec_type == "response":
                headers = record.http_headers
                yield (
                    record.rec_headers["WARC-Target-URI"],
                    datetime.fromisoformat(record.rec_headers["WARC-Date"]),
                    int(headers.get_statuscode()),
                    headers.get_header("Content-Type"),
                    record.content_stream().read(),
                )


def test_each_sample_is_of_a_site() -> None:
    assert {file.name.removesuffix(".warc.gz") for file in sample_files()} <= set(SITES)


@papers
def test_sources_build_the_committed_file(paper: Newspaper) -> None:
    built = BytesIO()
    write_warc(paper, built)
    # Decompressed, because zlib versions compress differently.
    assert gzip.decompress(built.getvalue()) == gzip.decompress(sample_of(paper).read_bytes())


@papers
def test_listings_feeds_and_sitemaps_link_only_to_captured_pages(paper: Newspaper) -> None:
    pages = {url: body.decode() for url, _, _, _, body in responses(paper)}
    listings = {url: page for url, page in pages.items() if url in (paper.home, *paper.listings)}
    links = {urljoin(url, str(a["href"])) for url in listings for a in BeautifulSoup(pages[url], "lxml")("a")}
    links |= {link for page in pages.values() if page.startswith("<?xml") for link in LISTED.findall(page)}
    elsewhere = {paper.offsite, f"mailto:toasoan@{paper.host}"}
    assert links - set(pages) == elsewhere


@papers
def test_each_story_is_parsed_as_written(paper: Newspaper) -> None:
    site = SITES[paper.name]
    written = {story_url(paper, story, id): story for story in stories_of(paper.name) for id in ids(story)}
    read = set()
    for url, captured, status, content_type, body in responses(paper):
        if status == 200 and url in written:
            story = written[url]
            if captured >= CRAWL_TIMES[1] and story.edited:
                story = story.edited
            article = read_article(body, url, site=site, content_type=content_type, captured=captured)
            assert (article.title, article.lead or "", article.body) == as_read(story)
            read.add(url)
    assert read == set(written)


@papers
def test_unknown_designs_and_video_pages_are_refused(paper: Newspaper) -> None:
    site = SITES[paper.name]
    spare = {str(paper.spare + 1): "layout:unknown", str(paper.spare + 2): "text:none"}
    refused = {}
    for url, captured, _, content_type, body in responses(paper):
        key = site.article_key(url)
        if key in spare:
            with pytest.raises(Refused) as refusal:
                read_article(body, url, site=site, content_type=content_type, captured=captured)
            refused[key] = refusal.value.cls
    assert refused == spare


def ids(story: Story) -> tuple[int, ...]:
    return (story.id, *story.copies)


def as_read(story: Story) -> tuple[str, str, str]:
    """Return title, lead and body as parsed: without the related line, with eth repaired."""
    body = "\n\n".join(text for text in story.paragraphs if not text.startswith(">>"))
    title, lead, body = (text.replace("Ð", "Đ") for text in (story.title, story.lead, body))
    return title, lead, body
