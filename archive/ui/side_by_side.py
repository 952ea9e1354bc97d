"""Two revisions of an article side by side, paragraph by paragraph, with marks on the words that differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from archive.revision_diff import Edit, edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Pair(NamedTuple):
    """A paragraph of the older and of the newer revision, in pieces; empty where one has none there."""

    older: list[Edit]
    newer: list[Edit]
    is_same: bool


def side_by_side(older: str, newer: str) -> list[Pair]:
    r"""Return the paragraphs of two texts, in pairs.

    >>> pairs = side_by_side("Hai năm.\n\nHết.", "Ba năm.\n\nHết.\n\nẢnh.")
    >>> [("".join(e.text for e in pair.older), "".join(e.text for e in pair.newer)) for pair in pairs]
    [('Hai năm.', 'Ba năm.'), ('Hết.', 'Hết.'), ('', 'Ảnh.')]
    >>> [(edit.kind, edit.text) for edit in pairs[0].newer]
    [('added', 'Ba'), ('same', ' năm.')]
    """
    return list(_pairs(_paragraphs(older), _paragraphs(newer)))


def _pairs(older: Sequence[str], newer: Sequence[str]) -> Iterator[Pair]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(a=older, b=newer, autojunk=False).get_opcodes():
        if kind == "equal":
            for text in newer[j1:j2]:
                yield Pair([Edit("same", text)], [Edit("same", text)], is_same=True)
        else:
            for before, after in zip_longest(older[i1:i2], newer[j1:j2], fillvalue=""):
                found = edits(before, after)
                yield Pair(
                    [edit for edit in found if edit.kind != "added"],
                    [edit for edit in found if edit.kind != "removed"],
                    is_same=False,
                )


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph]
