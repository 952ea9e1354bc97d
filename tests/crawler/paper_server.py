"""A newspaper on 127.0.0.1: pages by path, a log of what was asked, and faults on demand."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Answer:
    """What a path answers; `raw` is sent, or `act` does as it likes, in place of a whole HTTP response."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    raw: bytes | None = None
    act: Callable[[socket.socket], None] | None = None


Page = Answer | Callable[[Asked], Answer]


class Threads(ThreadingHTTPServer):
    """A thread for each connection, silent about those that break off."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class PaperServer:
    """Serves `pages` until it is closed; what is not there is a 404, robots.txt too."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._at_once = 0
        self._server = Threads((host, port), self._handler())
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.scheme = "http" if tls is None else "https"
        self.port = self._server.server_address[1]
        self.netloc = f"{host}:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.netloc}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def forget(self) -> None:
        self.asked.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, dict(self.headers.items()), time.monotonic())
                paper.asked.append(asked)
                page = paper.pages.get(self.path, Answer(b"not here", 404))
                answer = page(asked) if callable(page) else page
                paper._at_once += 1
                paper.most_at_once = max(paper.most_at_once, paper._at_once)
                time.sleep(answer.pause)
                paper._at_once -= 1
                try:
                    self._send(answer)
                except OSError:
                    self.close_connection = True  # the crawler hung up, as it should on some pages

            def _send(self, answer: Answer) -> None:
                if answer.raw is not None or answer.act is not None:
                    self.close_connection = True
                    self.wfile.write(answer.raw or b"")
                    if answer.act is not None:
                        answer.act(self.connection)
                    return
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def article(number: int, words: str = "") -> Answer:
    """An article page of the test paper, different for each number."""
    text = "".join(
        f"<p>Đoạn {part} của bài {number}: hội nghị bàn về công tác năm {number}. {words}</p>"
        for part in range(3)
    )
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Bài {number}</title></head><body>
    <article class="paper"><h1>Hội nghị lần thứ {number}</h1><time>08:15 02/03/2026</time>
    <p class="lead">Ngày 2-3, hội nghị lần thứ {number} khai mạc.</p><div class="text">{text}</div></article>
    </body></html>"""
    return Answer(page.encode(), headers={"ETag": f'"{number}{words}"'})


def listing(*paths: str, following: str | None = None) -> Answer:
    """A listing page of the test paper."""
    items = "".join(f'<h2 class="story"><a href="{path}">Tin</a></h2>' for path in paths)
    more = f'<a class="next" href="{following}">Trang sau</a>' if following else ""
    return Answer(f"<html><body>{items}{more}</body></html>".encode())
