"""Crawling end to end from a server on this machine: `make bench-crawl`."""

from __future__ import annotations

from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, Failed, in_turn, run
from benchmarks.harness.rows import Row, Section, at_least, at_most, compared, markdown
from benchmarks.harness.serving import served, server_name
from benchmarks.paper import kept_paper

MODULE = "benchmarks.contenders.crawling"
STAGES = "benchmarks.contenders.stages"
# Who fetches how many articles at most (the slow ones fewer), and what we want to be beside them.
PEERS = {
    "bare Scrapy": (OURS, 1000, 0.5),
    "LinkExtractor spider": (OURS, 250, 3.5),
    "newspaper4k": ("newspaper4k", 40, 12),
    "news-please": ("news-please", 20, 25),
}


OUT_OF_REACH = (
    "half of it is out of reach for one process that commits each article: to read a page, and to save it, "
    "each cost more than all that Scrapy does for it; only the packing and syncing of its record goes on "
    "beside that, in a thread (the stages are below)"
)
KEEPS_NOTHING = "they keep nothing: what ours does more is what the stages below cost"


def benchmark(quick: bool) -> Section:
    """Articles a second with everything that belongs to keeping them, beside crawlers that keep nothing."""
    articles, rounds = (60, 1) if quick else (1000, 3)
    paper = kept_paper(articles)
    with served(paper) as host:
        ours = Contender(OURS, MODULE, (OURS, host, str(articles)))
        theirs = [
            Contender(name, MODULE, (name, host, str(min(articles, most))), peer)
            for name, (peer, most, _) in PEERS.items()
        ]
        series = in_turn([ours, *theirs], rounds)
    rows = [
        compared("crawl to the last commit", series[OURS], series[name], at_least(goal), "pages/s", note)
        for (name, (_, _, goal)), note in zip(
            PEERS.items(), [OUT_OF_REACH] + [KEEPS_NOTHING] * 3, strict=True
        )
    ]
    section = Section("crawl", f"Crawling, served by {server_name()}", rows)
    section.rows.append(_memory(200 if quick else 2000, 50 if quick else 500))
    section.details.append(("What each stage costs a page", _stages(articles)))
    return section


def _memory(many: int, few: int) -> Row:
    """The most memory of a long crawl beside that of a short one."""
    work, against = f"peak memory of {many:,} pages", f"that of {few:,}"
    peaks = []
    for articles in (few, many):
        with served(kept_paper(articles)) as host:
            try:
                once = run(Contender(OURS, MODULE, (OURS, host, str(articles))))
            except Failed as why:
                return Row(work, against, None, at_most(1.1), note=str(why))
        peaks.append(once.peak)
    told = [f"{peak:.0f} MiB" for peak in peaks]
    return Row(work, against, peaks[1] / peaks[0], at_most(1.1), told[1], told[0])


def _stages(articles: int) -> str:
    """Each stage by itself on the same pages, one page after the other."""
    count = min(articles, 300)
    try:
        once = run(Contender("stages", STAGES, (str(kept_paper(articles)), str(count))))
    except Failed as why:
        return f"Not measured: {why}"
    return markdown(["stage", "ms a page"], [[name, figure(cost)] for name, cost in once.said.items()])


if __name__ == "__main__":
    run_alone(benchmark)
