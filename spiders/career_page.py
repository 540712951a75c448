"""An office's own page: the postings it holds, and those it links to, as pages or as PDF and Word files."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from scrapy import Request
from scrapy.http import Response

from parsers.pages import document, failure, hinted, html, page, pager
from parsers.pages.torn import breaks_off
from parsers.reading import Context, Document, Link, Page
from schema.records import OWN_SOURCE, Lead, RawPosting, SetAside
from schema.source import Hints, Source
from spiders.board import BoardError, BoardSpider, Output, Reading, host_of, today
from spiders.board_limits import within_limits

DEEPEST = 2
"""How many links a posting may be away from the source's page: a list may lead to lists by department."""
MOST_PAGES = 300
NO_OPENINGS = re.compile(
    r"\bno (?:(?:current|currently|open|available|active|new|vacant|posted|job|employment|staff)\s+){0,4}"
    r"(?:openings?|vacanc(?:y|ies)|positions|opportunities|postings|jobs|recruitments)\b"
    r"|\bnot (?:currently |presently |actively ){0,2}(?:hiring|recruiting|accepting applications)\b",
    re.IGNORECASE,
)
"""How an office says that it has nothing: the evidence that a page without postings is not a failure."""


class CareerPageSpider(BoardSpider):
    name = "career_page"

    def hosts(self, source: Source) -> frozenset[str]:
        """The page's host with and without ``www.``: offices link to themselves in both ways."""
        bare = {host.removeprefix("www.") for host in super().hosts(source)}
        return frozenset(bare | {f"www.{host}" for host in bare})

    def first(self, reading: Reading) -> Iterable[Request]:
        yield self.visit(reading, self.entry(reading.source), depth=0)

    def visit(self, reading: Reading, url: str, depth: int) -> Request:
        """A request for a page of the office; ``depth`` links away from the source's own."""
        reading.seen.add(url)

        def read(response: Response, reading: Reading) -> Iterator[Output]:
            return self.read_page(response, reading, depth)

        def skip_gone(response: Response, reading: Reading) -> Iterator[Output]:
            yield self.gone(response)

        request = self.follow(reading, url, read, may_fail=skip_gone if depth else None)
        request.meta["browser"] = reading.source.browser
        return request

    def read_page(self, response: Response, reading: Reading, depth: int) -> Iterator[Output]:
        """What a page holds; the links of a list are followed, a link to a platform is handed on."""
        if breaks_off(response.body):
            reading.fail("partial", f"{response.url} breaks off before its end")
            yield _set_aside(response.url, "the page breaks off before its end", self.observed_on)
            return
        for missed in response.meta.get("missed", ()):
            reading.fail("partial", f"{response.url} was built without {missed}")
        try:
            read = read_office_page(response.body, response.url, self.observed_on, reading.source.hints)
        except BoardError as error:
            if depth == 0:
                raise
            yield _set_aside(response.url, error.detail, self.observed_on)
            return
        if read.kind == "wall":
            raise BoardError("login_wall", f"{response.url}: {read.rejected}")
        if depth == 0:
            yield from self.judge_entry(response, read, reading)
        elif read.broken:
            reading.fail("error_page", f"{response.url}: {read.rejected}")
            yield _set_aside(response.url, read.rejected or "", self.observed_on)
        elif read.kind == "dead":
            yield self.over(response.url)
        elif read.rejected:
            yield _set_aside(response.url, read.rejected, self.observed_on)
        yield from read.postings
        if read.kind in ("list", "board", "postings"):
            yield from self.follow_links(read.links, reading, depth + 1)
        if read.kind in ("list", "postings"):
            yield from self.next_page(read, reading, depth)

    def judge_entry(self, response: Response, read: Page, reading: Reading) -> Iterator[Output]:
        """The source's own page: one without postings is empty only by its own words."""
        if read.kind == "dead":
            raise BoardError("error_page" if read.broken else "unknown_board", f"{response.url}: {read.rejected}")
        if read.kind == "board":
            boards = ", ".join(sorted({f"{link.platform} {link.token or ''}".strip() for link in read.links}))
            reading.fail("none_read", f"{response.url} leads to {boards}: {OWN_SOURCE}")
        if read.postings or read.links:
            return
        entry = Document(content=document.decode(response.body), media="html", url=response.url)
        if b"<" in response.body[:1000] and within_limits(_says_none, entry):
            reading.proven_empty = True
        elif read.rejected:
            yield _set_aside(response.url, read.rejected, self.observed_on)

    def follow_links(self, links: Iterable[Link], reading: Reading, depth: int) -> Iterator[Output]:
        for link in links:
            url = link.url.partition("#")[0]
            if link.platform or host_of(url) not in reading.hosts:
                yield Lead(source="", url=link.url, title=link.title, platform=link.platform, token=link.token)
            elif url in reading.seen:
                continue
            elif depth > DEEPEST or len(reading.seen) >= MOST_PAGES:
                reading.fail(
                    "partial", f"more than {MOST_PAGES} pages, or deeper than {DEEPEST} links: {url} is unread"
                )
            else:
                yield self.visit(reading, url, depth)

    def next_page(self, read: Page, reading: Reading, depth: int) -> Iterator[Output]:
        """The next page of a list in pages. A list that cannot be followed to its end is incomplete."""
        url = read.next_url
        if url is None or url in reading.seen or host_of(url) not in reading.hosts:
            return
        if len(reading.seen) >= MOST_PAGES:
            reading.fail("partial", f"more than {MOST_PAGES} pages: {url} is unread")
        else:
            yield self.visit(reading, url, depth)


def read_office_page(content: bytes, url: str, day: dt.date, hints: Hints | None = None) -> Page:
    """What a page or file of an office holds; ``hints`` are the source's.

    Raises BoardError for a file of a kind that cannot be read, and for hints that cannot be used.
    """
    try:
        loaded = document.load(content, url.rpartition("/")[2] or "page.html", url=url, context=Context(date=day))
    except document.DocumentError as error:
        raise BoardError("wrong_type", str(error)) from error
    if hints is None or loaded.media != "html":
        return within_limits(page.read, loaded)
    try:
        return within_limits(partial(_hinted, hints=hints), loaded)
    except failure.HintError as error:
        raise BoardError("wrong_type", str(error)) from error


def _says_none(entry: Document) -> bool:
    """Whether a page says in so many words that there is nothing."""
    return NO_OPENINGS.search(html.text(document.as_html(entry))) is not None


def _hinted(loaded: Document, hints: Hints) -> Page:
    """A page by its source's hints: one posting where it has that part, else the list, else as any page."""
    markup = document.as_html(loaded)
    part = hinted.body(markup, hints)
    if part is not None:
        return page.read_part(replace(loaded, content=part), judged=not hinted.is_believed(hints))
    listed = hinted.links(markup, loaded.url or "", hints)
    if listed is not None:
        return replace(listed, next_url=pager.next_url(markup, loaded.url or ""))
    return page.read(loaded)


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings that one recorded page holds itself."""
    return read_office_page(payload, f"https://example.org/{name}", observed_on or today()).postings


def _set_aside(url: str, reason: str, day: dt.date) -> SetAside:
    return SetAside(source="", url=url, title=url, reason=reason, observed_on=day)
