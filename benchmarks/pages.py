"""Generated article pages in the markup of each layout, as large as real ones, with their gold text.

Words come from the graded set, markup from the samples, and a frame of menus, story lists and scripts is
added. The same seed gives the same pages.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive.clock import HANOI_TIME
from benchmarks.frames import framed
from benchmarks.graded import article
from benchmarks.graded_words import SLOTS
from benchmarks.harness.peers import CACHE
from benchmarks.vnexpress import vnexpress_page
from samples import render
from samples.papers import NHANDAN, PAPERS, Newspaper
from samples.stories import Story

CAPTURED = datetime(2026, 11, 20, 8, tzinfo=HANOI_TIME)
LENGTHS = (300, 450, 600, 900, 1400)  # words
# Page size of a design: real pages have 140-160 KB since 2022, 38-70 KB before.
FAMILY_Z = {("nhandan", "c"), ("vietnamplus", "d"), ("baolaocai", "z")}
NEW_DESIGNS = FAMILY_Z | {("baocantho", "a")}
NEW, OLD = (100_000, 150_000), (40_000, 70_000)  # bytes
NHANDAN_TODAY = (NHANDAN, "c")
WITHOUT_LEAD = {("vietnamplus", "a"), ("vietnamplus", "b"), ("baocantho", "a")}
DAY_ONLY = {("dukcqtw", "duk")}
LONG_IDS = {("nhandan", "a"): 35_000_000}


@dataclass(frozen=True, slots=True)
class Gold:
    """The fields that a reader should find on a page."""

    title: str
    lead: str
    body: str
    published: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as served; `file` is its name in a folder of pages."""

    file: str
    site: str
    design: str
    url: str
    captured: str
    gold: Gold
    html: bytes = b""


def designs() -> list[tuple[Newspaper, str]]:
    """Return every layout that the samples can render."""
    return [(paper, name) for paper in PAPERS for name in paper.designs]


def pages(count: int, seed: int = 1, only: Sequence[tuple[Newspaper, str]] | None = None) -> Iterator[Page]:
    """Return this number of pages, cycling through the designs."""
    rng = random.Random(seed)
    kinds = list(only or designs())
    for number in range(count):
        paper, design = kinds[number % len(kinds)]
        first_id = LONG_IDS.get((paper.name, design), 500_000)
        story = as_shown(invented(rng, design, first_id + number), paper)
        least, most = NEW if (paper.name, design) in NEW_DESIGNS else OLD
        others = [invented(rng, design, 10 * first_id + number * 10 + n, words=60) for n in range(3)]
        bare = render.article(paper, story, others, CAPTURED, 0)
        html = framed(bare, rng, rng.randint(least, most), modern=least == NEW[0]).encode()
        yield Page(
            f"{number:06}.html",
            paper.name,
            design,
            render.story_url(paper, story),
            CAPTURED.isoformat(),
            gold_of(story, paper),
            html,
        )


def vnexpress_pages(count: int, seed: int = 1) -> Iterator[Page]:
    """Return the same stories in the markup of VnExpress, which fundus supports."""
    rng = random.Random(seed)
    for number in range(count):
        story = invented(rng, "vnexpress", 500_000 + number)
        html = framed(vnexpress_page(story), rng, rng.randint(*NEW), modern=True).encode()
        url = f"https://vnexpress.net/{story.path}-{story.id}.html"
        gold = Gold(
            story.title, story.lead, body_of(story), story.published.isoformat()[:16], (story.byline,)
        )
        yield Page(f"{number:06}.html", "vnexpress", "vnexpress", url, CAPTURED.isoformat(), gold, html)


def invented(rng: random.Random, design: str, number: int, words: int | None = None) -> Story:
    """Return a story made of words of the graded set."""
    lead, *paragraphs = article(rng, words or rng.choice(LENGTHS)).split("\n\n")
    person = rng.choice(SLOTS["PERSON"])
    place = rng.choice(SLOTS["PLACE"])
    published = CAPTURED - timedelta(days=rng.randint(1, 300), minutes=rng.randint(0, 1439))
    return Story(
        id=number,
        layout=design,
        title=f"{person} làm việc với cán bộ, đảng viên {place} về {rng.choice(SLOTS['TOPIC'])}",
        published=published,
        lead=lead,
        paragraphs=tuple(paragraphs),
        section="Xây dựng Đảng",
        path="xay-dung-dang",
        byline=rng.choice(SLOTS["PERSON"]),
        photo=f"Các đại biểu dự hội nghị tại {place}. (Ảnh: {person})",
        tags=("xây dựng Đảng", "cán bộ cơ sở"),
        views=rng.randint(100, 9999),
    )


def as_shown(story: Story, paper: Newspaper) -> Story:
    """Return the story as this layout shows it: some layouts have no lead."""
    if (paper.name, story.layout) in WITHOUT_LEAD:
        return replace(story, lead="", paragraphs=(story.lead, *story.paragraphs))
    return story


def gold_of(story: Story, paper: Newspaper) -> Gold:
    """Return what the page shows of `story`: some layouts show no time of day, most no seconds."""
    letters = len("2026-11-20") if (paper.name, story.layout) in DAY_ONLY else len("2026-11-20T08:00")
    published = story.published.isoformat()[:letters]
    return Gold(story.title, story.lead, body_of(story), published, (story.byline,))


def body_of(story: Story) -> str:
    return "\n\n".join(story.paragraphs)


def cached_folder(name: str, made: Iterator[Page]) -> Path:
    """Return the folder with pages and their index.json, cached for each version of this code."""
    folder = CACHE / "inputs" / f"{name}-{generator_hash()}"
    index = folder / "index.json"
    if not index.exists():
        folder.mkdir(parents=True, exist_ok=True)
        listed = []
        for page in made:
            (folder / page.file).write_bytes(page.html)
            listed.append({**asdict(page), "html": None})
        index.write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
    return folder


def generator_hash() -> str:
    """Return a short hash that changes when the generated pages change."""
    here = Path(__file__).parent
    sources = (
        here / f"{name}.py" for name in ("pages", "paper", "frames", "vnexpress", "graded", "graded_words")
    )
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
