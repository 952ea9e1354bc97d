"""Backoff: pause requests to a busy site, and leave a failing site for the next run; Retry-After."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from time import monotonic

from archive.clock import utc_now

MAX_PAUSE = 300.0  # seconds
MAX_RETRY_AFTER = 300.0  # seconds; a server that names a later time is asked in the next run


class Backoff:
    """Counts the failures of a site (busy, down, unreachable) since its last good answer.

    A busy site without a Retry-After is paused for `first_pause` seconds, doubled with each failure up to
    MAX_PAUSE. After `max_failures` in a row it is left for the next run.
    """

    def __init__(self, first_pause: float, max_failures: int, clock: Callable[[], float] = monotonic) -> None:
        self._first_pause = first_pause
        self._max_failures = max_failures
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def succeeded(self) -> None:
        """Count a good answer."""
        self._failures = 0

    def failed(self) -> None:
        """Count a failure."""
        self._failures += 1

    def busy(self, wait: float | None) -> float:
        """Pause for `wait` seconds, or by the rule where it is None; return the end of the pause."""
        pause = wait if wait is not None else min(self._first_pause * 2**self._failures, MAX_PAUSE)
        self._until = max(self._until, self._clock() + pause)
        return self._until

    @property
    def resting(self) -> bool:
        """Whether the site is paused now."""
        return self._clock() < self._until

    @property
    def exhausted(self) -> bool:
        """Whether the site is left for the next run."""
        return self._failures >= self._max_failures


def retry_after(value: str | None, most: float = MAX_RETRY_AFTER) -> float | None:
    """Return the seconds that a Retry-After header asks for, at most `most`.

    None where there is no such header or it is malformed (RFC 9110, section 10.2.3).

    >>> retry_after("7"), retry_after("Fri, 31 Dec 2099 23:59:59 GMT"), retry_after("soon")
    (7.0, 300.0, None)
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), most)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        return None
    return min(max((moment - utc_now()).total_seconds(), 0.0), most)
