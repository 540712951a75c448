"""Conditional requests: what did not change is not sent again. A failure stays a failure.

Scrapy's cache answers from its store when a server is broken or gone. A crawl that takes yesterday's list for today's
would call a source well that nobody can reach.
"""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Response


class OnlyUnchangedPolicy(RFC2616Policy):
    """A stored answer stands for a new one if the server says that nothing changed (304), and only then."""

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        return response.status == 304


class ConditionalRequestMiddleware(HttpCacheMiddleware):
    """Scrapy's cache without its recovery from errors."""

    def process_exception(self, request: Request, exception: Exception) -> None:  # type: ignore[override]
        request.meta.pop("cached_response", None)
