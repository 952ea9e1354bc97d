"""What an editor changed: two revisions of an article, field by field and word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from archive.database.rows import fetch_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

PARAGRAPH = re.compile(r".+?(?:\n\n|\Z)", re.DOTALL)
WORD_OR_SPACE = re.compile(r"\s+|\S+")
FIELDS = ("title", "byline", "published")


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text that stayed, went or came; white space belongs to it."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two revisions beside each other.

    `fields` has those of title, byline and published that differ, with both values; `text` is lead and
    body as edits: what is not `added` is the older text, what is not `removed` the newer; empty
    where the texts are equal.
    """

    older: dict[str, Any]
    newer: dict[str, Any]
    fields: dict[str, tuple[str | None, str | None]]
    text: list[Edit]


def difference(
    db: Connection, article_id: int, older: int | None = None, newer: int | None = None
) -> Difference | None:
    """What changed between two revisions, by default between the last two; None where one is missing."""
    if newer is None:
        newest = "SELECT max(number) FROM revisions_stored WHERE article_id = ?"
        newer = db.execute(newest, [article_id]).fetchone()[0]
    if newer is None:
        return None
    before = _revision(db, article_id, newer - 1 if older is None else older)
    after = _revision(db, article_id, newer)
    if before is None or after is None:
        return None
    return Difference(
        older={"number": before["number"], "captured": before["captured"]},
        newer={"number": after["number"], "captured": after["captured"]},
        fields={name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]},
        text=edits(_text(before), _text(after)) if _text(before) != _text(after) else [],
    )


def edits(before: str, after: str) -> list[Edit]:
    """The way from one text to the other: paragraphs first, words within those that differ.

    >>> [(edit.kind, edit.text) for edit in edits("Hai năm qua", "Ba năm qua")]
    [('removed', 'Hai'), ('added', 'Ba'), ('same', ' năm qua')]
    """
    return list(_edits(PARAGRAPH.findall(before), PARAGRAPH.findall(after), within=WORD_OR_SPACE))


def _edits(
    before: Sequence[str], after: Sequence[str], within: re.Pattern[str] | None = None
) -> Iterator[Edit]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if kind == "equal":
            yield Edit("same", new)
        elif kind == "replace" and within:
            yield from _edits(within.findall(old), within.findall(new))
        else:
            if old:
                yield Edit("removed", old)
            if new:
                yield Edit("added", new)


def _revision(db: Connection, article_id: int, number: int) -> dict[str, Any] | None:
    return fetch_row(
        db, "SELECT * FROM visible_revisions WHERE article_id = ? AND number = ?", [article_id, number]
    )


def _text(revision: dict[str, Any]) -> str:
    return "\n\n".join(part for part in (revision["lead"], revision["body"]) if part)
