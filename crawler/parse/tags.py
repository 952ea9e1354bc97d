"""HTML elements by how a browser lays them out."""

from __future__ import annotations

# Elements before and after which the text starts a new line.
BREAKS_LINE = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "menu", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip

# A cell does not start a line: title and date side by side, and rows of figures, are read as one.
CELLS = frozenset(("td", "th"))

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

# Elements with which a page plays, asks or loads: a box that has one is a player, a form or an advertisement.
MACHINERY = frozenset((
    "applet", "audio", "button", "embed", "form", "iframe", "input", "ins", "object", "script", "select",
    "textarea", "video",
))  # fmt: skip
