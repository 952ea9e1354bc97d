"""Keys of all texts, on disk in sorted blocks; the newest ones are also kept in memory.

An entry is an integer of 63 bits: 31 bits of the key, one bit that is set for a text with all SIGNATURE_SIZE
keys, and 31 bits of the text's id. So the texts of a key stand together, those with fewer keys first.

`near_blocks` has the sorted entries of most texts, BLOCK_ENTRIES in a row, whose `first` is not larger than
any of them. The keys of the newest texts are in `near_new_keys`, a row a text, and are merged into the blocks
when there are many: to insert each key at its place would write 48 pages for each text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from archive.database.archive_connection import ArchiveConnection
from archive.duplicates.key_filter import KeyFilter
from archive.duplicates.signature import SIGNATURE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from sqlite3 import Connection

    from numpy.typing import NDArray

    Entries = NDArray[np.int64]

BLOCK_ENTRIES = 500  # 4000 bytes: a row fills a page
BLOCKS_AT_ONCE = 512  # blocks merged at a time, 2 MB
MERGE_TEXTS = 20_000  # new texts until they are merged
RECENT_TEXTS = 256  # new texts until they are sorted in memory
KEY_SHIFT, IS_FULL, ID_MASK = 32, 1 << 31, (1 << 31) - 1
MAX_SINGLE_LOOKUPS = 10  # more are slower than reading all texts of the key
LOOKUPS_A_FILTER = 1e-4  # a filter is made when there were this many lookups for each entry: it costs as much


def key_store(db: Connection) -> KeyStore:
    """Return the keys of an archive, as they are now in this transaction."""
    if not isinstance(db, ArchiveConnection):
        return KeyStore(db)
    store = db.memory.get("keys")
    if not isinstance(store, KeyStore) or not store.is_current():
        store = db.memory["keys"] = KeyStore(db)
    return store


class KeyStore:
    """The keys of the texts of an archive, for one connection."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._version = self._data_version()
        self._newest = self._newest_id()
        self._recent: dict[int, int] = {}  # key -> id of its first recent text, with the bit IS_FULL
        self._more_recent: dict[int, list[int]] = {}  # key -> ids of its others
        self._recent_texts = 0
        self._sorted = self._read_new()
        self._filter: KeyFilter | None = None
        self._lookups = 0

    def is_current(self) -> bool:
        """Return whether the tables still are as this connection has left them."""
        return self._version == self._data_version() and self._newest == self._newest_id()

    def holders(self, keys: Sequence[int], *, at_most: int) -> dict[int, list[int]]:
        """Return the ids of texts with each of these keys that some text has.

        Of a key that more than `at_most` texts have, `at_most` or more of them; then `short_holders` and
        `have_key` say more. Each id has the bit IS_FULL.
        """
        self._lookups += 1
        found = {key: self._in_recent(key) for key in keys if key in self._recent}
        wanted = np.array(keys, dtype=np.int64)
        for key in self._keys_in_sorted(wanted):
            texts = self._in_sorted(key << KEY_SHIFT, key + 1 << KEY_SHIFT, at_most)
            found.setdefault(key, []).extend(texts)
        for key in self._perhaps_in_blocks(wanted):
            if texts := self._in_blocks(key << KEY_SHIFT, key + 1 << KEY_SHIFT, at_most):
                found.setdefault(key, []).extend(texts)
        return found

    def all_holders(self, key: int) -> NDArray[np.int64]:
        """Return the ids of all texts with a key, with the bit IS_FULL."""
        return self._between(key, key << KEY_SHIFT, key + 1 << KEY_SHIFT)

    def short_holders(self, key: int) -> NDArray[np.int64]:
        """Return the ids of the texts with a key that have fewer than SIGNATURE_SIZE keys."""
        return self._between(key, key << KEY_SHIFT, key << KEY_SHIFT | IS_FULL)

    def have_key(self, texts: NDArray[np.int64], key: int) -> NDArray[np.bool_]:
        """Return for each of these texts, given by id with the bit IS_FULL, whether it has a key."""
        if len(texts) > MAX_SINGLE_LOOKUPS:
            return np.isin(texts, self.all_holders(key), assume_unique=True)
        entries = [key << KEY_SHIFT | text for text in texts.tolist()]
        return np.array([len(self._between(key, entry, entry + 1)) > 0 for entry in entries], np.bool_)

    def add(self, text_id: int, keys: Sequence[int]) -> None:
        """Add the keys of a text that has none yet."""
        packed = np.array(keys, dtype="<u4").tobytes()
        self._db.execute("INSERT INTO near_new_keys (text_id, keys) VALUES (?, ?)", [text_id, packed])
        self._newest = max(self._newest, text_id)
        text = _with_bit(text_id, len(keys))
        for key in keys:
            if self._recent.setdefault(key, text) != text:
                self._more_recent.setdefault(key, []).append(text)
        self._recent_texts += 1
        if self._recent_texts >= RECENT_TEXTS:
            self._sort_recent()
        if len(self._sorted) >= MERGE_TEXTS * SIGNATURE_SIZE:
            self.merge()

    def remove(self, text_id: int, keys: Sequence[int]) -> None:
        """Remove the keys of a text."""
        text = _with_bit(text_id, len(keys))
        if self._db.execute("SELECT 1 FROM near_new_keys WHERE text_id = ?", [text_id]).fetchone() is None:
            for key in keys:
                self._remove_from_blocks(key << KEY_SHIFT | text)
            return
        self._db.execute("DELETE FROM near_new_keys WHERE text_id = ?", [text_id])
        self._newest = self._newest_id()
        self._sort_recent()
        entries = np.array(keys, np.int64) << KEY_SHIFT | text
        self._sorted = np.delete(self._sorted, self._sorted.searchsorted(entries))

    def merge(self) -> None:
        """Merge the keys of the new texts into the blocks."""
        self._sort_recent()
        new = self._sorted
        made = KeyFilter(self._entries_in_all() + len(new)) if self._filter else None
        rest = np.empty(0, np.int64)
        for old, upto in self._take_blocks():
            end = int(new.searchsorted(upto))
            merged = np.concatenate([rest, old, new[:end]])
            merged.sort()
            new = new[end:]
            full = len(merged) // BLOCK_ENTRIES * BLOCK_ENTRIES
            self._write_blocks(merged[:full])
            rest = merged[full:]
            if made is not None:
                made.add(merged >> KEY_SHIFT)
        self._write_blocks(rest)
        self._db.execute("DELETE FROM near_new_keys")
        self._forget_recent()
        self._sorted = np.empty(0, np.int64)
        self._newest, self._filter = 0, made

    def _between(self, key: int, start: int, end: int) -> NDArray[np.int64]:
        """Return the ids in the entries from `start` to before `end`, which all have this key."""
        recent = (key << KEY_SHIFT | text for text in self._in_recent(key))
        found = np.array([entry for entry in recent if start <= entry < end], np.int64)
        first, last = self._sorted.searchsorted(np.array([start, end], np.int64)).tolist()
        parts = [found, self._sorted[first:last], *self._parts_of_blocks(start, end)]
        return np.concatenate(parts) & (ID_MASK | IS_FULL)

    def _keys_in_sorted(self, keys: NDArray[np.int64]) -> list[int]:
        if not len(self._sorted):
            return []
        starts = self._sorted.searchsorted(keys << KEY_SHIFT)
        there = self._sorted[np.minimum(starts, len(self._sorted) - 1)] >> KEY_SHIFT == keys
        found: list[int] = keys[there].tolist()
        return found

    def _in_sorted(self, start: int, end: int, at_most: int) -> list[int]:
        first, last = self._sorted.searchsorted(np.array([start, end], np.int64)).tolist()
        return _texts_of(self._sorted[first:last][:at_most])

    def _in_blocks(self, start: int, end: int, at_most: int) -> list[int]:
        found: list[int] = []
        for entries in self._parts_of_blocks(start, end):
            found.extend(_texts_of(entries))
            if len(found) >= at_most:
                break
        return found

    def _parts_of_blocks(self, start: int, end: int) -> Iterator[Entries]:
        """Yield the entries from `start` to before `end` of each block, the last block first."""
        blocks = self._db.execute(
            "SELECT first, entries FROM near_blocks WHERE first < ? ORDER BY first DESC", [end]
        )
        for first, packed in blocks:
            entries = np.frombuffer(packed, "<i8")
            low, high = entries.searchsorted(np.array([start, end], np.int64)).tolist()
            yield entries[low:high]
            if first < start:
                break

    def _perhaps_in_blocks(self, keys: NDArray[np.int64]) -> list[int]:
        """Return the keys that a text in the blocks may have."""
        if self._filter is None and self._lookups > LOOKUPS_A_FILTER * self._entries_in_all():
            self._filter = self._make_filter()
        perhaps: list[int] = (keys if self._filter is None else self._filter.perhaps_known(keys)).tolist()
        return perhaps

    def _make_filter(self) -> KeyFilter:
        made = KeyFilter(self._entries_in_all())
        for (packed,) in self._db.execute("SELECT entries FROM near_blocks"):
            made.add(np.frombuffer(packed, "<i8") >> KEY_SHIFT)
        return made

    def _entries_in_all(self) -> int:
        """Return about how many entries there are."""
        texts: int = self._db.execute("SELECT coalesce(max(id), 0) FROM near_texts").fetchone()[0]
        return texts * SIGNATURE_SIZE

    def _sort_recent(self) -> None:
        more = [(key, text) for key, texts in self._more_recent.items() for text in texts]
        keys = np.array([*self._recent, *(key for key, _ in more)], np.int64)
        texts = np.array([*self._recent.values(), *(text for _, text in more)], np.int64)
        recent = keys << KEY_SHIFT | texts
        recent.sort()
        self._sorted = np.concatenate([self._sorted, recent])
        self._sorted.sort(kind="stable")  # merges the two sorted parts
        self._forget_recent()

    def _forget_recent(self) -> None:
        self._recent, self._more_recent, self._recent_texts = {}, {}, 0

    def _in_recent(self, key: int) -> list[int]:
        return [self._recent[key], *self._more_recent.get(key, ())] if key in self._recent else []

    def _read_new(self) -> Entries:
        """Return the entries of `near_new_keys`, sorted."""
        found = self._db.execute("SELECT text_id, keys FROM near_new_keys")
        parts = [np.empty(0, np.int64)]
        while rows := found.fetchmany(RECENT_TEXTS):
            parts.append(_entries_of(rows))
        entries = np.concatenate(parts)
        entries.sort()
        return entries

    def _take_blocks(self) -> Iterator[tuple[Entries, int]]:
        """Delete the blocks in order; yield the entries of some, and where those of the next ones begin."""
        start, end = -1, np.iinfo(np.int64).max
        while start < end:
            rows = self._db.execute(
                "SELECT first, entries FROM near_blocks WHERE first > ? ORDER BY first LIMIT ?",
                [start, BLOCKS_AT_ONCE],
            ).fetchall()
            start = rows[-1][0] if rows else end
            following = self._db.execute("SELECT min(first) FROM near_blocks WHERE first > ?", [start])
            upto = following.fetchone()[0]
            self._db.executemany("DELETE FROM near_blocks WHERE first = ?", [row[:1] for row in rows])
            yield _joined(packed for _, packed in rows), end if upto is None else upto
            if upto is None:
                return
            start = upto - 1

    def _write_blocks(self, entries: Entries) -> None:
        packed = entries.astype("<i8", copy=False)
        parts = (packed[at : at + BLOCK_ENTRIES] for at in range(0, len(packed), BLOCK_ENTRIES))
        self._db.executemany(
            "INSERT INTO near_blocks (first, entries) VALUES (?, ?)",
            ((int(part[0]), part.tobytes()) for part in parts),
        )

    def _remove_from_blocks(self, entry: int) -> None:
        row = self._db.execute(
            "SELECT first, entries FROM near_blocks WHERE first <= ? ORDER BY first DESC LIMIT 1", [entry]
        ).fetchone()
        if row is None:
            return
        entries = np.frombuffer(row[1], "<i8")
        kept = entries[entries != entry].tobytes()
        self._db.execute("UPDATE near_blocks SET entries = ? WHERE first = ?", [kept, row[0]])

    def _data_version(self) -> int:
        version: int = self._db.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _newest_id(self) -> int:
        newest = self._db.execute("SELECT max(text_id) FROM near_new_keys").fetchone()[0]
        return newest or 0


def _with_bit(text_id: int, keys: int) -> int:
    return text_id | IS_FULL if keys == SIGNATURE_SIZE else text_id


def _entries_of(rows: Sequence[tuple[int, bytes]]) -> Entries:
    """Return the entries of rows of `near_new_keys`, unsorted."""
    sizes = [len(packed) // 4 for _, packed in rows]
    texts = [_with_bit(text_id, size) for (text_id, _), size in zip(rows, sizes, strict=True)]
    keys = np.frombuffer(b"".join(packed for _, packed in rows), "<u4").astype(np.int64)
    entries: Entries = keys << KEY_SHIFT | np.repeat(np.array(texts, np.int64), sizes)
    return entries


def _texts_of(entries: Entries) -> list[int]:
    texts: list[int] = (entries & (ID_MASK | IS_FULL)).tolist()
    return texts


def _joined(blocks: Iterable[bytes]) -> Entries:
    return np.frombuffer(b"".join(blocks), "<i8").astype(np.int64)
