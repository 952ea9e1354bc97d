"""How fast pages are read, beside a bare parse and the peers: `make bench-reading`."""

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
    "the old designs hold it back: their few elements are parsed in half a millisecond, and looking at each "
    "in Python takes longer; where no markup is known (dukcqtw, hanoi) every line of the page is read"
)


def benchmark(quick: bool) -> Section:
    """Articles a second from bytes: text, metadata and date."""
    count, rounds = (26, 2) if quick else (260, 5)
    everything = pages.kept(f"pages-{count}", pages.pages(count))
    newest = pages.kept(f"newest-{count}", pages.pages(count, only=NEWEST))
    vnexpress = pages.kept(f"vnexpress-{count}", pages.vnexpress_pages(count))
    few = pages.kept("pages-26", pages.pages(26))
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
        compared(work, ours, renamed(limit, "bare lxml parse"), at_least(0.5), "pages/s", OLD_DESIGNS),
        compared(
            "read_article, newest design",
            new,
            renamed(new_limit, "bare lxml parse"),
            at_least(0.5),
            "pages/s",
        ),
        compared(work, ours, renamed(series["trafilatura"], "trafilatura fast"), at_least(6), "pages/s"),
        compared(
            "read_article, newest design",
            new,
            renamed(series["fundus"], "fundus, VnExpress parser"),
            at_least(3.5),
            "pages/s",
            "fundus reads the same stories in VnExpress's markup, in a frame of the same size; "
            + _limit(new_limit, series["fundus"]),
        ),
        compared(
            work,
            ours,
            series["newspaper4k"],
            at_least(60),
            "pages/s",
            _limit(limit, series["newspaper4k"]),
        ),
    ]
    return Section("reading", "Reading pages", rows, [("A design at a time", by_design(quick))])


def _limit(parse: Series, theirs: Series) -> str:
    """How fast who only parses would be beside them."""
    if not (parse.rounds and theirs.rounds):
        return ""
    return f"a bare parse, that reads nothing, is {figure(parse.rate / theirs.rate)} times as fast as they"


def reader(label: str, folder: Path, *, peer: str | None = None, name: str | None = None) -> Contender:
    """A contender that reads the pages of a folder; `name` is the reader where the label is another."""
    return Contender(label, MODULE, (name or label, str(folder)), peer=peer or label)


def renamed(series: Series, name: str) -> Series:
    """The same figures under the name that the table prints."""
    return Series(name, series.rounds, series.missing)


def by_design(quick: bool) -> str:
    """What reading costs beside the parse, for each layout."""
    count, rounds = (5, 1) if quick else (40, 3)
    lines = []
    for paper, design in pages.designs():
        folder = pages.kept(f"{paper.name}-{design}-{count}", pages.pages(count, only=[(paper, design)]))
        series = in_turn([reader(OURS, folder), reader("lxml", folder, peer=OURS)], rounds)
        ours, limit = series[OURS], series["lxml"]
        lines.append(
            [f"{paper.name} {design}", figure(ours.rate), figure(limit.rate), figure(ours.rate / limit.rate)]
        )
    return markdown(["layout", "read_article, pages/s", "bare lxml, pages/s", "ratio"], lines)


if __name__ == "__main__":
    run_alone(benchmark)
