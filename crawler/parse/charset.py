"""From bytes to text by evidence: what the bytes are counts for more than what a header says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from crawler.parse.text import VIETNAMESE_LETTER

# Charsets a page may name and be believed; other Python codecs (`unicode-escape`...) are no charsets.
BELIEVED = re.compile(
    r"utf-(?:8|16|32)\S*|cp\d+|iso8859-\d+|koi8-\w|gb\w+|big5\w*|euc_\w\w|shift_jis\w*|tis-620"
)
BAD_UTF8_ALLOWED = 8

# Vietnamese typed for fonts (.VnTime, VNI-Times): to a machine it is Latin-1 with symbols inside words.
TCVN3 = re.compile(r"[A-Za-z][µ¶·¸¹¨©ª¬®¾¼½]|[§®µ¶·¸¹¨©ª¬][A-Za-z]")
VNI = re.compile(r"[AEOUYaeouy][ùøûõïëåäãüúÙØÛÕÏËÅÄÃÜÚ]|[Ññ][aeiouyAEIOUY]")
FONT_LETTERS_FLOOR = 5

FONTS = (
    ("tcvn3", "µ¶·¸¹¨©ª¬®¾¼½§", FONT_LETTERS_FLOOR, TCVN3),
    ("vni", "Ññ", 0, VNI),  # the đ of VNI tells it from French
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a body, the charset it was read in, and what was decided against the declaration.

    `utf8` is the body itself where it is this text in UTF-8 byte for byte, as it nearly always is.
    """

    text: str
    charset: str
    repairs: tuple[str, ...] = ()
    utf8: bytes | None = field(default=None, repr=False, compare=False)


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The text of `body`; never raises.

    By BOM, by the pattern of UTF-16, as UTF-8 where the bytes are UTF-8 (whatever header or meta say,
    a few broken sequences allowed), then as header or meta declare, else assumed to be windows-1258.
    `repairs` has `charset:windows-1252 header overruled`, `charset:windows-1258 assumed`, `invalid:3`
    (so many U+FFFD were put in) and `charset:tcvn3 suspected` (text typed for a font, left as it is).

    >>> decode("Đảng".encode(), "text/html; charset=iso-8859-1")
    Decoded(text='Đảng', charset='utf-8', repairs=('charset:windows-1252 header overruled',))
    """
    declared = _declarations(body, content_type)
    decoded = _by_bom(body) or _by_nulls(body) or _as_utf8(body, declared) or _as_declared(body, declared)
    decoded = decoded or _assumed(body)
    notes = (*_overruled(decoded, declared, body), *decoded.repairs, *_font_encoding(decoded))
    return Decoded(decoded.text, decoded.charset, notes, decoded.utf8)


def _declarations(body: bytes, content_type: str | None) -> dict[str, str]:
    """What the header and the page say of the charset, as Python names, the header first."""
    said = {"header": http_content_type_encoding(content_type), "meta": html_body_declared_encoding(body)}
    return {where: charset for where, charset in said.items() if charset and BELIEVED.fullmatch(charset)}


def _by_bom(body: bytes) -> Decoded | None:
    charset, bom = read_bom(body)
    return _with_replacements(body[len(bom) :], charset) if charset and bom else None


def _by_nulls(body: bytes) -> Decoded | None:
    """UTF-16 without a BOM: every other byte of its markup is a NUL (and so would pass for UTF-8)."""
    start = body[:4096]
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if half >= 4 and max(even, odd) > 0.4 * half and min(even, odd) <= 0.02 * half:
        return _with_replacements(body, "utf-16-le" if odd > even else "utf-16-be")
    return None


def _as_utf8(body: bytes, declared: dict[str, str]) -> Decoded | None:
    try:
        return Decoded(body.decode("utf-8"), "utf-8", utf8=body)
    except UnicodeDecodeError:
        decoded = _with_replacements(body, "utf-8")
    invalid = _invalid(decoded.text, body)
    letters = len(decoded.text) - len(decoded.text.encode("ascii", "ignore")) - invalid
    allowed = max(letters, BAD_UTF8_ALLOWED) if "utf-8" in declared.values() else letters - 1
    return decoded if invalid <= allowed else None


def _as_declared(body: bytes, declared: dict[str, str]) -> Decoded | None:
    for charset in declared.values():
        if charset.startswith("utf"):  # what the bytes showed not to be
            continue
        try:
            return Decoded(body.decode(charset), _public_name(charset))
        except UnicodeDecodeError:
            continue
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
    """How many U+FFFD decoding put in, beyond those that the UTF-8 body itself has."""
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


def _font_encoding(decoded: Decoded) -> tuple[str, ...]:
    """The suspicion that the words were typed for a font: more of its signs than Vietnamese letters."""
    for name, telling, least, signs in FONTS:
        # Most pages have next to none of the telling signs, and need not be searched word by word: that a
        # sign is not there is seen ten times as fast as it is counted.
        if sum(decoded.text.count(sign) for sign in telling if sign in decoded.text) > least:
            floor = max(len(VIETNAMESE_LETTER.findall(decoded.text)), FONT_LETTERS_FLOOR)
            if len(signs.findall(decoded.text)) > floor:
                return (f"charset:{name} suspected",)
    return ()
