"""Elements that hold no text of the article: code, controls, advertisements, related stories, hidden text.

A tag or a class name is only a hint. Where a browser shows the text, an element is furniture if it also
looks like furniture: links, controls and short lines. With prose in it, it is part of the article.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawler.parse.boilerplate import AD_LABELS, BAR_LABELS, BOX_LABELS, LONGEST_ENDING, is_label
from crawler.parse.dom import Element, text_of
from crawler.parse.hidden import (
    HIDDEN_CLASSES,
    HIDDEN_ON_ALL,
    NOT_PRINTED_CLASSES,
    SHOWN_AGAIN,
    is_aria_hidden,
    is_hidden_by_style,
    may_hide,
)
from crawler.parse.omissions import Reason
from crawler.parse.tags import BREAKS_LINE, HEADINGS, MACHINERY


class _Hint(NamedTuple):
    """Why an element may be furniture, and from how many letters of prose on it is text all the same."""

    reason: Reason
    prose: float


ANY_PROSE = 1
MUCH_PROSE = 300  # letters: more than the notice of a form or the summary of a related story
NO_PROSE = math.inf

HIDDEN = _Hint(Reason.HIDDEN, NO_PROSE)
OF_WORD = _Hint(Reason.WORD, NO_PROSE)
RELATED_SOURCE = _Hint(Reason.RELATED, MUCH_PROSE)

# `form` is not among them: a page of ASP.NET is a single form.
TAGS = {
    **dict.fromkeys((
        "base", "frame", "head", "input", "link", "meta", "script", "style", "title",
    ), _Hint(Reason.CODE, NO_PROSE)),
    **dict.fromkeys((
        "datalist", "optgroup", "option", "progress", "select", "textarea",
    ), _Hint(Reason.CONTROL, NO_PROSE)),
    **dict.fromkeys((
        "audio", "canvas", "iframe", "noembed", "noframes", "noscript", "svg", "template", "video",
    ), _Hint(Reason.FALLBACK, NO_PROSE)),
    **dict.fromkeys(("applet", "object"), _Hint(Reason.FALLBACK, MUCH_PROSE)),
    **dict.fromkeys(("button", "label"), _Hint(Reason.CONTROL, MUCH_PROSE)),
    "marquee": _Hint(Reason.AD, MUCH_PROSE),
    "nav": _Hint(Reason.NAVIGATION, ANY_PROSE),
    "dialog": HIDDEN,
    "xml": _Hint(Reason.WORD, ANY_PROSE),
}  # fmt: skip

# How class names and ids begin. Those of advertising networks and players are certain, those that are common
# words are not: `story`, `print`, `banner-text`, `share-land`.
NAMES = re.compile(
    r"(?:^|\s)(?:"
    r"(?P<ad>(?:ads?|advs?|qc|quang-?cao|banners?)(?=[-_\s\d]|$)|ads[A-Z]|adsby|sda[_A-Z]|sdaWeb|rennab|sas_"
    r"|(?:[\w-]*[-_])?(?:inread|adsense|advert(?:isement|ising|s)?|sponsor(?:ed|s)?)(?=[-_\s\d]|$)"
    r"|[\w-]*[-_](?:ads?|quang-?cao)(?=[-_\s\d]|$)|adm(?:zone|-)|taboola|outbrain)"
    r"|(?P<related>(?:[\w-]*[-_])?relate(?:[ds]|d?[-_]?(?:box|news|posts?|items?))(?=[-_\s]|$)|article-relate-"
    r"|(?:[\w-]*[-_])?tin[-_]?lien[-_]?quan|read-also|story(?=\s|$))"
    r"|(?P<share>social|share(?=[-_\s]|$)|share[lm]|fb-|zalo|addthis|gg-news)"
    r"|(?P<print>print(?=\s|$))"
    r"|(?P<comment>(?:[\w-]*[-_])?comments?(?=[\d\s]|$)|binh-?luan|lbcomment)"
    r"|(?P<player>tts(?=[-_\s]|$)|audio-|(?:[\w-]*-)?player)"
    r"|(?P<control>(?:[\w-]*[-_])?(?:poll|newsletter|rating|cookies?|subscribe)(?=[-_\s\d]|$))"
    r"|(?P<navigation>(?:[\w-]*[-_])?toc(?=[-_\s\d]|$)|table-of-contents|muc-?luc(?=[-_\s\d]|$))"
    r")"
)
CERTAIN = re.compile(r"(?:^|\s)(?:(?:ads?|advs?|qc)\d*(?=\s|$)|adsby|sda[_A-Z]|rennab|addthis|lbcomment)")

LABELS = (*BOX_LABELS, *AD_LABELS, *BAR_LABELS)
INLINE = frozenset(("a", "b", "em", "font", "i", "mark", "small", "span", "strong", "u"))
IN_SENTENCE = frozenset(",.;:!?)”")
LONGEST_VALUE = 500  # of an attribute; longer ones, such as data URLs in styles, are cut to bound the cache
LETTERS_LOOKED_AT = 5000  # of an element; they show what the rest of it is
SENTENCE_SIGN = re.compile(r"[.!?…”\"]")
SENTENCE = re.compile(r"[.!?…][\"”’»)\]]*$")
SHORTEST_SENTENCE = 5  # words
# Notices of forms, players and comment boxes: sentences that speak to the reader.
NOTICE = re.compile(
    r"\b(?:của bạn|bạn đọc|bạn (?:cần|phải|có thể|chưa|đang|hãy)|quý (?:vị|độc giả|khách)|vui lòng"
    r"|hãy là người|đăng nhập|trình duyệt|javascript|flash player|tòa soạn|toà soạn)\b",
    re.IGNORECASE,
)


def furniture_reason(element: Element) -> Reason | None:
    """Return why `element` is no text of an article, None where it may be."""
    tag = element.tag
    hint = TAGS.get(tag)
    if hint is None and ":" in tag:
        hint = _hint_of_word(tag)
    if hint is not None and not _holds_prose(element, hint.prose):
        return hint.reason
    names: list[str] = element.keys()  # type: ignore[assignment]
    for name in names:
        if (
            (hint_of := HINTS.get(name))
            and (hint := hint_of(element.get(name, "")[:LONGEST_VALUE]))
            and _is_sure(name, element)
            and not _holds_prose(element, hint.prose)
            and not (hint.prose == ANY_PROSE and _is_part_of_text(element))
        ):
            return hint.reason
    return None


def _is_part_of_text(element: Element) -> bool:
    """Return whether an element with the name of furniture is a subheading or stands in a sentence."""
    if element.tag in HEADINGS:
        return _heads_prose(element)
    return element.tag in INLINE and _is_in_sentence(element)


def _is_in_sentence(element: Element) -> bool:
    """Return whether words stand before an inline element without a label, and go on behind it."""
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    rest = (element.tail or "").lstrip()
    goes_on = rest[:1].islower() or rest[:1] in IN_SENTENCE
    return bool(rest and goes_on and before and before.strip()) and not (
        _is_label_alone(element) or next(element.iterdescendants("img", *MACHINERY), None) is not None
    )


def _is_label_alone(element: Element) -> bool:
    return is_label(" ".join(text_of(element).split()), LABELS)


def _heads_prose(heading: Element) -> bool:
    """Return whether a heading that is no link or label stands right above a paragraph of prose."""
    following = heading.getnext()
    return (
        following is not None
        and (following.tag == "p" or (following.tag == "div" and not len(following)))
        and next(heading.iter("a", *MACHINERY), None) is None
        and not _is_label_alone(heading)
        and _holds_prose(following, ANY_PROSE)
    )


def is_code(element: Element) -> bool:
    """Return whether `element` is one whose text no browser ever shows: a script, a style sheet, metadata."""
    hint = TAGS.get(element.tag)
    return hint is not None and hint.reason is Reason.CODE


def _hint_of_word(tag: str) -> _Hint | None:
    """The hint of a tag with a colon: of those of Microsoft Word `w:View` is a setting, `o:p` text."""
    return OF_WORD if tag.startswith(("w:", "o:")) and tag != "o:p" else None


def _is_sure(name: str, element: Element) -> bool:
    """Whether the hint of a style or of `aria-hidden` holds with what is inside the element."""
    if name == "style":
        return is_hidden_by_style(element)
    return name != "aria-hidden" or is_aria_hidden(element)


@lru_cache(maxsize=4096)  # a page has few names, and all pages of a site the same
def _hint_of_names(names: str) -> _Hint | None:
    if match := NAMES.search(names):
        return _Hint(Reason(str(match.lastgroup)), MUCH_PROSE if CERTAIN.search(names) else ANY_PROSE)
    return None


@lru_cache(maxsize=4096)
def _hint_of_classes(names: str) -> _Hint | None:
    classes = frozenset(names.split())
    if (classes & HIDDEN_CLASSES or classes >= HIDDEN_ON_ALL) and not SHOWN_AGAIN.search(names):
        return HIDDEN
    if classes & NOT_PRINTED_CLASSES:
        return _Hint(Reason.HIDDEN, MUCH_PROSE)
    return _hint_of_names(names)


# The hints of attributes by their value.
HINTS: dict[str, Callable[[str], _Hint | None]] = {
    "aria-hidden": lambda value: HIDDEN if may_hide("aria-hidden", value) else None,
    "class": _hint_of_classes,
    "data-source": lambda value: RELATED_SOURCE if value.endswith("-news") else None,
    "hidden": lambda _: HIDDEN,
    "id": _hint_of_names,
    "style": lambda value: HIDDEN if may_hide("style", value) else None,
    "type": lambda value: RELATED_SOURCE if value.startswith("Related") else None,  # of VCCorp
}


def _holds_prose(element: Element, enough: float) -> bool:
    """Return whether most of the text is sentences that are not links, and they have `enough` letters.

    Beside controls or links, or under the label of a box, they must have MUCH_PROSE.
    """
    if enough is NO_PROSE or not _may_hold_sentence(element, enough):
        return False
    prose = others = 0
    for line, linked in _lines(element):
        if not linked and _is_sentence(line):
            prose += len(line)
        else:
            if linked or (not (prose or others) and is_label(line, (*BOX_LABELS, *AD_LABELS))):
                enough = max(enough, MUCH_PROSE)
            others += len(line)
        if prose + others > LETTERS_LOOKED_AT:
            break
    if next(element.iterdescendants(*MACHINERY), None) is not None:
        enough = max(enough, MUCH_PROSE)
    return prose > others and prose >= enough


def _may_hold_sentence(element: Element, letters: float) -> bool:
    """Return whether the text is long enough and has the end of a sentence: a cheap first test."""
    text = text_of(element)
    return len(text) >= letters and SENTENCE_SIGN.search(text) is not None


def _is_sentence(line: str) -> bool:
    is_quotation = line[0] in '“"' and line[-1] in '”"'
    return (
        (is_quotation or SENTENCE.search(line[-LONGEST_ENDING:]) is not None)
        and len(line.split(maxsplit=SHORTEST_SENTENCE)) >= SHORTEST_SENTENCE
        and not NOTICE.search(line)
    )


def _lines(element: Element) -> Iterator[tuple[str, bool]]:
    """The lines of text in `element`, and whether half of each or more is a link."""
    pieces: list[str] = []
    linked = depth = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if each.tag in BREAKS_LINE and pieces:
            yield from _line(pieces, linked)
            pieces, linked = [], 0
        if event == "start":
            hint = TAGS.get(each.tag)
            if hint and hint.prose is NO_PROSE:
                walk.skip_subtree()
                continue
            depth += each.tag == "a"
            piece = each.text
        else:
            depth -= each.tag == "a"
            piece = each.tail if each is not element else None
        if piece:
            pieces.append(piece)
            linked += len(piece) if depth else 0
    yield from _line(pieces, linked)


def _line(pieces: list[str], linked: int) -> Iterator[tuple[str, bool]]:
    if line := " ".join("".join(pieces).split()):
        yield line, 2 * linked >= len(line)
