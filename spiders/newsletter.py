"""Newsletters: an issue with a jobs section, or an index of issues, each of which is read."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from parsers.pages import document, newsletter
from parsers.reading import Context, Document
from schema.records import RawPosting, SetAside
from spiders.board import BoardError, BoardSpider, Output, Reading, host_of, today
from spiders.board_limits import within_limits


class NewsletterSpider(BoardSpider):
    name = "newsletter"

    def first(self, reading: Reading) -> Iterable[Request]:
        url = self.entry(reading.source)
        reading.seen.add(url)
        yield self.follow(reading, url, self.read_entry)

    def read_entry(self, response: Response, reading: Reading) -> Iterator[Output]:
        """The source's page: an issue itself, or the index of the issues."""
        loaded = _load(response.body, response.url)
        issue = _read(loaded, self.observed_on)
        if issue.is_newsletter:
            yield from _outputs(issue, response.url, self.observed_on)
            return
        issues = dict.fromkeys(link.url for link in within_limits(newsletter.index, loaded))
        here = [url for url in issues if host_of(url) in reading.hosts and url not in reading.seen]
        if not here:
            raise BoardError("layout_changed", f"{response.url} is neither an issue nor an index: {issue.reasons[-1]}")
        for url in here:
            reading.seen.add(url)
            yield self.follow(reading, url, self.read_issue)

    def read_issue(self, response: Response, reading: Reading) -> Iterator[Output]:
        """One issue of an index. A page that is none is set aside with its reason."""
        issue = _read(_load(response.body, response.url), self.observed_on)
        yield from _outputs(issue, response.url, self.observed_on)
        if not issue.is_newsletter:
            yield SetAside(
                source=reading.source.id,
                url=response.url,
                title=response.url,
                reason=f"no issue of a newsletter: {issue.reasons[-1]}",
                observed_on=self.observed_on,
            )


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of one recorded issue."""
    issue = _read(_load(payload, name), observed_on or today())
    if not issue.is_newsletter:
        raise BoardError("wrong_type", f"{name} is no issue of a newsletter: {issue.reasons[-1]}")
    return issue.postings


def _load(payload: bytes, url: str) -> Document:
    try:
        return document.load(payload, url.rpartition("/")[2], url=url)
    except document.DocumentError as error:
        raise BoardError("wrong_type", str(error)) from error


def _read(loaded: Document, day: dt.date) -> newsletter.Issue:
    """The issue by its own date, else by the day it was seen."""
    try:
        issue = within_limits(newsletter.read, loaded)
        if issue.issue_date is None:
            issue = within_limits(newsletter.read, replace(loaded, context=Context(date=day)))
    except document.DocumentError as error:
        raise BoardError("wrong_type", str(error)) from error
    return issue


def _outputs(issue: newsletter.Issue, url: str, day: dt.date) -> Iterator[RawPosting | SetAside]:
    """What an issue holds: its postings, and what stood among them."""
    yield from issue.postings
    for words in issue.others:
        title, _, reason = words.rpartition(": ")
        yield SetAside(source="", url=url, title=title, reason=reason, observed_on=issue.issue_date or day)
