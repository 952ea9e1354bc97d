"""Times as the archive writes them: UTC to the second, with `Z`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

HANOI_TIME = timezone(timedelta(hours=7))  # the newspapers' own; Việt Nam has no summer time
A_DAY = timedelta(days=1)


def now() -> datetime:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """`moment` as a column holds it.

    >>> stamp(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    '2026-03-02T01:00:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stamped: str) -> datetime:
    """The moment that a column holds.

    >>> moment("2026-03-02T01:00:00Z")
    datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(stamped).astimezone(UTC)
