"""Webhook notifications of runs, and their failures."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from command_runner import Command
from paper_server import Answer, PaperServer, article, listing

from crawler import notify
from crawler.notify import Notification, post_notification


class Hook(HTTPServer):
    """A web server that records POST requests."""

    def __init__(self, status: int = 200) -> None:
        posted: list[tuple[str, dict[str, Any]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posted.append((self.path, json.loads(body)))
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.posted = posted
        self.url = f"http://127.0.0.1:{self.server_port}/run/{{code}}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def command(warm: None, paper: PaperServer, tmp_path: Path) -> Command:
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    hosts = {"PAPER_HOSTS": paper.netloc, "GAZETTE_HOST": "127.0.0.1:9"}
    return Command(tmp_path, hosts | {"PARTYNEWS_CONTACT": "tests@example.org"})


def test_webhook_gets_the_result_of_a_run(hook: Hook, paper: PaperServer, command: Command) -> None:
    assert command.run("crawl", "paper", "--notify", hook.url).code == 0
    paper.pages["/tin/"] = Answer(b"", 403)
    said = command.run("crawl", "paper", "--notify", hook.url)
    assert said.code == 4
    (path, good), (other_path, bad) = hook.posted
    assert (path, other_path) == ("/run/0", "/run/4")
    assert good == {
        "text": "paper: 1 found: 1 stored",
        "exit_code": 0,
        "run": 1,
        "lines": ["paper: 1 found: 1 stored"],
        "sites": {"paper": {"found": 1, "outcomes": {"listed": 1, "stored": 1}, "problem": None}},
    }
    assert said.err == [f"partynews: paper: {bad['sites']['paper']['problem']}"]


def test_webhook_gets_the_error_of_a_run_that_could_not_start(hook: Hook, command: Command) -> None:
    (command.folder / "archive.db").write_text("Tin mới\n")
    assert command.run("crawl", "paper", "--notify", hook.url).code == 6
    ((path, note),) = hook.posted
    assert (path, note["exit_code"], note["run"]) == ("/run/6", 6, None)
    assert note["text"].startswith("archive.db is not an archive")


def test_failed_notification_is_reported_and_keeps_the_exit_code(command: Command) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/secret"
        said = command.run("crawl", "paper", "--notify", url)
    assert (said.code, said.out) == (0, ["paper: 1 found: 1 stored"])
    assert said.err == [
        "partynews: notification to 127.0.0.1 failed: <urlopen error [Errno 111] Connection refused>"
    ]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_unsuccessful_response_is_a_failure(status: int) -> None:
    hook = Hook(status)
    try:
        failure = post_notification(hook.url, Notification())
    finally:
        hook.shutdown()
        hook.server_close()
    assert failure is not None
    assert f"HTTP Error {status}" in failure
    assert [path for path, _ in hook.posted] == ["/run/0"]


def test_webhook_without_response_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "TOTAL_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        failure = post_notification(f"http://127.0.0.1:{silent.getsockname()[1]}/", Notification())
    assert failure == "notification to 127.0.0.1 failed: no answer in time"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:t0ken@127.0.0.1:{port}/t0ken?key=t0ken#t0ken",
        "http://127.0.0.1:{port}/t0ken with spaces",
        "http://127.0.0.1:{port}/t0ken\x7f",
        "http://127.0.0.1:{port}/t0kén",
        "http://127.0.0.1:t0ken/",
        "http://127.0.0.1:{port}/t0ken/garbage",
        "http://no-such-host.invalid/t0ken",
        "https://127.0.0.1:{port}/t0ken",
    ],
)
def test_failure_does_not_print_the_secret_part_of_the_url(url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                connection.sendall(b"HTTP/1.1 t0ken 404 t0ken\r\n\r\n")
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        failure = post_notification(url.format(port=server.getsockname()[1]), Notification())
    assert failure is not None
    assert failure.startswith("notification to ")
    assert "t0k" not in failure


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://paper.vn/", "hook", "http://", "http://["])
def test_only_http_webhooks_are_accepted(command: Command, url: str) -> None:
    said = command.run("crawl", "paper", "--notify", url)
    assert said.code == 2
    assert said.err[-1] == "Error: Invalid value for '--notify': must be an http or https URL."
