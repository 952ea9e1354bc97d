"""`partynews import`: archive the captures of WARC/WACZ files, single HTML pages and text dumps."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from archive import exit_codes
from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.commands.import_report import (
    damages_as_json,
    print_report,
    report_as_json,
    warn_of_damages,
)
from crawler.commands.options import (
    DATE_OR_TIME,
    FileOrUrl,
    address_option,
    chosen_workers,
    command,
    db_option,
    engine_option,
    in_place_option,
    in_utc,
    json_option,
    resolve_sites,
    site_folders_option,
    site_option,
    workers_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn_of_broken_site_files

if TYPE_CHECKING:
    from typing import Unpack

    from crawler.engines.engine import Workers
    from crawler.ingest.import_files import ImportReport
    from crawler.ingest.import_scope import ImportScope


class ImportOptions(TypedDict):
    """Which pages are imported and how, what single pages do not say themselves, and where all are read."""

    site: str | None
    url: str | None
    captured: datetime | None
    generic: bool
    in_place: bool
    engine: str
    address: str | None
    workers: int | None


@command(
    "partynews import crawl-2019.warc.gz",
    "partynews import page.html --url https://nhandan.vn/bai-post929283.html",
    "partynews import s3://bucket/2019.warc.gz --shards s3://bucket/shards --engine ray",
)
@click.argument("files", nargs=-1, required=True, type=FileOrUrl(exists=True, dir_okay=False))
@site_option
@click.option("--url", help="The URL of a single HTML page or dump.")
@click.option(
    "--captured",
    metavar="TIME",
    type=DATE_OR_TIME,
    help="Capture time of a single page or dump (UTC; default: now).",
)
@click.option("--generic", is_flag=True, help="Parse pages of unknown sites with trafilatura.")
@in_place_option
@click.option(
    "--shards",
    metavar="FOLDER",
    help="Write Parquet shards to this folder or URL instead, for `partynews merge` (extra `shards`).",
)
@engine_option
@address_option
@workers_option
@site_folders_option
@db_option
@json_option
def import_command(
    files: tuple[str, ...],
    shards: str | None,
    db: Path,
    as_json: bool,
    **options: Unpack[ImportOptions],
) -> int:
    """Import WARC/WACZ files, HTML pages and text dumps.

    Imports every capture in the files in order of time, so that revisions are found. Captures are read on
    all cores. Damaged files give what can be read; the exit code is then 7.
    """
    from crawler.sites import load_sites

    workers = chosen_workers(options["engine"], options["address"], options["workers"])
    if options["site"] is not None:
        resolve_sites([options["site"]], load_sites())
    if shards is not None:
        return _write_shards(files, shards, workers, options, as_json=as_json)
    urls = [file for file in files if "://" in file]
    if urls:
        raise click.UsageError(f"{urls[0]} is a URL: give a folder with --shards, or fetch the file first.")
    paths = tuple(map(Path, files))
    _check_url(options["url"], paths)
    report = _import(paths, workers, db, options)
    warn_of_broken_site_files()
    warn_of_damages(report)
    if as_json:
        print_json(report_as_json(report))
    else:
        print_report(report)
    return report.exit_code


def _check_url(url: str | None, files: tuple[Path, ...]) -> None:
    """Raise UsageError for what is not a web address, or where there is no single page that it describes."""
    from archive.web_url import is_web_url
    from crawler.ingest.import_work import is_warc

    if url is None:
        return
    if not is_web_url(url):
        raise click.UsageError(f"{url[:80]!r} is not a web address. Use --url https://HOST/PATH")
    if len(files) > 1 or is_warc(files[0]):
        raise click.UsageError("--url is for one HTML page or dump: WARC files say the URLs of their pages.")


def _import(files: tuple[Path, ...], workers: Workers, db: Path, options: ImportOptions) -> ImportReport:
    from archive.store import Store
    from crawler.ingest.import_files import import_files
    from crawler.ingest.single_files import SinglePage
    from crawler.sites import load_sites

    with archive_lock(db, "import") as lock, Store.open(db) as store, progress() as shown:
        report = import_files(
            store,
            load_sites(),
            files,
            scope=_scope(options),
            page=SinglePage(options["url"], in_utc(options["captured"])),
            in_place=options["in_place"],
            workers=workers,
            progress=partial(shown.show, "captures"),
        )
        lock.failed = report.exit_code != exit_codes.SUCCESS
    return report


def _write_shards(
    files: tuple[str, ...], folder: str, workers: Workers, options: ImportOptions, *, as_json: bool
) -> int:
    from crawler.engines.engine import open_engine
    from crawler.shards.write_shard import ShardContext
    from crawler.shards.write_shards import write_shards
    from crawler.sites import load_sites

    if options["url"] or options["captured"] or options["in_place"]:
        raise click.UsageError("--shards does not go with --url, --captured and --in-place.")
    context = ShardContext.of(load_sites(), _scope(options), folder)
    with open_engine(workers, context) as engine, progress() as shown:
        report = write_shards(engine, files, partial(shown.show, "files"))
    warn_of_broken_site_files()
    warn_of_damages(report)
    counts = {"records": report.records, "articles": report.articles}
    if as_json:
        print_json({"shards": dict(report.states)} | counts | {"damages": damages_as_json(report)})
    else:
        states = ", ".join(f"{number} {state}" for state, number in sorted(report.states.items()))
        click.echo(f"{folder}: {states}; {counted(report.records, 'record')}, {report.articles} of articles")
    return report.exit_code


def _scope(options: ImportOptions) -> ImportScope:
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_scope import ImportScope

    return ImportScope(
        only=options["site"],
        detect=family_site,
        generic=options["generic"],
        may_detect=may_be_of_a_family,
    )
