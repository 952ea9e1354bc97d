"""The parts of an article as a layout found them on a page, before they are read as fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.parse.blocks import Line, Picture
from crawler.parse.dom import Element
from crawler.parse.layout import TrustedDate
from crawler.parse.omissions import Omitted, Reason
from crawler.parse.publication import PageDate


@dataclass(slots=True)
class Parts:
    """What was found, and by which selector; dates are texts to be tried one after the other.

    `ended` says that something follows the body on the page, so that the page cannot break off in it.
    `omitted` is the account of the text in `containers`, each a row of adjacent elements: every word of them
    and between them is in a field or in the account. The container of a page that is read by its text is the
    column of the article; the account begins below title and date.
    """

    layout: str
    title: str
    body: list[Line]
    ended: bool
    lead: list[Line] = field(default_factory=list)
    source_mark: str | None = None
    byline: list[Line] = field(default_factory=list)
    dates: list[PageDate] = field(default_factory=list)
    trusted_date: TrustedDate = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    image_source: str | None = None
    repairs: set[str] = field(default_factory=set)
    selectors: dict[str, str] = field(default_factory=dict)
    containers: list[list[Element]] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was found and all that was left out, in lines."""
        lines = (line.text for line in (*self.lead, *self.body, *self.byline))
        captions = (picture.caption or "" for picture in self.pictures)
        omitted = (each.text for each in self.omitted)
        return "\n".join((self.title, *lines, self.section or "", *self.tags, *captions, *omitted))

    @property
    def has_captions(self) -> bool:
        """Whether captions were found: with a lead they make an article of a photo essay or a film."""
        return any(each.reason is Reason.CAPTION for each in self.omitted)


class Missing(Exception):
    """A part that the layout requires is not on the page: `part`, and where it was looked for."""

    def __init__(self, part: str, looked_for: str) -> None:
        super().__init__(f"no {part} at {looked_for}")
        self.part = part
        self.looked_for = looked_for
