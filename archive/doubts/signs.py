"""Signs that a reading is worse than the stored text of its article.

Signs of one article are enough for a doubt: error texts, broken charsets, the text of another article. Signs
of a run are usual in single edits, and count only where many articles of a run have them (verdict.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.clock import HANOI_TIME, parse_utc
from archive.duplicates.key_index import find_copies
from archive.duplicates.near_duplicates import MIN_LENGTH_RATIO, is_copy, similarity
from archive.duplicates.signature import signature

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

    from archive.article import Article

JUNK, CHARSET, SWAPPED, COLLISION = "text:junk", "charset:broken", "text:swapped", "key:collision"
SHRUNK, REPLACED, RETITLED, REDATED = "text:shrunk", "text:replaced", "title:changed", "published:changed"
LEAD_CHANGED = "lead:changed"

CHARSET_FLAGS = ("charset:lossy", "charset:double-encoded", "charset:escaped")
SHRUNK_BELOW = 2 / 3  # of the letters of the stored text
SHORTEST_COMPARED = 100  # letters: shorter texts say too little
MIN_KEPT = 0.5  # of the word pairs of the shorter text, where one text is a part of the other
UNRELATED_TEXT = 0.1  # of the word pairs; unrelated articles of one newspaper share 1 to 5 %
UNRELATED_TITLE = 0.25  # of the words
# Letters that only Vietnamese text has: they vanish where marks are lost or UTF-8 is decoded wrongly.
VIETNAMESE_LETTER = re.compile("[\u1ea0-\u1ef9đăơưĐĂƠƯ]")
MIN_MARKED = 0.05  # of all letters; Vietnamese prose has 0.15
TITLE_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sign:
    """Why a reading is doubted: a fixed word, and a detail for a person."""

    word: str
    detail: str = ""

    def __str__(self) -> str:
        """Return word and detail, as the reason of a doubt."""
        return f"{self.word} {self.detail}".rstrip()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A reading beside the stored row of its article; `article_id` is the id of the row."""

    article_id: int
    stored: Mapping[str, Any]
    article: Article
    old_text: str = field(init=False)
    new_text: str = field(init=False)

    def __post_init__(self) -> None:
        """Join lead and body of the stored text."""
        parts = (self.stored["lead"], self.stored["body"])
        object.__setattr__(self, "old_text", "\n\n".join(part for part in parts if part))
        object.__setattr__(self, "new_text", self.article.text)

    @property
    def new_flags(self) -> set[str]:
        """The flags of the reading that the stored text does not have."""
        return set(self.article.flags) - set(json.loads(self.stored["flags"]))

    @property
    def text_changed(self) -> bool:
        """Whether lead and body differ."""
        return self.old_text != self.new_text

    @property
    def is_replaced(self) -> bool:
        """Whether the text is neither an edited form nor a part of the stored one, nor contains it."""
        if not self.text_changed or is_copy(self.old_text, self.new_text):
            return False
        shorter, longer = sorted((len(self.old_text), len(self.new_text)))
        alike = similarity(self.old_text, self.new_text)
        return shorter >= MIN_LENGTH_RATIO * longer or alike < MIN_KEPT


def sign_of_article(db: Connection, compared: Comparison) -> Sign | None:
    """Return the sign for which the reading of one article is doubted by itself, or None."""
    flags = compared.new_flags
    if JUNK in flags:
        return Sign(JUNK)
    if not compared.text_changed and compared.stored["title"] == compared.article.title:
        return None
    broken = sorted(flag for flag in flags if flag.startswith(CHARSET_FLAGS))
    if broken or _marks_vanished(compared):
        return Sign(CHARSET, ", ".join(broken) or "the diacritics are gone")
    if not compared.text_changed:
        return None
    for flag in sorted(flags):
        if flag.startswith("canonical:"):
            return Sign(SWAPPED, f"the page says that it is {flag.partition(':')[2]}")
    if compared.is_replaced and (other := _article_with_text(db, compared)) is not None:
        return Sign(SWAPPED, f"the text of article {other}")
    if are_unrelated(compared):
        return Sign(COLLISION, "no title, text or day in common")
    return None


def signs_of_run(compared: Comparison) -> tuple[str, ...]:
    """Return the signs that count where many articles of a run have them."""
    old, new = len(compared.old_text), len(compared.new_text)
    same_text = not compared.text_changed
    same_title = compared.stored["title"] == compared.article.title
    same_date = compared.stored["published"] == compared.article.published
    found = (
        (SHRUNK, old >= SHORTEST_COMPARED and new < SHRUNK_BELOW * old),
        (REPLACED, compared.is_replaced),
        (RETITLED, not same_title),
        (LEAD_CHANGED, not same_text and compared.stored["lead"] not in (None, compared.article.lead)),
        (REDATED, same_text and same_title and not same_date and compared.stored["published"]),
    )
    return tuple(word for word, holds in found if holds)


def are_unrelated(compared: Comparison) -> bool:
    """Return whether stored text and reading have neither title, text nor day in common."""
    days = [str(day)[:10] for day in (compared.stored["published"], compared.article.published) if day]
    if len(days) == 2 and days[0] == days[1]:
        return False
    if min(len(compared.old_text), len(compared.new_text)) < SHORTEST_COMPARED:
        return False
    old, new = (
        set(TITLE_WORD.findall(title.casefold()))
        for title in (compared.stored["title"], compared.article.title)
    )
    if len(old & new) > UNRELATED_TITLE * min(len(old), len(new)):
        return False
    return similarity(compared.old_text, compared.new_text) < UNRELATED_TEXT


def measures_of(compared: Comparison) -> dict[str, Any]:
    """Return what the verdict on a run needs to know: letters, titles and dates, before and after."""
    article = compared.article
    captured = parse_utc(article.captured).astimezone(HANOI_TIME)
    return {
        "letters": [len(compared.old_text), len(compared.new_text)],
        "title": [compared.stored["title"], article.title],
        "published": [compared.stored["published"], article.published],
        "captured_day": captured.date().isoformat(),
        "lead": article.lead,
        "body": article.body,
    }


def _marks_vanished(compared: Comparison) -> bool:
    old, new = (_marked_share(text) for text in (compared.old_text, compared.new_text))
    return min(len(compared.old_text), len(compared.new_text)) >= SHORTEST_COMPARED and (
        old >= MIN_MARKED and new < old / 2
    )


def _marked_share(text: str) -> float:
    letters = sum(map(str.isalpha, text))
    return len(VIETNAMESE_LETTER.findall(text)) / letters if letters else 0.0


def _article_with_text(db: Connection, compared: Comparison) -> int | None:
    """Return another article of the site with the new text; copies of the article itself do not count."""
    copies = find_copies(db, compared.new_text, signature(compared.new_text))
    row = db.execute(
        "SELECT id FROM articles WHERE site = ?1 AND id <> ?2"
        " AND body_sha256 IN (SELECT value FROM json_each(?3))"
        " AND NOT EXISTS (SELECT 1 FROM duplicates AS d WHERE d.article_id IN (articles.id, ?2)"
        "  AND d.duplicate_of IN (articles.id, ?2,"
        "   (SELECT duplicate_of FROM duplicates WHERE article_id = ?2)))"
        " ORDER BY first_seen, id LIMIT 1",
        [compared.article.site, compared.article_id, json.dumps([sha256 for _, sha256, _ in copies])],
    ).fetchone()
    return row[0] if row else None
