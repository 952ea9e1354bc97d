"""The gate before the archive: saves good readings, and doubts those that are worse than the stored text."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.clock import format_utc, utc_now
from archive.database.rows import fetch_row, next_id, update_with_checksum
from archive.derived_data import DerivedData
from archive.doubts.doubt_table import (
    HELD,
    Doubt,
    enter_doubt,
    find_doubt_of_capture,
    find_doubts,
    find_same_doubt,
    is_text_doubted,
    supersede,
)
from archive.doubts.new_articles import NewArticles
from archive.doubts.signs import (
    COLLISION,
    JUNK,
    Comparison,
    are_unrelated,
    measures_of,
    sign_of_article,
    signs_of_run,
)
from archive.doubts.stored_reading import reading_as_json, reading_of_json
from archive.doubts.verdict import Tally, find_run_reasons
from archive.revisions import content_sha256, content_sha256_of, forget_reading
from archive.store import Outcome, Saved

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.article import Article
    from archive.database.rows import Row
    from archive.store import Store

SIBLING = "~"  # between the key of a site and the number of another article with the same key
DOUBTED_FLAG = "doubted"
REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of a URL that the verdict on its run has decided."""

    site: str
    url: str
    article_id: int
    capture_id: int | None
    outcome: Outcome
    reason: str | None = None


class DoubtGate:
    """Saves the readings of one run; call `judge` at its end. Inside `Store.writing()`."""

    def __init__(self, store: Store, run_id: int | None) -> None:
        self._store = store
        self._db = store.db
        self._run_id = run_id
        self._tallies: dict[str, Tally] = {}
        self._new = NewArticles()
        self._judged = 0  # the newest doubt of earlier verdicts of this run

    def save(self, article: Article, url: str, derived: DerivedData | None = None) -> Saved:
        """Save the reading of the page at `url`, or enter a doubt about it; `derived` as in Store.save.

        The outcome `doubted` means that the stored text stays. Its reason starts with a fixed word, or is
        HELD: then `judge` decides.
        """
        derived = derived or DerivedData(article)
        article = self.with_own_key(article)
        article_id = self._store.article_id(article.site, article.key)
        stored = self._row(article_id) if article_id is not None else None
        tally = self._tallies.setdefault(article.site, Tally())
        if article_id is None or stored is None:
            saved = self._store.save(article, derived)
            self._new.add(article.site, saved.article_id, url)
            return saved
        if article.capture and (
            known := find_doubt_of_capture(self._db, article_id, article.capture.record_id)
        ):
            return Saved(article_id, "doubted", known.reason, known.capture_id)
        compared = Comparison(article_id, stored, article)
        if article.captured < stored["captured"]:  # it does not replace the stored text
            return self._save_older(compared, url, derived)
        tally.reread += 1
        if is_text_doubted(self._db, article_id):
            return self._hold_better(compared, url, derived)
        if derived.content_sha256 == content_sha256(stored):
            return self._save_good(article, article_id, derived)
        tally.changed += 1
        return self._save_changed(compared, url, derived)

    def _save_older(self, compared: Comparison, url: str, derived: DerivedData) -> Saved:
        """Save or doubt a reading that was captured before the stored one."""
        article = compared.article
        if same := find_same_doubt(self._db, compared.article_id, derived.content_sha256):
            return self._doubt_again(same, article)
        sign = sign_of_article(self._db, compared)
        return self._doubt(compared, url, str(sign)) if sign else self._store.save(article, derived)

    def _save_changed(self, compared: Comparison, url: str, derived: DerivedData) -> Saved:
        """Save, doubt or hold a reading with another content than the stored one."""
        article, article_id = compared.article, compared.article_id
        if same := find_same_doubt(self._db, article_id, derived.content_sha256):
            return self._doubt_again(same, article)
        if sign := sign_of_article(self._db, compared):
            if sign.word == COLLISION:
                self._add_flag(article_id, COLLISION)
            return self._doubt(compared, url, str(sign))
        if self._run_id is not None and (signs := signs_of_run(compared)):
            return self._doubt(compared, url, HELD, held=True, signs=signs)
        return self._save_good(article, article_id, derived)

    def reread(
        self, article_id: int, article: Article, url: str, derived: DerivedData | None = None
    ) -> Saved:
        """Replace the reading of a stored capture by that of another reader, unless it is an error text."""
        compared = Comparison(article_id, self._row(article_id), article)
        if JUNK in compared.new_flags and compared.text_changed:
            same = find_same_doubt(self._db, article_id, content_sha256_of(article))
            return self._doubt_again(same, article) if same else self._doubt(compared, url, JUNK)
        return self._store.reread(article_id, article, derived)

    def judge(self) -> list[Judged]:
        """Decide about the readings that are held; return the outcomes that this changes."""
        held = find_doubts(self._db, "run_id = ? AND judged IS NULL", [self._run_id])
        judged: list[Judged] = []
        for site in {*self._tallies, *(doubt.site for doubt in held)}:
            of_site = [doubt for doubt in held if doubt.site == site]
            judged += self._judge_site(site, self._tallies.get(site, Tally()), of_site)
        self._tallies.clear()
        self._new.clear()
        self._judged = next_id(self._db, "doubts") - 1
        return judged

    def recount(self) -> None:
        """Restore from the outcomes of a killed run what it has read."""
        for site, url, article_id, outcome in self._db.execute(
            "SELECT site, url, article_id, outcome FROM outcomes WHERE run_id = ? AND article_id IS NOT NULL"
            " AND outcome IN ('stored', 'duplicate', 'revised', 'doubted', 'unchanged')"
            " AND coalesce(reason, '') NOT LIKE 'status:%'",
            [self._run_id],
        ):
            tally = self._tallies.setdefault(site, Tally())
            if outcome in ("stored", "duplicate"):
                self._new.add(site, article_id, url)
            else:
                tally.reread += 1
                tally.changed += outcome != "unchanged"

    def _judge_site(self, site: str, tally: Tally, held: list[Doubt]) -> list[Judged]:
        doubted = find_doubts(
            self._db,
            "run_id = ? AND id > ? AND site = ?"
            " AND judged IS NOT NULL AND settled IS NULL AND reading IS NOT NULL",
            [self._run_id, self._judged, site],
        )
        reasons, run_reason = find_run_reasons(self._db, site, tally, self._new, held, doubted)
        judged = [
            self._confirm(doubt, reasons[doubt.id]) if doubt.id in reasons else self._accept(doubt)
            for doubt in held
        ]
        judged += [
            self._confirm(doubt, reasons[doubt.id])
            for doubt in doubted
            if doubt.id in reasons and doubt.reason != reasons[doubt.id]
        ]
        if run_reason:
            new = self._new.urls(site)
            judged += [self._doubt_new(site, article_id, url, run_reason) for article_id, url in new]
        return judged

    def _accept(self, doubt: Doubt) -> Judged:
        """Save a held reading: the site was not broken in this run."""
        if doubt.reading is None:
            raise ValueError(f"doubt {doubt.id} has no reading")
        self._db.execute("DELETE FROM doubts WHERE id = ?", [doubt.id])
        saved = save_doubted(self._store, doubt.article_id, reading_of_json(doubt.reading))
        supersede(self._db, doubt.article_id)
        return Judged(doubt.site, doubt.url, doubt.article_id, saved.capture_id, saved.outcome, saved.reason)

    def _confirm(self, doubt: Doubt, reason: str) -> Judged:
        if same := find_same_doubt(self._db, doubt.article_id, doubt.content_sha256):
            self._db.execute("UPDATE doubts SET run_id = ? WHERE id = ?", [self._run_id, same.id])
            if same.id != doubt.id:
                self._db.execute("DELETE FROM doubts WHERE id = ?", [doubt.id])
                doubt = same
        self._db.execute(
            "UPDATE doubts SET reason = ?, judged = coalesce(judged, since) WHERE id = ?", [reason, doubt.id]
        )
        return Judged(doubt.site, doubt.url, doubt.article_id, doubt.capture_id, "doubted", reason)

    def _doubt_new(self, site: str, article_id: int, url: str, reason: str) -> Judged:
        """Doubt the stored text of an article that was new in a run in which the site was broken."""
        row = self._row(article_id)
        self._add_flag(article_id, DOUBTED_FLAG)
        doubt = Doubt(
            site=site,
            url=url,
            article_id=article_id,
            capture_id=row["capture_id"],
            run_id=self._run_id,
            reason=reason,
            since=row["captured"],
            judged=format_utc(utc_now()),
            content_sha256=content_sha256(row),
        )
        enter_doubt(self._db, doubt)
        return Judged(site, url, article_id, row["capture_id"], "doubted", reason)

    def _hold_better(self, compared: Comparison, url: str, derived: DerivedData) -> Saved:
        """Hold a reading of an article whose stored text is doubted; outside of runs, save it."""
        if self._run_id is None:
            return save_doubted(self._store, compared.article_id, compared.article, derived)
        return self._doubt(compared, url, HELD, held=True)

    def _save_good(self, article: Article, article_id: int, derived: DerivedData) -> Saved:
        if self._has_sibling(article):
            article = replace(article, flags=(*article.flags, COLLISION))
        saved = self._store.save(article, derived)
        supersede(self._db, article_id)
        return saved

    def _doubt(
        self, compared: Comparison, url: str, reason: str, *, held: bool = False, signs: tuple[str, ...] = ()
    ) -> Saved:
        article = compared.article
        capture_id = None
        if article.capture:
            capture_id = self._store.add_capture(article.site, article.capture, compared.article_id)
        doubt = Doubt(
            site=article.site,
            url=url,
            article_id=compared.article_id,
            capture_id=capture_id,
            run_id=self._run_id,
            reason=reason,
            since=article.captured,
            judged=None if held else format_utc(utc_now()),
            content_sha256=content_sha256_of(article),
            measures=measures_of(compared) | {"signs": signs},
            reading=reading_as_json(article),
        )
        enter_doubt(self._db, doubt)
        return Saved(compared.article_id, "doubted", reason, capture_id)

    def _doubt_again(self, doubt: Doubt, article: Article) -> Saved:
        """Keep another capture of a reading that is doubted already, or was rejected."""
        capture_id = None
        if article.capture:
            capture_id = self._store.add_capture(article.site, article.capture, doubt.article_id)
        if doubt.settled_as == REJECTED:
            return Saved(doubt.article_id, "doubted", f"{REJECTED} {doubt.reason}", capture_id)
        self._db.execute("UPDATE doubts SET run_id = ? WHERE id = ?", [self._run_id, doubt.id])
        return Saved(doubt.article_id, "doubted", doubt.reason, capture_id)

    def with_own_key(self, article: Article) -> Article:
        """Return the article under a key of its own, where its key and no more is that of a stored one.

        Both articles then have the flag COLLISION.
        """
        article_id = self._store.article_id(article.site, article.key)
        if article_id is None or article.url is None:
            return article
        stored = self._row(article_id)
        if stored["url"] in (None, article.url) or is_text_doubted(self._db, article_id):
            return article
        if not are_unrelated(Comparison(article_id, stored, article)):
            return article
        self._add_flag(article_id, COLLISION)
        number = 2
        while sibling := self._store.article_id(article.site, f"{article.key}{SIBLING}{number}"):
            if not are_unrelated(Comparison(sibling, self._row(sibling), article)):
                break
            number += 1
        key = f"{article.key}{SIBLING}{number}"
        return replace(article, key=key, flags=(*article.flags, COLLISION))

    def _has_sibling(self, article: Article) -> bool:
        key = f"{article.key}{SIBLING}2"
        return COLLISION not in article.flags and self._store.article_id(article.site, key) is not None

    def _add_flag(self, article_id: int, flag: str) -> None:
        row = self._row(article_id)
        flags = json.loads(row["flags"])
        if flag not in flags:
            update_with_checksum(
                self._db, "articles", row, {"flags": json.dumps([*flags, flag], ensure_ascii=False)}
            )

    def _row(self, article_id: int) -> Row:
        row = fetch_row(self._db, "SELECT * FROM articles WHERE id = ?", [article_id])
        if row is None:
            raise LookupError(f"articles has no row {article_id}")
        return row


def save_doubted(
    store: Store, article_id: int, article: Article, derived: DerivedData | None = None
) -> Saved:
    """Save a reading that was doubted; a stored text that is itself doubted leaves the history first.

    `derived` as in Store.save.
    """
    if not is_text_doubted(store.db, article_id):
        return store.save(article, derived)
    row = fetch_row(store.db, "SELECT * FROM articles WHERE id = ?", [article_id])
    forget_reading(store.db, article_id)
    saved = store.save(article, derived)
    changed = row is not None and content_sha256(row) != content_sha256_of(article)
    return replace(saved, outcome="revised" if changed else "unchanged")


def clear_doubted_flag(db: Connection, article_id: int) -> None:
    """Remove the flag of an article whose stored text was doubted."""
    row = fetch_row(db, "SELECT * FROM articles WHERE id = ?", [article_id])
    if row is not None:
        flags = [flag for flag in json.loads(row["flags"]) if flag != DOUBTED_FLAG]
        update_with_checksum(db, "articles", row, {"flags": json.dumps(flags, ensure_ascii=False)})


def judge_killed_run(store: Store, run_id: int) -> list[Judged]:
    """Judge the readings that a killed run held."""
    gate = DoubtGate(store, run_id)
    gate.recount()
    return gate.judge()
