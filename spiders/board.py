"""What the spiders share: one source's bookkeeping, and the promise of exactly one BoardResult a source.

A spider is a way to fetch; a source is a board it is fetched from. One spider reads many sources in one run. For each
of them a ``Reading`` keeps the requests to be made, what the source says it lists, and the first thing that went
wrong. When no request is left, its BoardResult follows its last posting. A source whose reading did not
come to that end (shutdown, a bug) is in ``BoardSpider.unfinished()``; the last pipeline asks for it on closing.
"""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NoReturn, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from schema.records import BoardResult, Gone, Lead, RawPosting, SetAside
from schema.source import Source
from spiders.board_reading import (
    BoardError,
    Listing,
    Reading,
    asked_hosts,
    host_of,
    http_cause,
    named_cause,
    origin_of,
    today,
    wanted,
)

__all__ = [
    "MALFORMED",
    "BoardError",
    "BoardSpider",
    "Listing",
    "Output",
    "Progress",
    "Reading",
    "host_of",
    "origin_of",
    "today",
    "wanted",
]

Progress = Callable[[Source, BoardResult | None], None]
"""Told of each source twice: when its reading starts (without a result), and when its result is known."""

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading an answer raises when a part of it is missing or of another kind than its platform gives."""

MOST_MARKUP = 4 * 2**20
"""Bytes of a web page. What is larger is no page for people, and reading it would keep every other source waiting."""
MOST_POSTINGS = 20_000
"""Postings of one source in one run."""

Output = RawPosting | SetAside | Lead | Gone | Request
Callback = Callable[[Response, "Reading"], Iterable[Output]]


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

    def home(self, source: Source) -> str:
        """Scheme and host of the board: its platform's, or those of the source's own address."""
        return self.origin or origin_of(source.url or "")

    def hosts(self, source: Source) -> frozenset[str]:
        """The hosts that are the source's own, by their public names."""
        return frozenset(h for h in (host_of(self.home(source)), host_of(source.url or "")) if h)

    def entry(self, source: Source) -> str:
        """The source's own address; raises BoardError where the source file has none."""
        if not source.url:
            raise BoardError("source_file", f"{source.id}: the {self.name} platform needs a `url` in the source file")
        return source.url

    def token(self, source: Source) -> str:
        """The board's token on its platform; raises BoardError where the source file has none."""
        if not source.token:
            raise BoardError("source_file", f"{source.id}: the {self.name} platform needs a `token` in the source file")
        return source.token

    def refused(self, response: Response) -> NoReturn:
        """A 4xx answer that says nothing about the board: the source fails by its status."""
        raise BoardError(http_cause(response.status), f"{response.url} answered {response.status}")

    def gone(self, response: Response) -> Gone:
        """The 404 of a linked posting: it is over. Raises BoardError for any other refusal."""
        if response.status not in (404, 410):
            self.refused(response)
        return Gone(source="", url=response.url, reason="gone_404", observed_on=self.observed_on)

    def over(self, url: str) -> Gone:
        """A posting whose own page says that it is over."""
        return Gone(source="", url=url, reason="notice_on_page", observed_on=self.observed_on)

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
        """One more request of a source. ``may_fail`` gets a 4xx answer in place of the source failing by it.

        Platforms know public addresses only. A source with a ``base_url`` is asked there in their place, and answers
        as if it had been asked at home, so that a mirror's postings have the addresses of the original.
        """
        meta: dict[str, object] = {
            "source": reading.source.id,
            "hosts": asked_hosts(reading.source, reading.hosts),
            "deadline": reading.deadline,
        }
        if may_fail is not None:
            meta["handle_httpstatus_list"] = [400, 401, 403, 404, 410, 422]
        base = reading.source.base_url
        if base and host_of(url) in reading.hosts:
            url = base.rstrip("/") + url.removeprefix(origin_of(url))
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
        busy = {host for reading in active for host in asked_hosts(reading.source, reading.hosts)}
        for place, source in enumerate(self.waiting):
            if not busy & asked_hosts(source, self.hosts(source)):
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
        base = (reading.source.base_url or "").rstrip("/")
        if base and response.url.startswith(f"{base}/"):
            response = response.replace(url=self.home(reading.source) + response.url.removeprefix(base))
        try:
            if isinstance(response, HtmlResponse) and len(response.body) > MOST_MARKUP:
                raise BoardError("too_large", f"{response.url} is larger than {MOST_MARKUP // 2**20} MiB of markup")
            for output in (may_fail if refused and may_fail else callback)(response, reading):
                yield from self.keep(output, reading)
        except BoardError as error:
            reading.fail(error.cause, error.detail)
        except MALFORMED as error:
            reading.fail("layout_changed", f"{response.url} has another form than it had: {error!r}")
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
            if reading.count >= MOST_POSTINGS:
                reading.fail("too_large", f"the source shows more than {MOST_POSTINGS:,} postings")
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
