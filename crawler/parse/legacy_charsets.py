"""Decode the Vietnamese charsets from before Unicode that Python has no codec for.

VISCII: RFC 1456. TCVN3 (also ABC, the .VnTime fonts): TCVN 5712:1993, the letters from 0xA1. VPS: Vietnamese
Professionals Society, the letters from 0x80. VNI: the VNI-Times fonts, where a mark is a letter of its own
after the vowel. The labels are the IANA name and those of Mozilla (`x-viet-...`). GNU `iconv` has the first
two charsets and gives the same letters.
"""

from __future__ import annotations

import re
import unicodedata

from crawler.parse.text import WORD

# The letters for the bytes from 0x80 (VISCII, VPS) and 0xA0 (TCVN3); a dot is a byte without a letter.
VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
TCVN3_HIGH = (
    "·ĂÂÊÔƠƯĐăâêôơưđẰ·····àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
VPS_HIGH = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ··ỀỂỄỐỒỔỖýỷỵỚỜỞ·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ·àáâãảạă·èéêẽìí·ĩẴĐòóôõ·Ơụùúủ·ỶẼỳ"
)

# VNI: a vowel and the letter after it; `ô` and `ö` are the vowels ơ and ư, the others are single letters.
VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
VNI_VOWELS = {"ô": "ơ", "ö": "ư"}
VNI_LETTERS = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", **VNI_VOWELS}

LABELS = {
    "viscii": "viscii",
    "csviscii": "viscii",
    "viscii1.1-1": "viscii",
    "tcvn": "tcvn3",
    "tcvn3": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-tcvn": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "x-viet-abc": "tcvn3",
    "vps": "vps",
    "x-viet-vps": "vps",
    "vni": "vni",
    "x-viet-vni": "vni",
}

WITHOUT_CAPITALS = ("tcvn3", "vps")  # a capital letter with a mark has the code of the small one
SENTENCE_START = re.compile(r"(?:^|[>\n]|[.!?…]\s)\s*[“\"(–-]?\s*(?P<letter>[^\W\d_])")


def _single_bytes(high: str, others: dict[int, str] | None = None) -> dict[int, str]:
    """Return the translation of a charset of one byte a letter from text that was decoded as Latin-1."""
    start = 0x100 - len(high)
    table = {start + place: letter for place, letter in enumerate(high) if letter != "·"}
    return table | (others or {})


def _pairs() -> dict[str, str]:
    """Return the two-letter and one-letter spellings of VNI with the letter each stands for."""
    plain = dict.fromkeys("aeiouy", VNI_TONES) | dict.fromkeys(VNI_VOWELS, VNI_TONES)
    spellings = {
        vowel + sign: VNI_VOWELS.get(vowel, vowel) + mark
        for vowel, signs in plain.items()
        for sign, mark in signs.items()
    }
    for vowels, base, signs in (("aeo", "\u0302", VNI_CIRCUMFLEX), ("a", "\u0306", VNI_BREVE)):
        spellings |= {vowel + sign: vowel + base + mark for vowel in vowels for sign, mark in signs.items()}
    spellings |= VNI_LETTERS
    composed = {typed: unicodedata.normalize("NFC", letter) for typed, letter in spellings.items()}
    titled = {typed.capitalize(): letter.upper() for typed, letter in composed.items()}
    return composed | titled | {typed.upper(): letter.upper() for typed, letter in composed.items()}


# The fonts of TCVN3 and VNI were made for Windows: 0x80 to 0x9F are quotes and dashes, as in windows-1252.
WINDOWS_SIGNS = {
    byte: sign for byte in range(0x80, 0xA0) if (sign := bytes((byte,)).decode("cp1252", "ignore"))
}
TABLES = {
    "viscii": _single_bytes(VISCII_HIGH, VISCII_LOW),
    "tcvn3": _single_bytes(TCVN3_HIGH, WINDOWS_SIGNS),
    "vps": _single_bytes(VPS_HIGH),
}
VNI_SPELLINGS = _pairs()
VNI = re.compile("|".join(sorted(map(re.escape, VNI_SPELLINGS), key=len, reverse=True)))


def decode_legacy(body: bytes, charset: str) -> str:
    """Return the text of `body` in one of the charsets `viscii`, `tcvn3`, `vps`, `vni`."""
    return from_latin(body.decode("latin-1"), charset)


def from_latin(text: str, charset: str) -> str:
    """Return `text`, whose letters stand for the bytes of a charset, as the Vietnamese text that it shows.

    In WITHOUT_CAPITALS, where a font shows the same codes as capitals, a letter with a mark becomes a capital
    in a word of capitals and at the start of a sentence. In names within a sentence it stays small.

    >>> from_latin("§¶ng bé x·", "tcvn3"), from_latin("Ñaûng boä xaõ", "vni")
    ('Đảng bộ xã', 'Đảng bộ xã')
    """
    if charset == "vni":
        return VNI.sub(lambda match: VNI_SPELLINGS[match[0]], text.translate(WINDOWS_SIGNS))
    decoded = text.translate(TABLES[charset])
    return _with_capitals(decoded) if charset in WITHOUT_CAPITALS else decoded


def _with_capitals(text: str) -> str:
    """Return `text` with capitals at the start of sentences and in words of capitals (`HộI NGHị`)."""
    text = SENTENCE_START.sub(_with_capital_letter, text)
    words = list(WORD.finditer(text))
    upper = [_is_upper(word[0]) for word in words]
    for place, word in enumerate(words):
        beside = (upper[place - 1] if place else False) or (upper[place + 1 : place + 2] == [True])
        if not upper[place] and beside and _may_be_upper(word[0]):
            upper[place] = True
    parts: list[str] = []
    end = 0
    for word, capital in zip(words, upper, strict=True):
        if capital:
            parts += (text[end : word.start()], word[0].upper())
            end = word.end()
    return "".join((*parts, text[end:]))


def _with_capital_letter(match: re.Match[str]) -> str:
    letter = match["letter"]
    return match[0] if letter.isascii() else match[0][:-1] + letter.upper()


def _is_upper(word: str) -> bool:
    ascii_letters = [letter for letter in word if letter.isascii()]
    return len(ascii_letters) > 1 and all(map(str.isupper, ascii_letters))


def _may_be_upper(word: str) -> bool:
    return all(letter.isupper() for letter in word if letter.isascii())
