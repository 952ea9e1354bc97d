"""The table `doubts`: enter, find and settle doubts. Functions that write need a transaction.

A doubt is held until the end of its run (`judged` is NULL), then open, then settled: `accepted` and
`rejected` by a person, `superseded` by a later good reading.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from archive.clock import format_utc, utc_now
from archive.database.rows import fetch_row, fetch_rows, insert_row, next_id

if TYPE_CHECKING:
    from sqlite3 import Connection

Settled = Literal["accepted", "rejected", "superseded"]

HELD = "held until the end of the run"
OPEN = "judged IS NOT NULL AND settled IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A row of `doubts`; `measures` is read from JSON, `id` is given by `enter_doubt`."""

    id: int = 0
    site: str
    url: str
    article_id: int
    capture_id: int | None
    run_id: int | None
    reason: str
    since: str
    judged: str | None = None
    settled: str | None = None
    settled_as: Settled | None = None
    content_sha256: str
    measures: dict[str, Any] = field(default_factory=dict)
    reading: str | None = None


class DoubtSummary(TypedDict):
    """An open doubt as the page of an article and `show` name it."""

    id: int
    reason: str
    since: str
    capture_id: int | None
    of_stored_text: bool


def enter_doubt(db: Connection, doubt: Doubt) -> int:
    """Insert a doubt, and return the id that it gets."""
    row = asdict(doubt) | {
        "id": next_id(db, "doubts"),
        "measures": json.dumps(doubt.measures, ensure_ascii=False),
    }
    insert_row(db, "doubts", row)
    doubt_id: int = row["id"]
    return doubt_id


def find_doubts(db: Connection, where: str, parameters: list[Any]) -> list[Doubt]:
    """Return the doubts that a condition selects, oldest first."""
    rows = fetch_rows(db, f"SELECT * FROM doubts WHERE {where} ORDER BY since, id", parameters)
    return [Doubt(**{**row, "measures": json.loads(row["measures"])}) for row in rows]


def is_text_doubted(db: Connection, article_id: int) -> bool:
    """Return whether the stored text of an article is itself doubted: it came from a site that was broken."""
    return (
        fetch_row(
            db,
            "SELECT 1 FROM doubts JOIN articles ON articles.id = article_id"
            " AND articles.capture_id = doubts.capture_id"
            " WHERE article_id = ? AND reading IS NULL AND coalesce(settled_as, 'rejected') = 'rejected'",
            [article_id],
        )
        is not None
    )


def find_doubt_of_capture(db: Connection, article_id: int, record_id: str) -> Doubt | None:
    """Return the doubt about a capture that was not accepted, by the id of its WARC record, or None."""
    found = find_doubts(
        db,
        "article_id = ? AND reading IS NOT NULL AND judged IS NOT NULL"
        " AND settled_as IN ('rejected', 'superseded')"
        " AND capture_id = (SELECT id FROM captures WHERE record_id = ?)",
        [article_id, record_id],
    )
    return found[-1] if found else None


def find_same_doubt(db: Connection, article_id: int, content_sha256: str) -> Doubt | None:
    """Return the doubt that is open, or was rejected, about the same reading of an article, or None."""
    found = find_doubts(
        db,
        "article_id = ? AND content_sha256 = ? AND judged IS NOT NULL AND reading IS NOT NULL"
        " AND (settled IS NULL OR settled_as = 'rejected')",
        [article_id, content_sha256],
    )
    return found[-1] if found else None


def settle(db: Connection, doubt_id: int, settled_as: Settled) -> None:
    """Settle one doubt."""
    db.execute(
        "UPDATE doubts SET settled = ?, settled_as = ? WHERE id = ?",
        [format_utc(utc_now()), settled_as, doubt_id],
    )


def supersede(db: Connection, article_id: int, captured: str | None = None) -> None:
    """Settle the open doubts of an article: a later reading of its page is good.

    With `captured`, the time of that reading, doubts about later captures stay open.
    """
    db.execute(
        "UPDATE doubts SET settled = ?1, settled_as = 'superseded'"
        f" WHERE article_id = ?2 AND {OPEN} AND (?3 IS NULL OR since < ?3)",
        [format_utc(utc_now()), article_id, captured],
    )


def count_open_doubts(db: Connection) -> dict[str, int]:
    """Return the number of open doubts by site."""
    rows = db.execute(f"SELECT site, count(*) FROM doubts WHERE {OPEN} GROUP BY site")
    return dict(rows.fetchall())


def count_doubts_of_run(db: Connection, run_id: int, site: str) -> list[tuple[str, int, str]]:
    """Return the open doubts of a run and site: first word of the reason, number, and a URL as an example."""
    rows = db.execute(
        "SELECT substr(reason, 1, instr(reason || ' ', ' ') - 1), count(*), min(url) FROM doubts"
        f" WHERE run_id = ? AND site = ? AND {OPEN} GROUP BY 1",
        [run_id, site],
    )
    return rows.fetchall()


def summarise_open_doubts(db: Connection, article_id: int) -> list[DoubtSummary]:
    """Return the open doubts of an article, oldest first."""
    rows = fetch_rows(
        db,
        "SELECT id, reason, since, capture_id, of_stored_text FROM visible_doubts"
        " WHERE article_id = ? AND settled IS NULL ORDER BY since, id",
        [article_id],
    )
    return [
        DoubtSummary(
            id=row["id"],
            reason=row["reason"],
            since=row["since"],
            capture_id=row["capture_id"],
            of_stored_text=bool(row["of_stored_text"]),
        )
        for row in rows
    ]
