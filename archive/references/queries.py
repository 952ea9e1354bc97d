"""What an archivist asks of the references: which documents are named, and which articles name one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.database.rows import rows_of
from archive.errors import QueryError
from archive.references import find_references
from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = dict[str, Any]
CODE = re.compile(r"(?P<number>\d{1,5}[a-zđ]?(?:/(?:19|20)\d\d)?)\s*[-/]\s*(?P<code>\S.*)", re.IGNORECASE)


class Document(NamedTuple):
    """A document as a person names it; what was not said is None and may be anything."""

    type: str | None
    number: str | None
    code: str | None
    congress: str | None


def documents(db: Connection, limit: int = -1) -> list[Row]:
    """Each document with how many articles name it and from which year to which, the most named first.

    `named_as` is how it is written most often. A document without a code, plenum or congress is all that
    the mentions say: `Chỉ thị 05` may stand for several.
    """
    return rows_of(
        db,
        """
        SELECT type, number, code, congress,
            (SELECT raw FROM document_references AS same
                WHERE same.number IS document.number AND same.code IS document.code
                    AND same.type = document.type AND same.congress IS document.congress
                GROUP BY raw ORDER BY count(*) DESC, length(raw), raw LIMIT 1) AS named_as,
            count(DISTINCT article_id) AS articles, count(*) AS mentions,
            min(substr(published, 1, 4)) AS first_year, max(substr(published, 1, 4)) AS last_year
        FROM document_references AS document JOIN visible_articles ON id = article_id
        GROUP BY type, number, code, congress
        ORDER BY articles DESC, mentions DESC, named_as LIMIT ?
        """,
        [limit],
    )


def articles_naming(db: Connection, typed: str, limit: int = -1) -> list[Row]:
    """The articles that name a document, newest first: how often, and how it is written where first named.

    `typed` is a code (`05-CT/TW`, in any case, with or without marks) or a name (`Chỉ thị 05`, whoever issued
    it). Raises QueryError where it is neither.
    """
    condition, values = mentions(db, typed)
    return rows_of(
        db,
        f"""
        SELECT id, site, url, visible_articles.title, published, count(*) AS mentions,
            raw AS named_as, certainty, max(part) AS first_named_in
        FROM document_references JOIN visible_articles ON id = article_id
        WHERE {condition} GROUP BY id ORDER BY published DESC, id DESC LIMIT ?
        """,
        [*values, limit],
    )


def mentions(db: Connection, typed: str) -> tuple[str, list[str]]:
    """The condition on rows of `document_references` that they mean the document typed, and its values.

    Raises QueryError where the words name no document.
    """
    document = document_of(typed)
    conditions, values = [], []
    for column in ("type", "congress"):
        if value := getattr(document, column):
            conditions.append(f"{column} = ?")
            values.append(value)
    if document.number:
        conditions.append("ltrim(number, '0') = ?")
        values.append(document.number.lstrip("0"))
    if document.code:
        codes = _codes_like(db, document.code)
        conditions.append(f"code IN ({', '.join('?' * len(codes))})")
        values += codes
    return " AND ".join(conditions), values


def document_of(typed: str) -> Document:
    """The document that a person means; raises QueryError where the words name none.

    >>> document_of("05-ct/tw")
    Document(type=None, number='05', code='ct/tw', congress=None)
    >>> document_of("Nghị quyết Trung ương 4 khóa XII")
    Document(type='nghi_quyet_tw', number='4', code=None, congress='XII')
    """
    if code := CODE.fullmatch(typed.strip()):
        return Document(None, code["number"], code["code"], None)
    for found in find_references(typed):
        return Document(found.type, found.number, found.code, found.congress)
    raise QueryError(
        f"{typed!r} names no document. "
        "Write its code (05-CT/TW) or its name (Nghị quyết Trung ương 4 khóa XII)."
    )


def _codes_like(db: Connection, code: str) -> list[str]:
    """The codes in the archive that are this one, whatever the case, the marks and the dots."""
    stored = db.execute("SELECT DISTINCT code FROM document_references WHERE code IS NOT NULL").fetchall()
    return [known for (known,) in stored if _plain(known) == _plain(code)]


def _plain(code: str) -> str:
    return re.sub(r"[\s.]", "", folded_form(exact_form(code)))
