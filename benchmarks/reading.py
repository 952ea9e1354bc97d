"""Speed of article extraction, compared with a bare lxml parse and other extractors: `make bench-reading`."""

from __future__ import annotations

from pathlib import Path

from benchmarks import pages
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series, figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Section, at_least, compared, markdown

MODULE = "benchmarks.contenders.reading"
NEWEST = [(paper, name) for paper, name in pages.designs() if (paper.name, name) in pages.FAMILY_Z]
OLD_DESIGNS = (
    "old designs are slower relative to lxml: they are parsed in half a millisecond, and visiting each "
    "element in Python takes longer; where no markup is known (dukcqtw, hanoi) every line is examined"
)


def benchmark(quick: bool) -> Section:
    """Return articles per second from bytes: text, metadata and date."""
    count, rounds = (26, 2) if quick else (260, 5)
    everything = pages.cached_folder(f"pages-{count}", pages.pages(count))
    newest = pages.cached_folder(f"newest-{count}", pages.pages(count, only=NEWEST))
    vnexpress = pages.cached_folder(f"vnexpress-{count}", pages.vnexpress_pages(count))
    few = pages.cached_folder("pages-26", pages.pages(26))
    series = in_turn(
        [
            reader(OURS, everything),
            reader("lxml", everything, peer=OURS),
            reader("trafilatura", everything),
            reader("newspaper4k", few),
            reader("partynews, newest design", newest, peer=OURS, name=OURS),
            reader("lxml, newest design", newest, peer=OURS, name="lxml"),
            reader("fundus", vnexpress),
        ],
        rounds,
    )
    ours, limit, new = series[OURS], series["lxml"], series["partynews, newest design"]
    new_limit = series["lxml, newest design"]
    work = "read_article, all designs"
    rows = [
        compared(work, ours, renamed(limit, "bare lxml parse"), at_least(0.4), "pages/s", OLD_DESIGNS),
        compared(
            "read_article, newest design",
            new,
            renamed(new_limit, "bare lxml parse"),
            at_least(0.5),
            "pages/s",
        ),
        compared(work, ours, renamed(series["trafilatura"], "trafilatura fast"), at_least(8), "pages/s"),
        compared(
            "read_article, newest design",
            new,
            renamed(series["fundus"], "fundus, VnExpress parser"),
            at_least(2.5),
            "pages/s",
            "fundus extracts the same stories from VnExpress markup, in frames of the same size; "
            + _limit(new_limit, series["fundus"]),
        ),
        compared(
            work,
            ours,
            series["newspaper4k"],
            at_least(25),
            "pages/s",
            _limit(limit, series["newspaper4k"]),
        ),
    ]
    return Section("reading", "Article extraction", rows, [("By design", by_design(quick))])


def _limit(parse: Series, theirs: Series) -> str:
    """Return a note with the speed of a bare parse relative to a peer."""
    if not (parse.rounds and theirs.rounds):
        return ""
    return f"a bare parse without extraction is {figure(parse.rate / theirs.rate)} times as fast as this peer"


def reader(label: str, folder: Path, *, peer: str | None = None, name: str | None = None) -> Contender:
    """Return a contender that reads the pages of a folder; `name` is the reader if the label differs."""
    return Contender(label, MODULE, (name or label, str(folder)), peer=peer or label)


def renamed(series: Series, name: str) -> Series:
    """Return the same series under the name for the table."""
    return Series(name, series.rounds, series.missing)


def by_design(quick: bool) -> str:
    """Return a table of reading compared with parsing, for each layout."""
    count, rounds = (5, 1) if quick else (40, 3)
    lines = []
    for paper, design in pages.designs():
        folder = pages.cached_folder(
            f"{paper.name}-{design}-{count}", pages.pages(count, only=[(paper, design)])
        )
        series = in_turn([reader(OURS, folder), reader("lxml", folder, peer=OURS)], rounds)
        ours, limit = series[OURS], series["lxml"]
        lines.append(
            [f"{paper.name} {design}", figure(ours.rate), figure(limit.rate), figure(ours.rate / limit.rate)]
        )
    return markdown(["layout", "read_article, pages/s", "bare lxml, pages/s", "ratio"], lines)


if __name__ == "__main__":
    run_alone(benchmark)
