"""Graded set: generated articles with copies of known similarity, and filled-in forms that are not copies.

The news is invented. The same seed gives the same set.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.graded_forms import FORMS
from benchmarks.graded_words import CLOSINGS, EVENTS, RESULTS, SLOTS, STOCK, VERBS

_OTHER_WORDS = re.sub(
    r"\{\w+\}",
    "",
    " ".join((*VERBS, *RESULTS, *CLOSINGS, *(word for words in SLOTS.values() for word in words))),
).split()
SIZES = (150, 250, 400, 600, 900)


@dataclass(frozen=True, slots=True)
class Graded:
    """A text of the set. Texts of one `story` are copies of each other; `kind` says how it was edited."""

    story: str
    kind: str
    text: str


def graded_set(stories: int, per_form: int, seed: int = 1) -> Iterator[Graded]:
    """Return stories with a copy for each kind of edit, then forms filled in with other names and figures."""
    rng = random.Random(seed)
    for number in range(stories):
        original = article(rng, SIZES[number % len(SIZES)])
        yield Graded(f"story-{number}", "original", original)
        for kind, edit in EDITS.items():
            yield Graded(f"story-{number}", kind, edit(original, rng))
    for form_number, form in enumerate(FORMS):
        for same_place in (False, True):
            fixed = {slot: rng.choice(SLOTS[slot]) for slot in ("PLACE", "PERSON", "BODY", "PROVINCE")}
            for number in range(per_form):
                text = fill(form, rng, fixed if same_place else {})
                kind = "form, same place" if same_place else "form"
                yield Graded(f"form-{form_number}-{same_place}-{number}", kind, text)


def article(rng: random.Random, words: int) -> str:
    """Return an invented news article with about this number of words."""
    known = {slot: rng.sample(SLOTS[slot], 3) for slot in ("PERSON", "PLACE", "PROVINCE", "BODY", "TOPIC")}
    paragraphs: list[str] = []
    count = 0
    while count < words or len(paragraphs) < 3:
        paragraph = " ".join(sentence(rng, known) for _ in range(rng.randint(1, 2 + words // 200)))
        count += len(paragraph.split())
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def sentence(rng: random.Random, known: dict[str, list[str]]) -> str:
    """Return a sentence from the facts of the article; one in eight is a stock phrase."""
    kind = rng.random()
    if kind < 0.12:
        pattern = rng.choice(STOCK)
    elif kind < 0.4:
        pattern = f"{rng.choice(EVENTS)}, {rng.choice(VERBS)} {{THING}} {{HOW}}."
    elif kind < 0.75:
        pattern = f"{{BODY}} {rng.choice(VERBS)} {{THING}} {{OF}} {{HOW}}, {rng.choice(RESULTS)} {{WHEN}}."
    else:
        pattern = (
            f"Đồng chí {{PERSON}} {rng.choice(CLOSINGS)} {{THING}} {{OF}} {{WHEN}}, {rng.choice(RESULTS)}."
        )
    written = fill(pattern, rng, {slot: rng.choice(values) for slot, values in known.items()})
    return written[0].upper() + written[1:]


def fill(pattern: str, rng: random.Random, fixed: dict[str, str]) -> str:
    """Fill the slots of a pattern: `{PERSON}`, `{PLACE}` from the lists, `{9}`, `{99}` with digits."""

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot.strip("9") == "":
            return str(rng.randint(10 ** (len(slot) - 1), 10 ** len(slot) - 1))
        if slot == "DATE":
            return f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/{rng.randint(2009, 2025)}"
        return fill(fixed.get(slot) or rng.choice(SLOTS[slot]), rng, fixed)

    return re.sub(r"\{(\w+)\}", value, pattern)


def change_words(share: float) -> Callable[[str, random.Random], str]:
    """Return an edit that replaces exactly this share of the words."""

    def edit(text: str, rng: random.Random) -> str:
        words = re.split(r"(\s+)", text)
        places = range(0, len(words), 2)
        for place in rng.sample(places, round(share * len(places))):
            words[place] = rng.choice(_OTHER_WORDS)
        return "".join(words)

    return edit


def mix_words(share: float) -> Callable[[str, random.Random], str]:
    """Return an edit that changes, drops or adds words at this share of positions."""

    def edit(text: str, rng: random.Random) -> str:
        words = re.split(r"(\s+)", text)
        places = range(0, len(words), 2)
        for place in rng.sample(places, round(share * len(places))):
            other = rng.choice(_OTHER_WORDS)
            words[place] = rng.choice((other, other, "", f"{words[place]} {other}"))
        return "".join(words)

    return edit


def drop_paragraph(text: str, rng: random.Random) -> str:
    paragraphs = text.split("\n\n")
    paragraphs.pop(rng.randrange(len(paragraphs)))
    return "\n\n".join(paragraphs)


def lead(rng: random.Random) -> str:
    """Return two new sentences, as an editor would put before an agency report."""
    return article(rng, 1).split("\n\n")[0]


def move_tone_marks(text: str, rng: random.Random) -> str:
    """Replace `hòa` by `hoà`, `ủy` by `uỷ`: the other of the two tone-mark placements."""
    moved = re.sub(
        r"(?i)\b([^\W\d_]*?)(o|u)([\u0300\u0301\u0303\u0309\u0323])([aey])\b",
        r"\1\2\4\3",
        unicodedata.normalize("NFD", text),
    )
    return unicodedata.normalize("NFC", moved)


def put_eth(text: str, rng: random.Random) -> str:
    return text.replace("Đ", "Ð").replace("đ", "ð")


def several(text: str, rng: random.Random) -> str:
    for edit in (change_words(0.10), drop_paragraph, move_tone_marks, put_eth):
        text = edit(text, rng)
    return text


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "1 % of words": change_words(0.01),
    "5 % of words": change_words(0.05),
    "10 % of words": change_words(0.10),
    "15 % of words": change_words(0.15),
    "20 % of words": change_words(0.20),
    "20 %, some dropped or added": mix_words(0.20),
    "paragraph dropped": drop_paragraph,
    "lead added": lambda text, rng: f"{lead(rng)}\n\n{text}",
    "another lead": lambda text, rng: "\n\n".join([lead(rng), *text.split("\n\n")[1:]]),
    "NFD": lambda text, rng: unicodedata.normalize("NFD", text),
    "eth": put_eth,
    "tone placement": move_tone_marks,
    "10 %, dropped, tones, eth": several,
}
