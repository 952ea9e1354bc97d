"""Allowed addresses, Retry-After, backoff, pagination and user agent."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from archive.clock import parse_utc
from crawler.crawl.frontier_row import FrontierRow
from crawler.crawl.pagination import MAX_CATCH_UP_PAGES, MAX_LISTING_PAGES, pages_to_follow
from crawler.crawl.revisit_policy import conditional_headers
from crawler.crawl.run import CrawlScope
from crawler.discover import Found, Listing, Sitemap
from crawler.fetch.backoff import Backoff, retry_after
from crawler.fetch.ssrf_guard import is_public
from crawler.fetch.user_agent import NoContact, user_agent

INSIDE = [
    "127.0.0.1", "127.255.0.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "192.0.0.8", "192.88.99.1", "198.18.0.1", "240.0.0.1", "fec0::1", "3fff::1", "5f00::1", "2001:db8::1",
]  # fmt: skip
EMBEDDING = {
    "mapped": "::ffff:{ip}",
    "compatible": "::{ip}",
    "translated": "::ffff:0:{ip}",
    "NAT64": "64:ff9b::{ip}",
    "local NAT64": "64:ff9b:1::{ip}",
    "local NAT64 of a /64": "64:ff9b:1:2::{ip}",
    "local NAT64 of a /48": "64:ff9b:1:{high}:{low_first}:{low_last}::",
    "6to4": "2002:{high}:{low}::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:{high_inverted}:{low_inverted}",
    "Teredo server": "2001:0:{high}:{low}::f7f7:f7f7",
    "ISATAP": "2606:4700::5efe:{ip}",
    "ISATAP, global": "2606:4700::200:5efe:{ip}",
    "link-local ISATAP": "fe80::5efe:{ip}",
}
"""Forms of IPv6 addresses that embed an IPv4 address, by name."""


def embedded(form: str, ip: str) -> str:
    """Return the IPv6 address that embeds `ip` in one of the forms of EMBEDDING."""
    number = int(IPv4Address(ip))
    high, low = number >> 16, number & 0xFFFF
    halves = {"high": high, "low": low, "high_inverted": high ^ 0xFFFF, "low_inverted": low ^ 0xFFFF}
    halves |= {"low_first": low >> 8, "low_last": (low & 0xFF) << 8}
    return EMBEDDING[form].format(ip=ip, **{name: f"{half:x}" for name, half in halves.items()})


@pytest.mark.parametrize("address", INSIDE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0", "8.8.8.8"]
)
@pytest.mark.parametrize("form", EMBEDDING)
def test_ipv6_addresses_that_embed_ipv4_are_not_public(form: str, ip: str) -> None:
    assert is_public(embedded(form, ip)) == (form == "NAT64" and ip == "8.8.8.8")


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.0.11", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_internet_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 300.0),
        ("Fri, 31 Dec 2099 23:59:59 GMT", 300.0),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_parsed_and_bounded(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_backoff_grows_until_it_is_exhausted() -> None:
    times = iter((0, 29, 31, 100, 159, 161, 200, 449))
    backoff = Backoff(30, 3, clock=lambda: float(next(times)))
    assert backoff.busy(None) == 30
    backoff.failed()
    assert [backoff.resting, backoff.resting] == [True, False]
    assert backoff.busy(None) == 160
    assert [backoff.resting, backoff.resting] == [True, False]
    assert backoff.busy(250) == 450
    assert backoff.resting
    backoff.succeeded()
    backoff.failed()
    backoff.failed()
    assert not backoff.exhausted
    backoff.failed()
    assert backoff.exhausted


MONTHS = Sitemap("https://bao.example/s.xml", r"/(?P<year>\d{4})-(?P<month>\d+)\.xml$")
PAGES = tuple(f"https://bao.example/{month}.xml" for month in ("2026-3", "2026-2", "2025-12", "2025-11"))
LISTING = Listing("https://bao.example/", "a", "a.next", pages=3)
NEXT = Found(("https://bao.example/a",), ("https://bao.example/2",))


@pytest.mark.parametrize(
    ("scope", "number", "new", "reached", "turned"),
    [
        (CrawlScope(), 1, 1, True, True),
        (CrawlScope(), 1, 0, True, False),
        (CrawlScope(), 3, 9, True, False),
        (CrawlScope(), 3, 9, False, True),
        (CrawlScope(), MAX_CATCH_UP_PAGES, 9, False, False),
        (CrawlScope(full=True), 3, 0, True, True),
        (CrawlScope(full=True), MAX_LISTING_PAGES, 9, True, False),
    ],
)
def test_next_listing_page_is_followed_within_the_scope(
    scope: CrawlScope, number: int, new: int, reached: bool, turned: bool
) -> None:
    pages = pages_to_follow(scope, LISTING, NEXT, number=number, new_stories=new, reached=reached)
    assert tuple(pages) == (NEXT.pages if turned else ())


def test_default_run_reads_the_newest_two_months() -> None:
    def pages(scope: CrawlScope, number: int = 1) -> list[str]:
        found = Found(pages=PAGES)
        return list(pages_to_follow(scope, MONTHS, found, number=number, new_stories=0, reached=True))

    assert pages(CrawlScope()) == list(PAGES[:2])
    assert pages(CrawlScope(full=True)) == list(PAGES)
    assert pages(CrawlScope(full=True), number=4) == []


def test_page_never_stored_is_requested_unconditionally() -> None:
    page = FrontierRow(1, "https://bao.example/a", "article", "1", 50, None, "2026-03-01T00:00:00Z", 0)
    assert conditional_headers(page, parse_utc("2026-03-02T00:00:00Z")) == {}


def test_user_agent_has_a_name_and_a_contact() -> None:
    assert "partynews/" in user_agent("a@b.example")
    assert "a@b.example" in user_agent("a@b.example")
    assert "https://b.example/about" in user_agent("https://b.example/about")
    for contact in (None, "", "  ", "me", "địa chỉ@b.example"):
        with pytest.raises(NoContact, match="PARTYNEWS_CONTACT"):
            user_agent(contact)
