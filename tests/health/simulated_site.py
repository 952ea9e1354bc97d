"""A simulated site for sixty days: daily articles, edits, a redesign and a dead feed."""

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


class Paper:
    """The pages of the server on each evening."""

    def __init__(self, server: PaperServer) -> None:
        self.design = "paper"
        self._server = server
        self._days: list[int] = []
        """Day of each article, by number."""

    def publish(self, day: int, *, feed: bool) -> None:
        """Publish the articles of a day, listed first, and edit one of the day before."""
        edited = [len(self._days)] if self._days else []
        self._days += [day] * published_on(day)
        newest = range(len(self._days), max(len(self._days) - ON_A_PAGE, 0), -1)
        for number in newest:
            words = "Đã sửa." if number in edited else ""
            self._server.pages[f"/bai-{number}.html"] = self._article(number, words)
        self._server.pages["/tin/"] = listing(*(f"/bai-{number}.html" for number in newest))
        self._server.pages["/tin.rss"] = self._feed(newest) if feed else Answer(b"gone", 404)

    def _article(self, number: int, words: str) -> Answer:
        at = moment(self._days[number - 1]) + timedelta(hours=7 - 12)
        text = "".join(
            f"<p>Đoạn {part} của bài {number}: hội nghị bàn về công tác số {number * 7 + part}. {words}</p>"
            for part in range(3)
        )
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article class="{self.design}">'
            f"<h1>Hội nghị lần thứ {number}</h1><time>{at:%H:%M %d/%m/%Y}</time>"
            f'<p class="lead">Hội nghị lần thứ {number} khai mạc.</p><div class="text">{text}</div>'
            "</article></body></html>"
        )
        return Answer(page.encode(), headers={"ETag": f'"{number}-{len(words)}-{self.design}"'})

    def _feed(self, numbers: range) -> Answer:
        links = "".join(
            f"<item><link>{self._server.url(f'/bai-{number}.html')}</link></item>" for number in numbers
        )
        return Answer(f'<?xml version="1.0"?><rss version="2.0"><channel>{links}</channel></rss>'.encode())
