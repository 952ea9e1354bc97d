"""TEI P5 (https://tei-c.org/guidelines/p5/): a document an article, with a header for bibliographies.

The header says of the newspaper's article what a bibliography does (`sourceDesc`), and of the file where it
came from: the capture, and the sum of its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.builder import ElementMaker

from archive.export.manifest import LICENCE
from archive.export.markup import writable
from archive.export.names import file_name, folder_name, safe
from archive.version import own_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.export.writer import Row

TEI = "http://www.tei-c.org/ns/1.0"
XML = "{http://www.w3.org/XML/1998/namespace}"

Element = Any  # the builder of lxml has no types
E: Any = ElementMaker(namespace=TEI, nsmap={None: TEI})


class TeiWriter:
    """Writes `SITE/YEAR/NAME.xml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._version = own_version()

    def write(self, row: Row) -> None:
        """Write the document of one article."""
        path = self._folder / folder_name(row) / f"{file_name(row)}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        document = etree.ElementTree(tei_of(row, self._version))
        with path.open("xb") as file:
            document.write(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)
            file.write(b"\n")

    def close(self) -> None:
        """Nothing is left to do."""


def tei_of(row: Row, version: str) -> Element:
    """The article as a TEI element; what XML cannot hold is U+FFFD in it."""
    root = E.TEI(_header(row, version), E.text(E.body(_article(row))))
    # An id may begin with a letter or an underscore.
    root.set(f"{XML}id", f"_{safe(row['site'])}_{safe(row['key'])}_r{row['revision']}")
    root.set(f"{XML}lang", "vi")
    return root


def _header(row: Row, version: str) -> Element:
    return E.teiHeader(
        E.fileDesc(
            E.titleStmt(E.title(writable(row["title"])), *_authors(row)),
            E.publicationStmt(
                E.distributor(f"partynews {version}"),
                E.idno(row["text_sha256"], type="sha256"),
                E.availability(E.p(LICENCE)),
            ),
            E.sourceDesc(_source(row)),
        ),
        E.encodingDesc(
            E.projectDesc(E.p(f"Read by layout {writable(row['layout'])}, reader {row['reader_version']}."))
        ),
        E.profileDesc(E.langUsage(E.language("Vietnamese", ident="vi")), *_keywords(row)),
        E.revisionDesc(E.change("Captured.", when=row["captured"], n=str(row["revision"]))),
    )


def _authors(row: Row) -> Iterator[Element]:
    return (E.author(writable(name)) for name in row["authors"])


def _source(row: Row) -> Element:
    """The article as it appeared, for a bibliography."""
    parts = [E.title(writable(row["title"]), level="a"), *_authors(row)]
    parts.append(E.title(writable(row["newspaper"]), level="j"))
    if row["section"]:
        parts.append(E.biblScope(writable(row["section"]), unit="section"))
    if row["published"]:
        parts.append(E.date(writable(row["published_raw"] or row["published"]), when=row["published"]))
    if row["url"]:
        parts.append(E.idno(writable(row["url"]), type="URL"))
    parts.append(E.idno(writable(row["key"]), type=safe(row["site"])))
    return E.bibl(*parts)


def _keywords(row: Row) -> list[Element]:
    terms = [E.term(writable(tag)) for tag in row["tags"]]
    return [E.textClass(E.keywords(*terms))] if terms else []


def _article(row: Row) -> Element:
    parts: list[Any] = [E.head(writable(row["title"]))]
    for name in ("lead", "body"):
        if row[name]:
            parts.append(E.div(*(E.p(writable(one)) for one in row[name].split("\n\n")), type=name))
    return E.div(*parts, type="article")
