"""TEI P5 (https://tei-c.org/guidelines/p5/): one XML document per article.

The header has the bibliographic data of the article (`sourceDesc`), and the provenance of the file: the
capture and the hash of its text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.builder import ElementMaker

from archive.export.article_files import new_file_path, safe_key
from archive.export.manifest import LICENCE
from archive.version import own_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

TEI = "http://www.tei-c.org/ns/1.0"
XML = "{http://www.w3.org/XML/1998/namespace}"

# Characters that XML 1.0 cannot represent.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = Any  # lxml.builder has no types
E: Any = ElementMaker(namespace=TEI, nsmap={None: TEI})


class TeiWriter:
    """Writes `SITE/YEAR/NAME.xml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._version = own_version()

    def write(self, row: ArticleRow) -> None:
        """Write the document of one article."""
        document = etree.ElementTree(tei_element(row, self._version))
        with new_file_path(self._folder, row, ".xml").open("xb") as file:
            document.write(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)
            file.write(b"\n")

    def close(self) -> None:
        """Do nothing: every file is complete."""


def xml_text(value: str) -> str:
    r"""Return the text with U+FFFD for each character that XML cannot represent.

    >>> xml_text("a\x00b")
    'a\ufffdb'
    """
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


def tei_element(row: ArticleRow, version: str) -> Element:
    """Return the article as a TEI element."""
    root = E.TEI(_header(row, version), E.text(E.body(_article(row))))
    # An XML id starts with a letter or an underscore.
    root.set(f"{XML}id", f"_{safe_key(row['site'])}_{safe_key(row['key'])}_r{row['revision']}")
    root.set(f"{XML}lang", "vi")
    return root


def _header(row: ArticleRow, version: str) -> Element:
    return E.teiHeader(
        E.fileDesc(
            E.titleStmt(E.title(xml_text(row["title"])), *_authors(row)),
            E.publicationStmt(
                E.distributor(f"partynews {version}"),
                E.idno(row["text_sha256"], type="sha256"),
                E.availability(E.p(LICENCE)),
            ),
            E.sourceDesc(_source(row)),
        ),
        E.encodingDesc(
            E.projectDesc(E.p(f"Read by layout {xml_text(row['layout'])}, reader {row['reader_version']}."))
        ),
        E.profileDesc(E.langUsage(E.language("Vietnamese", ident="vi")), *_keywords(row)),
        E.revisionDesc(E.change("Captured.", when=row["captured"], n=str(row["revision"]))),
    )


def _authors(row: ArticleRow) -> Iterator[Element]:
    return (E.author(xml_text(name)) for name in row["authors"])


def _source(row: ArticleRow) -> Element:
    """Return the bibliographic data of the article as published."""
    parts = [E.title(xml_text(row["title"]), level="a"), *_authors(row)]
    parts.append(E.title(xml_text(row["newspaper"]), level="j"))
    if row["section"]:
        parts.append(E.biblScope(xml_text(row["section"]), unit="section"))
    if row["published"]:
        parts.append(E.date(xml_text(row["published_raw"] or row["published"]), when=row["published"]))
    if row["url"]:
        parts.append(E.idno(xml_text(row["url"]), type="URL"))
    parts.append(E.idno(xml_text(row["key"]), type=safe_key(row["site"])))
    return E.bibl(*parts)


def _keywords(row: ArticleRow) -> list[Element]:
    terms = [E.term(xml_text(tag)) for tag in row["tags"]]
    return [E.textClass(E.keywords(*terms))] if terms else []


def _article(row: ArticleRow) -> Element:
    parts: list[Any] = [E.head(xml_text(row["title"]))]
    for name, text in (("lead", row["lead"]), ("body", row["body"])):
        if text:
            parts.append(E.div(*(E.p(xml_text(one)) for one in text.split("\n\n")), type=name))
    return E.div(*parts, type="article")
