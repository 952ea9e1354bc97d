"""The two forms under which a text is indexed and asked for: exact, and folded (no marks, đ is d).

Both keep every character at its place, so a word found in a form is the word at that place of the
true text. Whoever changes a form adds a step to schema.py that rebuilds the index.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

# What stands before is asked last: a pattern that begins with a letter is searched much faster.
DOTTED_CENTRE = re.compile(r"T\. ?Ư(?![^\W_])(?:(?<![^\W_]T\.Ư)|(?<![^\W_]T\. Ư))")
CENTRE_OR_TU = re.compile(r"TƯ(?![^\W_])(?<![^\W_]TƯ)")
CAPITALS_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]{2,7})[ \u00a0]+$")
CAPITALS_AFTER = re.compile(r"[ \u00a0]+([^\W\d_]{2,7})(?![^\W_])")
LONGEST_NEIGHBOUR = 10
SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ng?h?|ph?|qu|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?"
)

# Where the mark of oa, oe and uy stands was a matter of school (hoà, uỷ). It is written as most type
# it: on the first letter where the syllable ends (hòa, ủy), on the second otherwise (hoàn, quý).
TONES = "\u0300\u0301\u0309\u0303\u0323"
PAIRS = [
    (unicodedata.normalize("NFC", first + tone + second), unicodedata.normalize("NFC", first + second + tone))
    for first, second in ("oa", "oe", "uy")
    for tone in TONES
]
ON_FIRST = {form: pair[0] for pair in PAIRS for form in pair}
ON_SECOND = {form: pair[1] for pair in PAIRS for form in pair}
TONED_PAIR = re.compile("|".join(ON_FIRST))


LAST_LETTER = 0x1F00
LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))  # where the letters with marks are


def _unmarked(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() and base.islower() else letter


# A list and not a dict: str.translate is twice as fast with it.
UNMARKED = list(map(chr, range(LAST_LETTER)))
for _code in LATIN:
    UNMARKED[_code] = _unmarked(chr(_code))
UNMARKED[ord("đ")] = "d"


def exact_form(text: str) -> str:
    """`text` in small letters with its marks, tone marks at one place, TƯ and T.Ư written with w.

    >>> exact_form("Đảng uỷ khối, hoà hoãn, T.Ư, TƯ Đảng, ĐẦU TƯ, thứ Tư")
    'đảng ủy khối, hòa hoãn, t.w, tw đảng, đầu tư, thứ tư'
    """
    text = unicodedata.normalize("NFC", text)
    if "Ư" in text:
        text = DOTTED_CENTRE.sub(lambda match: match[0][:-1] + "W", text)
        text = CENTRE_OR_TU.sub(_centre_or_tu, text)
    return TONED_PAIR.sub(_placed, _lower(text).replace("ð", "đ"))


def folded_form(exact: str) -> str:
    """An exact form without marks.

    >>> folded_form("đảng uỷ khối")
    'dang uy khoi'
    """
    return exact.translate(UNMARKED)


def has_marks(exact: str) -> bool:
    """Whether an exact form says more than its folded one."""
    return folded_form(exact) != exact


def words(form: str) -> list[str]:
    """The words of a form, as the index cuts them.

    >>> words("05-ct/tw: một")
    ['05', 'ct', 'tw', 'một']
    """
    return WORD.findall(form)


def _placed(match: re.Match[str]) -> str:
    """The pair of vowels with its tone mark where it belongs."""
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    return ON_SECOND[match[0]] if before == "q" or after.isalnum() else ON_FIRST[match[0]]


def _centre_or_tu(match: re.Match[str]) -> str:
    """TW for the Central Committee, TƯ where it is the common word in a line of capitals (ĐẦU TƯ)."""
    before = match.string[max(0, match.start() - LONGEST_NEIGHBOUR) : match.start()]
    after = match.string[match.end() : match.end() + LONGEST_NEIGHBOUR]
    neighbours = (CAPITALS_BEFORE.search(before), CAPITALS_AFTER.match(after))
    return "TƯ" if any(_is_word_in_capitals(n[1]) for n in neighbours if n) else "TW"


def _is_word_in_capitals(word: str) -> bool:
    # A syllable and not an abbreviation: ĐẦU, CÔNG, HỘI; but not BCH, MTTQ, CT.
    return word.isupper() and SYLLABLE.fullmatch(folded_form(word.lower())) is not None


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
