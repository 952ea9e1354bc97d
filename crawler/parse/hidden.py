"""Whether the markup of an element hides its text from readers.

Known are inline styles, attributes, and class names of common frameworks (Bootstrap, Tailwind, UIkit,
WordPress). Style sheets are not read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.parse.dom import Element

OFF_SCREEN = {"px": -500.0, "pt": -375.0, "em": -30.0, "rem": -30.0, "vw": -100.0, "vh": -100.0, "%": -100.0}
LENGTH = re.compile(r"(?P<value>[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(?P<unit>[a-z]{1,4}|%)?")
ZERO_SCALE = re.compile(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]")
CLIPPED = re.compile(
    r"rect\(\s*(?:[01](?:px)?|auto)(?:[\s,]+(?:[01](?:px)?|auto)){3}\s*\)|inset\(\s*(?:50|100)%\s*\)"
    r"|circle\(\s*0(?:px|%)?\s*\)|polygon\([^1-9)]{1,80}\)"
)
TRANSPARENT = re.compile(r"opacity\(\s*0(?:\.0+)?%?\s*\)")
LONGEST_STYLE = 500
OFFSETS = ("left", "top", "right", "bottom")
SIZES = ("width", "height", "max-width", "max-height")
INHERITED = ("visibility", "font-size")
SHOWN_WITH_PICTURE = ("visibility", "font-size", "opacity", "text-indent", "transform")

HIDDEN_CLASSES = frozenset((
    "a11y-hidden", "d-none", "display-none", "element-invisible", "elementor-screen-only", "hidden", "hide",
    "invisible", "is-hidden", "js-hidden", "off-screen", "offscreen", "screen-reader", "screen-reader-only",
    "screen-reader-text", "screenreader", "show-for-sr", "sr-only", "sronly", "text-hide", "u-hidden",
    "u-visually-hidden", "uk-hidden", "visually-hidden", "visuallyhidden",
    "only-print", "show-for-print", "print-only", "visible-print", "visible-print-block",
    "visible-print-inline",
))  # fmt: skip
NOT_PRINTED_CLASSES = frozenset((
    "d-print-none", "hidden-print", "hide-for-print", "hide-print", "no-print", "non-printable", "noprint",
    "not-print", "print-hidden", "print-hide", "print-none", "print:hidden",
))  # fmt: skip
HIDDEN_ON_ALL = frozenset(("hidden-lg", "hidden-md", "hidden-sm", "hidden-xs"))  # screens of Bootstrap 3
# With one of these beside it, a class hides on some screens only: `d-none d-md-block`, `hidden md:flex`.
SHOWN_AGAIN = re.compile(
    r"(?:^|[\s:-])(?:block|flex|grid|inline|inline-block|inline-flex|table|table-cell|not-sr-only)(?:\s|$)"
    r"|(?:^|\s)visible-(?!print)"
)


def may_hide(attribute: str, value: str) -> bool:
    """Return whether `style` or `aria-hidden` with this value hides an element, whatever is in it."""
    return _hiding_property(value) is not None if attribute == "style" else _is_true(value)


def is_hidden_by_style(element: Element) -> bool:
    """Return whether the inline style of `element` hides its text.

    A descendant may undo `visibility` and `font-size`. A picture that is faded or moved in by a script is
    shown in the end, and so is its caption.
    """
    how = _hiding_property(element.get("style", "")[:LONGEST_STYLE])
    if how in SHOWN_WITH_PICTURE and next(element.iter("img"), None) is not None:
        return False
    if how in INHERITED:
        return not any(how in child.get("style", "").lower() for child in element.iterdescendants())
    return how is not None


def is_aria_hidden(element: Element) -> bool:
    """Return whether `element` is hidden from assistive technology; a box of pictures is only decoration."""
    return _is_true(element.get("aria-hidden", "")) and element.find(".//img") is None


def _is_true(value: str) -> bool:
    return value.strip().lower() == "true"


@lru_cache(maxsize=1024)  # the elements of a page have few different styles
def _hiding_property(style: str) -> str | None:
    """Return the property with which an inline style hides, None where it does not."""
    said = _declarations(style)
    for name, hides in _PROPERTIES.items():
        if name in said and hides(said):
            return name
    return None


def _declarations(style: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            said[name.strip()] = value.replace("!important", "").strip()
    return said


def _is_off_screen(value: str) -> bool:
    match = LENGTH.fullmatch(value)
    return match is not None and float(match["value"]) <= OFF_SCREEN.get(match["unit"] or "px", float("-inf"))


def _is_zero(value: str) -> bool:
    match = LENGTH.fullmatch(value)
    return match is not None and float(match["value"]) == 0


def _is_at_most_a_pixel(value: str) -> bool:
    match = LENGTH.fullmatch(value)
    return match is not None and 0 <= float(match["value"]) <= (1 if match["unit"] == "px" else 0)


def _positioned_away(said: dict[str, str]) -> bool:
    placed = said["position"] in ("absolute", "fixed")
    return placed and (
        any(_is_off_screen(said.get(offset, "")) for offset in OFFSETS)
        or bool(CLIPPED.search(said.get("clip", "")))
    )


def _cut_off(said: dict[str, str]) -> bool:
    overflow = said.get("overflow") or said["overflow-y"]
    hides = any(word in overflow for word in ("hidden", "clip"))
    has_padding = any(name.startswith("padding") for name in said)  # it gives a film or a picture its height
    return hides and not has_padding and any(_is_at_most_a_pixel(said.get(size, "")) for size in SIZES)


def _moved_away(said: dict[str, str]) -> bool:
    moves = re.findall(r"translate(?:x|y|3d)?\(([^()]{1,60})\)", said["transform"])
    away = any(_is_off_screen(length.strip()) for move in moves for length in move.split(","))
    return away or bool(ZERO_SCALE.search(said["transform"]))


_PROPERTIES: dict[str, Callable[[dict[str, str]], bool]] = {
    "display": lambda said: said["display"] == "none",
    "visibility": lambda said: said["visibility"] in ("hidden", "collapse"),
    "opacity": lambda said: _is_zero(said["opacity"]),
    "font-size": lambda said: _is_zero(said["font-size"]),
    "content-visibility": lambda said: said["content-visibility"] == "hidden",
    "position": _positioned_away,
    "overflow": _cut_off,
    "overflow-y": _cut_off,
    "transform": _moved_away,
    "clip-path": lambda said: bool(CLIPPED.search(said["clip-path"])),
    "filter": lambda said: bool(TRANSPARENT.search(said["filter"])),
    "font": lambda said: said["font"].startswith(("0/", "0 ")),
    "mso-hide": lambda said: said["mso-hide"] == "all",
    "text-indent": lambda said: _is_off_screen(said["text-indent"]),
    "margin-left": lambda said: _is_off_screen(said["margin-left"]),
    "margin-top": lambda said: _is_off_screen(said["margin-top"]),
}
