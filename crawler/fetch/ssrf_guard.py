"""SSRF guard: only public network addresses are connected to, checked when a name is resolved.

A host name can resolve to any address, and to another one a second later. Twisted resolves every host
through one resolver, IP addresses in unusual notations too, and connects only to the results: no link,
redirect, retry or robots.txt bypasses the check.
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

NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
GLOBAL_UNICAST = ip_network("2000::/3")  # RFC 3513; everything else is not assigned, local or embeds IPv4
NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "2001::/32",  # Teredo: embeds IPv4, RFC 4380
            "2002::/16",  # 6to4: embeds IPv4, RFC 3056
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: the first half of an interface id that embeds IPv4

_blocked: dict[str, str] = {}


def blocked_address(host: str) -> str | None:
    """Return the private address that `host` resolved to when it was last looked up, or None."""
    return _blocked.get(host)


def is_public(address: str) -> bool:
    """Return whether `address` is on the internet, not of this machine or a private network.

    An IPv6 address that embeds an IPv4 address (mapped and compatible, RFC 4291; translated, RFC 2765; 6to4;
    Teredo; ISATAP; local NAT64, RFC 8215) is not: a gateway may lead it into a private network. The exception
    is a public IPv4 address behind the well-known NAT64 prefix, by which IPv6-only networks reach IPv4 hosts.

    >>> [is_public(a) for a in ("8.8.8.8", "127.0.0.2", "10.0.0.1", "::ffff:127.0.0.1", "169.254.1.1")]
    [True, False, False, False, False]
    >>> [is_public(a) for a in ("2606:4700::1111", "64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1")]
    [True, True, False]
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return is_public(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))
        if ip not in GLOBAL_UNICAST or (int(ip) >> 32) & 0xFFFF_FFFF in ISATAP:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, limited to public addresses and those of the setting ALLOW_ADDRESSES."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: frozenset[str]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> Self:
        """Return the resolver with the settings of a crawler."""
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
        """Resolve `hostName`; the receiver gets the allowed addresses only."""
        guard: Any = _AddressFilter(resolutionReceiver, hostName, self._allowed)
        return super().resolveHostName(guard, hostName, portNumber, addressTypes, transportSemantics)


class _AddressFilter:
    """A receiver of Twisted's resolution that passes allowed addresses on and remembers blocked ones."""

    def __init__(self, receiver: Any, host: str, allowed: frozenset[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._allowed = allowed
        _blocked.pop(host, None)

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        ip = address.host
        if ip in self._allowed or is_public(ip):
            self._receiver.addressResolved(address)
        else:
            _blocked[self._host] = ip

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
