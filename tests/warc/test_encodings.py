"""Content encodings: a body is decoded completely or refused."""

from __future__ import annotations

import contextlib
import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotlicffi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.warc.content_encoding import CorruptBody, TooLarge, TruncatedBody, UnusableBody, decode_content

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = ("<p>Chi bộ sinh hoạt chuyên đề, bàn việc học tập nghị quyết.</p>\n" * 400).encode()
LIMIT = 4 * 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def zstd_with_checksum(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotlicffi.compress,
    "zstd": zstd_with_checksum,
}


@pytest.mark.parametrize("encoding", PACK)
def test_encoded_body_is_decoded(encoding: str) -> None:
    assert decode_content(PACK[encoding](PAGE), encoding.upper(), LIMIT) == PAGE


def test_raw_deflate_is_decoded() -> None:
    assert decode_content(raw_deflate(PAGE), "deflate", LIMIT) == PAGE


def test_several_encodings_are_decoded_in_reverse_order() -> None:
    assert decode_content(brotlicffi.compress(gzip.compress(PAGE)), "gzip, br", LIMIT) == PAGE


def test_concatenated_members_are_one_body() -> None:
    assert decode_content(gzip.compress(PAGE) + gzip.compress(b"end"), "gzip", LIMIT) == PAGE + b"end"


def test_padding_after_the_last_member_is_ignored() -> None:
    assert decode_content(gzip.compress(PAGE) + b"\0\0\r\n", "gzip", LIMIT) == PAGE


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "br"])
def test_an_empty_body_stays_empty(encoding: str) -> None:
    assert decode_content(b"", encoding, LIMIT) == b""


@pytest.mark.parametrize("encoding", PACK)
def test_every_truncation_is_noticed(encoding: str) -> None:
    packed = PACK[encoding](PAGE)
    for end in range(1, len(packed)):
        with pytest.raises(UnusableBody):
            decode_content(packed[:end], encoding, LIMIT)


@pytest.mark.parametrize("encoding", PACK)
def test_truncation_in_the_middle_is_called_truncated(encoding: str) -> None:
    packed = PACK[encoding](PAGE)
    with pytest.raises(TruncatedBody):
        decode_content(packed[: len(packed) // 2], encoding, LIMIT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_wrong_checksum_is_corrupt(encoding: str) -> None:
    packed = bytearray(PACK[encoding](PAGE))
    packed[-5 if encoding == "gzip" else -1] ^= 0xFF
    with pytest.raises(CorruptBody):
        decode_content(bytes(packed), encoding, LIMIT)


@pytest.mark.parametrize("encoding", PACK)
def test_plain_text_labelled_as_encoded_is_corrupt(encoding: str) -> None:
    with pytest.raises(UnusableBody):
        decode_content(PAGE, encoding, LIMIT)


def test_unknown_encoding_is_corrupt() -> None:
    with pytest.raises(CorruptBody, match="unknown content encoding 'rot13'"):
        decode_content(PAGE, "rot13", LIMIT)


def test_charset_as_encoding_is_ignored() -> None:
    assert decode_content(gzip.compress(PAGE), "gzip, UTF-8", LIMIT) == PAGE
    assert decode_content(PAGE, "windows-1258", LIMIT) == PAGE


def test_too_many_encodings_are_corrupt() -> None:
    with pytest.raises(CorruptBody, match="5 content encodings"):
        decode_content(PAGE, "gzip, gzip, gzip, gzip, gzip", LIMIT)


@pytest.mark.parametrize("encoding", ["", *PACK])
def test_size_limit_is_exact(encoding: str) -> None:
    packed = PACK[encoding](PAGE) if encoding else PAGE
    assert decode_content(packed, encoding, len(PAGE)) == PAGE
    with pytest.raises(TooLarge):
        decode_content(packed, encoding, len(PAGE) - 1)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_bomb_memory_is_bounded_by_the_limit(encoding: str) -> None:
    bomb = PACK[encoding](bytes(64 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decode_content(bomb, encoding, LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * LIMIT


def test_nested_bomb_stops_at_the_outer_layer() -> None:
    inner = gzip.compress(bytes(512 * 1024 * 1024), compresslevel=1)
    with pytest.raises(TooLarge):
        decode_content(gzip.compress(inner), "gzip, gzip", 64 * 1024)


@settings(max_examples=200)
@given(data=st.binary(max_size=300), encoding=st.sampled_from(sorted(PACK)))
def test_any_bytes_decode_or_give_a_named_error(data: bytes, encoding: str) -> None:
    with contextlib.suppress(UnusableBody):
        decode_content(data, encoding, 10_000)
