"""A simulated site for sixty days: daily articles, edits, a redesign, a dead feed, days of wrong texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from paper_server import Answer, PaperServer, listing

from archive.runs.tet import is_tet

FIRST_DAY = datetime(2026, 1, 5, 13, tzinfo=UTC)  # Monday, 20:00 in Hanoi
ON_A_PAGE = 25
WEEKDAYS = (7, 8, 6, 8, 7, 3, 2)  # articles from Monday to Sunday
TET = 1


def moment(day: int) -> datetime:
    """Return the start of the crawl of a day; the first is day 1."""
    return FIRST_DAY + timedelta(days=day - 1)


def published_on(day: int) -> int:
    """Return the number of articles of a day."""
    date = moment(day).date()
    return TET if is_tet(date) else WEEKDAYS[date.weekday()]


MAINTENANCE = "/bao-tri.html"
NOTE = "<p>Đăng ký thuê bao để đọc toàn bộ bài viết này.</p>"


class Paper:
    """The pages of the server on each evening.

    `fault` is what is wrong with all articles on that day: `cache` (all give one article), `maintenance` (all
    redirect to one page), `paywall` (the first paragraph only), or None.
    """

    def __init__(self, server: PaperServer) -> None:
        self.design = "paper"
        self.fault: str | None = None
        self._server = server
        self._days: list[int] = []
        """Day of each article, by number."""
        self._was_faulty = False
        self._edited: set[int] = set()

    def publish(self, day: int, *, feed: bool) -> None:
        """Publish the articles of a day, listed first, and edit one of the day before."""
        self._edited |= {len(self._days)} if self._days else set()
        self._days += [day] * published_on(day)
        newest = range(len(self._days), max(len(self._days) - ON_A_PAGE, 0), -1)
        for number in range(1, len(self._days) + 1):
            if number in newest or self.fault or self._was_faulty:
                self._server.pages[f"/bai-{number}.html"] = self._answer(number)
        self._was_faulty = self.fault is not None
        self._server.pages[MAINTENANCE] = Answer("<p>Hệ thống đang bảo trì</p>".encode())
        self._server.pages["/tin/"] = listing(*(f"/bai-{number}.html" for number in newest))
        self._server.pages["/tin.rss"] = self._feed(newest) if feed else Answer(b"gone", 404)

    def text(self, number: int) -> list[str]:
        """Return the paragraphs of an article as they are on a good day."""
        words = " Đã sửa." if number in self._edited else ""
        return [
            f"Đoạn {part} của bài {number}: hội nghị bàn về công tác số {number * 7 + part}.{words}"
            for part in range(3)
        ]

    def _answer(self, number: int) -> Answer:
        if self.fault == "maintenance":
            return Answer(status=302, headers={"Location": MAINTENANCE})
        return self._article(1 if self.fault == "cache" else number)

    def _article(self, number: int) -> Answer:
        at = moment(self._days[number - 1]) + timedelta(hours=7 - 12)
        paragraphs = [f"<p>{line}</p>" for line in self.text(number)]
        text = "".join([*paragraphs[:1], NOTE] if self.fault == "paywall" else paragraphs)
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article class="{self.design}">'
            f"<h1>Hội nghị lần thứ {number}</h1><time>{at:%H:%M %d/%m/%Y}</time>"
            f'<p class="lead">Hội nghị lần thứ {number} khai mạc.</p><div class="text">{text}</div>'
            "</article></body></html>"
        )
        return Answer(page.encode(), headers={"ETag": f'"{number}-{len(text)}-{self.design}"'})

    def _feed(self, numbers: range) -> Answer:
        links = "".join(
            f"<item><link>{self._server.url(f'/bai-{number}.html')}</link></item>" for number in numbers
        )
        return Answer(f'<?xml version="1.0"?><rss version="2.0"><channel>{links}</channel></rss>'.encode())
