"""`partynews probe`: compare site files with the live sites, and say what holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.commands.options import (
    captures_option,
    command,
    db_option,
    json_option,
    pages_option,
    resolve_sites,
    settings_option,
    site_folders_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import NO_NETWORK, format_table, one_line, print_json, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.probe.observations import ArticleVisit, StartVisit
    from crawler.probe.probe_run import ProbedSite, ProbeReport


@command("partynews probe nhandan", "partynews probe nhandan plo --save")
@click.argument("sites", nargs=-1)
@click.option("--save", is_flag=True, help="Save the articles as test pages: the HTML, and a JSON beside it.")
@pages_option
@captures_option
@settings_option
@site_folders_option
@db_option
@json_option
def probe_command(
    sites: tuple[str, ...],
    save: bool,
    pages: Path,
    captures: Path | None,
    settings: dict[str, str],
    db: Path,
    as_json: bool,
) -> int:
    """Compare site files with the live sites: which facts hold.

    Sends at most 12 requests to each of SITES (by default all that still publish): robots.txt, the starts,
    two new articles and an old one. Prints a verdict for each fact that the site file declares, with the line
    to change where it fails, and exits with 4 then. The pages are kept as captures in the archive.
    Requires a contact address for the sites' operators: PARTYNEWS_CONTACT=you@example.org
    """
    from archive.store import Store
    from crawler.probe.probe_run import probe
    from crawler.sites import load_sites, publishing_sites

    known = load_sites()
    chosen = resolve_sites(sites, known) if sites else publishing_sites()
    with archive_lock(db, "probe"), Store.open(db, captures=captures) as store, progress() as shown:
        report = probe(store, [known[name] for name in chosen], progress=shown.add_url, settings=settings)
    if as_json:
        print_json(_as_json(report))
    else:
        click.echo("\n\n".join(map(_as_text, report.sites)))
    for page in _save_pages(report, pages) if save else ():
        click.echo(f"Saved {page}: compare its JSON with the page line by line.", err=True)
    if report.sites and all(map(_is_unresolved, report.sites)):
        warn(f"{NO_NETWORK} before you change a site file, then run the same again.")
    if report.reason == "interrupted":
        warn("interrupted. Run the same again.")
    return report.exit_code


def _is_unresolved(probed: ProbedSite) -> bool:
    rules = probed.observed.rules
    return rules is not None and rules.unreachable == "dns"


def _save_pages(report: ProbeReport, folder: Path) -> Iterator[Path]:
    """Save each article page that the site gave, read or refused; yield the paths."""
    from crawler.fetch.interpret import page_body
    from crawler.page_sample import save_page

    for probed in report.sites:
        for visit in probed.observed.articles:
            answer = visit.visited.answer
            body = page_body(answer) if answer is not None else None
            if answer is not None and body is not None:
                yield save_page(
                    folder,
                    body,
                    answer.url,
                    site=probed.site,
                    content_type=answer.content_type,
                    captured=answer.captured,
                )


def _as_text(probed: ProbedSite) -> str:
    counts = {
        verdict: sum(fact.verdict == verdict for fact in probed.facts)
        for verdict in ("holds", "fails", "not tried")
    }
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    head = f"{probed.site.name}: {said} ({counted(probed.observed.requests, 'request')})"
    if probed.observed.stopped:
        head += f"; stopped: {probed.observed.stopped}"
    unresolved = _is_unresolved(probed)
    rows = (
        (
            fact.verdict,
            fact.name,
            fact.declared,
            fact.seen,
            fact.line if fact.verdict == "fails" and not unresolved else "",
        )
        for fact in probed.facts
    )
    return f"{one_line(head)}\n" + format_table(("verdict", "fact", "declared", "seen", "change"), rows)


def _as_json(report: ProbeReport) -> dict[str, Any]:
    return {
        "run": report.run_id,
        "reason": report.reason,
        "sites": {
            probed.site.name: {
                "requests": probed.observed.requests,
                "stopped": probed.observed.stopped,
                "starts": list(map(_start_as_json, probed.observed.starts)),
                "articles": list(map(_article_as_json, probed.observed.articles)),
                "facts": [
                    {
                        "fact": fact.name,
                        "declared": fact.declared,
                        "verdict": fact.verdict,
                        "seen": fact.seen,
                        "line": fact.line,
                    }
                    for fact in probed.facts
                ],
            }
            for probed in report.sites
        },
    }


def _start_as_json(visit: StartVisit) -> dict[str, Any]:
    return {
        "kind": visit.start.kind,
        "url": visit.start.url,
        "answer": visit.visited.answer.status if visit.visited.answer else None,
        "error": None if visit.answered else visit.visited.why,
        "links": len(visit.links),
        "articles": len(visit.articles),
        "pages": len(visit.pages),
        "newest": visit.newest,
    }


def _article_as_json(visit: ArticleVisit) -> dict[str, Any]:
    reading = visit.reading
    return {
        "age": visit.age,
        "url": visit.visited.url,
        "found_on": visit.found_on,
        "refused": None if reading else visit.visited.why,
        "layout": reading.article.layout if reading else None,
        "title": reading.article.title if reading else None,
        "published": reading.article.published if reading else None,
        "selectors": reading.selectors if reading else {},
        "flags": list(reading.article.flags) if reading else [],
    }
