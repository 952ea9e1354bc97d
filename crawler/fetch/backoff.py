"""How a site in trouble is treated: left alone for a while, and given up for the run when it stays so."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from time import monotonic

from archive.clock import utc_now

LONGEST_REST = 300.0
LONGEST_RETRY_AFTER = 300.0  # seconds; a server that says "in the year 2099" is asked in the next run


class Backoff:
    """Counts answers that mean trouble (busy, down, unreachable) since the last good one.

    `first_rest` seconds after the first "busy" without a Retry-After, doubled with each further one.
    """

    def __init__(self, first_rest: float, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._first_rest = first_rest
        self._most = most
        self._clock = clock
        self._troubles = 0
        self._until = 0.0

    def good(self) -> None:
        """The site answered as it should."""
        self._troubles = 0

    def trouble(self) -> None:
        """The site did not answer, or with a fault of its own."""
        self._troubles += 1

    def busy(self, wait: float | None) -> float:
        """The moment until which nothing is asked: a site said it is busy, for `wait` seconds if it told."""
        rest = wait if wait is not None else min(self._first_rest * 2**self._troubles, LONGEST_REST)
        self._until = max(self._until, self._clock() + rest)
        return self._until

    @property
    def resting(self) -> bool:
        """Whether nothing may be asked right now."""
        return self._clock() < self._until

    @property
    def exhausted(self) -> bool:
        """Whether nothing more is asked in this run."""
        return self._troubles >= self._most


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, within reason; None where it says nothing one can use.

    >>> retry_after("7"), retry_after("Fri, 31 Dec 2099 23:59:59 GMT"), retry_after("soon")
    (7.0, 300.0, None)
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        return None
    return min(max((moment - utc_now()).total_seconds(), 0.0), LONGEST_RETRY_AFTER)
