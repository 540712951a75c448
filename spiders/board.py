"""What the spiders share: one source's bookkeeping, and the promise of exactly one BoardResult a source.

A spider is a way to fetch; a source is a board it is fetched from. One spider reads many sources in one run. For each
of them a ``Reading`` keeps the requests to be made, what the source says it lists, and the first thing that went
wrong. When no request is left, its BoardResult follows its last posting. A source whose reading did not
come to that end (shutdown, a bug) is in ``BoardSpider.unfinished()``; the last pipeline asks for it on closing.
"""

import asyncio
import datetime as dt
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NoReturn, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from schema.records import BoardResult, Gone, Lead, RawPosting, SetAside
from schema.source import Source

CAUSES_BY_EXCEPTION = {
    "CannotResolveHostError": "dns",
    "DownloadTimeoutError": "timeout",
    "DownloadConnectionRefusedError": "connection",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "partial",
    "UnsupportedURLSchemeError": "address_refused",
}


class BoardError(Exception):
    """What a page holds is not what its platform gives. ``cause`` is one of BoardResult's; the text is for a person."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one answer of a platform holds.

    ``total`` is the number of postings the platform itself states for the whole board, where it does.
    """

    postings: tuple[RawPosting, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    total: int | None = None


Progress = Callable[[Source, BoardResult | None], None]
"""Told of each source twice: when its reading starts (without a result), and when its result has been stored."""

Output = RawPosting | SetAside | Lead | Gone | Request
Callback = Callable[[Response, "Reading"], Iterable[Output]]


@dataclass(slots=True, kw_only=True, eq=False)
class Reading:
    """The reading of one source, while it goes on. ``deadline`` is on the monotonic clock.

    ``backlog`` are the requests still to be made: one is under way at a time, and when none is left the source is read.
    ``shown`` are the platform's ids of the postings read so far, ``seen`` is the platform's own book of ids or
    addresses it came across, ``total`` is what the source says it has.
    """

    source: Source
    hosts: frozenset[str]
    deadline: float
    backlog: deque[Request] = field(default_factory=deque)
    count: int = 0
    shown: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    set_aside: int = 0
    left_out: int = 0
    total: int | None = None
    proven_empty: bool = False
    cause: str | None = None
    detail: str = ""
    broken: bool = False
    reported: bool = False

    def fail(self, cause: str, detail: str) -> None:
        """Remember what went wrong. The first failure is the one that names the result."""
        if self.cause is None:
            self.cause, self.detail = cause, detail

    def result(self) -> BoardResult:
        """What the reading came to, once nothing is under way."""
        listed = max(self.count, self.total or 0)
        cause, detail = self.cause, self.detail
        if cause is None and listed == 0:
            cause, detail = self._nothing_listed()
        elif cause is None and self.count + self.set_aside < listed:
            cause, detail = "partial", f"the source says it has {listed} postings and showed {self.count}"
        if self.left_out and not detail:
            detail = f"{self.left_out} of {listed} left out by the source file's `only`"
        return BoardResult(
            source=self.source.id, listed=listed, complete=cause in (None, "empty"), cause=cause, detail=detail
        )

    def _nothing_listed(self) -> tuple[str, str]:
        if self.proven_empty:
            return "empty", ""
        if self.set_aside:
            return "none_read", f"nothing among {self.set_aside} set-aside items reads as a posting"
        return "zero_without_evidence", "the page lists nothing and does not say that it has no openings"


class BoardSpider(scrapy.Spider):
    """A spider of one platform.

    A platform gives: ``name`` (also the name of its module and the ``platform`` of source files), ``origin`` (what a
    source's ``base_url`` replaces), ``first`` (a source's first requests) and the callbacks of its pages, which take
    the response and the Reading and yield postings, set-aside items, leads, and further requests made by ``follow``.
    """

    origin: ClassVar[str] = ""

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        observed_on: dt.date,
        source_seconds: float,
        hosts_at_once: int,
        on_progress: Progress,
        **kwargs: Any,  # noqa: ANN401 - Scrapy's own signature
    ) -> None:
        super().__init__(**kwargs)
        self.observed_on = observed_on
        self.source_seconds = source_seconds
        self.hosts_at_once = hosts_at_once
        self.on_progress = on_progress
        self.waiting = list(sources)
        self.readings: dict[str, Reading] = {}
        self.turn = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_bug, signal=signals.spider_error)
        return spider

    # what a platform gives

    def first(self, reading: Reading) -> Iterable[Request]:
        """A source's first requests; raises BoardError for a source that cannot be asked."""
        raise BoardError("error", f"the {self.name} spider has no first request for {reading.source.id}")

    def base(self, source: Source) -> str:
        """The origin to ask: the source's ``base_url`` where it has one, without a slash at its end."""
        return (source.base_url or self.origin or origin_of(source.url or "")).rstrip("/")

    def entry(self, source: Source) -> str:
        """The source's own address; with a ``base_url`` that address on the base. Raises BoardError without one."""
        if not source.url:
            raise BoardError("error", f"{source.id}: the {self.name} platform needs a `url` in the source file")
        return self.moved(source, source.url)

    def moved(self, source: Source, url: str) -> str:
        """An address of the source's own site, on the ``base_url`` where the source has one."""
        if source.base_url and source.url and origin_of(url) == origin_of(source.url):
            return source.base_url.rstrip("/") + url.removeprefix(origin_of(url))
        return url

    def hosts(self, source: Source) -> frozenset[str]:
        """The hosts a source may be fetched from, redirects included."""
        return frozenset(h for h in (host_of(self.base(source)), host_of(source.url or "")) if h)

    def token(self, source: Source) -> str:
        """The board's token on its platform; raises BoardError where the source file has none."""
        if not source.token:
            raise BoardError("error", f"{source.id}: the {self.name} platform needs a `token` in the source file")
        return source.token

    def refused(self, response: Response) -> NoReturn:
        """A 4xx answer that says nothing about the board: the source fails by its status."""
        raise BoardError(http_cause(response.status), f"{response.url} answered {response.status}")

    def gone(self, response: Response) -> Gone:
        """The 404 of a linked posting: it is over. Raises BoardError for any other refusal."""
        if response.status not in (404, 410):
            self.refused(response)
        return Gone(source="", url=response.url, reason="gone_404", observed_on=self.observed_on)

    # requests

    def follow(
        self,
        reading: Reading,
        url: str,
        callback: Callback,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: str = "",
        may_fail: Callback | None = None,
    ) -> Request:
        """One more request of a source. ``may_fail`` gets a 4xx answer in place of the source failing by it."""
        meta: dict[str, object] = {
            "source": reading.source.id,
            "hosts": reading.hosts,
            "deadline": reading.deadline,
        }
        if may_fail is not None:
            meta["handle_httpstatus_list"] = [400, 401, 403, 404, 410, 422]
        return Request(
            url,
            method=method,
            body=body,
            headers=dict(headers or {}),
            callback=self.take_page,
            errback=self.take_failure,
            cb_kwargs={"reading": reading, "callback": callback, "may_fail": may_fail},
            meta=meta,
            dont_filter=True,
        )

    # the run

    async def start(self) -> AsyncIterator[Any]:
        """The first requests of all sources; a host is asked by one source at a time."""
        while self.waiting:
            source = self.next_source()
            if source is None:
                self.turn.clear()
                await self.turn.wait()
                continue
            for output in self.begin(source):
                yield output

    def next_source(self) -> Source | None:
        """A waiting source whose host is free, or None while there is none."""
        active = [r for r in self.readings.values() if not (r.reported or r.broken)]
        if len(active) >= self.hosts_at_once:
            return None
        busy = {host for reading in active for host in reading.hosts}
        for place, source in enumerate(self.waiting):
            if not busy & self.hosts(source):
                return self.waiting.pop(place)
        return None

    def begin(self, source: Source) -> Iterator[Request | BoardResult]:
        """Start the reading of one source."""
        reading = Reading(source=source, hosts=self.hosts(source), deadline=time.monotonic() + self.source_seconds)
        self.readings[source.id] = reading
        self.on_progress(source, None)
        try:
            reading.backlog.extend(self.first(reading))
        except BoardError as error:
            reading.fail(error.cause, error.detail)
        yield from self.settle(reading)

    def take_page(
        self, response: Response, *, reading: Reading, callback: Callback, may_fail: Callback | None
    ) -> Iterator[Output | BoardResult]:
        """Read one answer with the platform's callback, within the source's bookkeeping."""
        refused = may_fail is not None and response.status >= 400
        try:
            for output in (may_fail if refused and may_fail else callback)(response, reading):
                yield from self.keep(output, reading)
        except BoardError as error:
            reading.fail(error.cause, error.detail)
        yield from self.settle(reading)

    def take_failure(self, failure: Failure) -> Iterator[Request | BoardResult]:
        """An answer that did not come: the source fails by it, with a named cause."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        reading: Reading = request.cb_kwargs["reading"]
        reading.fail(*named_cause(failure.value, request))
        yield from self.settle(reading)

    def keep(self, output: Output, reading: Reading) -> Iterator[RawPosting | SetAside | Lead | Gone]:
        """Pass an output on, marked with its source: postings counted and held against ``only``, requests kept back."""
        if isinstance(output, RawPosting):
            if output.source_job_id in reading.shown:
                return
            reading.shown |= {output.source_job_id} if output.source_job_id else set()
            reading.count += 1
            if not wanted(output, reading.source.only):
                reading.left_out += 1
                return
            yield replace(output, source=reading.source.id, platform=self.name)
        elif isinstance(output, SetAside | Lead | Gone):
            reading.set_aside += isinstance(output, SetAside)
            yield replace(output, source=reading.source.id)
        else:
            reading.backlog.append(output)

    def settle(self, reading: Reading) -> Iterator[Request | BoardResult]:
        """Go on with a source's next request; behind the last one comes its result."""
        if reading.backlog and time.monotonic() > reading.deadline:
            left = len(reading.backlog)
            reading.fail("timeout", f"the time limit of {self.source_seconds:g} s came with {left} requests to go")
            reading.backlog.clear()
        if reading.backlog:
            yield reading.backlog.popleft()
            return
        result = reading.result()
        yield result
        self.release(reading, result)

    def release(self, reading: Reading, result: BoardResult) -> None:
        """The source is done: its hosts are free for the next one."""
        reading.reported = True
        self.on_progress(reading.source, result)
        self.turn.set()

    def note_bug(self, failure: Failure, response: Response) -> None:
        """A callback that raised: its source is not finished, and the others go on."""
        request = response.request
        reading = request.cb_kwargs.get("reading") if request else None
        if isinstance(reading, Reading) and not reading.reported:
            reading.fail("error", f"{type(failure.value).__name__} while reading {response.url}; please report it")
            reading.broken = True
            self.turn.set()

    def unfinished(self) -> tuple[BoardResult, ...]:
        """The results of sources that have none yet, when the run is over. Each source is given out once."""
        for source in self.waiting:
            self.readings[source.id] = Reading(source=source, hosts=frozenset(), deadline=0)
        self.waiting.clear()
        results = []
        for reading in self.readings.values():
            if not reading.reported:
                reading.fail("shutdown", "the run ended before the source was read to its end")
                results.append(reading.result())
                self.release(reading, results[-1])
        return tuple(results)


def wanted(posting: RawPosting, only: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a posting passes a source's ``only``: for each key, one of its raw values is in the list."""
    return all(any(f.text in values for f in posting.given(key)) for key, values in only.items())


def named_cause(error: BaseException | None, request: Request) -> tuple[str, str]:
    """The cause and one line for a person, for a request that failed.

    Middlewares of ours refuse a request by ``IgnoreRequest(cause, detail)``.
    """
    url = request.url
    if isinstance(error, HttpError):
        return http_cause(error.response.status), f"{url} answered {error.response.status}"
    if isinstance(error, IgnoreRequest) and len(error.args) == 2:
        return error.args[0], error.args[1]
    named = CAUSES_BY_EXCEPTION.get(type(error).__name__)
    if named is not None:
        return named, f"{url}: {error or type(error).__name__}"
    lowered = f"{error!r} {getattr(error, '__cause__', None)!r}".lower()
    if "ssl" in lowered or "tls" in lowered or "certificate" in lowered:
        return "tls", f"{url}: the connection cannot be trusted: {error}"
    if type(error).__name__ == "DownloadFailedError":
        return "connection", f"{url}: the connection broke: {error}"
    return "error", f"{url}: {type(error).__name__}: {error}"


def http_cause(status: int) -> str:
    """The cause for an HTTP status: its own where BoardResult names one, else ``http_5xx`` or ``error``."""
    if status in (403, 404, 429):
        return f"http_{status}"
    if status == 410:
        return "http_404"
    return "http_5xx" if status >= 500 else "error"


def origin_of(url: str) -> str:
    """Scheme and host of an address: ``https://example.org``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def host_of(url: str) -> str:
    """The host name of an address, without port; "" where there is none."""
    return urlsplit(url).hostname or ""


def today() -> dt.date:
    """The day in UTC: what a recorded answer without a date is taken to be of."""
    return dt.datetime.now(dt.UTC).date()
