"""Pictures of an article: where they lie, their captions, and who is credited."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urljoin

from archive.article import Image
from crawler.parse.blocks import BREAKS_LINE, CELLS, Block, Line, Picture, joined, lines_of, pictures_of
from crawler.parse.boilerplate import is_sentence
from crawler.parse.bylines import is_byline
from crawler.parse.dom import Element

LONGEST_CAPTION = 400
# A lazy page has a 1x1 gif in `src` and the picture in one of the others.
SOURCES = ("data-src", "data-original", "data-lazy-src", "src", "data-large-src")
CAPTION_CLASS = re.compile(r"caption|image_?desc|img_?desc|photo_?desc|chu-?thich", re.IGNORECASE)
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
CREDIT = re.compile(
    r"(?:^|[\s(.\[-])(?:Ảnh|Nguồn ảnh|Nguồn|Ảnh minh họa|Ảnh tư liệu|Photo)\s*:(?P<name>[^:]*)$"
)
CREDIT_ALONE = re.compile(r"^[(\[]?\s*(?:Ảnh|Nguồn ảnh|Nguồn)\s*:")


def settle_captions(blocks: list[Block], root: Element) -> list[Line]:
    """Give each picture of `blocks` its caption, and return the lines that are captions.

    A caption is what stands under the picture in its figure, small table or paragraph, or else the
    next line when it looks like one: named so, centred, in italics, or no sentence. A line that
    repeats a caption is one.
    """
    captions: dict[Line, None] = {}
    for number in reversed(range(len(blocks))):
        picture = blocks[number]
        if isinstance(picture, Picture):
            under = _lines_under(blocks, number, root, captions)
            if under:
                captions |= dict.fromkeys(under)
                picture.caption = joined(under)
    texts = {picture.caption for picture in pictures_of(blocks)}
    return [line for line in lines_of(blocks) if line in captions or line.text in texts]


def images_of(pictures: list[Picture], base: str) -> tuple[Image, ...]:
    """The pictures as images with absolute addresses, each address once."""
    images: dict[str, Image] = {}
    for picture in pictures:
        source = source_of(picture.element, base)
        if source and (source not in images or not images[source].caption):
            images[source] = Image(source, picture.caption, credit_in(picture.caption))
    return tuple(images.values())


def source_of(image: Element, base: str) -> str | None:
    """The absolute address of the picture itself, None for a placeholder."""
    for name in SOURCES:
        value = (image.get(name) or "").strip()
        if value and not value.startswith(("data:", "about:", "javascript:")):
            try:
                return urljoin(base, value)
            except ValueError:  # "http://[" is no address
                continue
    return None


def credit_in(caption: str | None) -> str | None:
    """The name credited at the end of a caption.

    >>> credit_in("Các đại biểu dự hội nghị. (Ảnh: Mạnh Linh/TTXVN)")
    'Mạnh Linh/TTXVN'
    """
    match = CREDIT.search(caption) if caption else None
    return (match["name"].rstrip(" \t\r\n\xa0)].").strip() or None) if match else None


def _lines_under(blocks: list[Block], number: int, root: Element, taken: Collection[Line]) -> list[Line]:
    """The caption lines of the picture at `number`."""
    following: list[Line] = []
    for block in blocks[number + 1 :]:
        if isinstance(block, Picture) or block in taken:
            break
        if isinstance(block, Line):
            following.append(block)
    for box in _boxes(blocks[number].element, root):
        inside = frozenset(box.iter())
        if box.tag != "figure" and not _is_small(blocks, inside, number):
            break
        if lines := [line for line in following if line.element in inside]:
            return lines
    if following and _looks_like_caption(following[0], root):
        credits = following[1:2] if following[1:] and CREDIT_ALONE.match(following[1].text) else []
        return [following[0], *credits]
    return []


def _boxes(image: Element, root: Element) -> list[Element]:
    """What may hold picture and caption together: its paragraph, and the figure or table around it."""
    boxes: list[Element] = []
    for above in image.iterancestors():
        if above is root:
            break
        if above.tag in ("figure", "table") or (
            not boxes and (above.tag in BREAKS_LINE or above.tag in CELLS) and above.tag != "li"
        ):
            boxes.append(above)
    return boxes


def _is_small(blocks: list[Block], inside: Collection[Element], number: int) -> bool:
    """Whether a box, told by the elements `inside`, holds no more than a caption: little text, and none
    before the picture."""
    letters, text_before, picture_before = 0, False, False
    for place, block in enumerate(blocks):
        if block.element in inside:
            if isinstance(block, Line):
                letters += len(block.text)
                text_before |= place < number
            elif isinstance(block, Picture):
                picture_before |= place < number
    return letters <= LONGEST_CAPTION and (not text_before or picture_before)


def _looks_like_caption(line: Line, root: Element) -> bool:
    if line.linked or len(line.text) > LONGEST_CAPTION or is_byline(line.text):
        return False
    if _is_centred(line.element, root) or line.italic or CREDIT.search(line.text):
        return True
    return not line.bold and not is_sentence(line.text)


def _is_centred(element: Element, root: Element) -> bool:
    for above in (element, *element.iterancestors()):
        if above is root:
            break
        if CAPTION_CLASS.search(above.get("class", "")) or CENTRED.search(above.get("style", "")):
            return True
        if above.tag == "center" or above.get("align", "").lower() == "center":
            return True
    return False
