"""Crawl from a local server, end to end: `make bench-crawl`."""

from __future__ import annotations

from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, Failed, in_turn, run
from benchmarks.harness.rows import Row, Section, at_least, at_most, compared, markdown
from benchmarks.harness.serving import served, server_name
from benchmarks.paper import site_folder

MODULE = "benchmarks.contenders.crawling"
STAGES = "benchmarks.contenders.stages"
# Peer, number of articles to fetch (fewer for slow ones), and our goal relative to it.
PEERS = {
    "bare Scrapy": (OURS, 1000, 0.25),
    "LinkExtractor spider": (OURS, 250, 3.5),
    "newspaper4k": ("newspaper4k", 40, 12),
    "news-please": ("news-please", 20, 20),
}


OUT_OF_REACH = (
    "out of reach for one process: parsing a page and saving it each cost more than all work of Scrapy for "
    "it. Of our CPU time for 400 pages recording takes 38 % (a third of it compares the pages, which are "
    "similar to 15 others each), parsing 29 %, the start 10 %, the WARC record 5 %, Scrapy most of the rest. "
    "Visits that are ready together share a transaction: 250 for these pages. Tried: waiting 0.2 s for more "
    "of them, which took no less CPU time"
)
MAIN_THREAD = 9  # ms
IN_THE_MAIN_THREAD = "the WARC records are written in other threads; the rest is as above"
KEEPS_NOTHING = "peers store nothing; the difference is the cost of the stages below"


def benchmark(quick: bool) -> Section:
    """Return articles per second, archiving included, compared with crawlers that archive nothing."""
    articles, rounds = (60, 1) if quick else (1000, 3)
    paper = site_folder(articles)
    with served(paper) as host:
        ours = Contender(OURS, MODULE, (OURS, host, str(articles)))
        theirs = [
            Contender(name, MODULE, (name, host, str(min(articles, most))), peer)
            for name, (peer, most, _) in PEERS.items()
        ]
        series = in_turn([ours, *theirs], rounds)
    rows = [
        compared("crawl, including commits", series[OURS], series[name], at_least(goal), "pages/s", note)
        for (name, (_, _, goal)), note in zip(
            PEERS.items(), [OUT_OF_REACH] + [KEEPS_NOTHING] * 3, strict=True
        )
    ]
    section = Section("crawl", f"Crawl, served by {server_name()}", rows)
    if series[OURS].rounds:
        cost = series[OURS].reported("main_thread_ms")
        section.rows.append(
            Row(
                *("CPU of a crawled page, main thread", "a bound", cost, at_most(MAIN_THREAD)),
                f"{figure(cost)} ms",
                note=IN_THE_MAIN_THREAD,
            )
        )
    section.rows.append(_memory(200 if quick else 2000, 50 if quick else 500))
    section.details.append(("Cost of each stage", _stages(articles)))
    return section


def _memory(many: int, few: int) -> Row:
    """Compare the peak memory of a long crawl with that of a short one."""
    work, against = f"peak memory of {many:,} pages", f"that of {few:,}"
    peaks = []
    for articles in (few, many):
        with served(site_folder(articles)) as host:
            try:
                once = run(Contender(OURS, MODULE, (OURS, host, str(articles))))
            except Failed as why:
                return Row(work, against, None, at_most(1.1), note=str(why))
        peaks.append(once.peak)
    peaks_text = [f"{peak:.0f} MiB" for peak in peaks]
    return Row(work, against, peaks[1] / peaks[0], at_most(1.1), peaks_text[1], peaks_text[0])


def _stages(articles: int) -> str:
    """Measure each stage separately, on the same pages."""
    count = min(articles, 300)
    try:
        once = run(Contender("stages", STAGES, (str(site_folder(articles)), str(count))))
    except Failed as why:
        return f"Not measured: {why}"
    return markdown(["stage", "ms a page"], [[name, figure(cost)] for name, cost in once.reported.items()])


if __name__ == "__main__":
    run_alone(benchmark)
