"""Decode the bytes of a page: what the bytes are counts for more than the charset that is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from crawler.parse.legacy_charsets import LABELS, TABLES, WITHOUT_CAPITALS, decode_legacy, from_latin
from crawler.parse.mojibake import VIETNAMESE_TWICE, repair_twice_encoded
from crawler.parse.syllables import syllable_share

# Charsets that a page may declare; other Python codecs (`unicode-escape`...) are not charsets of pages.
PAGE_CHARSETS = re.compile(
    r"utf-(?:8|16|32)\S*|cp\d+|iso8859-\d+|koi8-\w|gb\w+|big5\w*|euc_\w\w|shift_jis\w*|tis-620"
)
LABEL_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.-]+)", re.IGNORECASE)
LABEL_IN_PAGE = re.compile(r"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.-]+)", re.IGNORECASE)
START_OF_PAGE = 4096  # bytes in which a page declares its charset
BAD_UTF8_ALLOWED = 8
GUESSED = "charset:guessed"

# A charset is recognised where nearly all words beyond ASCII are Vietnamese syllables: with the right charset
# 0.95 of them are, with a wrong one 0.1 to 0.7.
SYLLABLES = 0.85
WORDS_TO_JUDGE = 10

# Text typed for Vietnamese fonts (.VnTime, VNI-Times) and stored as if it were Latin-1.
# The à, á, ả, đ and ê of TCVN3 and the đ of VNI, and how many of them make a page worth a closer look.
FONT_SIGNS = (("tcvn3", "µ¸¶®ª", 3), ("vni", "Ññ", 1))
SIGNS_TO_REPAIR = VIETNAMESE_TWICE + "".join(signs for _, signs, _ in FONT_SIGNS)
SEGMENT = re.compile(r"[^<>\"]+")
BEYOND_LATIN = re.compile(r"[ăđơưĂĐƠƯẠ-ỹ]")
WORDS_OF_A_SEGMENT = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a body.

    Attributes:
        text: The text.
        charset: The charset that it was decoded from.
        repairs: What was decided against the declaration, and what was converted.
        flags: `charset:guessed` where the charset does not tell some capitals.
        body: The body where it is `text` in UTF-8 byte for byte.
    """

    text: str
    charset: str
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    body: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8, `?` for surrogates."""
        return self.text.encode("utf-8", "replace") if self.body is None else self.body


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Return the text of `body`; never raises.

    By BOM, by the pattern of UTF-16, as UTF-8 where the bytes are UTF-8 (whatever header or meta say, a few
    broken sequences allowed). Other bytes are read in the charset, declared or one of windows-1258, VISCII,
    TCVN3, VNI and VPS, that makes Vietnamese words of them, else as declared, else as windows-1258. UTF-8
    that was encoded twice is decoded twice, and text typed for a font of TCVN3 or VNI is converted.

    `repairs` has `charset:windows-1252 header overruled`, `charset:viscii recognised` (not declared, found by
    its words), `charset:windows-1258 assumed` (nothing declared or recognised), `invalid:3` (so many U+FFFD
    were put in), `charset:utf-8 twice` and `charset:tcvn3 converted`.

    >>> decode("Đảng".encode(), "text/html; charset=iso-8859-1")
    Decoded(text='Đảng', charset='utf-8', repairs=('charset:windows-1252 header overruled',), flags=())
    """
    declared = _declarations(body, content_type)
    decoded = _by_bom(body) or _by_nulls(body) or _as_utf8(body, declared)
    decoded = _mended(decoded) if decoded else _by_words(body, declared)
    overruled = _overruled(decoded, declared, body)
    return replace(decoded, repairs=(*overruled, *decoded.repairs)) if overruled else decoded


def is_declared_utf8(body: bytes, content_type: str | None) -> bool:
    """Return whether header and page declare UTF-8 or nothing, and no BOM or NUL says otherwise."""
    if b"\0" in body[:START_OF_PAGE] or read_bom(body)[0]:
        return False
    return all(charset == "utf-8" for charset in _declarations(body, content_type).values())


def may_need_repair(text: str) -> bool:
    """Return whether Unicode text has a letter that `decode` may repair, which Vietnamese text seldom has."""
    return any(map(text.__contains__, SIGNS_TO_REPAIR))


def _declarations(body: bytes, content_type: str | None) -> dict[str, str]:
    """Return the charset by header and by page, as Python or Vietnamese names, the header first."""
    in_page = html_body_declared_encoding(body) or _label(
        LABEL_IN_PAGE, body[:START_OF_PAGE].decode("latin-1")
    )
    said = {"header": _declared_in(content_type), "meta": _of_pages(in_page)}
    return {where: charset for where, charset in said.items() if charset}


@lru_cache(maxsize=64)  # a site sends few
def _declared_in(content_type: str | None) -> str | None:
    charset = http_content_type_encoding(content_type) or _label(LABEL_IN_HEADER, content_type or "")
    return _of_pages(charset)


def _of_pages(charset: str | None) -> str | None:
    known = charset and (charset == "utf-8" or charset in LABELS.values() or PAGE_CHARSETS.fullmatch(charset))
    return charset if known else None


def _label(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the Vietnamese charset that a label which Python does not know stands for."""
    match = pattern.search(text)
    return LABELS.get(match[1].lower()) if match else None


def _by_bom(body: bytes) -> Decoded | None:
    charset, bom = read_bom(body)
    return _with_replacements(body[len(bom) :], charset) if charset and bom else None


def _by_nulls(body: bytes) -> Decoded | None:
    """Decode UTF-16 without a BOM: every other byte of its markup is a NUL, so that it is valid UTF-8."""
    start = body[:4096]
    if b"\0" not in start:
        return None
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if half >= 4 and max(even, odd) > 0.4 * half and min(even, odd) <= 0.02 * half:
        return _with_replacements(body, "utf-16-le" if odd > even else "utf-16-be")
    return None


def _as_utf8(body: bytes, declared: dict[str, str]) -> Decoded | None:
    try:
        return Decoded(body.decode("utf-8"), "utf-8", body=body)
    except UnicodeDecodeError:
        decoded = _with_replacements(body, "utf-8")
    invalid = _invalid(decoded.text, body)
    letters = len(decoded.text) - len(decoded.text.encode("ascii", "ignore")) - invalid
    allowed = max(letters, BAD_UTF8_ALLOWED) if "utf-8" in declared.values() else letters - 1
    return decoded if invalid <= allowed else None


def _by_words(body: bytes, declared: dict[str, str]) -> Decoded:
    """Return the text of bytes that are not UTF-8, in the charset that makes Vietnamese words of them."""
    best, best_share = None, 0.0
    for charset in _eight_bit_charsets(declared):
        text = _decode_as(body, charset)
        share, words = syllable_share(text)
        if words >= WORDS_TO_JUDGE and share >= SYLLABLES and share > best_share:
            best, best_share = _eight_bit(text, charset), share
    if best is None:
        return _as_declared(body, declared) or _assumed(body)
    if best.charset in map(_public_name, declared.values()):
        return best
    return replace(best, repairs=(f"charset:{best.charset} recognised", *best.repairs))


def _eight_bit(text: str, charset: str) -> Decoded:
    flags = (GUESSED,) if charset in WITHOUT_CAPITALS else ()
    return Decoded(text, _public_name(charset), _count_of_invalid(text, b""), flags)


def _eight_bit_charsets(declared: dict[str, str]) -> list[str]:
    said = (charset for charset in declared.values() if not charset.startswith("utf"))
    return list(dict.fromkeys((*said, "cp1258", *TABLES, "vni")))


def _decode_as(body: bytes, charset: str) -> str:
    return decode_legacy(body, charset) if charset in LABELS.values() else body.decode(charset, "replace")


def _as_declared(body: bytes, declared: dict[str, str]) -> Decoded | None:
    for charset in declared.values():
        if charset.startswith("utf"):  # The bytes are not UTF-8.
            continue
        text = _decode_as(body, charset)
        if "\ufffd" not in text:
            return _eight_bit(text, charset)
    return None


def _assumed(body: bytes) -> Decoded:
    try:
        charset, text = "windows-1258", body.decode("cp1258")
    except UnicodeDecodeError:
        charset, text = "windows-1252", body.decode("cp1252", "replace")
    return Decoded(text, charset, (f"charset:{charset} assumed", *_count_of_invalid(text, b"")))


def _with_replacements(body: bytes, charset: str) -> Decoded:
    text = body.decode(charset, "replace")
    return Decoded(text, charset, _count_of_invalid(text, body if charset == "utf-8" else b""))


def _count_of_invalid(text: str, body: bytes) -> tuple[str, ...]:
    invalid = _invalid(text, body)
    return (f"invalid:{invalid}",) if invalid else ()


def _invalid(text: str, body: bytes) -> int:
    """Return how many U+FFFD decoding put in, beyond those that the UTF-8 body itself has."""
    return text.count("\ufffd") - body.count("\ufffd".encode())


def _overruled(decoded: Decoded, declared: dict[str, str], body: bytes) -> tuple[str, ...]:
    if body.isascii() and decoded.charset == "utf-8":
        return ()
    said = ((where, _public_name(charset)) for where, charset in declared.items())
    return tuple(
        f"charset:{charset} {where} overruled"
        for where, charset in said
        if not decoded.charset.startswith(charset)
    )


def _public_name(charset: str) -> str:
    return charset.replace("cp125", "windows-125")


def _mended(decoded: Decoded) -> Decoded:
    """Return Unicode text with what was wrong before it became Unicode put right."""
    if text := repair_twice_encoded(decoded.text):
        return replace(decoded, text=text, repairs=(*decoded.repairs, "charset:utf-8 twice"), body=None)
    for charset, signs, least in FONT_SIGNS:
        if sum(sign in decoded.text for sign in signs) >= least:
            text = _without_font(decoded.text, charset)
            if text != decoded.text:
                flags = (GUESSED,) if charset in WITHOUT_CAPITALS else ()
                repairs = (*decoded.repairs, f"charset:{charset} converted")
                return Decoded(text, decoded.charset, repairs, flags)
    return decoded


def _without_font(text: str, charset: str) -> str:
    """Return `text` with the runs converted that are Vietnamese in a charset of fonts and not as they are.

    A run too short to tell is converted where the one before it was.
    """
    return "".join(_converted_segments(text, charset))


def _converted_segments(text: str, charset: str) -> Iterator[str]:
    end, converting = 0, False
    for match in SEGMENT.finditer(text):
        segment = match[0]
        yield text[end : match.start()]
        end = match.end()
        if segment.isascii():
            yield segment
            continue
        converted = from_latin(segment, charset)
        converting = _is_for_font(segment, converted, converting)
        yield converted if converting else segment
    yield text[end:]


def _is_for_font(segment: str, converted: str, before: bool) -> bool:
    """Return whether a run was typed for a font; `before` says that the run before it was."""
    if BEYOND_LATIN.search(segment):
        return False
    (share, _), (new_share, new_words) = syllable_share(segment), syllable_share(converted)
    if new_words >= WORDS_OF_A_SEGMENT and new_share >= SYLLABLES and share < new_share:
        return True
    return before and new_share >= share
