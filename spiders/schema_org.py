"""Pages with JobPosting data (schema.org): one that holds several postings, or one that links to such pages."""

import datetime as dt
from collections.abc import Iterable, Iterator

from scrapy import Request
from scrapy.http import Response

from parsers.pages import page, structured
from parsers.pages.document import decode
from parsers.reading import Context, Document
from schema.records import Lead, RawPosting, SetAside
from spiders.board import BoardError, BoardSpider, Output, Reading, host_of, today
from spiders.board_limits import within_limits


class SchemaOrgSpider(BoardSpider):
    name = "schema_org"

    def first(self, reading: Reading) -> Iterable[Request]:
        url = self.entry(reading.source)
        reading.seen.add(url)
        yield self.follow(reading, url, self.read_entry)

    def read_entry(self, response: Response, reading: Reading) -> Iterator[Output]:
        """The source's page: its own postings, and the pages of postings it links to."""
        markup = decode(response.body)
        yield from structured.postings(markup, response.url, self.observed_on)
        context = Context(date=self.observed_on)
        read = within_limits(page.read, Document(content=markup, media="html", url=response.url, context=context))
        if read.kind == "wall":
            raise BoardError("login_wall", f"{response.url}: {read.rejected}")
        if read.broken:
            raise BoardError("error_page", f"{response.url}: {read.rejected}")
        for link in read.links:
            url = link.url
            if link.platform or host_of(url) not in reading.hosts:
                yield Lead(source="", url=link.url, title=link.title, platform=link.platform, token=link.token)
            elif url not in reading.seen:
                reading.seen.add(url)
                yield self.follow(reading, url, self.read_posting, may_fail=self.skip_gone)

    def read_posting(self, response: Response, reading: Reading) -> Iterator[Output]:
        """A linked page: its JobPosting data, or why it is set aside."""
        found = structured.postings(decode(response.body), response.url, self.observed_on)
        yield from found
        if not found:
            reason = "the page carries no JobPosting data"
            yield SetAside(source="", url=response.url, title=response.url, reason=reason, observed_on=self.observed_on)

    def skip_gone(self, response: Response, reading: Reading) -> Iterator[Output]:
        yield self.gone(response)


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of a recorded page."""
    return structured.postings(decode(payload), f"https://example.org/{name}", observed_on or today())
