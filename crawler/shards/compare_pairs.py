"""Compare pairs of texts of all sites: bring the texts of some pairs together, then compare them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow
from pyarrow import parquet

from archive.duplicates.key_index import DECIMALS
from archive.duplicates.near_duplicates import copy_similarity, similarity
from archive.export.parquet import NUMBER, TEXT
from crawler.shards.current_texts import SPILL, DuplicatesContext
from crawler.shards.shared_keys import Chunk, read_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

PAIRS_AT_ONCE = 20_000
GATHERED = pyarrow.schema({"id": NUMBER, "text": TEXT})

Question = Literal["copies", "similarity"]
"""Whether two texts are copies of each other (then their similarity), or their similarity in any case."""


@dataclass(frozen=True, slots=True)
class GatherTask:
    """The texts of a chunk that are compared: their rows, and for each the part of the pairs."""

    chunk: Chunk
    question: Question
    rows: Numbers
    parts: Numbers


@dataclass(frozen=True, slots=True)
class CompareTask:
    """A part of the pairs of ids to compare; shape (n, 2)."""

    question: Question
    part: int
    pairs: Numbers


def divide(pairs: Numbers) -> tuple[list[Numbers], Numbers]:
    """Return the pairs in parts that a process can hold with their texts, and where each pair was before.

    Pairs of one text are together.
    """
    order = np.lexsort((pairs[:, 0], pairs[:, 1]))
    starts = range(0, len(pairs), PAIRS_AT_ONCE)
    return [pairs[order[at : at + PAIRS_AT_ONCE]] for at in starts], order


def gather_tasks(
    question: Question, chunks: Sequence[Chunk], parts: Sequence[Numbers]
) -> Iterator[GatherTask]:
    """Yield the tasks that bring the texts of all parts together."""
    of_parts = [np.unique(part) for part in parts]
    wanted = np.concatenate(of_parts)
    numbers = np.repeat(np.arange(len(parts)), list(map(len, of_parts)))
    order = np.argsort(wanted, kind="stable")
    wanted, numbers = wanted[order], numbers[order]
    for chunk in chunks:
        starts, ends = wanted.searchsorted(chunk.ids), wanted.searchsorted(chunk.ids, side="right")
        counts = np.where(chunk.ids >= 0, ends - starts, 0)
        rows = np.repeat(np.arange(len(chunk.ids)), counts)
        if len(rows):
            places = (
                np.repeat(starts, counts) + np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
            )
            yield GatherTask(chunk, question, rows, numbers[places])


def gather_texts(context: DuplicatesContext, task: GatherTask) -> None:
    """Write the texts of a chunk that are compared, a file for each part."""
    folder = context.folder
    texts = read_columns(folder, task.chunk, ["text"])["text"]
    for part in np.unique(task.parts).tolist():
        rows = task.rows[task.parts == part]
        table = pyarrow.table([task.chunk.ids[rows], texts.take(pyarrow.array(rows))], schema=GATHERED)
        packed = io.BytesIO()
        parquet.write_table(table, packed, compression="zstd")
        folder.publish(f"{_part_path(task.question, part)}/{task.chunk.number}.parquet", packed.getvalue())


def compare_texts(context: DuplicatesContext, task: CompareTask) -> NDArray[np.float64]:
    """Return the similarity of each pair, rounded as in an archive; NaN where they are not copies."""
    folder = context.folder
    texts: dict[int, str] = {}
    for path in folder.paths(_part_path(task.question, task.part)):
        with folder.open(path) as file:
            table = parquet.read_table(file, schema=GATHERED)
        texts.update(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
    compare = copy_similarity if task.question == "copies" else similarity
    found = (compare(texts[one], texts[other]) for one, other in task.pairs.tolist())
    return np.array(
        [np.nan if similar is None else round(similar, DECIMALS) for similar in found], np.float64
    )


def _part_path(question: Question, part: int) -> str:
    return f"{SPILL}/{question}-{part}"
