"""Label the duplicates of shards on an engine, as an archive would, and write `duplicates.parquet`.

This process holds what identifies the articles, and the pairs of texts. Texts and keys are in files that
tasks write, in a folder that is deleted at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from pyarrow import parquet

from archive import exit_codes
from archive.warc.record import Damage
from crawler.ingest.import_work import ENDS_ITS_PROCESS
from crawler.shards.compare_pairs import CompareTask, compare_texts, divide, gather_tasks, gather_texts
from crawler.shards.current_texts import SPILL, DuplicatesContext, SiteTask, Survey, survey_shard, write_texts
from crawler.shards.duplicate_labels import Articles, group_articles, load_articles, table_file
from crawler.shards.merge_shards import check_readers
from crawler.shards.shard_folder import BadShard
from crawler.shards.shard_tables import site_folder
from crawler.shards.shared_keys import (
    Chunk,
    KeysTask,
    find_pairs,
    ranges_for,
    write_columns,
    write_entries,
    write_range,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from crawler.engines.engine import Engine
    from crawler.ingest.worker_pool import Output, Task
    from crawler.shards.compare_pairs import Question
    from crawler.shards.shard_folder import Manifest

    Numbers = NDArray[np.int64]
    Progress = Callable[[str, int, int], None]

DUPLICATES = "duplicates.parquet"
CHUNK_GROUPS = 20  # row groups of 1000 texts in a task


@dataclass(slots=True)
class DuplicatesReport:
    """The numbers of shards, articles with a text, and labels by kind; and the shards that are damaged."""

    shards: int = 0
    articles: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """BAD_INPUT where a shard is damaged, else 0."""
        return exit_codes.BAD_INPUT if self.damages else exit_codes.SUCCESS


def label_duplicates(engine: Engine[DuplicatesContext], progress: Progress | None = None) -> DuplicatesReport:
    """Write the labels of all shards of a folder; the same shards give the same bytes.

    A damaged shard is named, and left out, as in a merge.

    Args:
        engine: Where the work is done; its context names the folder.
        progress: Called with what is counted, and how much of it is done and known.

    Raises:
        BadShard: There are no shards, reader versions differ, or a task has ended three processes.
        ArchiveError: Labels cannot be written, or the engine cannot work. Earlier labels stay.
    """
    folder = engine.context.folder
    shards = folder.manifests()
    check_readers(folder, shards)
    folder.delete_folder(SPILL)
    try:
        return _Labelling(engine, progress or (lambda *_: None)).run(shards)
    finally:
        folder.delete_folder(SPILL)


class _Labelling:
    """The steps, each of tasks that need the files of the step before."""

    def __init__(self, engine: Engine[DuplicatesContext], progress: Progress) -> None:
        self._engine = engine
        self._progress = progress
        self._folder = engine.context.folder

    def run(self, shards: list[Manifest]) -> DuplicatesReport:
        report = DuplicatesReport(len(shards))
        sites = self._survey(shards, report)
        paths = {site: f"{SPILL}/texts-{number}.parquet" for number, site in enumerate(sites)}
        tasks = (_site_task(site, paths[site], shards, places) for site, places in sites.items())
        self._map("sites", write_texts, tasks, len(sites))
        articles = load_articles(self._folder, paths.values())
        chunks = list(self._chunks(paths.values(), articles))
        pairs = self._find_candidates(articles, chunks)
        similarities = self._compare("copies", chunks, pairs)
        is_copy = ~np.isnan(similarities)
        pairs, similarities = pairs[is_copy], similarities[is_copy]
        members = group_articles(articles, pairs)
        asked = members.pairs()
        labels = members.labels(self._similarities_of(asked, chunks, pairs, similarities))
        self._folder.publish(DUPLICATES, table_file(labels))
        exact = int((asked[:, 0] == asked[:, 1]).sum())
        report.articles = len(articles.texts)
        report.labels = {"exact": exact, "near": len(asked) - exact}
        return report

    def _survey(self, shards: list[Manifest], report: DuplicatesReport) -> dict[str, list[tuple[int, int]]]:
        """Return by site that has articles the places of its shards, with the number of files of each.

        Damaged shards are reported.
        """
        by_site: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        readable: set[str] = set()
        lost = Survey(damage=ENDS_ITS_PROCESS)
        for place, survey in enumerate(self._engine.map(survey_shard, shards, lambda _: lost)):
            if survey.damage is not None:
                report.damages.append(Damage(Path(shards[place].input), 0, survey.damage))
            readable.update(survey.readable)
            for site in survey.sites:
                by_site[site].append((place, survey.members))
            self._progress("shards", place + 1, len(shards))
        return {site: by_site[site] for site in sorted(readable)}

    def _chunks(self, paths: Iterable[str], articles: Articles) -> Iterator[Chunk]:
        """Yield the rows of all files of texts; of rows with one text only its home has an id."""
        ids = np.full(len(articles.texts), -1)
        ids[articles.homes] = np.arange(len(articles.homes))
        number = row = 0
        for path in paths:
            with self._folder.open(path) as file:
                metadata = parquet.ParquetFile(file).metadata
            sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
            for first in range(0, len(sizes), CHUNK_GROUPS):
                groups = tuple(range(first, min(first + CHUNK_GROUPS, len(sizes))))
                count = sum(sizes[group] for group in groups)
                yield Chunk(number, path, groups, ids[row : row + count])
                number, row = number + 1, row + count

    def _find_candidates(self, articles: Articles, chunks: Sequence[Chunk]) -> Numbers:
        write_columns(self._folder, articles.key_counts(), articles.sums())
        ranges = ranges_for(len(articles.homes))
        tasks = [KeysTask(chunk, ranges) for chunk in chunks]
        self._map("keys", write_entries, tasks, len(tasks))
        if tasks:
            self._map("key ranges", write_range, range(ranges), ranges)
        found = self._map("candidates", find_pairs, tasks, len(tasks))
        return np.concatenate([np.empty((0, 2), np.int64), *found])

    def _similarities_of(
        self, asked: Numbers, chunks: Sequence[Chunk], pairs: Numbers, known: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the similarities of these pairs; those that are not known yet are computed."""
        places = np.argsort(_as_numbers(pairs))
        numbers, wanted = _as_numbers(pairs)[places], _as_numbers(asked)
        found = np.where(asked[:, 0] == asked[:, 1], 1.0, np.nan)
        if len(numbers):
            at = np.minimum(numbers.searchsorted(wanted), len(numbers) - 1)
            found = np.where(numbers[at] == wanted, known[places][at], found)
        missing = np.isnan(found)
        found[missing] = self._compare("similarity", chunks, asked[missing])
        return found

    def _compare(self, question: Question, chunks: Sequence[Chunk], pairs: Numbers) -> NDArray[np.float64]:
        """Return the answer for each pair, in their order."""
        if not len(pairs):
            return np.empty(0)
        parts, order = divide(pairs)
        self._map("texts", gather_texts, gather_tasks(question, chunks, parts), len(chunks))
        tasks = [CompareTask(question, number, part) for number, part in enumerate(parts)]
        answers = np.empty(len(pairs))
        answers[order] = np.concatenate(self._map("comparisons", compare_texts, tasks, len(tasks)))
        return answers

    def _map(
        self,
        what: str,
        function: Callable[[DuplicatesContext, Task], Output],
        tasks: Iterable[Task],
        total: int,
    ) -> list[Output]:
        """Return the results of all tasks, `total` or fewer.

        Raises:
            BadShard: A task has ended three processes.
        """
        results: list[Output] = []
        for result in self._engine.map(function, tasks, _refuse):
            results.append(result)
            self._progress(what, len(results), total)
        return results


def _as_numbers(pairs: Numbers) -> Numbers:
    """Return a number for each pair, in any order of its two texts."""
    numbers: Numbers = pairs.max(axis=1) << 32 | pairs.min(axis=1)
    return numbers


def _refuse(task: object) -> NoReturn:
    """Raise what a task that ends each process means: labels without it would be wrong."""
    name = task.site if isinstance(task, SiteTask) else type(task).__name__
    raise BadShard(f"{name}: {ENDS_ITS_PROCESS}; no labels are written. Give a process more memory")


def _site_task(site: str, path: str, shards: list[Manifest], places: list[tuple[int, int]]) -> SiteTask:
    """Return the task of a site; its manifests name only the files with captures of the site."""
    folders = ("records/", f"{site_folder(site)}/")
    of_site = []
    for place, members in places:
        files = (file for file in shards[place].files if file.path.startswith(folders))
        of_site.append((replace(shards[place], files=tuple(files), damages=()), members))
    return SiteTask(site, path, tuple(of_site))
