"""Greenhouse boards: the whole board comes in one JSON answer of its public API."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from schema.records import RawField, RawPosting, SetAside
from schema.source import Source
from spiders import board_strict
from spiders.board import BoardError, BoardSpider, Listing, Output, Reading, today

PAGES = "https://boards.greenhouse.io"
ALWAYS = frozenset({"id", "title", "absolute_url", "internal_job_id", "location", "content"})
"""What every job of the list with contents has, if only as null."""
JSONP = re.compile(rb"^\s*[\w.$]{1,100}\((.*)\)\s*;?\s*$", re.DOTALL)
HOSTED_STATE = re.compile(r"window\.__remixContext\s*=\s*")

# Custom fields have names that each employer chose. The words in them that tell what they are about, first match wins.
METADATA = (
    ("employment", ("employment type", "time type", "job type", "commitment", "worker type", "full-time", "part-time")),
    ("remote", ("location type", "workplace", "work model", "remote", "work arrangement")),
    ("salary", ("salary", "compensation", "pay range", "pay rate", "wage")),
    ("deadline", ("deadline", "closing date", "close date")),
    ("hours", ("hours per week", "weekly hours")),
    ("start", ("start date",)),
)
PERIODS = re.compile(r"\b(?:hour(?:ly)?|annual(?:ly)?|year(?:ly)?|month(?:ly)?|(?:bi-?)?week(?:ly)?|daily|day)\b", re.I)
HOURLY_BELOW = 2000
"""A pay range whose title names no period is hourly when its upper bound is below this (ats-formats, Greenhouse)."""


class GreenhouseSpider(BoardSpider):
    name = "greenhouse"
    origin = "https://boards-api.greenhouse.io"

    def first(self, reading: Reading) -> Iterable[Request]:
        token = quote(self.token(reading.source), safe="")
        url = f"{self.home(reading.source)}/v1/boards/{token}/jobs?content=true&pay_transparency=true"
        headers = {"Accept": "application/json"}
        yield self.follow(reading, url, self.board, headers=headers, may_fail=self.no_board)

    def board(self, response: Response, reading: Reading) -> Iterator[Output]:
        listing = parse_board(response.body, reading.source, self.observed_on)
        reading.total = listing.total
        reading.proven_empty = listing.total == 0
        yield from listing.postings
        yield from listing.set_aside

    def no_board(self, response: Response, reading: Reading) -> Iterable[Output]:
        if response.status == 404:
            raise BoardError("unknown_board", f"Greenhouse knows no board {reading.source.token!r}: check the token")
        self.refused(response)


def parse_board(payload: bytes, source: Source, observed_on: dt.date) -> Listing:
    """The postings of one answer of the jobs list. Prospect posts (no job behind them) are set aside."""
    answer = _json(payload)
    jobs = answer.get("jobs") if isinstance(answer, dict) else None
    if not isinstance(jobs, list) or not all(isinstance(job, dict) for job in jobs):
        raise BoardError("layout_changed", "the Greenhouse answer has no list of jobs")
    board_strict.demand(jobs, ALWAYS)
    meta = answer.get("meta") if isinstance(answer, dict) else None
    total = meta.get("total") if isinstance(meta, dict) else len(jobs)
    return _listing(jobs, source.token, observed_on, total)


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of any recorded answer: jobs list, departments, offices, one job, or a hosted board page."""
    day = observed_on or today()
    if payload.lstrip()[:1] == b"<":
        return _hosted_page(payload.decode("utf-8", "replace"), day, name)
    answer = _json(payload)
    jobs = list(_jobs(answer))
    if not jobs and not (isinstance(answer, dict) and {"jobs", "departments", "offices"} & answer.keys()):
        raise BoardError("wrong_type", f"{name or 'this JSON'} is no Greenhouse jobs list, department list, or job")
    unique = {job["id"]: job for job in jobs}
    return _listing(list(unique.values()), token, day, None).postings


def _listing(jobs: list[dict[str, Any]], token: str | None, day: dt.date, total: int | None) -> Listing:
    openings = [job for job in jobs if job.get("internal_job_id", "reduced record") is not None]
    prospects = [job for job in jobs if job.get("internal_job_id", "reduced record") is None]
    return Listing(
        postings=tuple(_posting(job, token, day) for job in openings),
        set_aside=tuple(
            SetAside(
                source="",
                url=_url(job, token),
                title=_line(job["title"]),
                reason="a talent-pool entry of the board, with no opening behind it",
                observed_on=day,
            )
            for job in prospects
        ),
        total=total,
    )


def _jobs(answer: object) -> Iterator[dict[str, Any]]:
    """Every job record in an answer, however the answer nests them."""
    if isinstance(answer, dict):
        if "id" in answer and "title" in answer:
            yield answer
            return
        for key in ("jobs", "departments", "offices", "children"):
            yield from _jobs(answer.get(key))
    elif isinstance(answer, list):
        for entry in answer:
            yield from _jobs(entry)


def _posting(job: Mapping[str, Any], token: str | None, day: dt.date) -> RawPosting:
    return RawPosting(
        url=_url(job, token),
        title=_line(board_strict.filled(job, "title")),
        observed_on=day,
        source_job_id=board_strict.number(job, "id"),
        description_html=html.unescape(board_strict.optional(job, "content")),
        fields=tuple(_fields(job)),
    )


def _url(job: Mapping[str, Any], token: str | None) -> str:
    """The posting's page. Records in department lists can be without an address: then the platform's own form."""
    if given := board_strict.optional(job, "absolute_url"):
        return given
    return f"{PAGES}/{token}/jobs/{job['id']}" if token else f"{PAGES}/embed/job_app?token={job['id']}"


def _fields(job: Mapping[str, Any]) -> Iterator[RawField]:
    location = job.get("location")
    named = {
        "organization": board_strict.optional(job, "company_name"),
        "location": location
        if isinstance(location, str)
        else board_strict.optional(board_strict.part(job, "location"), "name"),
        "posted": board_strict.optional(job, "first_published") or board_strict.optional(job, "published_at"),
        "deadline": board_strict.optional(job, "application_deadline"),
    }
    department = job.get("department")
    departments = [department] if department else board_strict.parts(job, "departments")
    several = [("department", board_strict.text(one, "name")) for one in departments]
    several += [("office", board_strict.text(office, "name")) for office in board_strict.parts(job, "offices")]
    for name, text in [*named.items(), *several]:
        if text and _line(text):
            yield RawField(name=name, text=_line(text), where="structured")
    for entry in board_strict.parts(job, "metadata"):
        yield from _custom_field(entry)
    for pay in board_strict.parts(job, "pay_input_ranges"):
        yield from _pay(pay)


def _custom_field(entry: Mapping[str, Any]) -> Iterator[RawField]:
    """A field the employer made up: under a name of ours where its own name tells it, else under its own name."""
    value = entry["value"]
    if value is None or value == "":
        return
    label = _line(board_strict.text(entry, "name"))
    about = next((name for name, words in METADATA if any(w in label.lower() for w in words)), label)
    if isinstance(value, dict):
        bounds = {"min": "min_value", "max": "max_value", "currency": "unit"}
        parts = {part: str(value[key]) for part, key in bounds.items() if value.get(key)}
        if "min" in parts or "max" in parts:
            yield RawField(name=about, text=_range(label, parts), where="structured", parts=parts)
        return
    text = ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
    if entry.get("value_type") == "yes_no":
        text = f"{label}: {'Yes' if value in (True, 'true', 'Yes', 1) else 'No'}"
    yield RawField(name=about, text=_line(text), where="structured")


def _pay(pay: Mapping[str, Any]) -> Iterator[RawField]:
    """One pay range. Amounts come in cents; a zero bound means not set; the title is the only hint of the period."""
    bounds = {"min": pay["min_cents"], "max": pay["max_cents"]}
    parts = {name: f"{cents / 100:.2f}" for name, cents in bounds.items() if cents}
    if not parts:
        return
    if pay.get("currency_type"):
        parts["currency"] = pay["currency_type"]
    title = _line(html.unescape(board_strict.optional(pay, "title")))
    text = _range(title, parts)
    if period := PERIODS.search(title):
        parts["unit"] = period.group(0)
    elif pay["max_cents"] and pay["max_cents"] < HOURLY_BELOW * 100:
        parts["unit"] = "hour"
    yield RawField(name="salary", text=text, where="structured", parts=parts)


def _range(label: str, parts: Mapping[str, str]) -> str:
    """A pay range in one line: "Annual Salary: 52000.00 - 61000.00 USD"."""
    amounts = " - ".join(parts[name] for name in ("min", "max") if name in parts)
    return " ".join(word for word in (f"{label.rstrip(':')}:", amounts, parts.get("currency", "")) if word.strip(":"))


def _hosted_page(page: str, day: dt.date, name: str) -> tuple[RawPosting, ...]:
    """The rows that a hosted board page (job-boards.greenhouse.io) carries as JSON, up to 50 a page."""
    found = HOSTED_STATE.search(page)
    if found is None:
        raise BoardError("wrong_type", f"{name or 'this page'} is no hosted Greenhouse board: it carries no page state")
    try:
        state, _ = json.JSONDecoder().raw_decode(page, found.end())
    except json.JSONDecodeError as error:
        raise BoardError("layout_changed", f"the page state of the hosted board cannot be read: {error}") from error
    rows: list[dict[str, Any]] = []
    token = None
    for route in state["state"]["loaderData"].values():
        if not isinstance(route, dict):
            continue
        token = route.get("urlToken") or token
        rows += (route.get("jobPosts") or {}).get("data", [])
        if "jobPost" in route:
            rows.append(route["jobPost"])
    return _listing(rows, token, day, None).postings


def _json(payload: bytes) -> object:
    wrapped = JSONP.match(payload)
    try:
        return json.loads(wrapped.group(1) if wrapped else payload)
    except ValueError as error:
        raise BoardError("wrong_type", f"the Greenhouse answer is not JSON: {error}") from error


def _line(text: object) -> str:
    return " ".join(str(text).split())
