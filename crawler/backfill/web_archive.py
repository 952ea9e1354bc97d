"""Interface of a web archive for a backfill: pages of its index, captures, and how it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from archive import exit_codes
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.warc.record_builder import ArchivedResponse
    from crawler.site import Site

TIMESTAMP_FORMAT = "%Y%m%d%H%M%S"  # of indexes and of addresses of captures, in UTC
CAPTURED_TYPES = {"text/html", "application/xhtml+xml", "warc/revisit"}
UNTYPED = {"unk", "-", ""}  # redirects often have no media type
MISSING_FIELD = "-"  # of an index line


class BackfillStopped(ArchiveError):
    """The web archive asks to stop, or cannot be reached; the next run goes on where this one stopped."""

    exit_code = exit_codes.UNHEALTHY


class BrokenIndex(ValueError):
    """An answer of an index that must not be read as a list of captures; the message says why."""


class Blocked(ValueError):
    """The web archive refuses to serve this host or capture."""


class NotTheCapture(ValueError):
    """The answer is not the capture that the index names; `reason` is that of the outcome."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Captures from `since` up to `until`, both timestamps of 14 digits in UTC, inclusive."""

    since: str
    until: str

    @property
    def name(self) -> str:
        """Both ends, as the column `backfill_queries.window` has them."""
        return f"{self.since}-{self.until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCapture:
    """A capture as an index lists it.

    `timestamp` has 14 digits. `status` and `digest` (base32 SHA-1) are None where the index has none, as for
    revisits. `location` is what the web archive needs to fetch it, as JSON. `redirect` is where a redirect
    leads, as an absolute URL; None where the index does not say it.
    """

    url: str
    timestamp: str
    media_type: str = ""
    status: int | None = None
    digest: str | None = None
    location: str | None = None
    redirect: str | None = None

    @property
    def captured(self) -> datetime:
        """When it was captured.

        Raises:
            ValueError: The timestamp is not a valid time.
        """
        return moment_of(self.timestamp)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Captures of one page of an index; `resume_key` asks for the next page, None after the last."""

    captures: list[ListedCapture]
    resume_key: str | None


def timestamp_of(moment: datetime) -> str:
    """Return an aware datetime as a timestamp of 14 digits in UTC."""
    return moment.astimezone(UTC).strftime(TIMESTAMP_FORMAT)


def moment_of(timestamp: str) -> datetime:
    """Return the time of a timestamp of 14 digits.

    Raises:
        ValueError: It is not a valid time.
    """
    return datetime.strptime(timestamp, TIMESTAMP_FORMAT).replace(tzinfo=UTC)


class WebArchive(Protocol):
    """A web archive from which captures are fetched."""

    source: str
    """The value of `captures.source`."""

    def windows(self, wanted: TimeWindow, listed: Sequence[str]) -> list[str]:
        """Return the windows in which a host is still to be listed; `listed` are those that have been.

        Raises:
            BrokenIndex: The archive does not say which windows there are.
            BackfillStopped: As for `index_page`.
        """

    def index_page(self, host: str, window: str, resume_key: str | None) -> IndexPage:
        """Return a page of the index of all captures of `host`, and of no other host.

        Raises:
            BrokenIndex: The answer is not a complete page.
            Blocked: The archive refuses to serve the host.
            BackfillStopped: The archive asks to stop, or cannot be reached.
        """

    def fetch(self, listed: ListedCapture, site: Site) -> ArchivedResponse:
        """Return a capture, compared with its row in the index.

        Raises:
            NotTheCapture: It is missing, or another one came.
            Blocked: The archive does not give it out.
            BackfillStopped: As for `index_page`.
        """

    def source_url(self, listed: ListedCapture) -> str:
        """Return the archive's own address of a capture, for readers."""


def read_listed(fields: dict[str, str], url: str, media_type: str, status_text: str) -> ListedCapture:
    """Return the capture of an index line.

    Args:
        fields: The line by field names; `timestamp` and `digest` have the same names in all indexes.
        url: The captured URL.
        media_type: The media type.
        status_text: The HTTP status.

    Raises:
        BrokenIndex: The timestamp or the status is invalid.
    """
    digest = fields.get("digest", MISSING_FIELD).removeprefix("sha1:")
    listed = ListedCapture(
        url=url,
        timestamp=fields.get("timestamp", ""),
        media_type=media_type,
        status=None if status_text == MISSING_FIELD else _number(status_text),
        digest=None if digest == MISSING_FIELD else digest,
    )
    try:
        listed.captured  # noqa: B018 - raises ValueError where the timestamp is not a time
    except ValueError:
        raise BrokenIndex(f"the timestamp {listed.timestamp[:20]!r} is not valid") from None
    return listed


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BrokenIndex(f"{text[:20]!r} is not a number")
    return int(text)
