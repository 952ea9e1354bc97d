"""`partynews new-site`: write a site file and test pages from sample pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import exit_codes
from archive.plural import counted
from crawler.commands.options import command, files_argument, json_option, pages_option
from crawler.commands.terminal import format_table, one_line, print_json

if TYPE_CHECKING:
    from crawler.new_site.write_site import WrittenSite


def _check_name(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    if name is not None and not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise click.BadParameter("must be lower-case letters, figures and underscores.")
    return name


@command(
    "partynews new-site page.html --url https://baomoi.vn/hoi-nghi-a12345.html --out my_sites/",
    "partynews new-site captures/*.warc.gz --name baomoi",
)
@files_argument
@click.option("--url", help="The URL of a single HTML page (default: the one it declares).")
@click.option("--name", callback=_check_name, help="Name of the site (default: from its host).")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="spiders",
    show_default=True,
    help="Folder of the site file.",
)
@pages_option
@json_option
def new_site_command(
    files: tuple[Path, ...], url: str | None, name: str | None, out: Path, pages: Path, as_json: bool
) -> int:
    """Write a site file and test pages from sample pages.

    Recognises the CMS family of the pages in HTML and WARC/WACZ files. For an unknown CMS it proposes layouts
    from what title, date and body have in common over the pages. Says what it could not find; lines to check
    are marked in the file.
    """
    from crawler.new_site.draft import draft_site
    from crawler.new_site.samples import read_samples
    from crawler.new_site.write_site import write_site

    written = write_site(draft_site(read_samples(files, url), name), out, pages)
    if as_json:
        print_json(
            {
                "site_file": written.path,
                "pages": written.pages,
                "layouts": {
                    layout: {"pages": use.pages, "fields": use.fields}
                    for layout, use in written.layouts.items()
                },
                "refused": dict(written.refused),
                "missing": written.missing,
            }
        )
    else:
        click.echo(_as_text(written))
    return exit_codes.SUCCESS


def _as_text(written: WrittenSite) -> str:
    lines = [
        f"Wrote {written.path}",
        *(f"Wrote {page}, and its JSON beside it" for page in written.pages),
        "",
    ]
    names = list(dict.fromkeys(name for use in written.layouts.values() for name in use.fields))
    rows = [
        (layout, use.pages, *(use.fields[name] for name in names)) for layout, use in written.layouts.items()
    ]
    lines += [format_table(("layout", "pages", *names), rows), ""]
    if written.refused:
        lines.append(f"Refused {counted(len(written.refused), 'page')}:")
        lines += [f"  {one_line(url)}: {one_line(why)}" for url, why in written.refused]
    lines += ["Not found:", *(f"  {one_line(what)}" for what in written.missing)]
    lines.append("Next: check the marked lines and compare the JSON with the pages, then probe the site.")
    return "\n".join(lines)
