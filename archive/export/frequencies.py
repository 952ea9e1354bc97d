"""Frequencies of syllables or words, and of sequences of them, by site and year of publication.

They are compared as search compares words with diacritics (lower case, hoà = hòa, TƯ = TW). A sequence does
not cross a punctuation mark or the end of a sentence; a code such as `05-CT/TW` is one word.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from archive.export.article_files import UNDATED
from archive.export.tokens import TOKEN, sentence_texts
from archive.search.folding import exact_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from archive.export.word_tagger import WordSegmenter

TEXTS_AT_ONCE = 500
JOINER = "_"  # between the syllables of a word
TEXTS = """
SELECT site, coalesce(substr(published, 1, 4), ?), title, lead, body
FROM json_each(?) AS chosen JOIN visible_articles AS articles ON articles.id = chosen.value
ORDER BY chosen.key
"""


COLUMNS = ("site", "year", "unit", "n", "ngram", "count", "of", "articles")
Frequency = tuple[str, str, str, int, str, int, int, int]
"""How often a sequence of `n` units occurs in the texts of a site in a year: the values of `COLUMNS`.

`of` is the number of all sequences of `n` units there, `articles` the number of articles with this one.
"""


def count_ngrams(
    db: Connection,
    ids: Sequence[int],
    lengths: Sequence[int] = (1,),
    segmenter: WordSegmenter | None = None,
    min_count: int = 1,
) -> Iterator[Frequency]:
    """Yield the sequences in the articles `ids`, which are in order of site and year of publication.

    Units are words where a segmenter is given, else syllables. In each site and year the most frequent comes
    first, then by code points; sequences with less than `min_count` occurrences are left out.
    """
    unit = "word" if segmenter else "syllable"
    for (site, year), texts in groupby(_read_texts(db, ids), key=lambda text: text[:2]):
        counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
        articles: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for _, _, text in texts:
            runs = list(_unit_runs(text, segmenter))
            for n in lengths:
                found = Counter(_ngrams(runs, n))
                counts[n].update(found)
                articles[n].update(found.keys())
        for n in lengths:
            total = counts[n].total()
            for ngram, count in sorted(counts[n].items(), key=lambda item: (-item[1], item[0])):
                if count < min_count:
                    break
                yield site, year, unit, n, ngram, count, total, articles[n][ngram]


def _read_texts(db: Connection, ids: Sequence[int]) -> Iterator[tuple[str, str, str]]:
    """Yield site, year and text of each article in the order of `ids`."""
    for start in range(0, len(ids), TEXTS_AT_ONCE):
        batch = json.dumps(list(ids[start : start + TEXTS_AT_ONCE]))
        for site, year, *parts in db.execute(TEXTS, [UNDATED, batch]).fetchall():
            yield site, year, "\n\n".join(part for part in parts if part)


def _unit_runs(text: str, segmenter: WordSegmenter | None) -> Iterator[list[str]]:
    """Yield the units between two punctuation marks or ends of a sentence."""
    for paragraph in text.split("\n\n"):
        for sentence in sentence_texts(paragraph):
            run: list[str] = []
            for unit in _units(sentence, segmenter):
                if any(map(str.isalnum, unit)):
                    run.append(unit)
                elif run:
                    yield run
                    run = []
            if run:
                yield run


def _units(sentence: str, segmenter: WordSegmenter | None) -> list[str]:
    """Return units and punctuation marks in the exact form, which has each letter at its place."""
    places = [match.span() for match in TOKEN.finditer(sentence)]
    form = exact_form(sentence)
    syllables = [form[start:end] for start, end in places]
    if segmenter is None:
        return syllables
    words = segmenter.words([sentence[start:end] for start, end in places])
    return [JOINER.join(syllables[word]) for word in words]


def _ngrams(runs: list[list[str]], n: int) -> Iterator[str]:
    for run in runs:
        for start in range(len(run) - n + 1):
            yield " ".join(run[start : start + n])
