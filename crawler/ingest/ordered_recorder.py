"""Record prepared captures in order of time; the readings of each day are judged as those of one crawl."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.crawl.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.store import Store
    from archive.warc.record import Damage
    from crawler.crawl.outcome_table import RecordedOutcome
    from crawler.ingest.prepare import Prepared
    from crawler.site import Site


class OrderedRecorder:
    """Records what an import or a merge has prepared; all methods are called inside `Store.writing()`.

    `edits` counts by site the captures that gave a new revision; `damages` are the records that cannot be
    read.
    """

    def __init__(self, store: Store, run_id: int) -> None:
        self.edits: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self._recorder = Recorder(store, run_id)
        self._day = ""

    @property
    def outcomes(self) -> Mapping[str, RecordedOutcome]:
        """The outcome of each URL that was recorded so far."""
        return self._recorder.outcomes

    def record(self, captured: str, prepared: Prepared) -> None:
        """Record a capture; none that is recorded later was captured earlier."""
        if prepared.damage is not None:
            self.damages.append(prepared.damage)
        visit = prepared.visit
        if visit is not None:
            self._judge_before(captured[:10])
            recorded = self._recorder.enter(visit)
            self.edits[visit.site] += recorded is not None and recorded.outcome == "revised"

    def finish(self, sites: Mapping[str, Site]) -> None:
        """Judge the last day, and let each URL that redirects to an article of `sites` lead to it."""
        self._judge_before("")
        self._recorder.add_redirect_aliases(sites)

    def _judge_before(self, day: str) -> None:
        if day == self._day:
            return
        self._day = day
        for item in self._recorder.judge():
            self.edits[item.site] += item.outcome == "revised"
