"""Query the cited documents: which documents are cited, and which articles cite one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypedDict, cast

from archive.database.rows import fetch_rows
from archive.errors import QueryError
from archive.references import find_references
from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from sqlite3 import Connection

TYPED_CODE = re.compile(
    r"(?P<number>\d{1,5}[a-zđ]?(?:/(?:19|20)\d\d)?)\s*[-/]\s*(?P<code>\S.*)", re.IGNORECASE
)


class DocumentQuery(NamedTuple):
    """A document as a user names it; None matches any value."""

    type: str | None
    number: str | None
    code: str | None
    congress: str | None


class CitedDocument(TypedDict):
    """A document and how often articles cite it; `named_as` is its most common spelling."""

    type: str
    number: str | None
    code: str | None
    congress: str | None
    named_as: str
    articles: int
    mentions: int
    first_year: str | None
    last_year: str | None


class CitingArticle(TypedDict):
    """An article that cites a document, how often, and the spelling of the first mention."""

    id: int
    site: str
    url: str | None
    title: str
    published: str | None
    mentions: int
    named_as: str
    certainty: str
    first_named_in: str


def cited_documents(db: Connection, limit: int = -1) -> list[CitedDocument]:
    """Return the documents that articles cite, most cited first.

    Mentions without a code, plenum or congress count as one document: `Chỉ thị 05` can be several.
    """
    rows = fetch_rows(
        db,
        """
        SELECT type, number, code, congress,
            (SELECT raw FROM visible_references AS same
                WHERE same.number IS document.number AND same.code IS document.code
                    AND same.type = document.type AND same.congress IS document.congress
                GROUP BY raw ORDER BY count(*) DESC, length(raw), raw LIMIT 1) AS named_as,
            count(DISTINCT article_id) AS articles, count(*) AS mentions,
            min(substr(published, 1, 4)) AS first_year, max(substr(published, 1, 4)) AS last_year
        FROM visible_references AS document JOIN visible_articles ON id = article_id
        GROUP BY type, number, code, congress
        ORDER BY articles DESC, mentions DESC, named_as LIMIT ?
        """,
        [limit],
    )
    return cast("list[CitedDocument]", rows)


def citing_articles(db: Connection, typed: str, limit: int = -1) -> list[CitingArticle]:
    """Return the articles that cite a document, newest first.

    `typed` is a code (`05-CT/TW`, in any case, with or without diacritics) or a name (`Chỉ thị 05`, of any
    issuer). Raises QueryError if it is neither.
    """
    condition, values = mention_condition(db, typed)
    rows = fetch_rows(
        db,
        f"""
        SELECT id, site, url, visible_articles.title, published, count(*) AS mentions,
            raw AS named_as, certainty, max(part) AS first_named_in
        FROM visible_references JOIN visible_articles ON id = article_id
        WHERE {condition} GROUP BY id ORDER BY published DESC, id DESC LIMIT ?
        """,
        [*values, limit],
    )
    return cast("list[CitingArticle]", rows)


def mention_condition(db: Connection, typed: str) -> tuple[str, list[str]]:
    """Return an SQL condition on `visible_references` that selects the document, and its parameters.

    Raises QueryError if `typed` does not name a document.
    """
    document = parse_document(typed)
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


def parse_document(typed: str) -> DocumentQuery:
    """Return the document that a user typed; raises QueryError if it is not one.

    >>> parse_document("05-ct/tw")
    DocumentQuery(type=None, number='05', code='ct/tw', congress=None)
    >>> parse_document("Nghị quyết Trung ương 4 khóa XII")
    DocumentQuery(type='nghi_quyet_tw', number='4', code=None, congress='XII')
    """
    if code := TYPED_CODE.fullmatch(typed.strip()):
        return DocumentQuery(None, code["number"], code["code"], None)
    for found in find_references(typed):
        return DocumentQuery(found.type, found.number, found.code, found.congress)
    raise QueryError(
        f"{typed!r} is not the name of a document. "
        "Use its code (05-CT/TW) or its name (Nghị quyết Trung ương 4 khóa XII)."
    )


def _codes_like(db: Connection, code: str) -> list[str]:
    """Return the codes in the archive that equal `code` apart from case, diacritics, dots and spaces."""
    stored = db.execute("SELECT DISTINCT code FROM visible_references WHERE code IS NOT NULL").fetchall()
    return [known for (known,) in stored if _plain(known) == _plain(code)]


def _plain(code: str) -> str:
    return re.sub(r"[\s.]", "", folded_form(exact_form(code)))
