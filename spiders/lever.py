"""Lever boards: the public postings API, in pages."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from schema.records import RawField, RawPosting
from schema.source import Source
from spiders.board import BoardError, BoardSpider, Listing, Output, Reading, host_of, today

PAGE_SIZE = 100


class LeverSpider(BoardSpider):
    name = "lever"
    origin = "https://api.lever.co"

    def home(self, source: Source) -> str:
        """Boards in the European Union have an API of their own; their page's address tells."""
        return "https://api.eu.lever.co" if host_of(source.url or "").endswith(".eu.lever.co") else self.origin

    def first(self, reading: Reading) -> Iterable[Request]:
        yield self.page(reading, 0)

    def page(self, reading: Reading, skip: int) -> Request:
        site = quote(self.token(reading.source), safe="")
        url = f"{self.home(reading.source)}/v0/postings/{site}?mode=json&limit={PAGE_SIZE}&skip={skip}"

        def read(response: Response, reading: Reading) -> Iterator[Output]:
            listing = parse_board(response.body, reading.source, self.observed_on)
            reading.proven_empty = skip == 0 and not listing.postings
            yield from listing.postings
            if len(listing.postings) >= PAGE_SIZE:
                yield self.page(reading, skip + PAGE_SIZE)

        return self.follow(reading, url, read, headers={"Accept": "application/json"}, may_fail=self.no_board)

    def no_board(self, response: Response, reading: Reading) -> Iterable[Output]:
        if response.status == 404:
            raise BoardError("unknown_board", f"Lever knows no site {reading.source.token!r}: check the token")
        self.refused(response)


def parse_board(payload: bytes, source: Source, observed_on: dt.date) -> Listing:
    """The postings of one page of the list; the API states no total."""
    return Listing(postings=_postings(payload, observed_on))


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of a recorded answer: a list, or one posting."""
    return _postings(payload, observed_on or today())


def _postings(payload: bytes, day: dt.date) -> tuple[RawPosting, ...]:
    try:
        answer = json.loads(payload)
    except ValueError as error:
        raise BoardError("wrong_type", f"the Lever answer is not JSON: {error}") from error
    if isinstance(answer, dict) and answer.get("ok") is False:
        raise BoardError("unknown_board", f"Lever has no such board or posting: {answer.get('error', '')}")
    entries = [answer] if isinstance(answer, dict) else answer
    if not isinstance(entries, list) or not all(isinstance(e, dict) and {"id", "text"} <= e.keys() for e in entries):
        raise BoardError("layout_changed", "the Lever answer is no list of postings with ids and titles")
    return tuple(_posting(entry, day) for entry in entries)


def _posting(entry: Mapping[str, Any], day: dt.date) -> RawPosting:
    return RawPosting(
        url=entry["hostedUrl"],
        title=" ".join(entry["text"].split()),
        observed_on=day,
        source_job_id=entry["id"],
        description_html=_description(entry),
        fields=tuple(_fields(entry)),
    )


def _description(entry: Mapping[str, Any]) -> str:
    """All parts of the text; the lists, which hold most of it, are not part of Lever's own ``description``."""
    opening = entry.get("description") or f"{entry.get('opening') or ''}{entry.get('descriptionBody') or ''}"
    lists = [f"<h3>{escape(part['text'])}</h3><ul>{part['content']}</ul>" for part in entry.get("lists") or []]
    return "\n".join(filter(None, [opening, *lists, entry.get("additional"), entry.get("salaryDescription")]))


def _fields(entry: Mapping[str, Any]) -> Iterator[RawField]:
    categories = entry.get("categories") or {}
    places = categories.get("allLocations") or [categories.get("location")]
    named = [("location", place) for place in places]
    named += [(name, categories.get(name)) for name in ("department", "team", "level")]
    named += [("employment", categories.get("commitment"))]
    if entry.get("workplaceType") != "unspecified":
        named += [("remote", entry.get("workplaceType"))]
    for name, text in named:
        if text and text.strip():
            yield RawField(name=name, text=" ".join(text.split()), where="structured")
    pay = entry.get("salaryRange") or {}
    parts = {part: str(pay[key]) for part, key in (("min", "min"), ("max", "max")) if pay.get(key)}
    if parts:
        amounts = " - ".join(parts.values())
        around = {part: pay[key] for part, key in (("currency", "currency"), ("unit", "interval")) if pay.get(key)}
        text = " ".join([amounts, *around.values()])
        yield RawField(name="salary", text=text, where="structured", parts={**parts, **around})
