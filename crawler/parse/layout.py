"""Layouts: where the parts of an article are on the pages of one design of one newspaper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

TrustedDate = Literal["machine", "printed"] | None
Evidence = Literal["real page", "public code", "address form only", "stored text"]
"""What a layout rests on: saved pages of the site, a published program that reads them, the form of its
addresses together with the layout of its family, or the text of its pages without markup."""


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of the parts of an article.

    The first layout of a site whose `marker` is on a page reads it, so the marker must not match pages of
    other designs. `title` and `body` are required, other parts may be missing. Where a selector matches
    several elements, the first with text is used; a body also includes the matching siblings of its first
    element. A lead inside the body counts only if the body begins with it.

    Attributes:
        name: Name of the design, stored with the article.
        marker: Matches pages of this design only.
        evidence: What the selectors rest on for this site.
        family: Name of the CMS family, None for a design of one site.
        source_mark: The newspaper's own mark before the text, where nothing but markup separates the two.
        trusted_date: Which publication date is right where the machine-readable one (attribute, meta element,
            JSON-LD) and the printed one differ. By default neither is used.
        section_meta: Property of a meta element that names the section where `section` finds none.
        images: Elements with pictures and their captions, inside or outside the body.
        image_source: Attribute of an img that has its address. By default those of lazy loading count before
            `src`.
        captions_below: Whether a centred line below a picture is its caption.
        drop: Elements to remove before reading.
        end_marks: Labels that end the article, such as `Các bài viết khác`, where no prose follows them.
    """

    name: str
    marker: str
    title: str
    body: str
    evidence: Evidence = "address form only"
    family: str | None = None
    lead: str | None = None
    source_mark: str | None = None
    byline: str | None = None
    published: str | None = None
    trusted_date: TrustedDate = None
    section: str | None = None
    section_meta: str | None = None
    tags: str | None = None
    images: str | None = None
    image_source: str | None = None
    captions_below: bool = False
    drop: str | None = None
    end_marks: tuple[str, ...] = ()

    def but(self, **changes: Any) -> Self:
        """Return a copy with other selectors, for a site that shares the CMS but not every class name."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class TextLayout:
    """A design of unknown markup, recognised by the date format and the labels of its text.

    The article is the text between the date and the first of `end_marks`; its first paragraph is the lead.

    Attributes:
        name: Name of the design, stored with the article.
        date_form: Regular expression of the date in the format of this site only, beside or below the title.
        end_marks: Labels that end the article, where no prose follows them.
        evidence: What `date_form` and `end_marks` rest on.
        section: Optional CSS selector, as in `Layout`; also `tags` and `drop`.
        captions_below: Whether a centred line below a picture is its caption.
    """

    name: str
    date_form: str
    end_marks: tuple[str, ...]
    evidence: Evidence = "stored text"
    section: str | None = None
    tags: str | None = None
    drop: str | None = None
    captions_below: bool = False

    def but(self, **changes: Any) -> Self:
        """Return a copy with some attributes changed."""
        return replace(self, **changes)
