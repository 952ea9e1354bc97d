"""`partynews export`: write a corpus of selected articles to a folder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import exit_codes
from archive.export.formats import FORMATS
from archive.plural import counted
from crawler.commands.import_report import warn_of_damages
from crawler.commands.options import (
    captures_option,
    command,
    db_option,
    duplicates_option,
    from_option,
    site_folders_option,
    to_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import one_line, warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.export.exporter import ExportRequest
    from archive.export.manifest import CorpusStats
    from crawler.commands.progress import Progress

CHOICES = [name for name in FORMATS if "-" not in name]  # a hyphen precedes the word of an option
VARIANTS = {"raw": "--raw", "words": "--words", "header": "--txt-header", "years": "--split year"}
"""Options of one format: parameter, which is the last word of the format in `FORMATS`, and spelling."""
SELECTION_OPTIONS = ("sites", "since", "until", "section", "query", "about", "min_words", "duplicates")


@command(
    "partynews export --format jsonl --out corpus --site nhandan --from 2018 --duplicates near",
    "partynews export --format tei --out about-05 --about 05-CT/TW",
    "partynews export --format csv --out new --since-export corpus/manifest.json",
)
@click.option("--format", "form", type=click.Choice(CHOICES), required=True)
@click.option(
    "--out", metavar="FOLDER", type=click.Path(path_type=Path), required=True, help="The folder to create."
)
@click.option("--site", "sites", multiple=True, help="Only this site; can be repeated.")
@from_option
@to_option
@click.option("--section", help="Only this section, as printed.")
@click.option("--query", help="Only what `partynews search` finds for this query.")
@click.option("--about", metavar="CODE", help="Only articles that cite this document: 05-CT/TW.")
@click.option(
    "--min-words", type=click.IntRange(0), default=0, help="Only articles with at least this many words."
)
@duplicates_option("keep")
@click.option("--revisions", type=click.Choice(["newest", "all"]), default="newest", show_default=True)
@click.option(
    "--since-export",
    type=click.Path(path_type=Path),
    metavar="MANIFEST",
    help="Only texts that are not in that export.",
)
@click.option("--raw", is_flag=True, help="csv: do not escape cells that a spreadsheet reads as formulas.")
@click.option(
    "--txt-header", "header", is_flag=True, help="txt: begin each file with the metadata of its article."
)
@click.option("--words", is_flag=True, help="vertical: tokens are words, not syllables (extra `words`).")
@click.option(
    "--split",
    "years",
    type=click.Choice(["year"]),
    help="jsonl, jsonl.zst, parquet: a split of the dataset for each year, named by it.",
)
@click.option(
    "--from-shards",
    "shards",
    metavar="FOLDER",
    help="Export the shards in this folder or at this URL (`import --shards`) instead of an archive.",
)
@click.option("--bag", is_flag=True, help="Make the folder a BagIt bag (RFC 8493).")
@click.option("--replace", is_flag=True, help="Overwrite an earlier export.")
@captures_option
@site_folders_option
@db_option
def export_command(
    form: str, out: Path, captures: Path | None, shards: str | None, db: Path, **options: Any
) -> int:
    """Export a corpus: data, checksums and a README.

    The same archive and options always give the same bytes. A failed export leaves nothing in FOLDER.
    """
    from archive.capture_files import captures_beside
    from archive.export.exporter import ExportRequest, options_of
    from archive.export.manifest import changed_options
    from archive.export.selection import Selection
    from archive.search.query import parse_query
    from crawler.sites import load_sites

    form = _format_name(form, {name: options.pop(name) for name in VARIANTS})
    selection = Selection(**{name: options.pop(name) for name in SELECTION_OPTIONS})
    request = ExportRequest(
        out=out,
        form=form,
        captures=captures or captures_beside(db),
        selection=selection,
        newspapers={name: site.publisher for name, site in load_sites().items()},
        **options,
    )
    for note in parse_query(selection.query).notes if selection.query else ():
        warn(note)
    if request.since_export and (changed := changed_options(request.since_export, options_of(request))):
        warn(
            f"{request.since_export} was exported with other options ({', '.join(changed)}):"
            " texts that it left out for them count as new."
        )
    if shards is not None:
        return _export_shards(shards, request)
    with progress() as shown:
        stats = _export(db, request, shown)
    return _report(stats, out)


def _export(db: Path, request: ExportRequest, shown: Progress) -> CorpusStats:
    from archive.database.connection import reading
    from archive.export.exporter import export

    with reading(db) as archive:
        return export(archive, request, partial(shown.show, "texts"))


def _export_shards(shards: str, request: ExportRequest) -> int:
    """Export from a temporary archive of shards; what of them cannot be read is named."""
    from archive.capture_files import captures_beside
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_scope import ImportScope
    from crawler.shards.shard_archive import archive_of_shards
    from crawler.shards.shard_folder import ShardFolder
    from crawler.sites import load_sites

    scope = ImportScope(detect=family_site, may_detect=may_be_of_a_family)
    folder, sites = ShardFolder(shards), load_sites()
    with (
        progress() as shown,
        archive_of_shards(folder, sites, scope, partial(shown.show, "captures")) as (db, report),
    ):
        stats = _export(db, replace(request, captures=captures_beside(db)), shown)
    warn_of_damages(report)
    return _report(stats, request.out) or report.exit_code


def _report(stats: CorpusStats, out: Path) -> int:
    click.echo(f"{out}: {counted(stats.rows, 'text')} of {counted(stats.words, 'word')}")
    return _report_lost(stats, out)


def _report_lost(stats: CorpusStats, out: Path) -> int:
    """Print the records that could not be copied; return the exit code."""
    for what in stats.first_lost:
        click.echo(one_line(f"not copied: {what}"), err=True)
    if stats.lost:
        warn(f"{counted(stats.lost, 'record')} could not be copied to {out}.")
    return exit_codes.BAD_INPUT if stats.lost else exit_codes.SUCCESS


def _format_name(form: str, variants: Mapping[str, object]) -> str:
    """Return the key of `FORMATS`; raises click.UsageError for an option of another format."""
    chosen = [variant for variant, value in variants.items() if value]
    for variant in chosen:
        if f"{form}-{variant}" not in FORMATS:
            forms = [name.removesuffix(f"-{variant}") for name in FORMATS if name.endswith(f"-{variant}")]
            raise click.UsageError(f"{VARIANTS[variant]} requires --format {' or '.join(forms)}.")
    return "-".join([form, *chosen])
