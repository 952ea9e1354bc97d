"""The verdict on a run: which of its held readings are usual edits, and which show that the site is broken.

One editor may cut an article to half or give it another date. Where many articles of one run change in the
same way, and so many that chance is unlikely at the rate of usual edits, the site is broken: a paywall cuts
all texts, a cache mixes them up, a template prints one title on all pages.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p
from typing import TYPE_CHECKING, Any

from archive.article import sha256_of
from archive.database.rows import fetch_rows
from archive.doubts.signs import CHARSET_FLAGS, LEAD_CHANGED, REDATED, REPLACED, RETITLED, SHRUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.doubts.doubt_table import Doubt
    from archive.doubts.new_articles import NewArticles

SAME_TEXT, SAME_TITLE, LEAD_MISSING = "text:same", "title:same", "lead:missing"
DATES_TODAY, DATES_SAME, DATES_MISSING = "published:today", "published:same", "published:missing"
BROKEN_CHARSET = "charset:broken"

MIN_ALIKE = 3  # articles that change in the same way
MIN_NEW_ALIKE = 4  # new articles with one text; a press release may stand under three sections
MIN_NEW_TITLES, TITLE_SHARE = 5, 0.8  # daily columns have one title
# Probability that chance gives so many: where most of the articles that were read have changed in the same
# way, and where most have not changed.
SIGNIFICANCE, SIGNIFICANCE_OF_FEW = 1e-4, 1e-6
# The rates at which edits have these signs, higher than they are: of a hundred edits, one cuts a text to half
# and two change a title.
USUAL_RATE = {SHRUNK: 0.03, REPLACED: 0.02, RETITLED: 0.01, SAME_TEXT: 0.005, LEAD_MISSING: 0.02}
MIN_REDATED_RATE = 0.05
HISTORY = 200  # revisions of the site that tell how often its editors change a date alone


@dataclass(slots=True)
class Tally:
    """What a run read of one site so far.

    Attributes:
        reread: Articles of the archive that were read again.
        changed: Those of them with another content.
    """

    reread: int = 0
    changed: int = 0


def find_run_reasons(
    db: Connection, site: str, tally: Tally, new: NewArticles, held: list[Doubt], doubted: list[Doubt]
) -> tuple[dict[int, str], str | None]:
    """Return the reasons of doubts by their ids, and the reason for which the site is broken in this run.

    `new` has the new articles of the run, of all sites. `held` are the doubts that wait for the verdict,
    `doubted` those for which the sign of one article was enough. Without a reason all held readings are usual
    edits, and the dict is empty.
    """
    groups = _groups(held, doubted)
    _add_titles_of_others(db, site, held, groups)
    groups |= _date_groups(held)
    unusual = {
        reason: doubts
        for reason, doubts in groups.items()
        if _is_unusual(len(doubts), tally, _usual_rate(db, site, reason))
    }
    reasons: dict[int, str] = {}
    for reason in sorted(unusual, key=PRECEDENCE.index):
        for doubt in unusual[reason]:
            reasons.setdefault(doubt.id, reason)
    main = max(Counter(reasons.values()).items(), key=lambda item: item[1])[0] if reasons else None
    main = main or _reason_of_singles(doubted, tally) or _reason_of_new_articles(db, new, site)
    if main:
        reasons = {doubt.id: main for doubt in held} | reasons
    return reasons, main


PRECEDENCE = (SAME_TEXT, SHRUNK, REPLACED, LEAD_MISSING, SAME_TITLE, DATES_TODAY, DATES_SAME, DATES_MISSING)
"""The order in which the reasons of one doubt are chosen: the worst first."""


def _groups(held: list[Doubt], doubted: list[Doubt]) -> dict[str, list[Doubt]]:
    """Return the doubts that a reason may explain; of one text or one title, the largest group."""
    groups = {sign: [doubt for doubt in held if sign in _signs(doubt)] for sign in (SHRUNK, REPLACED)}
    changed = [doubt for doubt in (*held, *doubted) if doubt.reading is not None]
    by_text: defaultdict[str, list[Doubt]] = defaultdict(list)
    for doubt in changed:
        by_text[sha256_of(doubt.measures["body"])].append(doubt)
    by_title: defaultdict[str, list[Doubt]] = defaultdict(list)
    for doubt in held:
        if RETITLED in _signs(doubt):
            old, new = doubt.measures["title"]
            # A template that adds the name of the paper to all titles gives them one added part.
            by_title[new.replace(old, "", 1) if old in new else new].append(doubt)
    by_lead: defaultdict[str | None, list[Doubt]] = defaultdict(list)
    for doubt in held:
        if LEAD_CHANGED in _signs(doubt):
            by_lead[doubt.measures["lead"]].append(doubt)
    groups[LEAD_MISSING] = by_lead.pop(None, [])
    groups[SAME_TEXT] = max(_largest(by_text), _largest(by_lead), key=len)
    groups[SAME_TITLE] = _largest(by_title)
    return groups


def _largest(groups: Mapping[Any, list[Doubt]]) -> list[Doubt]:
    """Return the largest group, without repeated readings of one article."""
    return max(
        (list({d.article_id: d for d in group}.values()) for group in groups.values()), key=len, default=[]
    )


def _add_titles_of_others(
    db: Connection, site: str, held: list[Doubt], groups: dict[str, list[Doubt]]
) -> None:
    """Count a title that another article of the site has as exchanged: REPLACED."""
    titles = {doubt.measures["title"][1]: doubt for doubt in held if RETITLED in _signs(doubt)}
    if len(titles) < MIN_ALIKE:
        return
    for title, article_id in db.execute(
        "SELECT title, id FROM articles WHERE site = ? AND title IN (SELECT value FROM json_each(?))",
        [site, json.dumps(list(titles), ensure_ascii=False)],
    ).fetchall():
        doubt = titles[title]
        if doubt.article_id != article_id and doubt not in groups[REPLACED]:
            groups[REPLACED].append(doubt)


def _date_groups(held: list[Doubt]) -> dict[str, list[Doubt]]:
    redated = [doubt for doubt in held if REDATED in _signs(doubt)]
    new = {doubt.id: doubt.measures["published"][1] for doubt in redated}
    by_date: defaultdict[str, list[Doubt]] = defaultdict(list)
    for doubt in redated:
        if new[doubt.id]:
            by_date[new[doubt.id]].append(doubt)
    return {
        DATES_TODAY: [d for d in redated if (new[d.id] or "")[:10] == d.measures["captured_day"]],
        DATES_SAME: _largest(by_date),
        DATES_MISSING: [doubt for doubt in redated if new[doubt.id] is None],
    }


def _signs(doubt: Doubt) -> list[str]:
    return doubt.measures.get("signs") or []


def _is_unusual(count: int, tally: Tally, rate: float) -> bool:
    """Whether chance hardly gives `count` edits with a sign that usual edits have at this rate."""
    if count < MIN_ALIKE:
        return False
    limit = SIGNIFICANCE if 2 * count > tally.reread else SIGNIFICANCE_OF_FEW
    return probability_of_at_least(count, max(tally.changed, count), rate) < limit


def _usual_rate(db: Connection, site: str, reason: str) -> float:
    """Return the rate at which the edits of a site have a sign, never lower than the assumed one."""
    if not reason.startswith("published:"):
        return USUAL_RATE[RETITLED if reason == SAME_TITLE else reason]
    rows = fetch_rows(
        db,
        "SELECT changed = '[\"published\"]' AS redated"
        " FROM revisions_stored AS revisions JOIN articles ON articles.id = article_id"
        " WHERE site = ? AND number > 1 ORDER BY revisions.captured DESC LIMIT ?",
        [site, HISTORY],
    )
    redated: int = sum(row["redated"] for row in rows)
    return max(MIN_REDATED_RATE, (redated + 1) / (len(rows) + 20))


def _reason_of_singles(doubted: list[Doubt], tally: Tally) -> str | None:
    """Return the reason of doubts of single articles where they are most of the changed ones."""
    reasons: Counter[str] = Counter(doubt.reason.split(" ")[0] for doubt in doubted)
    if not reasons:
        return None
    reason, count = reasons.most_common(1)[0]
    return reason if count >= MIN_ALIKE and 2 * count > tally.changed else None


def _reason_of_new_articles(db: Connection, new: NewArticles, site: str) -> str | None:
    """Return why the new articles of a site are doubted: one text, one title, or broken letters.

    They are read twice, because their texts may not fit in memory: each reason is one of more than half.
    """
    if new.count(site) < MIN_NEW_ALIKE:
        return None
    bodies, stories, titles = Majority(), Majority(), Majority()
    count = broken = 0
    for row in _read_new(db, new, site):
        count += 1
        broken += any(flag.startswith(CHARSET_FLAGS) for flag in json.loads(row["flags"]))
        if row["body"]:
            bodies.vote(row["body"])
        stories.vote(row["story"])
        titles.vote(row["title"])
    of_body = of_story = of_title = 0
    for row in _read_new(db, new, site):
        of_body += row["body"] == bodies.value
        of_story += row["story"] == stories.value
        of_title += row["title"] == titles.value
    if (most := max(of_body, of_story)) >= MIN_NEW_ALIKE and 2 * most > count:
        return SAME_TEXT
    if of_title >= MIN_NEW_TITLES and of_title >= TITLE_SHARE * count:
        return SAME_TITLE
    return BROKEN_CHARSET if broken >= MIN_NEW_ALIKE and 2 * broken > count else None


def _read_new(db: Connection, new: NewArticles, site: str) -> Iterator[Row]:
    """Yield the new articles of a site; `story` is the article of which one is a copy, or itself."""
    for ids in new.ids(site):
        yield from fetch_rows(
            db,
            "SELECT title, body, flags, coalesce(duplicate_of, articles.id) AS story"
            " FROM articles LEFT JOIN duplicates ON article_id = articles.id"
            " WHERE articles.id IN (SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )


@dataclass(slots=True)
class Majority:
    """The only value that more than half of the values may have (Boyer and Moore 1981)."""

    value: Any = None
    _lead: int = 0

    def vote(self, value: Any) -> None:
        """Add a value."""
        if self._lead == 0:
            self.value = value
        self._lead += 1 if value == self.value else -1


def probability_of_at_least(count: int, total: int, rate: float) -> float:
    """Return the binomial probability of at least `count` in `total` trials with probability `rate`.

    >>> round(probability_of_at_least(0, 5, 0.1), 3), round(probability_of_at_least(2, 2, 0.1), 3)
    (1.0, 0.01)
    """
    return fsum(
        exp(
            lgamma(total + 1)
            - lgamma(n + 1)
            - lgamma(total - n + 1)
            + n * log(rate)
            + (total - n) * log1p(-rate)
        )
        for n in range(count, total + 1)
    )
