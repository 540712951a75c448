"""Which addresses a crawl may ask: public ones over http(s), on the hosts of their source, within its time.

This looks at the address as it is written. What its name resolves to is looked at when the connection is made
(``middlewares.resolver``). A request is refused by ``IgnoreRequest(cause, detail)`` with a cause of BoardResult.
"""

import ipaddress
import socket
import time
import unicodedata
from collections.abc import Collection
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address behind a translator (RFC 6052)."""


class AddressGuardMiddleware:
    """Refuses requests, redirects included, by what their address is and whose they are."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.loopback_hosts = frozenset(crawler.settings.getlist("ELECTIONJOBS_LOOPBACK_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        refused = refusal(request.url, self.loopback_hosts)
        if refused:
            raise IgnoreRequest("address_refused", f"{request.url}: {refused}")
        host = urlsplit(request.url).hostname
        if "hosts" in request.meta and host not in request.meta["hosts"]:
            before = request.meta.get("redirect_urls")
            if before:
                raise IgnoreRequest("unknown_board", f"{before[0]} leads away to {host}: look where the board is now")
            raise IgnoreRequest("address_refused", f"{request.url}: not a host of its source")
        if time.monotonic() > request.meta.get("deadline", float("inf")):
            raise IgnoreRequest("timeout", "the source's time limit is over (ELECTIONJOBS_SOURCE_SECONDS)")
        # a redirect to another host of the source takes its turn in that host's queue
        request.meta.pop("download_slot", None)


def refusal(url: str, loopback_hosts: Collection[str] = ()) -> str | None:
    """Why an address may not be asked, or None. ``loopback_hosts`` may be asked although they are local."""
    try:
        parts = urlsplit(url)
        host = unicodedata.normalize("NFKC", parts.hostname or "")
        _ = parts.port
    except ValueError:
        return "it cannot be read as an address"
    if parts.scheme not in ("http", "https"):
        return "only http and https are fetched"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name or password"
    if not host:
        return "it names no host"
    if host in loopback_hosts and _is_loopback(host):
        return None
    address = literal(host)
    if address is not None and not is_public(address):
        return "it is no public address"
    if address is None and _reads_as_number(host):
        return "its host is a number in disguise"
    return None


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a host is written as, in its plain form; None for names and other notations."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address, and any IPv4 address it stands for, is one of the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(a is not None and not is_public(a) for a in inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return host == "localhost" if address is None else address.is_loopback


def _reads_as_number(host: str) -> bool:
    """``127.1``, ``2130706433``, ``0x7f.0.0.1``: connections take these for IPv4 addresses."""
    try:
        socket.inet_aton(host)
    except (OSError, ValueError):
        return False
    return True
