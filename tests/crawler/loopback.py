"""Sites on the loopback interface: every host name leads to 127.0.0.1; imported by site files of tests."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crawler.fetch.ssrf_guard import GuardedResolver
from crawler.site import Site


class LoopbackResolver(GuardedResolver):
    """Resolves every host name to 127.0.0.1, which the guard then checks."""

    def resolveHostName(self, receiver: Any, name: str, *more: Any, **named: Any) -> Any:
        return super().resolveHostName(receiver, "127.0.0.1", *more, **named)


def on_loopback(site: Site, name: str, port: int) -> Site:
    """Return a copy of `site` with http and `port`; the hosts of a copy of another name begin with it."""
    prefix = "" if name == site.name else f"{name}."
    hosts = tuple(f"{prefix}{host}:{port}" for host in site.hosts)
    starts = tuple(replace(start, url=moved(start.url, port, prefix)) for start in site.starts)
    return replace(site, name=name, hosts=hosts, scheme="http", starts=starts)


def moved(url: str, port: int, prefix: str = "") -> str:
    """Return a URL with http, `port`, and `prefix` before its host."""
    return re.sub(r"^https://([^/]+)", rf"http://{prefix}\1:{port}", url)
