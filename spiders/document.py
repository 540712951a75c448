"""Documents with an address of their own: HTML, text, Markdown, PDF, Word. ``ingest`` reads files in the same way."""

import datetime as dt
from collections.abc import Iterable, Iterator

from scrapy import Request
from scrapy.http import Response

from parsers.pages import document, page
from parsers.reading import Context, Page
from schema.records import Lead, RawPosting, SetAside
from spiders.board import BoardError, BoardSpider, Output, Reading, today
from spiders.board_limits import within_limits


class DocumentSpider(BoardSpider):
    name = "document"

    def first(self, reading: Reading) -> Iterable[Request]:
        yield self.follow(reading, self.entry(reading.source), self.read, may_fail=self.not_there)

    def read(self, response: Response, reading: Reading) -> Iterator[Output]:
        """A document that was read and is no posting is an answer; one behind a wall was not read."""
        read = read_document(response.body, response.url, self.observed_on)
        if read.kind == "wall":
            raise BoardError("login_wall", f"{response.url}: {read.rejected}")
        if read.broken:
            raise BoardError("error_page", f"{response.url}: {read.rejected}")
        reading.proven_empty = read.kind in ("none", "dead")
        if read.kind == "dead":
            yield self.over(response.url)
        yield from outputs(read, response.url, self.observed_on)

    def not_there(self, response: Response, reading: Reading) -> Iterator[Output]:
        yield self.gone(response)
        self.refused(response)


def read_document(content: bytes, name: str, day: dt.date) -> Page:
    """What a file holds; ``name`` is its address or file name. Raises BoardError for a file that cannot be read."""
    try:
        loaded = document.load(content, name.rpartition("/")[2], url=name, context=Context(date=day))
    except document.DocumentError as error:
        raise BoardError("wrong_type", str(error)) from error
    return within_limits(page.read, loaded)


def outputs(read: Page, name: str, day: dt.date) -> Iterator[RawPosting | SetAside | Lead]:
    """A document's postings, the boards it leads to, or why it holds none."""
    yield from read.postings
    for link in read.links:
        yield Lead(source="", url=link.url, title=link.title, platform=link.platform, token=link.token)
    if read.rejected:
        yield SetAside(source="", url=name, title=name.rpartition("/")[2], reason=read.rejected, observed_on=day)


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of a file at hand. A file that holds none says why."""
    read = read_document(payload, name, observed_on or today())
    if read.rejected:
        raise BoardError("none_read", f"{name}: {read.rejected}")
    return read.postings
