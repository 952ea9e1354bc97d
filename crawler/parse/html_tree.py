"""Parse HTML to an lxml tree, with what libxml2 reads otherwise than browsers do put right.

libxml2 builds its trees by the DTD of HTML 4. Where the HTML standard differs and text is at stake, the page
is mended, and the repair has a name:

- `nesting`: a page nested deeper than libxml2 goes is flattened, so that its text is whole.
- `early_end`: what follows a `</html>` in the middle of a page is part of the page. libxml2 drops it.
- `br_end_tag`: `</br>` breaks the line. libxml2 drops it, which joins two words.
- `void_element`: <source>, <track>, <embed> and <wbr> have no content. libxml2 puts what follows inside them.
- `open_svg`: an <svg> ends where an element of text begins. In libxml2 it goes on.
"""

from __future__ import annotations

import re
import threading
from typing import NamedTuple

from lxml import etree

from crawler.parse.tags import BREAKS_LINE, CELLS

Element = etree._Element

# libxml2 gives up the rest of a page at 2048 levels; below this depth elements are not nested any further.
DEEPEST = 256

CODE = ("script", "style")
ENDS_LINE = BREAKS_LINE | CELLS
FILMS = ("audio", "video")
VOID = ("source", "track", "embed", "wbr", "keygen", "bgsound")
METADATA = ("meta", "link", "base", "script")
# The elements that end an <svg> (HTML standard, 13.2.6.5) and hold text or pictures.
TEXT_ELEMENTS = (
    "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "img", "li", "ol",
    "p", "pre", "span", "strong", "table", "ul",
)  # fmt: skip
BR_END_TAG = re.compile(rb"</br\b[^>]*>", re.IGNORECASE)
BR_ERROR = "Unexpected end tag : br"
MOST_ERRORS = 100  # of one page that libxml2 reports (XML_MAX_ERRORS), fatal ones apart

# An empty <meta> is put before the last </html>: it is in the tree if libxml2 has read that far.
LAST_ELEMENT = b"<meta>"
PAGE_END = 4096  # bytes or letters: what counters and scripts put after </html>
END_OF_HTML = re.compile(rb"</html\b", re.IGNORECASE)
END_TAGS = re.compile(rb"</(?:html|body)\b[^>]*>", re.IGNORECASE)
# The alternatives go on to the end of the page where their own end is missing, which keeps the time linear.
NO_TEXT = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?=</\1\b|\Z)|<[^>]*+(?:>|\Z)", re.IGNORECASE | re.DOTALL
)


class HtmlTree(NamedTuple):
    """The root of a page, and its elements with metadata by their tags, which are METADATA."""

    root: Element
    metadata: dict[str, list[Element]]


class _OfThread(threading.local):
    """The parser of a thread, which is reused for all pages."""

    def __init__(self) -> None:
        self.parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
        )


_OF_THREAD = _OfThread()


def parse_html(data: bytes, repairs: set[str], *, strict: bool = False) -> HtmlTree | None:
    """Return the tree of a page in UTF-8, without comments; None where there is nothing to parse.

    The names of repairs are added to `repairs`. Raises MemoryError: a page that does not fit is not an empty
    one. If `strict`, raises UnicodeError where libxml2 does not show that the bytes are UTF-8.
    """
    data = data.replace(b"\0", b"")
    marked = _with_last_element(data)
    root, faults = _parse(marked)
    if strict and not _is_utf8(_OF_THREAD.parser.error_log):
        raise UnicodeError("not UTF-8, or more errors than libxml2 reports")
    whole = root is None or _remove_last_element(root)
    if not whole and _has_text_after_end(data):
        faults.add("early_end")
    if faults or (not whole and marked is not data):
        root = _parse_mended(data, faults)
    if root is None:
        repairs |= faults
        return None
    svgs: list[Element] = []
    voids: list[Element] = []
    metadata: dict[str, list[Element]] = {tag: [] for tag in METADATA}
    lists = {"svg": svgs, **dict.fromkeys(VOID, voids), **metadata}
    for element in root.iter(*lists):  # one pass over the page takes less time than several
        lists[element.tag].append(element)
    faults.update({"void_element"} if _empty_void_elements(voids) else ())
    faults.update({"open_svg"} if _end_svgs(svgs) else ())
    repairs |= faults
    return HtmlTree(root, metadata)


def _with_last_element(data: bytes) -> bytes:
    """Return the page with LAST_ELEMENT before its last </html>, unless text follows that."""
    start = max(0, len(data) - PAGE_END)
    end = data[start:].lower().rfind(b"</html")
    if end < 0:
        return data
    rest = data[start + end :]
    if rest.rstrip() != b"</html>" and NO_TEXT.sub(b"", rest).strip():
        return data
    return b"".join((memoryview(data)[: start + end], LAST_ELEMENT, rest))


def _remove_last_element(root: Element) -> bool:
    """Remove the last element from the tree; return False where it is not there."""
    last = root
    while len(last):
        last = last[-1]
    parent = last.getparent()
    if parent is None or last.tag != "meta" or last.attrib:
        return False
    parent.remove(last)
    return True


def _has_text_after_end(data: bytes) -> bool:
    """Return whether the first </html> of the page has text after it."""
    end = END_OF_HTML.search(data)
    return end is not None and bool(NO_TEXT.sub(b"", data[end.start() :]).strip())


def _parse(data: bytes) -> tuple[Element | None, set[str]]:
    """Return the tree of libxml2 and the faults that it reports of itself."""
    parser = _OF_THREAD.parser
    root = _parse_with(parser, data)
    faults: set[str] = set()
    for error in parser.error_log:
        if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            faults.add("nesting")
        elif error.message == BR_ERROR:
            faults.add("br_end_tag")
    if len(parser.error_log) >= MOST_ERRORS and BR_END_TAG.search(data):
        faults.add("br_end_tag")
    return root, faults


def _is_utf8(errors: etree._ListErrorLog) -> bool:
    """Return whether libxml2 has reported all errors of the last page, and none is about its charset."""
    return len(errors) < MOST_ERRORS and not errors.filter_types(etree.ErrorTypes.ERR_INVALID_ENCODING)


def _parse_mended(data: bytes, faults: set[str]) -> Element | None:
    """Return the tree of a page after the markup that causes `faults` has been replaced."""
    if "early_end" in faults:
        data = END_TAGS.sub(b"", data)
    if "br_end_tag" in faults:
        data = BR_END_TAG.sub(b"<br>", data)
    if "nesting" not in faults:
        root, more = _parse(data)
        if "nesting" not in more:
            return root
    faults.add("nesting")
    return _parse_with(etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Shallow()), data)


def _parse_with(parser: etree.HTMLParser, data: bytes) -> Element | None:
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, AssertionError):  # nothing but white space or comments
        if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in parser.error_log):
            raise MemoryError(f"a page of {len(data)} bytes does not fit") from None
        return None


def _empty_void_elements(voids: list[Element]) -> bool:
    """Move the content of void elements behind them; return whether there was any to be seen."""
    filled = [element for element in voids if len(element) or element.text]
    seen = any(_has_content(element) for element in filled)
    for element in filled:
        _move_content_behind(element)
    return seen


def _has_content(element: Element) -> bool:
    """Return whether a void element holds text or a picture that a browser with a player shows."""
    if next(element.iterancestors(*FILMS), None) is not None:
        return False
    texts = (str(text) for text in element.itertext())
    return any(not text.isspace() for text in texts) or next(element.iter("img"), None) is not None


def _move_content_behind(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail, element.tail, element.text = element.tail, element.text, None
    last = element
    for child in list(element):
        last.addnext(child)
        last = child
    last.tail = (last.tail or "") + (tail or "") or None


def _end_svgs(svgs: list[Element]) -> bool:
    """Turn each <svg> that holds an element of text into a <div>; return whether there was any."""
    open_svgs = [svg for svg in svgs if _holds_text_element(svg)]
    for svg in open_svgs:
        svg.tag = "div"
    return bool(open_svgs)


def _holds_text_element(svg: Element) -> bool:
    """Return whether an <svg> holds an element of text other than in a <foreignObject>."""
    foreign = {element for box in svg.iter("foreignobject") for element in box.iter()}
    return any(element not in foreign for element in svg.iter(*TEXT_ELEMENTS))


class _Shallow:
    """A parser target for a tree of DEEPEST levels.

    Of the elements that are nested deeper, pictures and those that end a line stand empty in the one at that
    level, with their text behind them: lines and pictures stay apart. The text of scripts and styles there
    is left out.
    """

    def __init__(self) -> None:
        self._tree = etree.TreeBuilder()
        self._depth = 0
        self._code = 0
        self._in_line = False

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self._depth += 1
        if self._depth <= DEEPEST:
            self._tree.start(tag, attrib)
        elif tag in CODE:
            self._code += 1
        elif tag == "img" or (self._in_line and tag in ENDS_LINE):
            self._in_line = False
            self._tree.start(tag, attrib)
            self._tree.end(tag)

    def end(self, tag: str | bytes) -> None:
        if self._depth <= DEEPEST:
            self._tree.end(tag)
        elif tag in CODE:
            self._code -= 1
        elif self._in_line and tag in ENDS_LINE:
            self._in_line = False
            self._tree.start("br", {})
            self._tree.end("br")
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        if not self._code:
            self._in_line = self._in_line or not data.isspace()
            self._tree.data(data)

    def comment(self, text: str | bytes) -> None:
        """Comments are not part of the tree."""

    def close(self) -> Element:
        return self._tree.close()
