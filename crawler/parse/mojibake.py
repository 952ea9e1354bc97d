"""Repair text that was encoded as UTF-8 twice, and flag text that a wrong charset has damaged.

Text is encoded twice where UTF-8 bytes were read in a charset of one byte a letter and written as UTF-8:
`Há»™i`.
"""

from __future__ import annotations

import re

# The characters that a wrong reading makes of the bytes from 0x80: those of Latin-1, where 0x80 to 0x9F are
# controls, those of windows-1252, which leaves out five of them, and the Ă of windows-1258.
BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes((byte,)).decode("cp1252"): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
BYTES["Ă"] = 0xC3
CONTINUATION = "[" + "".join(re.escape(letter) for letter, byte in BYTES.items() if byte < 0xC0) + "]"
TWICE = re.compile(
    f"[\xc2-\xdfĂ]{CONTINUATION}|[\xe0-\xef]{CONTINUATION}{{2}}|[\xf0-\xf4]{CONTINUATION}{{3}}"
)

# The letters ạ to ỹ are U+1EA0 to U+1EF9, in UTF-8 E1 BA and E1 BB: every sentence has `áº` or `á»`.
VIETNAMESE_TWICE = "º»"
TWICE_VIETNAMESE = re.compile(f"á[{VIETNAMESE_TWICE}](?:{CONTINUATION}|\ufffd)")
TWICE_FLOOR = 3
# What is left of such text once controls are gone and spaces are folded.
TWICE_SIGNS = "º»ÃĂÄÆ"
TWICE_LEFT = re.compile(
    r"áº|á»[^\W\d_]|á»[†‡‰‹›•™\xa1-\xba\xbc-\xbf]|[ÃĂ][\xa1-\xba\xbc-\xbf]|Ä[‘\ufffd]|Æ[°¡]"
)

# A letter that became a question mark, as databases and old converters leave it.
LOST_SIGNS = {"?": re.compile(r"\?[^\W\d_]"), "¿": re.compile(r"¿[^\W\d_]"), "\ufffd": re.compile("\ufffd")}
BESIDE_LOST = re.compile(r"(?P<before>[^\W\d_]?)[?¿](?P<after>[^\W\d_])")
ADDRESS = re.compile(r"[/=&]")
LOST_FLOOR = 3  # words
ESCAPED = re.compile(r"&#x?[0-9a-f]{2,5};", re.IGNORECASE)
ESCAPED_FLOOR = 3

LETTERS_TO_JUDGE = 20
FEWEST_VIETNAMESE = 0.2  # share of the letters beyond ASCII; Vietnamese prose has 0.6 to 0.7


def repair_twice_encoded(text: str) -> str | None:
    """Return `text` with its twice encoded parts decoded, None where it has none or where a byte is lost.

    >>> repair_twice_encoded("<p>Há»™i nghá»‹ tá»•ng káº¿t</p> cuối năm")
    '<p>Hội nghị tổng kết</p> cuối năm'
    """
    if not _is_twice_encoded(text):
        return None
    repaired = TWICE.sub(_decoded, text)
    return None if TWICE_VIETNAMESE.search(repaired) or TWICE_LEFT.search(repaired) else repaired


def damage_flag(title: str, text: str) -> str | None:
    """Return why the letters of `text`, which begins with its `title`, are not those that were written.

    None for good text.

    Flags: `charset:double-encoded` (UTF-8 encoded twice and not repaired), `charset:lossy` (three words, or
    one of the title, have `?`, `¿` or U+FFFD for a letter), `charset:escaped` (`&#7897;` for a letter),
    `charset:guessed` (the letters beyond ASCII are not Vietnamese: the text of a font, or a charset that
    was not recognised).
    """
    if any(map(text.__contains__, TWICE_SIGNS)) and (
        TWICE_LEFT.search(title) or len(TWICE_LEFT.findall(text)) >= TWICE_FLOOR
    ):
        return "charset:double-encoded"
    if _lost_words(title) or len(_lost_words(text)) >= LOST_FLOOR:
        return "charset:lossy"
    if "&#" in text and len(ESCAPED.findall(text)) >= ESCAPED_FLOOR:
        return "charset:escaped"
    return "charset:guessed" if _is_foreign(text) else None


def _is_twice_encoded(text: str) -> bool:
    # A single letter is found ten times as fast as two.
    return (
        any(map(text.__contains__, VIETNAMESE_TWICE)) and len(TWICE_VIETNAMESE.findall(text)) >= TWICE_FLOOR
    )


def _decoded(match: re.Match[str]) -> str:
    try:
        return bytes(BYTES[letter] for letter in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _lost_words(text: str) -> list[str]:
    if not any(sign in text and lost.search(text) for sign, lost in LOST_SIGNS.items()):
        return []
    return [word for word in text.split() if _has_lost_letter(word) and not ADDRESS.search(word)]


def _has_lost_letter(word: str) -> bool:
    """Return whether a sign stands for a letter of `word`; in `sao?Vì` it ends a sentence."""
    return "\ufffd" in word or any(
        beside["after"].islower() or beside["before"].isupper() for beside in BESIDE_LOST.finditer(word)
    )


def _is_foreign(text: str) -> bool:
    """Return whether the letters beyond ASCII are of Latin-1, which has a third of those of Vietnamese."""
    # A letter beyond ASCII has two bytes or three; those that begin with E1 are of Vietnamese.
    encoded = text.encode()
    if encoded.count(b"\xe1") >= FEWEST_VIETNAMESE * (len(encoded) - len(text)):
        return False
    letters = len(text) - len(text.encode("ascii", "ignore"))
    beyond_latin = len(text) - len(text.encode("latin-1", "ignore"))
    return letters >= LETTERS_TO_JUDGE and beyond_latin < FEWEST_VIETNAMESE * letters
