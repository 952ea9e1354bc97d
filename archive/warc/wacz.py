"""WACZ: a zip file that holds WARC files; stored members lie in it byte for byte, to be read in place."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

ZIP_START = b"PK\x03\x04"
WARC_NAME = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)
LOCAL_HEADER = 30


@dataclass(frozen=True, slots=True)
class Member:
    """A WARC file in a WACZ; `start` to `end` are its bytes in the zip file where it is `stored`."""

    name: str
    start: int
    end: int
    stored: bool


def warc_members(path: Path) -> list[Member]:
    """The WARC files of a WACZ, in the order of their bytes; raises BadZipFile where it cannot be told.

    Names serve to choose them and for nothing else: no file is ever written under a name from a zip.
    """
    with zipfile.ZipFile(path) as wacz, path.open("rb") as file:
        members = []
        for info in wacz.infolist():
            if WARC_NAME.fullmatch(info.filename) and not info.is_dir():
                file.seek(info.header_offset)
                header = file.read(LOCAL_HEADER)
                if not header.startswith(ZIP_START):
                    raise zipfile.BadZipFile(f"no member where the directory says: {info.filename}")
                name_length, extra_length = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
                start = info.header_offset + LOCAL_HEADER + name_length + extra_length
                stored = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
                members.append(Member(info.filename, start, start + info.compress_size, stored))
    return sorted(members, key=lambda member: member.start)
