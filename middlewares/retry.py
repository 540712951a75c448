"""Trying again, later: Retry-After is honoured, failures are spaced out, and a source that is refused is left alone.

Nothing sleeps here. A host is paused by telling its download queue that its last request lies in the future.
"""

import datetime as dt
import random
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

LONGEST_WAIT = 3600.0
"""Seconds that a Retry-After can make us wait."""
REFUSALS = {429: "http_429", 503: "http_5xx"}


class BackoffRetryMiddleware(RetryMiddleware):
    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.allowed_refusals = settings.getint("ELECTIONJOBS_REFUSALS")
        self.first_wait = settings.getfloat("DOWNLOAD_DELAY")
        self.refused: dict[str, int] = {}
        self.stopped: dict[str, tuple[str, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackoffRetryMiddleware":
        middleware = super().from_crawler(crawler)
        # this signal comes before the host's queue goes on; process_response comes after
        crawler.signals.connect(middleware.heed_answer, signal=signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Drop what is left of a source that was refused too often."""
        stop = self.stopped.get(request.meta.get("source", ""))
        if stop is not None:
            raise IgnoreRequest(*stop)

    def heed_answer(self, response: Response, request: Request) -> None:
        """Pause the host of a failed answer: as long as it asks, else longer from try to try."""
        if response.status not in self.retry_http_codes:
            return
        asked = retry_after(response, dt.datetime.now(dt.UTC))
        wait = self._backoff(request) if asked is None else asked
        self._pause(request, wait)
        if response.status in REFUSALS:
            self._count_refusal(request, response.status, wait)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        stop = self.stopped.get(request.meta.get("source", ""))
        if stop is not None and response.status in REFUSALS:
            raise IgnoreRequest(*stop)
        if response.status in REFUSALS and "source" not in request.meta:
            return response  # a robots.txt: whoever waits for it has a time limit, so it is not asked for again
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        if isinstance(exception, self.exceptions_to_retry):
            self._pause(request, self._backoff(request))
        return super().process_exception(request, exception)

    def _backoff(self, request: Request) -> float:
        tries: int = request.meta.get("retry_times", 0)
        return min(self.first_wait * 2.0**tries * random.uniform(1, 1.5), LONGEST_WAIT)

    def _pause(self, request: Request, seconds: float) -> None:
        slot = self.crawler.engine.downloader.slots.get(urlparse_cached(request).hostname or "")
        if slot is not None:
            slot.lastseen = max(slot.lastseen, monotonic() + seconds)

    def _count_refusal(self, request: Request, status: int, wait: float) -> None:
        source = request.meta.get("source")
        if source is None:
            return
        self.refused[source] = self.refused.get(source, 0) + 1
        answered = f"{request.url} answered {status}"
        if self.refused[source] >= self.allowed_refusals:
            self.stopped[source] = REFUSALS[status], f"{answered}, time and again: left alone until the next run"
        elif monotonic() + wait > request.meta.get("deadline", float("inf")):
            limit = "longer than the source's time limit"
            self.stopped[source] = REFUSALS[status], f"{answered} and asks to wait {wait:.0f} s, {limit}"


def retry_after(response: Response, now: dt.datetime) -> float | None:
    """The seconds that an answer's Retry-After asks to wait (given in seconds or as a date), at most an hour."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
