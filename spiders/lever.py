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
from spiders import board_strict
from spiders.board import BoardError, BoardSpider, Listing, Output, Reading, host_of, today

PAGE_SIZE = 100
ALWAYS = frozenset({"id", "text", "hostedUrl", "categories", "workplaceType", "lists", "additional"})
"""What every posting of the API has, if only as null or "". So has it ``description``, or the two parts of it."""


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
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BoardError("layout_changed", "the Lever answer is no list of postings")
    board_strict.demand(entries, ALWAYS)
    return tuple(_posting(entry, day) for entry in entries)


def _posting(entry: Mapping[str, Any], day: dt.date) -> RawPosting:
    return RawPosting(
        url=board_strict.filled(entry, "hostedUrl"),
        title=" ".join(board_strict.filled(entry, "text").split()),
        observed_on=day,
        source_job_id=board_strict.filled(entry, "id"),
        description_html=_description(entry),
        fields=tuple(_fields(entry)),
    )


def _description(entry: Mapping[str, Any]) -> str:
    """All parts of the text; the lists, which hold most of it, are not part of Lever's own ``description``."""
    opening = board_strict.optional(entry, "description")
    if "description" not in entry:
        opening = board_strict.text(entry, "opening") + board_strict.text(entry, "descriptionBody")
    lists = [
        f"<h3>{escape(board_strict.text(part, 'text'))}</h3><ul>{board_strict.text(part, 'content')}</ul>"
        for part in board_strict.parts(entry, "lists")
    ]
    closing = [board_strict.text(entry, "additional"), board_strict.optional(entry, "salaryDescription")]
    return "\n".join(filter(None, [opening, *lists, *closing]))


def _fields(entry: Mapping[str, Any]) -> Iterator[RawField]:
    categories = board_strict.part(entry, "categories")
    places = board_strict.texts(categories, "allLocations") or [board_strict.optional(categories, "location")]
    named = [("location", place) for place in places]
    named += [(name, board_strict.optional(categories, name)) for name in ("department", "team", "level")]
    named += [("employment", board_strict.optional(categories, "commitment"))]
    workplace = board_strict.optional(entry, "workplaceType")
    named += [("remote", workplace)] if workplace != "unspecified" else []
    for name, text in named:
        if text.strip():
            yield RawField(name=name, text=" ".join(text.split()), where="structured")
    yield from _pay(board_strict.part(entry, "salaryRange"))


def _pay(pay: Mapping[str, Any]) -> Iterator[RawField]:
    """A pay range: both bounds (0 where one is not set), currency and interval, or nothing at all."""
    if not pay:
        return
    bounds = {part: board_strict.amount(pay, part) for part in ("min", "max")}
    parts = {part: text for part, text in bounds.items() if text}
    if parts:
        amounts = " - ".join(parts.values())
        named = {"currency": board_strict.text(pay, "currency"), "unit": board_strict.text(pay, "interval")}
        around = {part: text for part, text in named.items() if text}
        text = " ".join([amounts, *around.values()])
        yield RawField(name="salary", text=text, where="structured", parts={**parts, **around})
