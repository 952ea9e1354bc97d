"""Index of the captures in WARC files: what a record is and where, without its body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from archive.article import Capture
from archive.warc.reader import read_record, read_records
from archive.warc.record import Damage, Record, WantsUrl
from crawler.fetch.answer import media_type
from crawler.ingest.input_files import InputFile

CAPTURE_KINDS = {"response", "resource", "revisit"}
PLAIN_TEXT = "text/plain"
DUMP_TYPE = f"{PLAIN_TEXT}; content=article-dump"
"""Content-Type of the records of imported dumps, which tells them from the text/plain of other writers."""
NO_ORIGINAL = "revisit:no original"  # the reason of a URL whose revisit record refers to a missing capture


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A captured URL in an input file.

    `captured` is UTC as the archive stores it, `offset` is in bytes. `refers_to` is the URL and date of the
    capture that a revisit record refers to. `is_dump`: the record is a plain-text dump of an article.
    """

    file: InputFile
    kind: str
    url: str
    captured: str
    status: int
    offset: int
    record_id: str
    payload_digest: str
    refers_to: tuple[str | None, str | None]
    is_dump: bool = False

    def read(self) -> Record:
        """Return the record.

        Raises:
            BrokenRecord: It cannot be read.
            FileNotFoundError: The file is missing.
        """
        return read_record(self.file.path, self.offset)


def capture_of(record: Record, file: InputFile) -> Capture:
    """Return the capture that points at `record`; its URL is None where the record has no http(s) URL."""
    return Capture(
        url=http_url(record.url),
        captured=record.captured,
        status=record.status,
        file=file.name,
        offset=record.offset,
        length=record.length,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        etag=record.header("ETag"),
        last_modified=record.header("Last-Modified"),
        source="import",
    )


def http_url(url: str | None) -> str | None:
    """Return `url` where it is http(s), else None.

    >>> http_url("urn:sha1:ABC") is None
    True
    """
    return url if url and url.lower().startswith(("http://", "https://")) else None


class CaptureIndex:
    """The captures in `files`, with the damages found and the numbers of other records by kind.

    Records whose URLs `wants` refuses are not read.
    """

    def __init__(self, files: Iterable[InputFile], wants: WantsUrl | None = None) -> None:
        self.files = list(files)
        self.entries: list[CaptureEntry] = []
        self.damages: list[Damage] = []
        self.passed_over: dict[str, int] = {}
        self.without_digest = 0
        for file in self.files:
            for found in read_records(file.path, wants):
                self._add(found, file)

    @classmethod
    def of_damage(cls, damage: Damage) -> Self:
        """Return the index of an unreadable file."""
        index = cls(())
        index.damages.append(damage)
        return index

    def _add(self, found: Record | Damage, file: InputFile) -> None:
        if isinstance(found, Damage):
            self.damages.append(replace(found, file=file.source))
        elif found.digest_ok is False:
            self.damages.append(Damage(file.source, found.offset, "the digest of the record does not match"))
        elif not _is_capture(found):
            self.passed_over[found.kind] = self.passed_over.get(found.kind, 0) + 1
        else:
            self.without_digest += found.digest_ok is None and found.kind != "revisit"
            self.entries.append(_entry(found, file))


def _is_capture(record: Record) -> bool:
    """Return whether a record holds what a URL answered, or a dump.

    Crawlers add other `resource` records: extracted text (`urn:text:URL`, or text/plain with the URL of the
    page), screenshots, logs.
    """
    if record.kind not in CAPTURE_KINDS or is_dump(record):
        return record.kind in CAPTURE_KINDS
    return http_url(record.url) is not None and not is_text_resource(record)


def is_dump(record: Record) -> bool:
    """Return whether a record is a plain-text dump that was imported as a single file.

    Records from before DUMP_TYPE are recognised where they have no URL, but the URN of their digest.
    """
    is_marked = record.content_type == DUMP_TYPE or record.url == f"urn:{record.payload_digest}"
    return is_text_resource(record) and is_marked


def is_text_resource(record: Record) -> bool:
    """Return whether a record is a `resource` of type text/plain: a dump, or an extra of another crawler."""
    return record.kind == "resource" and media_type(record.content_type) == PLAIN_TEXT


def _entry(record: Record, file: InputFile) -> CaptureEntry:
    return CaptureEntry(
        file=file,
        kind=record.kind,
        url=record.url or "",
        captured=record.captured,
        status=record.status,
        offset=record.offset,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        refers_to=record.refers_to,
        is_dump=is_dump(record),
    )
