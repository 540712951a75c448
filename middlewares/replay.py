"""Answers a crawl from its capture (``warc``), in the same order, and never from anywhere else.

What was not captured is refused with the cause ``partial``: a source that asks for it is incomplete.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import scrapy.exceptions
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.responsetypes import responsetypes

from middlewares import warc

_MIDDLEWARES = {
    "middlewares.browser.BrowserMiddleware": None,
    "middlewares.replay.ReplayBuiltMiddleware": 60,
    "middlewares.capture.CaptureMiddleware": None,
    "middlewares.capture.CaptureBuiltMiddleware": None,
    "middlewares.replay.ReplayMiddleware": 890,
}
_NO_WAY_OUT = dict.fromkeys(("http", "https", "file", "data", "ftp", "s3"))


def replaying(settings: Mapping[str, Any], captures: Path) -> dict[str, Any]:
    """Scrapy's settings of a crawl that is answered from the captures of its round alone."""
    return {
        **settings,
        "ELECTIONJOBS_REPLAY": str(captures),
        "DOWNLOADER_MIDDLEWARES": {**settings["DOWNLOADER_MIDDLEWARES"], **_MIDDLEWARES},
        "DOWNLOAD_HANDLERS": _NO_WAY_OUT,
        "HTTPCACHE_ENABLED": False,
    }


class ReplayMiddleware:
    """Stands where ``CaptureMiddleware`` stood. A request that is repeated gets the next answer, at last the last."""

    def __init__(self, crawler: Crawler) -> None:
        folder, self.round = Path(crawler.settings["ELECTIONJOBS_REPLAY"]), crawler.settings["ELECTIONJOBS_ROUND"]
        self.kept: dict[tuple[warc.Key, bool], deque[warc.Place]] = defaultdict(deque)
        for key, place in warc.index(warc.files_of(folder, self.round, crawler.spidercls.name)):
            self.kept[key, place.built].append(place)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Response:
        found = self.answer(request)
        if found is None:
            raise IgnoreRequest("partial", f"{request.url} is not in the capture of {self.round}")
        return found

    def answer(self, request: Request, *, built: bool = False) -> Response | None:
        """What the capture holds, None where it holds nothing. Raises what the network raised then."""
        places = self.kept.get((warc.key_of(request), built))
        if not places:
            return None
        found = warc.read(places.popleft() if len(places) > 1 else places[0])
        if isinstance(found, warc.Failure):
            raise getattr(scrapy.exceptions, found.error, DownloadFailedError)(found.detail)
        if built:
            request.meta["missed"] = found.missed
        headers = Headers(found.headers)
        kind = responsetypes.from_args(headers=headers, url=found.url, body=found.body)
        return kind(url=found.url, status=found.status, headers=headers, body=found.body)


class ReplayBuiltMiddleware:
    """Stands where the browser stood: gives the page that it built in place of the answer that it built it of."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if not request.meta.get("browser"):
            return response
        replay = self.crawler.get_downloader_middleware(ReplayMiddleware)
        assert replay is not None
        built = replay.answer(request, built=True)
        if built is None and response.status == 200 and isinstance(response, HtmlResponse):
            raise IgnoreRequest("partial", f"{request.url}: what a browser built of it is not in the capture")
        return built or response
