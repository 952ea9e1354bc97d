"""Times as the archive stores them: UTC, to the second, as ISO 8601 text ending in `Z`.

The text sorts as the times do, SQLite's date functions read it, and it is the form of WARC-Date
(WARC 1.1, section 5.4, which refers to the W3C note on date and time formats).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

HANOI_TIME = timezone(timedelta(hours=7))
"""The time zone of the newspapers; Vietnam has no daylight saving time."""

A_DAY = timedelta(days=1)
UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def utc_now() -> datetime:
    """Return the present time in UTC, without microseconds."""
    return datetime.now(UTC).replace(microsecond=0)


def format_utc(moment: datetime) -> str:
    """Return an aware datetime as a column stores it.

    >>> format_utc(datetime(2026, 3, 2, 8, 0, tzinfo=HANOI_TIME))
    '2026-03-02T01:00:00Z'
    """
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def parse_utc(stored: str) -> datetime:
    """Return the aware datetime (UTC) that a column stores.

    Raises:
        ValueError: `stored` is not ISO 8601.

    >>> parse_utc("2026-03-02T01:00:00Z")
    datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(stored).astimezone(UTC)
