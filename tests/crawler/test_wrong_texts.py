"""Crawls of a site with wrong texts: the archive keeps its texts, names the cause, and recovers by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conditions import Clock
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, listing

NUMBERS = range(1, 9)
PATHS = {number: f"/bai-{number}.html" for number in NUMBERS}
MORNING = datetime(2026, 3, 9, 1, tzinfo=UTC)
TODAY = "08:00 10/03/2026"

Page = Callable[[int], Answer]


def paragraphs(number: int, count: int = 8) -> str:
    """Return paragraphs in the form that all articles of the paper have."""
    return "".join(
        f"<p>Đoạn {part} của bài {number}: hội nghị bàn về công tác năm {number} và nêu nhiệm vụ "
        f"{part * number} cần làm trong quý tới ở cơ sở.</p>"
        for part in range(count)
    )


def page(
    number: int,
    *,
    title: str | None = None,
    lead: str | None = None,
    text: str | None = None,
    when: str = "08:15 02/03/2026",
) -> Answer:
    """Return an article page."""
    body = paragraphs(number) if text is None else text
    return Answer(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article class="paper">'
        f"<h1>{title or f'Hội nghị lần thứ {number}'}</h1><time>{when}</time>"
        f'<p class="lead">{lead or f"Hội nghị lần thứ {number} khai mạc."}</p><div class="text">{body}</div>'
        f"</article></body></html>".encode()
    )


def publish(paper: PaperServer, of: Page) -> None:
    paper.pages["/tin/"] = listing(*PATHS.values())
    paper.pages |= {path: of(number) for number, path in PATHS.items()}


def crawl(crawler: Crawler, day: int, *, code: int = 0, **options: object) -> None:
    """Crawl on a day, with all articles due."""
    if crawler.db.exists():
        crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE due IS NOT NULL")
    crawler.run(code=code, under=[Clock(MORNING + timedelta(days=day))], **options)


@pytest.fixture(scope="module")
def honest(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PaperServer, Path]]:
    """A paper with good texts, and the folder of its archive after a crawl on the first day."""
    folder = tmp_path_factory.mktemp("honest")
    with PaperServer() as paper:
        publish(paper, page)
        crawl(Crawler(folder / "archive.db", paper.netloc), 0)
        yield paper, folder


@pytest.fixture
def crawled(honest: tuple[PaperServer, Path], tmp_path: Path) -> tuple[PaperServer, Crawler]:
    """The paper and a crawler with a copy of its archive."""
    paper, folder = honest
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return paper, Crawler(tmp_path / "archive.db", paper.netloc)


def texts(crawler: Crawler) -> list[tuple[object, ...]]:
    return crawler.rows("SELECT key, title, lead, body, published FROM articles ORDER BY key")


def causes(crawler: Crawler) -> list[str]:
    last = "SELECT cause FROM health WHERE run_id = (SELECT max(id) FROM runs)"
    return [cause for (cause,) in crawler.rows(last)]


def swapped(number: int) -> Answer:
    return page(number, text=paragraphs(number % 8 + 1))


def without_marks(number: int) -> Answer:
    body = page(number).body.decode()
    for marked, plain in zip("ộịề ệăôạĐầơáạ", "oie eaoaDaoaa", strict=True):
        body = body.replace(marked, plain)
    return Answer(body.encode())


FAULTS: dict[str, tuple[Page, str]] = {
    "cache gives one article": (lambda _: page(1), "same text everywhere"),
    "cache gives an unknown article": (lambda _: page(77), "same text everywhere"),
    "one body under all titles": (lambda n: page(n, text=paragraphs(55)), "same text everywhere"),
    "bodies change places": (swapped, "texts swapped"),
    "titles change places": (lambda n: page(n, title=f"Hội nghị lần thứ {n % 8 + 1}"), "texts swapped"),
    "teasers": (lambda n: page(n, text=paragraphs(n, 1)), "texts shrink"),
    "paywall": (
        lambda n: page(n, text=paragraphs(n, 2) + "<p>Đăng ký thuê bao để đọc toàn bộ bài viết.</p>"),
        "texts shrink",
    ),
    "one lead": (lambda n: page(n, lead="Tin tức mới nhất trong ngày của báo."), "same text everywhere"),
    "errors above the texts": (
        lambda n: page(n, text="<p>Warning: fopen(a.txt) failed in /var/a.php on line 8</p>" + paragraphs(n)),
        "error texts",
    ),
    "dates are today's": (lambda n: page(n, when=TODAY), "dates are today's"),
    "dates are one day": (lambda n: page(n, when="00:00 01/01/2020"), "dates are alike"),
    "dates vanish": (lambda n: page(n, when=""), "dates are missing"),
    "titles are the paper's": (lambda n: page(n, title="Báo điện tử"), "titles are alike"),
    "titles end with the paper's": (
        lambda n: page(n, title=f"Hội nghị lần thứ {n} - Báo điện tử"),
        "titles are alike",
    ),
    "diacritics vanish": (without_marks, "charset broken"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_worse_readings_do_not_replace_texts(crawled: tuple[PaperServer, Crawler], fault: str) -> None:
    (paper, crawler), (of, cause) = crawled, FAULTS[fault]
    before = texts(crawler)
    publish(paper, of)
    crawl(crawler, 1, code=4)
    assert (texts(crawler), causes(crawler)) == (before, [cause])
    assert crawler.rows("SELECT count(*) FROM revisions") == [(len(PATHS),)]
    assert crawler.rows("SELECT count(*) > 6 FROM doubts WHERE settled IS NULL") == [(1,)]
    publish(paper, page)
    crawl(crawler, 2)
    assert (texts(crawler), causes(crawler)) == (before, ["well"])
    assert crawler.rows("SELECT DISTINCT settled_as FROM doubts") == [("superseded",)]


def test_new_articles_of_a_broken_site_are_doubted_until_it_is_well(
    paper: PaperServer, crawler: Crawler
) -> None:
    publish(paper, lambda _: page(5))
    crawl(crawler, 0, code=4)
    assert causes(crawler) == ["same text everywhere"]
    assert set(crawler.outcomes().values()) == {"listed", "doubted text:same"}
    assert crawler.rows("SELECT count(*) FROM articles WHERE flags = '[\"doubted\"]'") == [(8,)]
    publish(paper, page)
    crawl(crawler, 1)
    assert crawler.titles() == [f"Hội nghị lần thứ {number}" for number in NUMBERS]
    assert crawler.rows("SELECT DISTINCT flags FROM articles") == [("[]",)]
    assert crawler.rows("SELECT count(*) FROM revisions") == [(8,)]  # the wrong texts left no revision
    assert crawler.rows("SELECT count(*) FROM doubts WHERE settled IS NULL") == [(0,)]


def test_usual_edits_are_revisions(crawled: tuple[PaperServer, Crawler]) -> None:
    paper, crawler = crawled
    publish(paper, page)
    paper.pages |= {
        PATHS[1]: page(1, text=paragraphs(1, 4)),
        PATHS[2]: page(2, title="Hội nghị bế mạc"),
        PATHS[3]: page(3, when=TODAY),
        PATHS[4]: page(4, text=paragraphs(4) + "<p>Hội nghị bế mạc chiều cùng ngày.</p>"),
    }
    crawl(crawler, 1)
    revised = {path: outcome for path, outcome in crawler.outcomes().items() if outcome == "revised"}
    assert sorted(revised) == [PATHS[number] for number in (1, 2, 3, 4)]
    assert crawler.rows("SELECT count(*) FROM doubts") == [(0,)]
    assert crawler.rows("SELECT changed FROM revisions WHERE number = 2 ORDER BY article_id") == [
        (f'["{what}"]',) for what in ("text", "title", "published", "text")
    ]


def test_held_readings_of_a_killed_run_are_judged_by_the_next(crawled: tuple[PaperServer, Crawler]) -> None:
    paper, crawler = crawled
    before = texts(crawler)
    publish(paper, lambda n: page(n, text=paragraphs(n, 1)))
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE due IS NOT NULL")
    crawl(crawler, 1, code=4)
    # As a kill before the verdict leaves them.
    crawler.change("UPDATE doubts SET judged = NULL, reason = 'held until the end of the run'")
    crawler.change("UPDATE runs SET finished = NULL WHERE id = 2")
    publish(paper, page)
    crawl(crawler, 2)
    assert texts(crawler) == before
    assert crawler.rows(
        "SELECT DISTINCT outcome, reason FROM outcomes WHERE run_id = 2 AND url LIKE '%bai%'"
    ) == [("doubted", "text:shrunk")]
    assert crawler.rows("SELECT DISTINCT reason, settled_as FROM doubts") == [("text:shrunk", "superseded")]


def test_lasting_fault_is_one_doubt_an_article(crawled: tuple[PaperServer, Crawler]) -> None:
    paper, crawler = crawled
    publish(paper, lambda n: page(n, text=paragraphs(n, 1)))
    for day in (1, 2, 3):
        crawl(crawler, day, code=4)
        assert causes(crawler) == ["texts shrink"]
    assert crawler.rows("SELECT count(*) FROM doubts") == [(8,)]
    assert crawler.rows("SELECT DISTINCT since FROM health WHERE cause <> 'well'") == [
        ("2026-03-10T01:00:00Z",)
    ]
