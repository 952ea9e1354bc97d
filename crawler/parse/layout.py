"""A layout: how the parts of an article are found on the pages of one design of one newspaper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

TrustedDate = Literal["machine", "printed"] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors named as a reader of the newspaper would name the parts.

    `marker` is found on the layout's own pages and on no other; the first layout whose marker is
    on the page reads it. `title` and `body` are required of a page, the rest may be missing.
    Where a selector finds several elements, the first with text counts (two titles, two articles
    on a page); the body goes on in those siblings of its first element that are selected too.
    A lead inside the body is one only where the body begins with it. `images` selects what holds
    pictures and their captions, in the body or outside it. `captions_below` says that a centred line below
    a picture is its caption. `drop` is removed before anything is read. After one of `end_marks`
    (labels such as `Các bài viết khác`, standing as a line of their own) nothing belongs to the
    article. `section_meta` is the property of a meta element that names the section where `section` finds
    none. `trusted_date` says which publication date is right where the one for machines (an attribute, a
    meta element, JSON-LD) and the printed one differ; without it neither is believed.
    """

    name: str
    marker: str
    title: str
    body: str
    lead: str | None = None
    byline: str | None = None
    published: str | None = None
    trusted_date: TrustedDate = None
    section: str | None = None
    section_meta: str | None = None
    tags: str | None = None
    images: str | None = None
    captions_below: bool = False
    drop: str | None = None
    end_marks: tuple[str, ...] = ()

    def but(self, **changes: Any) -> Self:
        """This layout with some parts found elsewhere: how sites of one CMS family share it."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class TextLayout:
    """A design whose markup nobody has seen, known by the forms and labels of its text.

    `date_form` is a regular expression of the date as this site alone prints it, beside the title
    or right under it. The article is what stands between that date and the first of `end_marks`;
    its first paragraph is the lead. Selectors may help where they are known: `section`, `tags`, `drop`.
    """

    name: str
    date_form: str
    end_marks: tuple[str, ...]
    section: str | None = None
    tags: str | None = None
    drop: str | None = None
    captions_below: bool = False

    def but(self, **changes: Any) -> Self:
        """This layout with some parts changed."""
        return replace(self, **changes)
