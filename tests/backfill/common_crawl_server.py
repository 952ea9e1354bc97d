"""Common Crawl on 127.0.0.1: a list of crawls, their indexes by page, and records by byte range."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import warc_bytes
from paper_server import Answer, ReceivedRequest
from web_archive_server import StoredCapture, WebArchiveServer, query_of

LINES_ON_A_PAGE = 2
FILE = "crawl-data/CC-MAIN-2019-04/segments/1/warc/CC-MAIN-1.warc.gz"
CRAWLS = [
    {"id": "CC-MAIN-2020-05", "from": "2020-01-17T00:00:00", "to": "2020-01-29T23:59:59"},
    {"id": "CC-MAIN-2019-04", "from": "2019-01-15T00:00:00", "to": "2019-01-28T23:59:59"},
]


class CommonCrawlServer(WebArchiveServer):
    """Serves the captures of 2019 and 2020, each from one WARC file."""

    def __init__(self, captures: Iterable[StoredCapture] = ()) -> None:
        super().__init__(captures)
        self.records: dict[StoredCapture, bytes] = {}

    @property
    def options(self) -> list[str]:
        return ["--index", self.url(""), "--archive", self.url("/data")]

    @property
    def ranges(self) -> list[str]:
        """The byte ranges that were requested."""
        return [asked.headers["Range"] for asked in self.requests if asked.path.startswith("/data")]

    def record(self, capture: StoredCapture) -> bytes:
        """Return the record of a capture; a test may have put another one in `records`."""
        when = capture.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        if capture not in self.records:
            self.records[capture] = warc_bytes.response(
                capture.url, capture.body, when=when, status=f"{capture.status} X", headers=capture.headers
            )
        return self.records[capture]

    def answer(self, asked: ReceivedRequest) -> Answer:
        if asked.path == "/collinfo.json":
            return Answer(json.dumps(CRAWLS).encode())
        if asked.path.startswith("/data"):
            return self._range(asked)
        crawl = re.fullmatch(r"/CC-MAIN-(\d{4})-\d\d-index", urlsplit(asked.path).path)
        assert crawl is not None, asked.path
        return self._page(query_of(asked.path), crawl[1])

    def _page(self, query: dict[str, str], year: str) -> Answer:
        lines = self._lines(query["url"], year)
        if not lines:
            return Answer(json.dumps({"message": f"No Captures found for: {query['url']}"}).encode(), 404)
        pages = [lines[n : n + LINES_ON_A_PAGE] for n in range(0, len(lines), LINES_ON_A_PAGE)]
        if query.get("showNumPages") == "true":
            return Answer(json.dumps({"pages": len(pages), "pageSize": 5, "blocks": 1}).encode())
        return Answer("".join(pages[int(query["page"])]).encode())

    def _lines(self, host: str, year: str) -> list[str]:
        rows, offset = [], 0
        known = {tuple(row) for row in self.rows_of(host, f"{year}0000000000", f"{year}9999999999")}
        for capture in self.captures:
            length = len(self.record(capture))
            if tuple(capture.row) in known:
                _, timestamp, url, media_type, status, digest, _ = capture.row
                place = {"filename": FILE, "offset": str(offset), "length": str(length)}
                fields = {"url": url, "mime": media_type, "status": status, "digest": digest, **place}
                if "Location" in dict(capture.headers):
                    fields["redirect"] = dict(capture.headers)["Location"]
                rows.append(f"com,paper)/ {timestamp} {json.dumps({'timestamp': timestamp, **fields})}")
            offset += length
        return [line.partition("{")[1] + line.partition("{")[2] + "\n" for line in sorted(rows)]

    def _range(self, asked: ReceivedRequest) -> Answer:
        file = b"".join(self.record(capture) for capture in self.captures)
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", asked.headers["Range"])
        assert wanted is not None
        first, last = int(wanted[1]), int(wanted[2])
        headers = {"Content-Range": f"bytes {first}-{last}/{len(file)}"}
        return Answer(file[first : last + 1], 206, headers)
