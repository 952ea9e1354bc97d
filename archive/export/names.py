"""File names for articles: readable, safe on every file system, and no two alike.

Parts are joined by underscores and hold only small ASCII letters, digits, hyphens and, where a key had to be
spelled otherwise, a dot before its sum. So no name is hidden, reserved, a path, or differs from another by
the case of letters alone.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from archive.export.writer import Row

LONGEST_KEY, LONGEST_TITLE = 40, 60
PLAIN_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OTHER = re.compile(r"[^a-z0-9]+")
UNDATED = "undated"


def file_name(row: Row) -> str:
    """The name of an article's file without its suffix: day, key, revision, and the beginning of the title.

    >>> file_name({"published": "2018-05-15", "key": "929283", "revision": 2, "title": "Đảng ủy Khối"})
    '2018-05-15_929283_r2_dang-uy-khoi'
    >>> file_name({"published": None, "key": "../A", "revision": 1, "title": "..."})
    'undated_a.80dd850293b1_r1'
    """
    day = (row["published"] or UNDATED)[:10]
    parts = (day, safe(row["key"]), f"r{row['revision']}", slug(row["title"])[:LONGEST_TITLE].strip("-"))
    return "_".join(part for part in parts if part)


def folder_name(row: Row) -> str:
    """The folder of an article's file: its site and the year it was published.

    >>> folder_name({"site": "nhandan", "published": "2018-05-15"})
    'nhandan/2018'
    """
    return f"{safe(row['site'])}/{row['published'][:4] if row['published'] else UNDATED}"


def safe(key: str) -> str:
    """A key that names nothing else: as it is where it may be, otherwise what is left of it and a sum.

    >>> safe("929283"), safe("tỉnh ủy"), safe("CON")
    ('929283', 'tinh-uy.9e4ac6a7608d', 'con.a3dbc4b644a9')
    """
    if len(key) <= LONGEST_KEY and PLAIN_KEY.fullmatch(key):
        return key
    total = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{slug(key)[:LONGEST_KEY].strip('-') or 'key'}.{total}"


def slug(text: str) -> str:
    """The words of a text without marks, joined by hyphens."""
    return OTHER.sub("-", folded_form(exact_form(text))).strip("-")
