"""`partynews words`: frequencies of syllables or words, and of sequences of them, as CSV."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import missing_extra
from archive.plural import counted
from crawler.commands.options import command, db_option, duplicates_option, from_option, to_option

if TYPE_CHECKING:
    from archive.export.word_tagger import WordSegmenter


@command(
    "partynews words --min-count 2",
    "partynews words --ngrams 2 --ngrams 3 --site nhandan --from 2018 --min-count 5",
    "partynews words --words --query 'nông thôn mới'",
)
@click.option(
    "--ngrams",
    "lengths",
    type=click.IntRange(1, 5),
    multiple=True,
    default=[1],
    show_default="1",
    help="Count sequences of this length; can be repeated.",
)
@click.option("--words", is_flag=True, help="Count words, not syllables (extra `words`).")
@click.option(
    "--min-count",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Only what occurs this often in a site and year.",
)
@click.option("--site", "sites", multiple=True, help="Only this site; can be repeated.")
@from_option
@to_option
@click.option("--query", help="Only what `partynews search` finds for this query.")
@duplicates_option("near")
@db_option
def words_command(lengths: tuple[int, ...], words: bool, min_count: int, db: Path, **selection: Any) -> None:
    """Count syllables or words by site and year, as CSV.

    Titles, leads and bodies are counted, each story once, withheld articles never. Columns: site, year, unit
    (syllable or word), n, ngram, count, of (all of that length), articles. The same archive and options give
    the same bytes.
    """
    from archive.database.connection import reading
    from archive.export.exporter import EmptySelection
    from archive.export.frequencies import COLUMNS, count_ngrams
    from archive.export.selection import Selection, select

    segmenter = _load_segmenter() if words else None
    with reading(db) as archive:
        ids = select(archive, Selection(**selection))
        if not ids:
            raise EmptySelection("No article fits these options.")
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(count_ngrams(archive, ids, sorted(set(lengths)), segmenter, min_count))
    unit = "words" if words else "syllables (for words: --words)"
    click.echo(f"Counted {unit} of {counted(len(ids), 'article')}.", err=True)


def _load_segmenter() -> WordSegmenter:
    from archive.export.word_tagger import WordSegmenter

    try:
        return WordSegmenter()
    except ModuleNotFoundError as error:
        raise missing_extra("--words", error, extra="words") from None
