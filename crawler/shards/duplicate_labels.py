"""Labels of duplicates of shards: what an archive has in its table `duplicates`, from pairs of copies.

The articles are arrays here, without their texts: a text has an id, by its order of arrival.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow
from pyarrow import compute, parquet

from archive.export.parquet import TEXT
from crawler.shards.current_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from crawler.shards.shard_folder import ShardFolder

    Numbers = NDArray[np.int64]

IDENTITY = ("site", "key", "first_seen", "arrived", "body_sha256", "key_count")
LABELS = pyarrow.schema(
    {
        **{"site": TEXT, "key": TEXT, "duplicate_of_site": TEXT, "duplicate_of_key": TEXT},
        **{"kind": TEXT, "similarity": pyarrow.float64()},
    }
)
# SQLite and Arrow compare texts by their bytes.
EARLIEST_SEEN = [(name, "ascending") for name in ("group", "first_seen", "site", "key_length", "key")]
BY_ARTICLE = [(name, "ascending") for name in ("site", "key_length", "key")]


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of all shards, a row each: what identifies them, and the id of the text of each.

    `homes` has for each text the row that represents it.
    """

    rows: pyarrow.Table
    texts: Numbers
    homes: Numbers

    def key_counts(self) -> Numbers:
        """Return the number of keys of each text."""
        return np.asarray(self.rows["key_count"]).astype(np.int64)[self.homes]

    def sums(self) -> NDArray[np.uint64]:
        """Return the first eight bytes of the sum of each text."""
        sums = self.rows["body_sha256"].take(pyarrow.array(self.homes))
        starts = b"".join(each[:8] for each in sums.to_pylist())
        return np.frombuffer(starts, ">u8").astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Members:
    """The articles of groups of duplicates, and the row of the earliest seen one of the group of each."""

    rows: pyarrow.Table
    firsts: Numbers

    def pairs(self) -> Numbers:
        """Return the texts of each copy and of the first one of its group; shape (n, 2)."""
        texts = np.asarray(self.rows["text"])
        return np.column_stack([texts, texts[self.firsts]])[self._copies()]

    def labels(self, similarities: NDArray[np.float64]) -> pyarrow.Table:
        """Return the labels, in order of site and key; `similarities` are those of `pairs`."""
        copies = self.rows.filter(pyarrow.array(self._copies()))
        firsts = self.rows.take(pyarrow.array(self.firsts[self._copies()]))
        texts = self.pairs()
        kinds = np.where(texts[:, 0] == texts[:, 1], "exact", "near")
        found = pyarrow.table(
            {
                **{"site": copies["site"], "key": copies["key"]},
                **{"duplicate_of_site": firsts["site"], "duplicate_of_key": firsts["key"]},
                **{"kind": pyarrow.array(kinds, TEXT), "similarity": similarities},
                "key_length": copies["key_length"],
            }
        )
        return found.sort_by(BY_ARTICLE).select(LABELS.names)

    def _copies(self) -> NDArray[np.bool_]:
        copies: NDArray[np.bool_] = self.firsts != np.arange(len(self.firsts))
        return copies


def load_articles(folder: ShardFolder, paths: Iterable[str]) -> Articles:
    """Return the articles of the files of sites, in their order."""
    tables = []
    for path in paths:
        with folder.open(path) as file:
            tables.append(parquet.read_table(file, columns=list(IDENTITY)))
    rows = pyarrow.concat_tables(tables) if tables else TEXTS.empty_table().select(IDENTITY)
    # Of texts that arrived in the same second, those of the site and its article that come first.
    order = compute.sort_indices(rows, sort_keys=[("arrived", "ascending")])
    places = np.asarray(order).astype(np.int64)
    in_order = rows["body_sha256"].take(order).combine_chunks().dictionary_encode()
    texts = np.empty(len(places), np.int64)
    texts[places] = np.asarray(in_order.indices)
    _, first = np.unique(texts[places], return_index=True)
    return Articles(rows, texts, places[first])


def group_articles(articles: Articles, pairs: Numbers) -> Members:
    """Return the articles of groups: those with one text, with copies of it, copies of those, and so on."""
    groups = _groups(len(articles.homes), pairs)[articles.texts]
    sizes = np.bincount(groups, minlength=1)
    chosen = pyarrow.array(np.flatnonzero(sizes[groups] > 1))
    rows = articles.rows.select(["site", "key", "first_seen"])
    rows = rows.append_column("key_length", compute.utf8_length(rows["key"]))
    rows = rows.append_column("group", pyarrow.array(groups)).append_column(
        "text", pyarrow.array(articles.texts)
    )
    members = rows.take(chosen).sort_by(EARLIEST_SEEN)
    numbers = np.asarray(members["group"])
    is_first = np.concatenate([np.ones(min(len(numbers), 1), np.bool_), numbers[1:] != numbers[:-1]])
    return Members(members, np.maximum.accumulate(np.where(is_first, np.arange(len(numbers)), 0)))


def table_file(labels: pyarrow.Table) -> bytes:
    """Return a Parquet file with labels."""
    packed = io.BytesIO()
    parquet.write_table(labels.cast(LABELS), packed, compression="zstd")
    return packed.getvalue()


def _groups(texts: int, pairs: Numbers) -> Numbers:
    """Return for each text the smallest id of its connected component."""
    groups = np.arange(texts)
    parents: dict[int, int] = {}

    def find(text: int) -> int:
        while (parent := parents.get(text, text)) != text:
            parents[text] = parents.get(parent, parent)
            text = parent
        return text

    for one, other in pairs.tolist():
        older, newer = sorted((find(one), find(other)))
        parents[newer] = older
    for text in parents:
        groups[text] = find(text)
    return groups
