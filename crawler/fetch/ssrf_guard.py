"""Which network addresses may be connected to: checked when a name is resolved, for every connection.

A name that is allowed can point anywhere, and point elsewhere a second later. Twisted resolves every
host through one resolver, IP addresses in odd spellings included, and connects only to what comes out
of it: so this is the one place that no link, redirect, retry or robots.txt gets around.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver

if TYPE_CHECKING:
    from typing import Self

    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

NAT64 = ip_network("64:ff9b::/96")

_refused: dict[str, str] = {}


def refused_address(host: str) -> str | None:
    """The forbidden address that `host` pointed to when it was last looked up, or None."""
    return _refused.get(host)


def is_public(address: str) -> bool:
    """Whether `address` is on the internet, and not of this machine or a network around it.

    >>> [is_public(a) for a in ("8.8.8.8", "127.0.0.2", "10.0.0.1", "::ffff:127.0.0.1", "169.254.1.1")]
    [True, False, False, False, False]
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = _embedded(ip)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a gateway would make of `ip`."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, giving out public addresses and those of ALLOW_ADDRESSES only."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: frozenset[str]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> Self:
        return cls(
            reactor,
            crawler.settings.getint("DNSCACHE_SIZE"),
            frozenset(crawler.settings.getlist("ALLOW_ADDRESSES")),
        )

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        guard: Any = _Guard(resolutionReceiver, hostName, self._allowed)
        return super().resolveHostName(guard, hostName, portNumber, addressTypes, transportSemantics)


class _Guard:
    """A receiver of Twisted's resolution that passes on what may be connected to, and notes what may not."""

    def __init__(self, receiver: Any, host: str, allowed: frozenset[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._allowed = allowed
        _refused.pop(host, None)

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        ip = address.host
        if ip in self._allowed or is_public(ip):
            self._receiver.addressResolved(address)
        else:
            _refused[self._host] = ip

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
