"""Account of the text that a reading left out of the article, and why.

Every visible word of the elements that hold an article is either in the article or in this account.
Captions and bylines are in both: they are fields of the article and no part of its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

FIRST_WORDS = 8
PERCENT = 100
SHORTEST_PROSE = 40  # letters: what is shorter below an article is a label or a field of a form
# Percent of the text. On all pages that are read rightly it is 11 at most, where a paragraph is lost more.
MOST_DROPPED = 15
MOST_HIDDEN = 30  # percent: notices and forms that open on a click are shorter


class Reason(StrEnum):
    """Why text is not in the article."""

    AD = "ad"
    BUTTON = "button"
    BYLINE = "byline"
    CAPTION = "caption"
    CODE = "code"  # never shown, so never listed: scripts, style sheets, metadata
    COMMENT = "comment"
    CONTROL = "control"
    DATE = "date"
    END_LABEL = "end-label"  # a label such as `Các tin khác`, and all after it
    FALLBACK = "fallback"  # shown in place of a film, a drawing or a script that does not run
    FOOTER = "footer"
    HIDDEN = "hidden"
    LAYOUT = "layout"  # selected by `drop` of the layout
    LEAD = "lead"  # the lead, repeated in the body
    NAVIGATION = "navigation"
    NOTE = "note"  # says that the rest of the article is on another page or costs money
    OUTSIDE = "outside"  # selected as body, but apart from the element that was read
    PLAYER = "player"
    PRINT = "print"
    RELATED = "related"
    SHARE = "share"
    TITLE = "title"  # the title, repeated in the body
    WORD = "word"  # settings of Microsoft Word, pasted with the text


# No text of the article is lost with these: it is in another field, or readers never saw it.
NO_LOSS = frozenset((
    Reason.BYLINE, Reason.CAPTION, Reason.DATE, Reason.HIDDEN, Reason.LEAD, Reason.NOTE, Reason.TITLE,
    Reason.WORD,
))  # fmt: skip
BELOW = frozenset((Reason.END_LABEL, Reason.FOOTER))


class Omitted(NamedTuple):
    """One piece of text that was left out: a line, or all of a skipped element.

    `linked` is about the number of its letters that are links.
    """

    reason: Reason
    text: str
    linked: int = 0

    @property
    def letters(self) -> int:
        """Number of characters without white space."""
        return letters_in(self.text)

    @property
    def words(self) -> str:
        """The first words of the text."""
        words = self.text.split(maxsplit=FIRST_WORDS)
        return " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")

    def as_dict(self) -> dict[str, str | int]:
        """Reason, letters and first words, ready for JSON."""
        return {"reason": str(self.reason), "letters": self.letters, "words": self.words}


def letters_in(text: str) -> int:
    """Number of characters of `text`, which is tidied, without white space."""
    return len(text) - text.count(" ") - text.count("\n")


def dropped_flag(omitted: Iterable[Omitted], text: str) -> str | None:
    """Return the flag `dropped:NN%` where so much was left out that text of the article may be among it.

    `text` is that of the article.
    """
    dropped = sum(map(_loss, omitted))
    share = PERCENT * dropped // (dropped + letters_in(text)) if dropped else 0
    return f"dropped:{share}%" if share > MOST_DROPPED else None


def hidden_flag(omitted: Iterable[Omitted], text: str) -> str | None:
    """Return the flag `hidden:NN%` where a large part of the page's text is hidden until a script shows it.

    `text` is that of the article: what it repeats is a second copy, such as the one for printing.
    """
    hidden = [each for each in omitted if each.reason is Reason.HIDDEN]
    if not hidden:
        return None
    shown = "".join(text.split())
    letters = sum(each.letters - each.linked for each in hidden if "".join(each.text.split()) not in shown)
    share = PERCENT * letters // (letters + len(shown)) if letters else 0
    return f"hidden:{share}%" if share > MOST_HIDDEN else None


def _loss(omitted: Omitted) -> int:
    """The letters of omitted text that may be text of the article: links are none."""
    if omitted.reason in NO_LOSS:
        return 0
    letters = max(0, omitted.letters - omitted.linked)
    return 0 if omitted.reason in BELOW and letters < SHORTEST_PROSE else letters
