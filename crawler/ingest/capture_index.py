"""All captures in some files, listed without their bodies; damage, and what is no capture, beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.article import Capture
from archive.warc.reader import read_record, read_records
from archive.warc.record import Damage, Record
from crawler.ingest.input_files import Held

CAPTURE_KINDS = {"response", "resource", "revisit"}
NO_ORIGINAL = "revisit:no original"  # the reason of a URL whose capture repeats a record that is missing


@dataclass(frozen=True, slots=True)
class Entry:
    """A captured page in a held file, without its body."""

    held: Held
    kind: str
    url: str
    captured: str
    status: int
    offset: int
    record_id: str
    payload_digest: str
    refers_to: tuple[str | None, str | None]

    def read(self) -> Record:
        """The record itself, read from the file."""
        return read_record(self.held.path, self.offset)


def capture_of(record: Record, held: Held) -> Capture:
    """The capture that points at `record`; a record that has no web address has url None."""
    return Capture(
        url=web_address(record.url),
        captured=record.captured,
        status=record.status,
        file=held.name,
        offset=record.offset,
        length=record.length,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        etag=record.header("ETag"),
        last_modified=record.header("Last-Modified"),
    )


def web_address(url: str | None) -> str | None:
    """`url` where it is http(s), else None.

    >>> web_address("urn:sha1:ABC") is None
    True
    """
    return url if url and url.lower().startswith(("http://", "https://")) else None


class Inventory:
    """All captures in some held files, with the damages found and the counts of what is no capture."""

    def __init__(self, files: Iterable[Held]) -> None:
        self.entries: list[Entry] = []
        self.damages: list[Damage] = []
        self.passed_over: dict[str, int] = {}
        self.without_digest = 0
        for held in files:
            for found in read_records(held.path):
                self._note(found, held)

    def _note(self, found: Record | Damage, held: Held) -> None:
        if isinstance(found, Damage):
            self.damages.append(replace(found, file=held.source))
        elif found.digest_ok is False:
            what = "the digest does not hold: this is not what was written"
            self.damages.append(Damage(held.source, found.offset, what))
        elif found.kind not in CAPTURE_KINDS or found.url is None:
            self.passed_over[found.kind] = self.passed_over.get(found.kind, 0) + 1
        else:
            self.without_digest += found.digest_ok is None and found.kind != "revisit"
            self.entries.append(_entry(found, found.url, held))


class Originals:
    """The records whose payload a revisit record repeats, among some entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._at: dict[tuple[str | None, str | None], Entry] = {}
        self._same_page: dict[tuple[str, str], Entry] = {}
        self._any_page: dict[str, Entry] = {}
        for entry in entries:
            if entry.kind != "revisit":
                self._at[entry.url, entry.captured] = entry
                self._same_page[entry.url, entry.payload_digest] = entry
                self._any_page.setdefault(entry.payload_digest, entry)

    def of(self, revisit: Entry) -> Entry | None:
        """The entry that holds the payload of `revisit`: of the same page where there is one."""
        return (
            self._same_page.get((revisit.url, revisit.payload_digest))
            or self._at.get(revisit.refers_to)
            or self._any_page.get(revisit.payload_digest)
        )


def _entry(record: Record, url: str, held: Held) -> Entry:
    return Entry(
        held=held,
        kind=record.kind,
        url=url,
        captured=record.captured,
        status=record.status,
        offset=record.offset,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        refers_to=record.refers_to,
    )
