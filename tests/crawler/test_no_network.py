"""Commands on a machine whose DNS gives no address of any site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_outlets import SETTINGS, LoopbackServer, put_outlet, run, write_site_files
from outlet_pages import PAGES

SITE = "baogialai"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """A server at an address to which no connection is allowed."""
    monkeypatch.setitem(SETTINGS, "ALLOW_ADDRESSES", "127.0.0.9")
    with LoopbackServer() as server:
        put_outlet(server, next(page for page in PAGES if page.site == SITE))
        write_site_files(tmp_path / "sites", {SITE: SITE}, server.port)
        yield server


def test_probe_names_the_network_and_no_line_of_the_site_file(server: LoopbackServer, tmp_path: Path) -> None:
    done = run("probe", SITE, sites=tmp_path / "sites", cwd=tmp_path)
    assert done.returncode == 4
    assert "unreachable: dns" in done.stdout
    assert f"{SITE}.py:" not in done.stdout
    assert "Check the network of this machine before you change a site file" in done.stderr
    assert server.requests == []


def test_crawl_names_the_network_beside_the_problem_of_each_site(
    server: LoopbackServer, tmp_path: Path
) -> None:
    done = run("crawl", SITE, sites=tmp_path / "sites", cwd=tmp_path)
    assert done.returncode == 4
    of_site, of_network = done.stderr.splitlines()
    assert "every listing failed (robots:unreachable dns)" in of_site
    assert "Check the network of this machine; the next run requests the same again." in of_network
    assert server.requests == []
