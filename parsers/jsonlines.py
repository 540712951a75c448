"""The machine forms of ``electionjobs parse``: one JSON object in, one out; a bad line is answered, not raised.

Reading a file that a line names is the caller's; it hands the bytes in.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from parsers import posting
from parsers.fields import deadline, employment, end, location, remote, role, salary, sector, start
from parsers.pages import document, page
from parsers.pages.document import DocumentError
from parsers.reading import Context, Document, Page
from schema.jsonform import to_json
from schema.records import ParsedPosting

FIELDS: Mapping[str, Callable[..., Any]] = {
    "salary": salary.parse,
    "remote": remote.parse,
    "deadline": deadline.parse,
    "start": start.parse,
    "end": end.parse,
    "employment": employment.parse,
    "sector": sector.parse,
    "role": role.parse,
    "location": location.parse,
}
"""The fields that can be read on their own, by the name that ``--field`` takes."""

# A text up to this long is taken to be the field itself, a longer one to be a posting that states it somewhere.
_FIELD_TEXT = 400
# The parsers of the other fields find their own words in texts of any length.
_LABELLED = frozenset({"salary", "deadline", "start", "end", "employment"})


class BadLine(ValueError):
    """A line that cannot be answered; the message is what its ``error`` says."""


def decoded(line: str) -> dict[str, Any]:
    """The object that a line holds. Raises BadLine."""
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise BadLine(f"not JSON: {problem}") from problem
    if not isinstance(row, dict):
        raise BadLine("not a JSON object")
    return row


def _string(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadLine(f'"{key}" must be a string')


def _context(row: Mapping[str, Any]) -> Context:
    text = _string(row, "date")
    try:
        date = dt.date.fromisoformat(text[:10]) if text else None
    except ValueError as problem:
        raise BadLine(f'"date" must be YYYY-MM-DD, not {text!r}') from problem
    title, organization, place = (_string(row, key) for key in ("title", "organization", "location"))
    return Context(date=date, title=title, organization=organization, location=place, url=_string(row, "url"))


def _document(row: Mapping[str, Any], read_file: Callable[[str], bytes]) -> Document:
    context = _context(row)
    url = _string(row, "url")
    if (markup := _string(row, "html")) is not None:
        return Document(content=markup, media="html", url=url, context=context)
    if (text := _string(row, "text")) is not None:
        return Document(content=text, media="text", url=url, context=context)
    if path := _string(row, "path"):
        try:
            return document.load(read_file(path), path, url=url, context=context)
        except OSError as problem:
            raise BadLine(f"{path}: {problem.strerror}") from problem
    raise BadLine('one of "text", "html" or "path" is needed')


def posting_json(parsed: ParsedPosting) -> dict[str, Any]:
    """A posting with its evidence, as ``parse`` prints it."""
    evidence = {e.field: {"quote": e.quote, "where": e.where, "rule": e.rule} for e in parsed.evidence}
    return {**to_json(parsed.posting), "evidence": evidence}


def page_json(read: Page) -> dict[str, Any]:
    """A page's kind, postings, links and reason, as ``parse`` prints them."""
    return {
        "page_kind": read.kind,
        "postings": [posting_json(posting.read(raw)) for raw in read.postings],
        "links": [{k: v for k, v in to_json(link).items() if v is not None} for link in read.links],
        "rejected": read.rejected,
    }


def _answer(line: str, read: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    try:
        row = decoded(line)
        return {"id": row.get("id"), **read(row)}
    except (BadLine, DocumentError) as problem:
        return {"id": row.get("id"), "error": str(problem)}


def parse_line(line: str, read_file: Callable[[str], bytes]) -> dict[str, Any]:
    """Answer one line of ``parse --jsonl``."""
    return _answer(line, lambda row: page_json(page.read(_document(row, read_file))))


def field_line(name: str, line: str) -> dict[str, Any]:
    """Answer one line of ``parse --field NAME --jsonl``; ``value`` is null where the text does not state it."""

    def read(row: dict[str, Any]) -> dict[str, Any]:
        text = _string(row, "text")
        if text is None:
            raise BadLine('"text" is needed')
        labelled = name in _LABELLED and len(text) <= _FIELD_TEXT
        value = FIELDS[name](text, _context(row), labelled=labelled)
        return {"value": None if value is None else {k: v for k, v in to_json(value).items() if k != "found"}}

    return _answer(line, read)
