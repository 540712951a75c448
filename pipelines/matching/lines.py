"""``electionjobs match --jsonl``: texts in, their groups and links out, one line for each."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from parsers import labels, posting
from parsers.jsonlines import BadLine, decoded
from parsers.pages import entry
from parsers.pages.heads import names_role
from pipelines.matching import pool, traits
from pipelines.matching.traits import Traits
from pipelines.matching.verdict import Verdict
from schema.records import RawField, RawPosting
from schema.rows import to_row

_UNDATED = dt.date(2000, 1, 1)
_NAMED = ("title", "organization")
_NAME = 120
"""Characters that a labelled title or employer has at most; what is longer is a paragraph behind such a label."""

_OPENING = re.compile(
    r"(?:as (?:the|an?)|the|our) (?P<title>(?-i:[A-Z])[^.;:!?,\n]{3,90}?)(?: \([^)\n]{1,40}\))?,? "
    r"(?:the incumbent|this|you|we|is|will|serves|reports|works|performs|manages|leads|provides|assists|supports)\b",
    re.I,
)
_STRINGS = ("text", "title", "organization", "location", "url", "date")


def answer_lines(lines: Iterable[str]) -> list[dict[str, Any]]:
    """One answer for each line, in their order; groups do not depend on it."""
    answers: list[dict[str, Any]] = []
    found: dict[str, Traits] = {}
    given: dict[str, Any] = {}
    for line in lines:
        row: dict[str, Any] = {}
        try:
            row = decoded(line)
            read = _read(row)
            if read.id in found:
                raise BadLine(f'the "id" {read.id!r} was given before')
            found[read.id], given[read.id] = read, row["id"]
            answers.append({"id": row["id"], "group": read.id})
        except BadLine as problem:
            answers.append({"id": row.get("id"), "error": str(problem)})
    outcome = pool.match(found)
    group = {name: members[0] for members in outcome.groups for name in members}
    links: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (a, b), verdict in outcome.verdicts.items():
        for one, other in ((a, b), (b, a)):
            links[one].append({"id": given[other]} | _shown(verdict))
    for answer in answers:
        if "group" in answer:
            name = answer["group"]
            answer["group"] = given[group[name]]
            answer["links"] = sorted(links[name], key=lambda link: str(link["id"]))
    return answers


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {"kind": verdict.kind, "score": verdict.score, "reasons": list(verdict.reasons)}


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
    guessed = _guessed_title(text) if title is None else ""
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
    parts = labels.split(text)
    said = {part.name: part.value for part in reversed(parts) if part.name in _NAMED and len(part.value) <= _NAME}
    if parts and parts[0].start < 5:
        return {name: said.get(name) for name in _NAMED}
    read = entry.split(text)
    if read.head and read.organization and "\n" not in text[: len(read.head) + 5]:
        return {"title": read.title, "organization": read.organization, "location": read.place}
    return {name: said.get(name) for name in _NAMED}


def _guessed_title(text: str) -> str:
    """The title that a text without one opens with: its first line, or "As the …, the incumbent"; else empty."""
    line = text.strip().partition("\n")[0].strip(" |*#")
    if _looks_like_title(line):
        return line
    opening = _OPENING.match(text.strip()[:300])
    return opening["title"] if opening and _looks_like_title(opening["title"]) else ""


def _looks_like_title(line: str) -> bool:
    """Whether a text's first line may be its title: short, a name of work, no sentence and no label."""
    return bool(line) and len(line.split()) <= 12 and ":" not in line and not line.endswith(".") and names_role(line)


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError as problem:
        raise BadLine(f'"date" must be YYYY-MM-DD, not {text!r}') from problem
