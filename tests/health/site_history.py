"""Write the run history of a site into an archive, one run a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from article_builder import story

from archive.clock import HANOI_TIME
from archive.runs.run_history import count_fields, record_links
from archive.store import Store
from crawler.discover import Feed, Listing
from crawler.health.judge import judge_site
from crawler.health.site_run import site_runs
from crawler.parse.layout import Layout
from crawler.site import Site

HOME = "https://paper.vn"
LISTING, FEED = f"{HOME}/tin/", f"{HOME}/tin.rss"
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 08:00 in Hanoi


def site(floor: int = 0) -> Site:
    """Return the site of the history."""
    return Site(
        "paper",
        publisher="A paper for tests",
        hosts=("paper.vn",),
        articles=(r"/a(?P<key>\d+)\.html$",),
        layouts=(Layout("2026", marker="article", title="h1", body="p"),),
        starts=(Listing(LISTING, "a"), Feed(FEED)),
        floor=floor,
    )


class SiteHistory:
    """Runs of one site; day 0 is a Monday by default."""

    def __init__(self, store: Store, *, floor: int = 0, begin: datetime = MONDAY) -> None:
        self._store = store
        self._site = site(floor)
        self._begin = begin
        self._number = 0

    def day(
        self,
        day: float,
        articles: int,
        *,
        unread: int = 0,
        feed: tuple[str, str | None] = ("listed", None),
        listing: tuple[str, str | None] = ("listed", None),
        without: int = 0,
        lacking: str = "lead",
        still: bool = False,
        **fields: Any,
    ) -> list[str]:
        """Write a run that stored so many articles and return its alarms.

        `without` of the articles have no field `lacking`; with `still` the feed gives the links of the day
        before.
        """
        fields = {"layout": "2026", "lead": "Lời dẫn."} | fields
        at = self._begin + timedelta(days=day)
        with time_machine.travel(at, tick=False), self._store.writing():
            run_id = self._store.start_run("crawl", ["paper"])
            for number in range(articles):
                self._store_article(run_id, fields | ({lacking: None} if number < without else {}))
            for _ in range(unread):
                self._outcome(run_id, "article", "refused", "layout:unknown paper: no layout fits")
            self._discovery(run_id, LISTING, "listing", *listing)
            self._discovery(run_id, FEED, "feed", *feed)
            if articles and not still:
                record_links(self._store.db, run_id, "paper", FEED, [str(self._number)])
            count_fields(self._store.db, run_id)
            (run,) = site_runs(self._store.db, run_id, ["paper"])
            started = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            verdict = judge_site(self._store.db, self._site, run, run_id=run_id, started=started, whole=True)
            self._store.finish_run(run_id, "finished", 4 if verdict.problems else 0)
        return [problem.text for problem in verdict.problems]

    def _store_article(self, run_id: int, fields: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        published = (now - timedelta(hours=2)).astimezone(HANOI_TIME).isoformat()
        key = self._next()
        article = story(
            f"Tin số {key}, viết ngày {now:%d-%m}.", key=str(key), **({"published": published} | fields)
        )
        saved = self._store.save(article)
        self._frontier(f"{HOME}/a{key}.html", "article", str(key))
        self._store.record_outcome(run_id, "paper", f"{HOME}/a{key}.html", "stored", None, saved.article_id)

    def _outcome(self, run_id: int, kind: str, outcome: str, reason: str | None) -> None:
        url = f"{HOME}/a{self._next()}.html"
        self._frontier(url, kind, None)
        self._store.record_outcome(run_id, "paper", url, outcome, reason)

    def _discovery(self, run_id: int, url: str, kind: str, outcome: str, reason: str | None) -> None:
        self._frontier(url, kind, None)
        self._store.record_outcome(run_id, "paper", url, outcome, reason)

    def _frontier(self, url: str, kind: str, key: str | None) -> None:
        self._store.db.execute(
            "INSERT OR IGNORE INTO frontier (site, url, kind, key, found) VALUES ('paper', ?, ?, ?, ?)",
            [url, kind, key, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")],
        )

    def _next(self) -> int:
        self._number += 1
        return self._number
