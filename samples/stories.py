"""The texts of the samples: fictional local news, read from the TOML files in stories/."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from archive.clock import HANOI_TIME

STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One fictional article as the newspaper would have printed it.

    Attributes:
        mark: The source mark as printed before the text: `(QBĐT) - `.
        path: The sections in the URL, where the newspaper has them there.
        edited: The story as in the second capture.
        again: Captured twice, with a change only in the view counter and the advertisements.
        copies: Other ids under which the same text is published.
        aliases: Kinds of other URLs of the same article, as `samples.build.alias_url` takes them.
    """

    id: int
    layout: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    lead: str = ""
    section: str = ""
    path: str = ""
    byline: str = ""
    unit: str = ""
    mark: str = ""
    photo: str = ""
    video: str = ""
    tags: tuple[str, ...] = ()
    views: int = 0
    again: bool = False
    edited: Story | None = None
    copies: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()


def stories_of(paper: str) -> list[Story]:
    """Return the stories of one newspaper, newest first."""
    agency = tomllib.loads((STORIES / "shared.toml").read_text("utf-8"))
    entries = tomllib.loads((STORIES / f"{paper}.toml").read_text("utf-8"))["article"]
    return sorted(
        (_story(entry, agency) for entry in entries), key=lambda story: story.published, reverse=True
    )


def _story(entry: dict[str, Any], agency: dict[str, Any]) -> Story:
    text = entry.pop("text", None) or agency[entry.pop("story")]["text"]
    correction = entry.pop("edited", None)
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    fields |= {"published": _moment(entry["published"]), "paragraphs": _paragraphs(text)}
    story = Story(**fields)
    if correction:
        corrected = text.replace(correction["from"], correction["to"])
        story = replace(story, edited=replace(story, paragraphs=_paragraphs(corrected)))
    return story


def _moment(published: date) -> datetime:
    return published if isinstance(published, datetime) else datetime.combine(published, time(), HANOI_TIME)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("\n\n"))


def slug(title: str) -> str:
    """Return a title as the newspapers write it in URLs.

    >>> slug("Ðồng bào Rục ở Yên Hợp: học nghề")
    'dong-bao-ruc-o-yen-hop-hoc-nghe'
    """
    plain = unicodedata.normalize("NFD", title.translate(str.maketrans("ĐđÐ", "DdD")))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
