"""`partynews read`: parse one HTML page without a database, and print what was found where."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import exit_codes
from crawler.commands.options import DATE_OR_TIME, command, in_utc, json_option, site_folders_option
from crawler.commands.terminal import format_table, print_json, printable

if TYPE_CHECKING:
    from crawler.parse.read import Reading


@command("partynews read page.html --url https://nhandan.vn/bai-post929283.html --explain")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The URL that the page was served under.")
@click.option("--content-type", help="The Content-Type header that the page was served with.")
@click.option("--captured", metavar="TIME", type=DATE_OR_TIME, help="Capture time (UTC; default: now).")
@click.option("--generic", is_flag=True, help="Parse a page of an unknown site with trafilatura.")
@click.option("--explain", is_flag=True, help="Print a table of the omitted text with reasons.")
@site_folders_option
@json_option
def read_command(
    file: Path,
    url: str,
    content_type: str | None,
    captured: datetime | None,
    generic: bool,
    explain: bool,
    as_json: bool,
) -> int:
    """Parse one HTML page without a database.

    Prints the article, its layout, and the selector that found each field. A refused page gives exit 7.
    """
    from crawler.parse.refusal import Refused
    from crawler.read_any import read_any

    try:
        reading = read_any(
            file.read_bytes(),
            url,
            content_type=content_type,
            captured=in_utc(captured) or datetime.now(UTC),
            generic=generic,
        )
    except Refused as refused:
        if as_json:
            print_json({"refused": refused.cls, "why": refused.why})
        else:
            click.echo(f"Refused ({refused.cls}): {printable(refused.why)}", err=True)
        return exit_codes.BAD_INPUT
    if as_json:
        omitted = [each.as_dict() for each in reading.omitted]
        print_json({**reading.article.as_dict(), "selectors": reading.selectors, "omitted": omitted})
    else:
        click.echo(_as_text(reading))
        if explain:
            rows = ((each.reason, str(each.letters), printable(each.words)) for each in reading.omitted)
            click.echo("\n" + format_table(("omitted", "letters", "first words"), rows))
    return exit_codes.SUCCESS


def _as_text(reading: Reading) -> str:
    fields: dict[str, Any] = reading.article.as_dict()
    lines = []
    for name, value in fields.items():
        if value in (None, (), []) or name in ("body", "lead", "title"):
            continue
        selector = reading.selectors.get(name)
        shown = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {printable(shown)}" + (f"    [{selector}]" if selector else ""))
    for name in ("title", "lead", "body"):
        if fields[name]:
            lines += ["", f"{name}    [{reading.selectors.get(name, '')}]", printable(fields[name])]
    return "\n".join(lines)
