"""Packed answers: one that unpacks to too much, or not at all, is refused by the cause it is reported with."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response


class NamedCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with a cause for a bomb and for what is not packed as its head says."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            return super().process_response(request, response)
        except IgnoreRequest as bomb:
            says = f"{request.url} unpacks to more than {self._max_size:,} bytes (ELECTIONJOBS_MAX_BYTES)"
            raise IgnoreRequest("too_large", says) from bomb
        except Exception as broken:  # each kind of packing has errors of its own
            packing = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")[:100]
            raise IgnoreRequest("wrong_type", f"{request.url} is not packed as it says ({packing})") from broken
