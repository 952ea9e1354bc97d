"""TLS: untrusted servers get no request."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from crawl_runner import Crawler
from paper_server import PaperServer, article, listing

AUTHORITY = trustme.CA()
STRANGER = trustme.CA()


def context(authority: trustme.CA, *names: str, **more: datetime) -> ssl.SSLContext:
    """Return a TLS server context with a certificate for `names`."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(made)
    return made


def old() -> ssl.SSLContext:
    made = context(AUTHORITY, "127.0.0.1")
    made.set_ciphers("ALL:@SECLEVEL=0")
    made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1
    return made


YESTERDAY = datetime.now(UTC) - timedelta(days=1)
UNTRUSTED: dict[str, Callable[[], ssl.SSLContext]] = {
    "self-signed": lambda: context(STRANGER, "127.0.0.1"),
    "expired": lambda: context(AUTHORITY, "127.0.0.1", not_after=YESTERDAY),
    "of another host": lambda: context(AUTHORITY, "bao.example"),
    "TLS 1.0 alone": old,
}


@pytest.fixture
def trusting(crawler: Crawler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crawler:
    """A crawler that trusts only AUTHORITY."""
    crawler.scheme = "https"
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    crawler.environment = {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}
    return crawler


def asked(paper: PaperServer, crawler: Crawler, code: int) -> list[str]:
    """Return the paths requested by a crawl over TLS."""
    crawler.hosts = paper.netloc
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = article(1)
    crawler.run(code=code)
    return [asked.path for asked in paper.requests]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
@pytest.mark.parametrize("name", UNTRUSTED)
def test_untrusted_tls_server_gets_no_request(trusting: Crawler, name: str) -> None:
    with PaperServer(tls=UNTRUSTED[name]()) as paper:
        assert asked(paper, trusting, code=4) == []
    assert trusting.outcomes() == {"/tin/": "skipped robots:unreachable"}
    assert trusting.rows("SELECT reason FROM outcomes") == [("robots:unreachable tls",)]


def test_trusted_tls_server_is_crawled(trusting: Crawler) -> None:
    with PaperServer(tls=context(AUTHORITY, "127.0.0.1")) as paper:
        assert asked(paper, trusting, code=0) == ["/robots.txt", "/tin/", "/bai-1.html"]
    assert trusting.outcomes() == {"/tin/": "listed", "/bai-1.html": "stored"}


def test_truncated_handshake_is_a_connection_error(trusting: Crawler) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=hang_up, args=[server], daemon=True).start()
        trusting.hosts = f"127.0.0.1:{server.getsockname()[1]}"
        trusting.run(code=4)
    assert trusting.outcomes() == {"/tin/": "skipped robots:unreachable"}


def hang_up(server: socket.socket) -> None:
    """Answer every ClientHello with the first bytes of a ServerHello, and close."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.recv(4096)
            connection.sendall(b"\x16\x03\x03\x00\x7a\x02")
