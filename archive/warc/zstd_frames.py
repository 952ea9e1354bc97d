"""Read the frames of a .warc.zst file, with the dictionary at its start where there is one.

Format: IIPC, Zstandard Compression for WARC Files 1.0 (proposed), and RFC 8878 for the frames.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

from archive.warc.members import BrokenMember, CompressedMember

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FRAME_MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_FRAME_MAGIC = b"\x5d\x2a\x4d\x18"
ZSTD_MAGICS = (FRAME_MAGIC, DICTIONARY_FRAME_MAGIC)
FRAME_HEAD_SIZE = 8  # bytes of a skippable frame before its content: magic number and size
MAX_DICTIONARY_SIZE = 2**23  # bytes, compressed or not: what the format requires a decoder to support


class ZstdFrame(CompressedMember):
    """One zstd frame of `file`, decompressed as a stream; a skippable frame is empty."""

    name = "zstd frame"
    errors = (zstd.ZstdError,)

    def __init__(self, file: BinaryIO, start: int, end: int, dictionary: zstd.ZstdDict | None = None) -> None:
        self._zstd = zstd.ZstdDecompressor(dictionary)
        super().__init__(file, start, end, self._zstd)

    def _decompress(self, size: int) -> bytes:
        return self._zstd.decompress(self._next_block() if self._zstd.needs_input else b"", size)


def read_dictionary(file: BinaryIO) -> zstd.ZstdDict | None:
    """Return the dictionary in the first frame of `file`, or None where there is none.

    Raises:
        BrokenMember: It is truncated, damaged or larger than MAX_DICTIONARY_SIZE.
    """
    file.seek(0)
    head = file.read(FRAME_HEAD_SIZE)
    if not head.startswith(DICTIONARY_FRAME_MAGIC):
        return None
    size = int.from_bytes(head[len(DICTIONARY_FRAME_MAGIC) :], "little")
    if size > MAX_DICTIONARY_SIZE:
        raise BrokenMember(f"the zstd dictionary has {size} bytes, at most {MAX_DICTIONARY_SIZE} are read")
    content = file.read(size)
    if len(content) < size:
        raise BrokenMember("the file ends inside its zstd dictionary")
    try:
        return zstd.ZstdDict(_decompress_dictionary(content))
    except (zstd.ZstdError, ValueError) as error:
        raise BrokenMember(f"the zstd dictionary is damaged ({error})") from None


def _decompress_dictionary(content: bytes) -> bytes:
    if not content.startswith(FRAME_MAGIC):
        return content
    stream = zstd.ZstdDecompressor()
    decoded = stream.decompress(content, MAX_DICTIONARY_SIZE + 1)
    if not stream.eof or len(decoded) > MAX_DICTIONARY_SIZE:
        raise ValueError(f"truncated, or more than {MAX_DICTIONARY_SIZE} bytes")
    return decoded
