"""Pictures of an article: their addresses, their captions, and who is credited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import cast
from urllib.parse import urljoin

from archive.article import Image
from crawler.parse.blocks import Picture
from crawler.parse.dom import Element

# A lazy page has a placeholder in `src`, and the picture in one of these or in the <noscript> below.
LAZY_SOURCES = ("data-src", "data-original", "data-lazy-src")
PLACEHOLDER = re.compile(
    r"(?:^|/)(?:blank|placeholder|spacer|pixel|loading|lazy|transparent|1x1|no-?image)\d*\.(?:gif|png|svg|jpe?g)$"
)
LONGEST_PLACEHOLDER = 30
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)
SOURCES = ("src", "data-large-src")
SOURCE_SETS = ("data-srcset", "srcset")
WHOLE_ADDRESS = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9._/-]*")  # joined to any other it stays the same
NO_ADDRESS = ("data:", "about:", "javascript:")
SIZE = re.compile(r"(?P<size>\d{1,6}(?:\.\d{1,3})?)[wx]")
CREDIT = re.compile(
    r"(?:^|[\s(.\[-])(?:Ảnh|Nguồn ảnh|Nguồn|Ảnh minh họa|Ảnh tư liệu|Photo)\s*:(?P<name>[^:]*)$"
)


def images_of(pictures: list[Picture], base: str, attribute: str | None = None) -> tuple[Image, ...]:
    """Return the pictures as images with absolute addresses, each address once.

    `attribute` is the one that has the address, where the layout names it.
    """
    images: dict[str, Image] = {}
    for picture in pictures:
        source = source_of(picture.element, base, attribute)
        if source and (source not in images or not images[source].caption):
            images[source] = Image(source, picture.caption, credit_in(picture.caption))
    return tuple(images.values())


def source_of(image: Element, base: str, attribute: str | None = None) -> str | None:
    """Return the absolute address of the picture itself, None where it has a placeholder alone."""
    first = image.get(attribute, "") if attribute else ""
    for value in map(str.strip, chain((first,), _sources(image))):
        if value and not value.startswith(NO_ADDRESS) and not _is_placeholder(value):
            if WHOLE_ADDRESS.fullmatch(value):
                return value
            try:
                return urljoin(base, value)
            except ValueError:  # "http://[" is not a valid address
                continue
    return None


def _sources(image: Element) -> Iterator[str]:
    """The addresses that `image` names, the most certain first."""
    yield from (image.get(name, "") for name in LAZY_SOURCES)
    yield from (shown.get("src", "") for shown in _without_script(image))
    yield from (image.get(name, "") for name in SOURCES)
    alternatives = next((list(above.iter("source")) for above in image.iterancestors("picture")), [])
    for element in (image, *alternatives):
        yield from (_largest(element.get(name, "")) for name in SOURCE_SETS)
    items = cast("list[tuple[str, str]]", image.items())
    yield from (value for name, value in items if name.startswith("data-") and IMAGE_FILE.search(value))


def _is_placeholder(address: str) -> bool:
    return PLACEHOLDER.search(address, max(0, len(address) - LONGEST_PLACEHOLDER)) is not None


def _without_script(image: Element) -> Iterator[Element]:
    """The pictures in the <noscript> that follows `image` or the link around it."""
    for element in (image, image.getparent()):
        following = None if element is None else element.getnext()
        if following is not None and following.tag == "noscript":
            yield from following.iter("img")


def _largest(source_set: str) -> str:
    """Return the address with the largest width or density in a `srcset`, "" where it has none.

    >>> _largest("/a-800.jpg 800w, /a-1600.jpg 1600w")
    '/a-1600.jpg'
    """
    best, largest, address = "", -1.0, ""
    for word in source_set.split():
        if size := SIZE.fullmatch(word.rstrip(",")):
            if float(size["size"]) > largest:
                best, largest = address, float(size["size"])
        else:
            address = word.rstrip(",")
            best = best or address
    return best


def credit_in(caption: str | None) -> str | None:
    """The name credited at the end of a caption.

    >>> credit_in("Các đại biểu dự hội nghị. (Ảnh: Mạnh Linh/TTXVN)")
    'Mạnh Linh/TTXVN'
    """
    match = CREDIT.search(caption) if caption else None
    return (match["name"].rstrip(" \t\r\n\xa0)].").strip() or None) if match else None
