"""A layout: how the parts of an article are found on the pages of one design of one newspaper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors named as a reader of the newspaper would name the parts.

    `marker` is found on the layout's own pages and on no other; the first layout whose marker is
    on the page reads it. `title` and `body` are required of a page, the rest may be missing.
    `drop` is removed before anything is read. After one of `end_marks` (labels such as
    `Các bài viết khác`, standing as a line of their own) nothing belongs to the article.
    """

    name: str
    marker: str
    title: str
    body: str
    lead: str | None = None
    byline: str | None = None
    published: str | None = None
    section: str | None = None
    tags: str | None = None
    images: str | None = None
    drop: str | None = None
    end_marks: tuple[str, ...] = ()

    def but(self, **changes: Any) -> Layout:
        """This layout with some parts found elsewhere: how sites of one CMS family share it."""
        return replace(self, **changes)
