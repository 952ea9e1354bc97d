"""A page that only sets a cookie by script and loads again is a challenge, for articles and listings."""

from __future__ import annotations

from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article, listing

STUB = Answer(b'<script>document.cookie="D1N=0a1b2c";window.location.reload(true);</script>')
REASON = "challenge the page has only a script that sets a cookie and loads it again"


def test_stub_instead_of_an_article_is_refused(crawler: Crawler, paper: PaperServer) -> None:
    paper.pages |= {
        "/tin/": listing("/bai-1.html", "/bai-2.html"),
        "/bai-1.html": article(1),
        "/bai-2.html": STUB,
    }
    crawler.run()
    outcomes = crawler.rows("SELECT url, outcome, reason FROM outcomes WHERE url LIKE '%/bai-2.html'")
    assert outcomes == [(paper.url("/bai-2.html"), "refused", REASON)]


def test_stub_instead_of_a_listing_blocks_the_site(crawler: Crawler, paper: PaperServer) -> None:
    paper.pages |= {"/tin/": STUB}
    crawler.run(code=4)
    assert crawler.rows("SELECT outcome, reason FROM outcomes WHERE url LIKE '%/tin/'") == [
        ("failed", REASON)
    ]
    ((problem,),) = crawler.rows("SELECT problem FROM health")
    assert problem.startswith("blocked since ")
