"""Job feeds: RSS or Atom whose items are postings, among them the feeds of WordPress job boards, in pages."""

import datetime as dt
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from parsers.confined import carefully
from parsers.pages import feed
from parsers.pages.failure import LimitError
from schema.records import RawField, RawPosting
from schema.source import Source
from spiders.board import BoardError, BoardSpider, Listing, Output, Reading, today

PAGE_SIZE = 100
TEXTS = ("encoded", "content", "description", "summary")
# What the elements of job feeds are called, by what they are about.
NAMES = {
    "organization": ("company", "company_name", "employer", "hiringorganization"),
    "location": ("location", "job_location"),
    "employment": ("job_type", "jobtype", "employment_type", "employmenttype"),
    "salary": ("salary", "salary_range", "compensation"),
    "department": ("department",),
    "remote": ("remotestatus", "remote"),
    "deadline": ("closing_date", "closingdate", "expiration_date", "expires", "deadline", "validthrough", "closedate"),
    "posted": ("pubdate", "published", "date", "dateposted"),
}


class JobFeedSpider(BoardSpider):
    name = "job_feed"

    def first(self, reading: Reading) -> Iterable[Request]:
        yield self.page(reading, 1)

    def page(self, reading: Reading, number: int) -> Request:
        url = self.entry(reading.source)
        in_pages = "job_feed" in url
        if in_pages:
            url = _with_query(url, posts_per_page=str(PAGE_SIZE), paged=str(number))

        def read(response: Response, reading: Reading) -> Iterator[Output]:
            listing = parse_board(response.body, reading.source, self.observed_on)
            new = [p for p in listing.postings if (p.source_job_id or p.url) not in reading.seen]
            reading.seen |= {p.source_job_id or p.url for p in new}
            reading.proven_empty = number == 1 and not listing.postings
            yield from new
            if in_pages and new:
                yield self.page(reading, number + 1)

        def past_the_end(response: Response, reading: Reading) -> Iterable[Output]:
            if response.status != 404:
                self.refused(response)
            return ()

        return self.follow(reading, url, read, may_fail=past_the_end if number > 1 else None)


def _with_query(url: str, **more: str) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **more}
    return parts._replace(query=urlencode(query)).geturl()


def parse_board(payload: bytes, source: Source, observed_on: dt.date) -> Listing:
    """The postings of a feed. Raises BoardError (``wrong_type``, ``partial``) for what is no whole feed."""
    return Listing(postings=_postings(payload, observed_on))


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of a recorded feed."""
    return _postings(payload, observed_on or today())


def _postings(payload: bytes, day: dt.date) -> tuple[RawPosting, ...]:
    try:
        read = carefully(lambda: feed.read(payload), len(payload))
    except LimitError as limit:
        raise BoardError("too_large", f"the feed: {limit}") from limit
    except feed.FeedError as error:
        raise BoardError("wrong_type", f"no job feed: {error}") from error
    if not read.whole:
        raise BoardError("partial", "the feed breaks off before its end")
    if any(not item.value("title") or not (item.link or item.value("id")) for item in read.items):
        raise BoardError("layout_changed", "an item of the feed has no title or no address")
    return tuple(_posting(item, day) for item in read.items)


def _posting(item: feed.Item, day: dt.date) -> RawPosting:
    return RawPosting(
        url=item.link or item.value("id"),
        title=" ".join(unescape(item.value("title")).split()),
        observed_on=day,
        source_job_id=item.value("guid", "id") or None,
        description_html=item.value(*TEXTS),
        fields=tuple(_fields(item)),
    )


def _fields(item: feed.Item) -> Iterator[RawField]:
    for about, names in NAMES.items():
        # values are escaped once more inside their CDATA
        texts = [" ".join(unescape(text).split()) for name in names for text in item.values.get(name, ())]
        for text in dict.fromkeys(filter(None, texts)):
            yield RawField(name=about, text=text, where="structured")
