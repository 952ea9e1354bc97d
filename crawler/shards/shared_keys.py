"""Find candidates among the texts of all sites: an index of keys on disk, by ranges, and look-ups in it.

A text has an id, by its order of arrival. It is compared with the texts that have arrived before it, by the
rules of the index of an archive (archive/duplicates/key_index.py). Entries are those of key_store.py. A key
that one text has alone is left out.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pyarrow import parquet

from archive.duplicates.key_index import choose_candidates, count_shared
from archive.duplicates.key_store import ID_MASK, IS_FULL, KEY_SHIFT
from archive.duplicates.signature import SIGNATURE_SIZE
from crawler.shards.current_texts import SPILL, DuplicatesContext
from crawler.shards.write_shard import fetch_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crawler.shards.shard_folder import ShardFolder

    Numbers = NDArray[np.int64]

RANGE_ENTRIES = 1 << 23  # keys in a range: 64 MB
TEXT_COLUMNS = f"{SPILL}/texts.npy"  # number of keys, and the first bytes of the sum of each text


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file of texts: `groups` are its row groups, `ids` the texts of the rows.

    The id is -1 for a row whose text another row represents.
    """

    number: int
    path: str
    groups: tuple[int, ...]
    ids: Numbers


@dataclass(frozen=True, slots=True)
class KeysTask:
    """A chunk, and the number of ranges into which keys are divided, by their remainder."""

    chunk: Chunk
    ranges: int


def read_columns(folder: ShardFolder, chunk: Chunk, columns: list[str]) -> Any:
    """Return columns of the rows of a chunk, as an Arrow table."""
    with folder.open(chunk.path) as file:
        return parquet.ParquetFile(file).read_row_groups(list(chunk.groups), columns=columns)


def ranges_for(texts: int) -> int:
    """Return the number of ranges for a number of texts."""
    return 1 + texts * SIGNATURE_SIZE // RANGE_ENTRIES


def write_entries(context: DuplicatesContext, task: KeysTask) -> None:
    """Write the entries of the texts of a chunk, a file for each range."""
    chunk, folder = task.chunk, context.folder
    keys = read_columns(folder, chunk, ["keys"])["keys"].combine_chunks()
    counts = np.asarray(keys.value_lengths()).astype(np.int64)
    texts = chunk.ids | np.where(counts == SIGNATURE_SIZE, IS_FULL, 0)
    values = np.asarray(keys.flatten()).astype(np.int64)
    entries = (values << KEY_SHIFT | np.repeat(texts, counts))[np.repeat(chunk.ids >= 0, counts)]
    places = (entries >> KEY_SHIFT) % task.ranges
    for number in range(task.ranges):
        of_range = entries[places == number]
        folder.publish(f"{SPILL}/entries-{number}/{chunk.number}.npy", _packed(of_range))


def write_range(context: DuplicatesContext, number: int) -> None:
    """Write the sorted entries of a range, without the keys that one text has alone."""
    folder = context.folder
    parts = [np.load(io.BytesIO(folder.read(path))) for path in folder.paths(f"{SPILL}/entries-{number}")]
    entries = np.sort(np.concatenate(parts))
    keys = entries >> KEY_SHIFT
    same = keys[1:] == keys[:-1]
    shared = np.concatenate([[False], same]) | np.concatenate([same, [False]])
    folder.publish(_range_path(number), _packed(entries[shared[: len(entries)]]))


def find_pairs(context: DuplicatesContext, task: KeysTask) -> Numbers:
    """Return the candidates of the texts of a chunk as pairs of ids, the later text first; shape (n, 2)."""
    chunk, folder = task.chunk, context.folder
    rows = read_columns(folder, chunk, ["keys"])["keys"]
    found: list[tuple[int, int]] = []
    with _opened(folder, [TEXT_COLUMNS, *map(_range_path, range(task.ranges))]) as (columns, *ranges):
        for text_id, keys in zip(chunk.ids.tolist(), rows.to_pylist(), strict=True):
            if text_id >= 0:
                shared = count_shared(EarlierTexts(ranges, text_id), keys)
                texts = ((other, int(columns[1, other]), int(columns[0, other])) for other in shared)
                found += [(text_id, other) for other, _ in choose_candidates(shared, len(keys), texts)]
    return np.array(found, np.int64).reshape(-1, 2)


class EarlierTexts:
    """The texts with a smaller id than `text_id` that have a key, as KeyHolders says."""

    def __init__(self, ranges: Sequence[Numbers], text_id: int) -> None:
        self._ranges = ranges
        self._text_id = text_id

    def holders(self, keys: Sequence[int], *, at_most: int) -> dict[int, list[int]]:
        """Return the texts with each key that some text has, `at_most` or more of them, with the bit."""
        found: dict[int, list[int]] = {}
        wanted = np.array(keys, np.int64)
        for number, entries in enumerate(self._ranges):
            of_range = wanted[wanted % len(self._ranges) == number]
            bounds = self._bounds(entries, of_range)
            for key, (short, short_end, full, full_end) in zip(
                of_range.tolist(), bounds.tolist(), strict=True
            ):
                some = (entries[short:short_end][:at_most], entries[full:full_end][:at_most])
                if held := _texts_in(some[0]) + _texts_in(some[1]):
                    found[key] = held
        return found

    def all_holders(self, key: int) -> Numbers:
        """Return all texts with a key, with the bit IS_FULL."""
        return np.concatenate([self._between(key, 0, 1), self._between(key, 2, 3)])

    def short_holders(self, key: int) -> Numbers:
        """Return the texts with a key that have fewer than SIGNATURE_SIZE keys."""
        return self._between(key, 0, 1)

    def have_key(self, texts: Numbers, key: int) -> NDArray[np.bool_]:
        """Return for each of these texts, given with the bit IS_FULL, whether it has a key."""
        entries = self._range_of(key)
        wanted = key << KEY_SHIFT | texts
        places = np.minimum(entries.searchsorted(wanted), max(len(entries) - 1, 0))
        there: NDArray[np.bool_]
        there = entries[places] == wanted if len(entries) else np.zeros(len(wanted), np.bool_)
        return there

    def _between(self, key: int, start: int, end: int) -> Numbers:
        entries = self._range_of(key)
        bounds = self._bounds(entries, np.array([key], np.int64))[0]
        texts: Numbers = entries[bounds[start] : bounds[end]] & (ID_MASK | IS_FULL)
        return texts

    def _range_of(self, key: int) -> Numbers:
        return self._ranges[key % len(self._ranges)]

    def _bounds(self, entries: Numbers, keys: Numbers) -> Numbers:
        """Return where the texts of each key with few keys start and end, then those with all; (n, 4)."""
        starts = keys[:, None] << KEY_SHIFT
        edges = np.array([0, self._text_id, IS_FULL, IS_FULL | self._text_id], np.int64)
        return entries.searchsorted(starts | edges)


def write_columns(folder: ShardFolder, key_counts: Numbers, sums: NDArray[np.uint64]) -> None:
    """Write the number of keys of each text, and a number by which texts are in order of their sums."""
    folder.publish(TEXT_COLUMNS, _packed(np.stack([key_counts.astype(np.uint64), sums])))


@contextmanager
def _opened(folder: ShardFolder, paths: list[str]) -> Iterator[list[Any]]:
    """Yield arrays that are read from disk as they are needed; those at URLs are copied to this machine."""
    with tempfile.TemporaryDirectory(prefix="partynews-") as temporary:
        places = [f"{folder.url}/{path}" for path in paths]
        local = [fetch_url(place, Path(temporary)) if "://" in place else Path(place) for place in places]
        yield [np.load(path, mmap_mode="r") for path in local]


def _range_path(number: int) -> str:
    return f"{SPILL}/range-{number}.npy"


def _texts_in(entries: Numbers) -> list[int]:
    texts: list[int] = (entries & (ID_MASK | IS_FULL)).tolist()
    return texts


def _packed(array: NDArray[Any]) -> bytes:
    packed = io.BytesIO()
    np.save(packed, array)
    return packed.getvalue()
