"""``electionjobs match --jsonl``: texts in, their groups and links out, one line for each."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from parsers import labels, posting
from parsers.pages import entry
from pipelines.matching import traits
from pipelines.matching.grouping import groups
from pipelines.matching.pairing import pairs
from pipelines.matching.traits import Traits
from pipelines.matching.verdict import Verdict, compare
from schema.records import RawField, RawPosting
from schema.rows import to_row

_UNDATED = dt.date(2000, 1, 1)
_STRINGS = ("text", "title", "organization", "location", "url", "date")


class BadLine(ValueError):
    """A line that cannot be answered; the message is what its ``error`` says."""


def answer_lines(lines: Iterable[str]) -> list[dict[str, Any]]:
    """One answer for each line, in their order; groups do not depend on it."""
    answers: list[dict[str, Any]] = []
    found: dict[str, Traits] = {}
    for line in lines:
        given: Any = None
        try:
            row = _decoded(line)
            given = row["id"] if "id" in row else None
            read = _read(row)
            if read.id in found:
                raise BadLine(f'the "id" {given!r} was given before')
            found[read.id] = read
            answers.append({"id": given, "group": read.id, "links": []})
        except BadLine as problem:
            answers.append({"id": given, "error": str(problem)})
    judged = {
        (a, b): compare(found[a], found[b]) for a, b in pairs({name: item.keys() for name, item in found.items()})
    }
    group = _groups(found, judged)
    links: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (a, b), verdict in judged.items():
        if verdict.kind is not None:
            for one, other in ((a, b), (b, a)):
                links[one].append({"id": other} | _shown(verdict))
    for answer in answers:
        if "group" in answer:
            answer["links"] = sorted(links[answer["group"]], key=lambda link: str(link["id"]))
            answer["group"] = group[answer["group"]]
    return answers


def _groups(found: Mapping[str, Traits], judged: Mapping[tuple[str, str], Verdict]) -> dict[str, str]:
    def apart(a: str, b: str) -> bool:
        pair = (min(a, b), max(a, b))
        return (judged[pair] if pair in judged else compare(found[a], found[b])).parts

    return groups(found, [(verdict.score, a, b) for (a, b), verdict in judged.items() if verdict.joins], apart)


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {"kind": verdict.kind, "score": verdict.score, "reasons": list(verdict.reasons)}


def _decoded(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise BadLine(f"not JSON: {problem}") from problem
    if not isinstance(row, dict):
        raise BadLine("not a JSON object")
    return row


def _read(row: Mapping[str, Any]) -> Traits:
    """The traits of a line's posting. Title and employer are read from the text where the line does not give them."""
    strings = {name: row.get(name) for name in _STRINGS}
    for name, value in strings.items():
        if value is not None and not isinstance(value, str):
            raise BadLine(f'"{name}" must be a string')
    if not isinstance(row.get("id"), str | int):
        raise BadLine('"id" is needed, a string or a number')
    text = strings["text"]
    if text is None:
        raise BadLine('"text" is needed')
    day = _date(strings["date"])
    head = _head(text)
    title, employer, place = (strings[name] or head.get(name) for name in ("title", "organization", "location"))
    first = text.strip().partition("\n")[0].strip(" |*#")
    guessed = first if title is None and traits.looks_like_title(first) else ""
    given = [("organization", employer), ("location", place)]
    raw = RawPosting(
        url=strings["url"] or "",
        title=title or guessed,
        observed_on=day or _UNDATED,
        description_text=text,
        fields=tuple(RawField(name=name, text=value, where="label") for name, value in given if value),
    )
    columns = to_row(posting.read(raw).posting) | {"id": str(row["id"])}
    if day is None:
        columns |= {"observed_on": None, "deadline_on": None}
    return traits.of_row(columns, sure_title=title is not None, sure_employer=employer is not None)


def _head(text: str) -> dict[str, str | None]:
    """What the head of a text names: a newsletter's "Title, Office, Place —", or labels."""
    labelled = {
        part.name: part.value for part in reversed(labels.split(text)) if part.name in ("title", "organization")
    }
    starts = next(iter(labels.split(text[:200])), None)
    if starts is not None and starts.start < 5:
        return {"title": labelled.get("title"), "organization": labelled.get("organization"), "location": None}
    read = entry.split(text)
    if read.head and read.organization and "\n" not in text[: len(read.head) + 5]:
        return {"title": read.title, "organization": read.organization, "location": read.place}
    return {"title": None, "organization": labelled.get("organization"), "location": None}


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError as problem:
        raise BadLine(f'"date" must be YYYY-MM-DD, not {text!r}') from problem
