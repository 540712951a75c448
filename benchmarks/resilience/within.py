"""Crawls in this process: the real spiders over scripted answers, the real way into the database, no network."""

import datetime as dt
import importlib
from collections import deque
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.spider import iter_spider_classes
from twisted.python.failure import Failure

from benchmarks.resilience.boards import Script
from benchmarks.resilience.faults import SLOW, STOP
from pipelines.intake import Intake
from schema.source import Source
from spiders.board import BoardSpider
from tests.loopback import NOT_FOUND, Answer


def crawl(engine: sa.Engine, source: Source, script: Script, moment: dt.datetime) -> None:
    """Crawl one source, and load what came of it."""
    spider = _spider(source, moment)
    intake = Intake(engine, [source], f"{moment:%Y-%m-%dT%H:%M:%SZ}", lambda: moment)
    started = spider.next_source()
    assert started is not None
    waiting = deque(_passed_on(spider.begin(started), intake))
    answered = 0
    while waiting:
        if STOP in script and answered == min(3, len(script) - 2):
            break
        waiting.extend(_passed_on(_answer(spider, waiting.popleft(), script), intake))
        answered += 1
    for result in spider.unfinished():
        intake.take(result)


def _spider(source: Source, moment: dt.datetime) -> BoardSpider:
    (kind,) = iter_spider_classes(importlib.import_module(f"spiders.{source.platform}"))
    spider: BoardSpider = kind(  # type: ignore[assignment]  # every spider is a BoardSpider
        sources=[source],
        observed_on=moment.date(),
        source_seconds=60,
        hosts_at_once=1,
        on_progress=lambda source, result: None,
    )
    return spider


def _passed_on(outputs: Iterable[object], intake: Intake) -> Iterator[Request]:
    """Load what is no request."""
    for output in outputs:
        if isinstance(output, Request):
            yield output
        else:
            intake.take(output)  # type: ignore[arg-type]  # a spider gives nothing else


def _answer(spider: BoardSpider, request: Request, script: Script) -> Iterable[object]:
    """What the spider makes of the scripted answer to a request, or of its failure."""
    path = "/" + request.url.split("/", 3)[3]
    answer = script.get(path) or script.get(path.partition("?")[0]) or NOT_FOUND
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    response = TextResponse(
        request.url, status=answer.status, body=body, headers=dict(answer.headers), request=request, encoding="utf-8"
    )
    error = _failure(request, answer, response, script)
    if error is None:
        return spider.take_page(response, **request.cb_kwargs)
    failure = Failure(error)
    failure.request = request  # type: ignore[attr-defined]  # as Scrapy does
    return spider.take_failure(failure)


def _failure(request: Request, answer: Answer, response: TextResponse, script: Script) -> Exception | None:
    if "/robots.txt" in script:
        return IgnoreRequest("robots_unreachable", "robots.txt answered 503")
    if answer.wait >= SLOW:
        return DownloadTimeoutError(f"{request.url} took longer than the limit")
    if answer.cut:
        return ResponseDataLossError([])
    if answer.status >= 400 and answer.status not in request.meta.get("handle_httpstatus_list", ()):
        return HttpError(response)
    return None
