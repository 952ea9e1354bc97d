"""Read a page of no known layout with trafilatura, only where the caller asks for it.

trafilatura finds where the text is; title, lead, byline, date, section, tags and pictures are taken from
metadata and markup of the page, and each only where two sources agree. The article is marked
`layout="generic"` and flagged `generic`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.errors import missing_extra
from crawler.parse.below_article import read_below
from crawler.parse.block_reader import account, read_blocks
from crawler.parse.blocks import Block, Line, lines_of, reasons_for
from crawler.parse.bylines import is_byline
from crawler.parse.dates import DateReading, has_date, is_date_line, read_date
from crawler.parse.dom import Element, Page, is_inside, open_page
from crawler.parse.dumplines import COMMON_END_MARKS
from crawler.parse.junk import find_junk, is_encrypted
from crawler.parse.layout import Layout
from crawler.parse.metadata import Metadata, read_metadata
from crawler.parse.omissions import Reason
from crawler.parse.parts import Parts
from crawler.parse.plausibility import notes_of, text_flags
from crawler.parse.publication import PageDate, choose_publication, machine_dates
from crawler.parse.read import Reading, build_article
from crawler.parse.refusal import Refused
from crawler.parse.tags import HEADINGS
from crawler.parse.text import paragraphs, tidy
from crawler.parse.trim import Trimmed, trim
from crawler.site import site_of_host

if TYPE_CHECKING:
    from datetime import datetime

LAYOUT = Layout(
    "generic", marker="html", title="h1", body="body", captions_below=True, end_marks=COMMON_END_MARKS
)
PROSE = 40  # letters of a line that shows where the text is
LEVEL = 0.7  # of the score that a line gives an element, it gives the one above
SHORT = 30  # letters: a shorter line may stand in another by chance
LONGEST_MARK = 30  # letters before the lead: `(Chinhphu.vn) - `
SHORTEST_LEAD = 20
SHORTEST_TITLE = 10  # letters: a shorter heading stands in any title by chance
LONGEST_DATE = 100  # letters of a line that prints a date, with the author beside it
NOT_LETTERS = re.compile(r"[\W_]+")


def read_generic(body: bytes, url: str, *, content_type: str | None, captured: datetime) -> Reading:
    """Return the article of a page, with its host as site and path and query of its address as key.

    Raises Refused: `generic:missing` where trafilatura is not installed, `generic:none` where it finds no
    title or no text, `text:encrypted` and `text:junk` for text that nobody can read.
    """
    page = open_page(body, content_type)
    found = _extracted(body, url)
    parts = _parts(page, found, read_metadata(page)) if page is not None else None
    if page is None or parts is None or not parts.title or not parts.body:
        raise Refused("generic:none", f"generic: no title or no text found in {url}")
    lines = [line.text for line in parts.body]
    if any(map(is_encrypted, lines)):
        raise Refused("text:encrypted", f"generic: the text is encrypted, a script decrypts it: {url}")
    if junk := find_junk(parts.title, lines):
        raise Refused("text:junk", f"generic: the page says {junk!r}: {url}")
    site = site_of_host(url)
    article = build_article(
        parts,
        page,
        site=site,
        key=_key(site.canonical_url(url) or url),
        url=url,
        captured=captured,
        published=_published(page, parts, url, captured),
        doubts=(LAYOUT.name, *text_flags(parts, page, notes_of(parts, read_below(parts)))),
    )
    return Reading(article, parts.selectors, tuple(parts.omitted))


def _extracted(body: bytes, url: str) -> dict[str, Any]:
    """What trafilatura finds, by its own names of fields; empty where it finds no text."""
    try:
        import trafilatura
        from trafilatura.settings import Document
    except ModuleNotFoundError as error:
        raise Refused("generic:missing", str(missing_extra("--generic", error, extra="generic"))) from None
    found = trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return found.as_dict() if isinstance(found, Document) else {}


def _key(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _parts(page: Page, found: dict[str, Any], metadata: Metadata) -> Parts:
    """The parts of the article: the text that trafilatura and the rules for all layouts agree on."""
    texts = _Texts(paragraphs(found.get("text") or "", set()))
    every = lines_of(read_blocks(page.root))
    heading = _heading(every, page, metadata)
    title = heading.text if heading else tidy(found.get("title") or "", set())
    credit = next(iter(metadata.authors), "")
    below_title = every[every.index(heading) + 1 :] if heading else every
    prose = [
        line for line in below_title if len(line.text) >= PROSE and not line.linked and line.text in texts
    ]
    container = _container(prose, page.root)
    trimmed = _trimmed(container, texts, title, credit)
    lead = _lead(every, metadata)
    lines = [*(_above(prose, container) if heading else ()), *trimmed.lines]
    own = [line for line in lines if not _repeats(line, title, lead, credit)]
    body = [line for line in own if line.text in texts]
    rest = [line for line in (*own, *_below(prose, container)) if line not in body]
    return Parts(
        LAYOUT.name,
        title,
        body,
        ended=True,
        lead=lead,
        byline=[Line(credit, page.root)] if credit else trimmed.byline,
        dates=[PageDate(line.text) for line in every if _is_dated(line)],
        section=metadata.section,
        tags=list(metadata.tags),
        pictures=trimmed.pictures,
        repairs={repair for line in (*lead, *body) for repair in line.repairs},
        selectors={"title": "trafilatura", "body": "trafilatura"},
        omitted=[*trimmed.omitted, *account(rest, reasons_for(rest, Reason.OUTSIDE))],
    )


class _Texts:
    """The paragraphs that trafilatura found, compared by their letters and figures alone."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._lines = frozenset(map(_letters, texts))
        self._all = "".join(map(_letters, texts))

    def __contains__(self, text: str) -> bool:
        letters = _letters(text)
        return letters in self._lines or (len(letters) >= SHORT and letters in self._all)


def _is_dated(line: Line) -> bool:
    return len(line.text) <= LONGEST_DATE and has_date(line.text)


def _letters(text: str) -> str:
    return NOT_LETTERS.sub("", text).casefold()


def _heading(every: list[Line], page: Page, metadata: Metadata) -> Line | None:
    """The line in a heading that the page also gives machines as its title."""
    names = (*metadata.titles, *(str(name.text or "") for name in page.root.iter("title")))
    stated = [letters for letters in map(_letters, names) if letters]
    headings = (line for line in every if line.element.tag in HEADINGS and len(line.text) >= SHORTEST_TITLE)
    return next((line for line in headings if any(_letters(line.text) in name for name in stated)), None)


def _trimmed(container: Element, texts: _Texts, title: str, credit: str) -> Trimmed:
    """The lines and pictures of `container` as far as the last line of the text, trimmed as for a layout."""
    blocks = read_blocks(container)
    last = max((number for number, block in enumerate(blocks) if _is_in(block, texts)), default=-1)
    trimmed = trim(blocks[: last + 1], container, LAYOUT, title=title, credit=credit)
    below = blocks[last + 1 :]
    trimmed.omitted += account(below, reasons_for(below, Reason.OUTSIDE))
    return trimmed


def _above(prose: list[Line], container: Element) -> list[Line]:
    """The lines of prose above `container`: a lead that stands apart."""
    inside = next((number for number, line in enumerate(prose) if is_inside(line.element, container)), 0)
    return prose[:inside]


def _below(prose: list[Line], container: Element) -> list[Line]:
    """The lines of prose below `container`."""
    above = len(_above(prose, container))
    return [line for line in prose[above:] if not is_inside(line.element, container)]


def _is_in(block: Block, texts: _Texts) -> bool:
    return isinstance(block, Line) and block.text in texts


def _container(prose: list[Line], root: Element) -> Element:
    """The element with the highest score: the letters of its prose, less for each level between."""
    scores = {root: 0.0}
    for line in prose:
        score = float(len(line.text))
        for element in line.element.iterancestors():
            scores[element] = scores.get(element, 0) + score
            score *= LEVEL
    return max(scores, key=lambda element: scores[element])


def _lead(every: list[Line], metadata: Metadata) -> list[Line]:
    """The line that the metadata have as description, with the paper's mark before it."""
    for description in metadata.descriptions:
        stated = _letters(description)
        for line in every:
            letters = _letters(line.text)
            before = len(letters) - len(stated)
            if len(stated) >= SHORTEST_LEAD and letters.endswith(stated) and before <= LONGEST_MARK:
                return [_with_mark(line, description)]
    return []


def _with_mark(line: Line, description: str) -> Line:
    """The lead, its mark in brackets: `BNEWS Đà tăng...` has none that shows it."""
    mark = line.text.removesuffix(description).strip()
    is_bare = mark and line.text.endswith(description) and mark.isalnum()
    return replace(line, text=f"({mark}) - {description}") if is_bare else line


def _repeats(line: Line, title: str, lead: list[Line], credit: str) -> bool:
    """Whether a line says what is in another field: title, lead, byline, date."""
    letters = _letters(line.text)
    known = (title, credit, *(each.text for each in lead))
    if letters in map(_letters, known) or any(line.element is each.element for each in lead):
        return True
    return is_date_line(line.text) or (bool(credit) and is_byline(line.text) and _letters(credit) in letters)


def _published(page: Page, parts: Parts, url: str, captured: datetime) -> DateReading:
    """The date that the page states for machines and prints, else none with the flag `published:generic`."""
    every = machine_dates(page)
    stated = [date for date in every if date.role == "published"]
    reading = choose_publication(stated, every, url=url, captured=captured)
    day = (reading.value or "")[:10]
    printed = (read_date(date.text, captured).value or "" for date in parts.dates)
    if not day or any(value[:10] == day for value in printed):
        return reading
    return DateReading(None, None, "published:generic", reading.raw)
