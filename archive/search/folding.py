"""Normalise Vietnamese text for search: exact form (lower case) and folded form (no diacritics, đ is d).

Both forms keep the position of every character, so a word found in a form is the word at the same
position of the original text. A change of a form needs a migration that rebuilds the index.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

# Trung ương, the Central Committee, is abbreviated T.Ư and TƯ. TƯ is also the common word "tư" in a line of
# capitals. Conditions on what precedes come last: a pattern that starts with a letter is much faster.
DOTTED_TU = re.compile(r"T\. ?Ư(?![^\W_])(?:(?<![^\W_]T\.Ư)|(?<![^\W_]T\. Ư))")
TU = re.compile(r"TƯ(?![^\W_])(?<![^\W_]TƯ)")
CAPITALS_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]{2,7})[ \u00a0]+$")
CAPITALS_AFTER = re.compile(r"[ \u00a0]+([^\W\d_]{2,7})(?![^\W_])")
MAX_NEIGHBOUR_LENGTH = 10
SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ng?h?|ph?|qu|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?"
)

# The tone mark of oa, oe and uy is placed by two conventions (hoà or hòa, uỷ or ủy). The exact form uses the
# common one: on the first vowel where the syllable ends (hòa, ủy), on the second otherwise (hoàn, quý).
TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"
TONED_PAIRS = [
    (unicodedata.normalize("NFC", first + tone + second), unicodedata.normalize("NFC", first + second + tone))
    for first, second in ("oa", "oe", "uy")
    for tone in TONE_MARKS
]
ON_FIRST = {form: pair[0] for pair in TONED_PAIRS for form in pair}
ON_SECOND = {form: pair[1] for pair in TONED_PAIRS for form in pair}
TONED_PAIR = re.compile("|".join(ON_FIRST))

LATIN_END = 0x1F00
LATIN_WITH_DIACRITICS = (*range(0xC0, 0x250), *range(0x1E00, LATIN_END))


def _base_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() and base.islower() else letter


# A list instead of a dict: str.translate is twice as fast with it.
BASE_LETTERS = list(map(chr, range(LATIN_END)))
for _code in LATIN_WITH_DIACRITICS:
    BASE_LETTERS[_code] = _base_letter(chr(_code))
BASE_LETTERS[ord("đ")] = "d"


def exact_form(text: str) -> str:
    """Return `text` in lower case with diacritics, tone marks in one place, TƯ and T.Ư as tw and t.w.

    >>> exact_form("Đảng uỷ khối, hoà hoãn, T.Ư, TƯ Đảng, ĐẦU TƯ, thứ Tư")
    'đảng ủy khối, hòa hoãn, t.w, tw đảng, đầu tư, thứ tư'
    """
    text = unicodedata.normalize("NFC", text)
    if "Ư" in text:
        text = DOTTED_TU.sub(lambda match: match[0][:-1] + "W", text)
        text = TU.sub(_tw_or_tu, text)
    return TONED_PAIR.sub(_place_tone_mark, _lower(text).replace("ð", "đ"))


def folded_form(exact: str) -> str:
    """Return an exact form without diacritics.

    >>> folded_form("đảng uỷ khối")
    'dang uy khoi'
    """
    return exact.translate(BASE_LETTERS)


def has_diacritics(exact: str) -> bool:
    """Return whether an exact form differs from its folded form."""
    return folded_form(exact) != exact


def split_words(form: str) -> list[str]:
    """Return the words of a form, split as the index splits them (FTS5's unicode61 tokenizer).

    >>> split_words("05-ct/tw: một")
    ['05', 'ct', 'tw', 'một']
    """
    return WORD.findall(form)


def _place_tone_mark(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return ON_SECOND[match[0]] if before == "q" or after.isalnum() else ON_FIRST[match[0]]


def _tw_or_tu(match: re.Match[str]) -> str:
    """Return TW for the Central Committee, TƯ for the common word in a line of capitals (ĐẦU TƯ)."""
    before = match.string[max(0, match.start() - MAX_NEIGHBOUR_LENGTH) : match.start()]
    after = match.string[match.end() : match.end() + MAX_NEIGHBOUR_LENGTH]
    neighbours = (CAPITALS_BEFORE.search(before), CAPITALS_AFTER.match(after))
    return "TƯ" if any(_is_word_in_capitals(n[1]) for n in neighbours if n) else "TW"


def _is_word_in_capitals(word: str) -> bool:
    # A syllable (ĐẦU, CÔNG, HỘI), not an abbreviation (BCH, MTTQ, CT).
    return word.isupper() and SYLLABLE.fullmatch(folded_form(word.lower())) is not None


def _lower(text: str) -> str:
    """Return `text` in lower case with the same length: İ, for one, becomes two characters in Unicode."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
