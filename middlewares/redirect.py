"""Redirects that lead nowhere, refused by the cause they are reported with. Where others lead is guarded as ever."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

REDIRECTS = (301, 302, 303, 307, 308)


class NamedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's, with a cause for a chain without end and for what is no address to ask."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            followed = super().process_response(request, response)
        except IgnoreRequest as endless:
            says = f"{request.url} redirects on and on: look where the board is now"
            raise IgnoreRequest("unknown_board", says) from endless
        except ValueError as broken:
            raise _refused(request, response, "that is no address") from broken
        if followed is response and response.status in REDIRECTS and "Location" in response.headers:
            raise _refused(request, response, "only http and https are fetched")
        return followed


def _refused(request: Request, response: Response, why: str) -> IgnoreRequest:
    to = (response.headers["Location"] or b"").decode("latin-1")
    return IgnoreRequest("address_refused", f"{request.url} redirects to {to[:200]}: {why}")
