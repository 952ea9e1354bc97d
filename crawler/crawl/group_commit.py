"""Group commit: visits of all sites of a run that are ready at the same time share a transaction.

The more a process has to do, the more visits are ready in one turn of its event loop; a visit that is alone
is recorded at once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.store import Store
    from crawler.crawl.outcome_table import RecordedOutcome
    from crawler.crawl.recorder import Recorder, Visit

MAX_VISITS = 8  # in a transaction: the event loop does nothing else until it is committed


@dataclass(frozen=True, slots=True)
class _Waiting:
    recorder: Recorder
    visit: Visit
    done: asyncio.Future[RecordedOutcome | None]


class GroupCommit:
    """Records the visits of a run, up to MAX_VISITS of a turn of the event loop in one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []

    async def record(self, recorder: Recorder, visit: Visit) -> None:
        """Record `visit` by the recorder of its site; return when it is committed and reported.

        Raises:
            ArchiveError: The archive cannot be written; no visit of the group is recorded.
            Exception: An error at this visit; nothing of it is recorded, but the others of its group are.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(recorder, visit, loop.create_future())
        self._waiting.append(waiting)
        if len(self._waiting) == MAX_VISITS:
            self._commit()
        elif len(self._waiting) == 1:
            loop.call_soon(self._commit)
        recorder.report(visit, await waiting.done)

    def _commit(self) -> None:
        """Record the visits that wait, and wake up their tasks."""
        group, self._waiting = self._waiting, []
        if not group:  # they have been as many as a transaction takes
            return
        results: Sequence[RecordedOutcome | Exception | None]
        try:
            with self._store.writing():
                results = [self._enter(waiting) for waiting in group]
        except Exception as error:
            results = [error] * len(group)
        for waiting, result in zip(group, results, strict=True):
            if waiting.done.cancelled():
                continue
            if isinstance(result, Exception):
                waiting.done.set_exception(result)
            else:
                waiting.done.set_result(result)

    def _enter(self, waiting: _Waiting) -> RecordedOutcome | Exception | None:
        """Record a visit in a savepoint; return its outcome, or its own error."""
        try:
            with self._store.savepoint():
                return waiting.recorder.enter(waiting.visit)
        except ArchiveError:
            raise  # the whole transaction has failed
        except Exception as error:
            if not self._store.db.in_transaction:
                raise
            return error
