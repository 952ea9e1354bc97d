"""The probe finds each planted fault: the fact fails, the line to change is named, the exit code is 4."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from loopback import moved
from loopback_outlets import LoopbackServer, put_outlet, run, write_site_files
from outlet_pages import PAGES, SITES
from paper_server import Answer

from crawler.probe.budget import MAX_REQUESTS


@dataclass(frozen=True)
class Copy:
    """A copy of an outlet on the server, in which a fault is planted."""

    server: LoopbackServer
    site: str
    prefix: str

    @property
    def host(self) -> str:
        return self.prefix + SITES[self.site].hosts[0]

    def start(self, kind: str) -> str:
        """Return the URL of the first start of this kind."""
        url = next(start.url for start in SITES[self.site].starts if start.kind == kind)
        return moved(url, self.server.port, self.prefix)

    @property
    def paths(self) -> list[str]:
        return [path for host, path in self.server.pages if host == self.host]

    def __getitem__(self, path: str) -> Answer:
        return self.server.pages[self.host, path]

    def __setitem__(self, path: str, answer: Answer) -> None:
        self.server.pages[self.host, path] = answer


Change = Callable[[Copy], None]


def at_start(kind: str, answer: Answer) -> Change:
    """Answer a start of this kind with `answer`."""
    return lambda copy: copy.server.put(copy.start(kind), answer)


def in_pages(old: str, new: str, only: str = "") -> Change:
    """Replace a pattern in all pages whose path matches `only`."""

    def change(copy: Copy) -> None:
        for path in copy.paths:
            if re.search(only, path):
                answer = copy[path]
                body = re.sub(old, new, answer.body.decode()).encode()
                assert body != answer.body or not only, f"{old} is not on {path}"
                copy[path] = Answer(body, answer.status, answer.headers)

    return change


def everywhere(answer: Answer) -> Change:
    """Answer every request with `answer`, robots.txt excepted."""

    def change(copy: Copy) -> None:
        for path in copy.paths:
            copy[path] = answer

    return change


def robots(rules: str, status: int = 200) -> Change:
    def change(copy: Copy) -> None:
        copy["/robots.txt"] = Answer(rules.encode(), status, {"Content-Type": "text/plain"})

    return change


def other_list(copy: Copy) -> None:
    """Redirect the listing to another one."""
    copy["/tin-moi/"] = copy["/"]
    copy["/"] = Answer(status=301, headers={"Location": "/tin-moi/"})


ARTICLE = r"bep-chung"
LISTING = r"^/$"
STUB = Answer(b'<script>document.cookie="D1N=0a1b2c";window.location.reload(true);</script>')
OLD_DATE = "Mon, 02 Mar 2020 08:00:00 +0700"
RSS = {"Content-Type": "application/rss+xml"}
FAULTS: dict[str, tuple[str, str, Change, str]] = {
    # name: site, fact that fails, what is planted, what the probe says
    "feed is gone": ("hanoimoi", "feed", at_start("feed", Answer(b"", 404)), "status:404"),
    "feed is empty": (
        "hanoimoi",
        "feed",
        at_start("feed", Answer(b"<rss><channel></channel></rss>", headers=RSS)),
        "empty: no entry in it",
    ),
    "feed stands still": (
        "hanoimoi",
        "feed",
        in_pages("<pubDate>.*?</pubDate>", f"<pubDate>{OLD_DATE}</pubDate>"),
        "stands still: the newest article is of 2020-03-02",
    ),
    "feed is an HTML page": (
        "hanoimoi",
        "feed",
        at_start("feed", Answer(b"<html><body><p>Tin</p></body>")),
        "empty|xml",
    ),
    "listing moved": (
        "baogialai",
        "listing",
        at_start("listing", Answer(status=301, headers={"Location": "/trang-chu/"})),
        "status:404",
    ),
    "listing is redirected to another list": (
        "baogialai",
        "listing",
        other_list,
        "redirects to http://.*/tin-moi/",
    ),
    "headlines have other markup": (
        "baogialai",
        "listing",
        in_pages("story__heading", "story__title", LISTING),
        "empty: no link at",
    ),
    "next page is missing": (
        "baogialai",
        "next page",
        in_pages("pagination", "pages"),
        "no link to a next page",
    ),
    "addresses changed": (
        "baogialai",
        "articles",
        in_pages(r"-post(\d+)\.html", r"-p\1.html"),
        "fits none of",
    ),
    "sitemap is broken": (
        "baogialai",
        "sitemap",
        at_start("sitemap", Answer(b"<sitemapindex><sitemap>", headers={"Content-Type": "application/xml"})),
        "xml",
    ),
    "site moved to another host": (
        "baogialai",
        "hosts",
        everywhere(Answer(status=301, headers={"Location": "https://baomoi.example/"})),
        "redirects to another host: .*https://baomoi.example/",
    ),
    "robots.txt forbids articles": (
        "baogialai",
        "robots",
        robots("User-agent: *\nDisallow: /bep-"),
        "forbids",
    ),
    "robots.txt is unreachable": ("baogialai", "robots", robots("", 503), "unreachable: status:503"),
    "cookie wall": ("hanoimoi", "listing", everywhere(STUB), "challenge"),
    "cookie wall before articles": (
        "hanoimoi",
        "layouts",
        in_pages("(?s).*", STUB.body.decode(), ARTICLE),
        "challenge",
    ),
    "lead is renamed": (
        "hanoimoi",
        "layout O lead",
        in_pages("sc-longform-header-sapo block-sc-sapo", "sc-intro", ARTICLE),
        "on none of 3 pages",
    ),
    "byline is renamed": (
        "hanoimoi",
        "layout O byline",
        in_pages("sc-longform-header-author block-sc-author", "sc-writer", ARTICLE),
        "on none of 3 pages",
    ),
    "title is renamed": (
        "hanoimoi",
        "layouts",
        in_pages("sc-longform-header-title block-sc-title", "headline", ARTICLE),
        "layout:unknown",
    ),
    "body is renamed": (
        "baogialai",
        "layout Z body",
        in_pages("article__body", "article__text", ARTICLE),
        "layout:body",
    ),
    "date form": (
        "hanoimoi",
        "layout O published",
        in_pages(r"(\d\d)/(\d\d)/(\d{4}) - 08:19", r"\1 th. \2 nam \3", ARTICLE),
        "published:incomplete .*th. 11 nam|published:",
    ),
    "date is renamed": (
        "hanoimoi",
        "layout O published",
        in_pages("sc-longform-header-date block-sc-publish-time", "sc-day", ARTICLE),
        "published:missing",
    ),
    "server fails": ("hanoimoi", "listing", at_start("listing", Answer(b"", 500)), "status:500"),
    "articles are gone": (
        "hanoimoi",
        "layouts",
        in_pages("bep-chung", "bep-rieng", "^/(rss.*)?$"),
        "status:404",
    ),
}


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Probe a copy of an outlet for each fault, all in one run; return the JSON by copy."""
    folder = tmp_path_factory.mktemp("faults")
    originals = {f"copy{number}": FAULTS[name][0] for number, name in enumerate(FAULTS)}
    with LoopbackServer() as server:
        for (copy, site), (_, _, plant, _) in zip(originals.items(), FAULTS.values(), strict=True):
            put_outlet(server, next(page for page in PAGES if page.site == site), f"{copy}.")
            plant(Copy(server, site, f"{copy}."))
        write_site_files(folder / "sites", originals, server.port)
        done = run("probe", *originals, "--json", sites=folder / "sites", cwd=folder)
        assert done.returncode == 4, done.stdout + done.stderr
        assert max(Counter(host for host, _ in server.requests).values()) <= MAX_REQUESTS
    sites: dict[str, Any] = json.loads(done.stdout)["sites"]
    return sites


@pytest.mark.parametrize(("copy", "name"), [(f"copy{number}", name) for number, name in enumerate(FAULTS)])
def test_planted_fault_is_found(probed: dict[str, Any], copy: str, name: str) -> None:
    _, fact, _, said = FAULTS[name]
    failing = {each["fact"]: each for each in probed[copy]["facts"] if each["verdict"] == "fails"}
    assert fact in failing, probed[copy]["facts"]
    assert re.search(said, failing[fact]["seen"]), failing[fact]["seen"]
    assert failing[fact]["line"].startswith(f"sites/{copy}.py:")
