"""Fetch one capture of a web archive, write its WARC record, and record what it means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.warc.record_builder import ArchivedResponse, build_archived
from archive.warc.revisits import read_payload
from archive.warc.writer import CaptureWriter
from crawler.backfill.capture_queue import TRY_AGAIN
from crawler.backfill.web_archive import BackfillStopped, Blocked, NotTheCapture
from crawler.crawl.recorder import Visit
from crawler.fetch.interpret import has_page, may_have_page
from crawler.fetch.meaning import Ended
from crawler.ingest.record_visits import visit_of_page

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.store import Store
    from archive.warc.record_builder import BuiltRecords
    from crawler.backfill.capture_queue import CaptureQueue, QueuedCapture
    from crawler.backfill.web_archive import ListedCapture, WebArchive
    from crawler.crawl.recorder import Recorder
    from crawler.fetch.meaning import Meaning
    from crawler.site import Site

MOST_FAILURES = 10  # of the web archive, in a row
BLOCKED_CAPTURE = "blocked:archive"


class CaptureFetcher:
    """Fetches captures of one site; `fetched` were requested, `revisits` have bytes that were known.

    A capture is done when its record is synced and its transaction committed: a kill costs one request.
    """

    def __init__(
        self, store: Store, archive: WebArchive, recorder: Recorder, queue: CaptureQueue, site: Site
    ) -> None:
        self.fetched = 0
        self.revisits = 0
        self._store = store
        self._archive = archive
        self._recorder = recorder
        self._queue = queue
        self._site = site
        self._writer = CaptureWriter(store.captures, site.name, recorder.run_id or 0)
        self._failures = 0
        self._day = ""

    def fetch(self, queued: QueuedCapture) -> str:
        """Fetch and record a capture; return its outcome.

        Raises:
            BackfillStopped: The web archive asks to stop, or fails MOST_FAILURES times in a row.
            ArchiveError: The own archive cannot be written.
        """
        try:
            built = self._revisit(queued) or self._response(queued.listed)
        except NotTheCapture as other:
            outcome = self._finish_without_record(queued, "failed", other.reason)
            self._count_failure(other.reason)
            return outcome
        except Blocked:
            return self._finish_without_record(queued, "skipped", BLOCKED_CAPTURE)
        self._failures = 0
        capture = self._writer.write(built)
        visit = self._interpret(queued.listed, capture)
        with self._store.writing():
            self._judge_before(capture.captured[:10])
            recorded = self._recorder.enter(visit)
            capture_id = self._store.add_capture(self._site.name, capture)
            self._queue.finish(queued, "done", recorded.reason if recorded else None, capture_id)
        return recorded.outcome if recorded else "skipped"

    def seal(self) -> None:
        """Seal the WARC file."""
        self._writer.seal()

    def _judge_before(self, day: str) -> None:
        """Judge the readings of the day before: the captures of one day are like those of one crawl."""
        if day != self._day:
            self._day = day
            self._recorder.judge()

    def _revisit(self, queued: QueuedCapture) -> BuiltRecords | None:
        """Return a revisit record where the bytes of a page are known by their digest, else None."""
        listed = queued.listed
        if listed.digest is None or not may_have_page(listed.status):
            return None
        known = self._queue.same_bytes(listed.digest, queued.key)
        if known is None or not has_page(known.status):
            return None
        self.revisits += 1
        url = self._archive.source_url(listed)
        response = ArchivedResponse(
            url=listed.url,
            status=known.status,
            captured=listed.captured,
            fetched_from=url,
            source=self._archive.source,
            source_url=url,
        )
        return build_archived(response, unchanged=known)

    def _response(self, listed: ListedCapture) -> BuiltRecords:
        self.fetched += 1
        return build_archived(self._archive.fetch(listed, self._site))

    def _interpret(self, listed: ListedCapture, capture: Capture) -> Visit:
        """Return the visit of the stored record, read as an import reads it."""
        record = read_payload(self._store.db, self._store.captures, capture)
        visit = visit_of_page(record, capture, listed.url, self._site)
        return replace(visit, meaning=_of_that_day(visit.meaning, listed))

    def _finish_without_record(self, queued: QueuedCapture, state: str, reason: str) -> str:
        outcome: Ended = Ended("skipped" if state == "skipped" else "failed", reason)
        visit = Visit(site=self._site.name, url=queued.listed.url, meaning=outcome)
        with self._store.writing():
            self._recorder.enter(visit)
            self._queue.finish(queued, state, reason)
        return outcome.outcome

    def _count_failure(self, reason: str) -> None:
        self._failures = self._failures + 1 if reason.startswith(TRY_AGAIN) else 0
        if self._failures >= MOST_FAILURES:
            raise BackfillStopped(
                f"The web archive failed {MOST_FAILURES} times in a row ({reason}). "
                "Run the same again later: it goes on where it stopped."
            )


def _of_that_day(meaning: Meaning, listed: ListedCapture) -> Meaning:
    """Say in the reason of an error page when it was captured: it says nothing about the page of today."""
    if isinstance(meaning, Ended) and meaning.outcome in ("gone", "failed"):
        return replace(meaning, reason=f"{meaning.reason} on {listed.captured:%Y-%m-%d}", passing=False)
    return meaning
