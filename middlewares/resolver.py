"""Refuses names that resolve to addresses which are not public, at the moment of the connection.

What is checked here is the very address that is connected to, so that neither a redirect nor a name that changes
its address between two look-ups (DNS rebinding) leads inside.
"""

import ipaddress
from collections.abc import Sequence
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from middlewares.address_guard import is_public

refused_names: dict[str, str] = {}
"""Names that were refused, with their address: between resolver and errback Twisted keeps no reason."""


class GlobalOnlyResolver(CachingThreadedResolver):
    """Scrapy's resolver, for public addresses; ``ELECTIONJOBS_LOOPBACK_HOSTS`` may be loopback addresses."""

    loopback_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.loopback_hosts = frozenset(crawler.settings.getlist("ELECTIONJOBS_LOOPBACK_HOSTS"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, found: str, name: str) -> str:
        address = ipaddress.ip_address(found)
        if is_public(address) or (address.is_loopback and name in self.loopback_hosts):
            refused_names.pop(name, None)
            return found
        refused_names[name] = found
        raise DNSLookupError(f"{name} resolves to {found}, which is no public address")


class RefusedNameMiddleware:
    """Gives a failed look-up its true cause where the resolver refused the address."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        host = urlparse_cached(request).hostname or ""
        if host in refused_names:
            found = refused_names[host]
            raise IgnoreRequest("address_refused", f"{request.url}: {host} is at {found}, which is no public address")
