"""Postings in the JSON behind pages that a script draws: ``__NEXT_DATA__``, ``window.__STATE__ = {…}``."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsers.pages import html, jobposting, jsonld, openings, titles
from parsers.reading import Link, Page
from schema.records import RawPosting

_SCRIPT = re.compile(
    r"<script\b[^>]{0,300}(?:__NEXT_DATA__|__NUXT_DATA__|application/json)[^>]{0,300}>\s*(?=[\[{])", re.IGNORECASE
)
# Each begins with plain characters, which are found at a tenth of the cost of other expressions.
_STATES = tuple(re.compile(start + r"[A-Za-z_]{2,41}[\"']?\]?\s*=\s*(?=[\[{])") for start in (r"\._", r'\["_', r"\['_"))
_OF_PAGE = ("window", "self", "globalThis")
_MOST_SCRIPTS = 50
_MOST_VALUES = 200_000
_TITLE = ("title", "jobtitle", "job_title", "positiontitle", "position_title", "text", "name")
_NAMES = {
    "description": ("description", "descriptionhtml", "description_html", "content", "body", "jobdescription"),
    "datePosted": ("dateposted", "date_posted", "postedat", "posted_at", "publishedat", "published_at", "posteddate"),
    "validThrough": ("validthrough", "closingdate", "closing_date", "closedate", "deadline", "expiresat"),
    "identifier": ("id", "jobid", "job_id", "requisitionid", "requisition_id", "_id", "shortcode"),
    "employmentType": ("employmenttype", "employment_type", "commitment", "jobtype"),
    "url": ("url", "absolute_url", "absoluteurl", "hostedurl", "joburl", "job_url", "href", "link", "applyurl"),
}
_OF_JOBS = frozenset(
    "jobtitle job_title positiontitle department departments team employmenttype employment_type commitment "
    "joblocation location locations office salary applyurl apply_url hostedurl absolute_url jobid job_id requisitionid "
    "requisition_id dateposted date_posted closingdate closing_date closedate deadline validthrough "
    "jobdescription".split()
)
_OF_PEOPLE = frozenset(
    "firstname lastname first_name last_name bio biography headshot photo email author byline".split()
)
_FEWEST = 2
"""So many of the keys that openings have make an object one, beside a title that names a job."""


def read(markup: str, url: str, observed_on: dt.date) -> Page | None:
    """What the JSON of a page holds: whole postings, or else links to them; None where it holds no opening."""
    postings: dict[str, RawPosting] = {}
    links: dict[str, Link] = {}
    for title, record in _openings(markup):
        node = {name: found for name, keys in _NAMES.items() if (found := _first(record, keys)) is not None}
        node["title"] = title
        node["jobLocation"] = jobposting.plain(record.get("location") or record.get("joblocation"))
        posting = jobposting.posting(node, url, observed_on)
        own = node.get("url")
        address = html.absolute(url, own) if isinstance(own, str) else None
        if posting is not None and titles.signs(posting.description_html or posting.description_text) >= _FEWEST:
            postings.setdefault(f"{posting.url} {posting.title} {posting.source_job_id}", posting)
        elif address is not None:
            links.setdefault(address, openings.link(address, title))
    if postings:
        found = tuple(postings.values())
        kind = "posting" if len(found) == 1 and not links else "postings"
        reasons = (f"{len(found)} openings in the data behind the page",)
        return Page(
            kind="posting" if kind == "posting" else "postings",
            postings=found,
            links=tuple(links.values()),
            reasons=reasons,
        )
    if links:
        reasons = (f"{len(links)} links to openings in the data behind the page",)
        return Page(kind="list", links=tuple(links.values()), reasons=reasons)
    return None


def _openings(markup: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects that have the shape of an opening, each with its title; keys in small letters."""
    for value in _values(markup):
        waiting: list[Any] = [value]
        for _ in range(_MOST_VALUES):
            if not waiting:
                break
            one = waiting.pop()
            if isinstance(one, dict):
                record = {str(key).lower(): part for key, part in one.items()}
                title = _title(record)
                if title:
                    yield title, record
                waiting.extend(reversed(one.values()))
            elif isinstance(one, list):
                waiting.extend(reversed(one))


def _values(markup: str) -> Iterator[Any]:
    """The JSON values that the scripts of a page hold as data or give to the page as its state."""
    decoder = json.JSONDecoder(strict=False)
    starts = [match.end() for match in _SCRIPT.finditer(markup)]
    states = (match for state in _STATES for match in state.finditer(markup))
    starts += sorted(match.end() for match in states if markup.endswith(_OF_PAGE, 0, match.start()))
    for start in starts[:_MOST_SCRIPTS]:
        try:
            value, _ = decoder.raw_decode(markup, start)
        except (ValueError, RecursionError):
            continue
        yield value


def _title(record: Mapping[str, Any]) -> str:
    if len(_OF_JOBS & record.keys()) < _FEWEST or _OF_PEOPLE & record.keys():
        return ""
    if jsonld.is_type(record.get("@type"), "JobPosting"):
        return ""  # read as structured data, or refused there
    title = jobposting.plain(_first(record, _TITLE))
    return title if titles.is_title(title) else ""


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> Any:  # noqa: ANN401
    return next((record[key] for key in keys if isinstance(record.get(key), str | int) and record[key]), None)
