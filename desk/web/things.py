"""The things that an editor corrects: columns that say one thing together, and how each column is asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from desk.web.pages import stated, typed
from schema.codebook import CODEBOOK
from schema.tables import postings

PLACE = ("locality", "county", "region", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """``key`` stands in addresses; ``printed``: the digest says it."""

    key: str
    title: str
    columns: tuple[str, ...]
    printed: bool = False


def _thing(key: str, title: str, columns: str, *, printed: bool = False) -> Thing:
    return Thing(key=key, title=title, columns=tuple(columns.split()), printed=printed)


THINGS: Mapping[str, Thing] = {
    thing.key: thing
    for thing in (
        _thing("title", "Title", "title", printed=True),
        _thing("employer", "Employer", "organization organization_kind partisan", printed=True),
        _thing("place", "Place", "locations", printed=True),
        _thing(
            "remote",
            "Way of working",
            "remote remote_states remote_countries remote_exclude remote_preferred days_onsite travel",
            printed=True,
        ),
        _thing("summary", "Summary", "summary", printed=True),
        _thing(
            "pay",
            "Pay",
            "salary_min salary_max salary_unit salary_currency salary_qualifier salary_annual_min salary_annual_max"
            " salary_flags",
            printed=True,
        ),
        _thing(
            "deadline",
            "Deadline",
            "deadline_on deadline_time deadline_tz deadline_type priority_on opens_on",
            printed=True,
        ),
        _thing("application", "Application", "apply_method apply_url apply_email", printed=True),
        _thing("link", "Link", "url"),
        _thing("employment", "Employment", "employment_types hours_per_week openings_count"),
        _thing("time", "Start and end", "starts_on starts_type ends_on ends_type duration_months posted_on"),
        _thing("demands", "What is asked for", "education experience_years languages"),
        _thing("role", "Role", "role_family role_soc role_level role_election_specific"),
        _thing("sector", "Sector", "election_sector sector_basis sector_reason"),
        _thing("text", "Whole text", "description_text"),
    )
}
"""Every thing that can be corrected, in the order in which a posting is looked through."""

OF_COLUMN: Mapping[str, Thing] = {column: thing for thing in THINGS.values() for column in thing.columns}
"""The thing that a column belongs to."""

# Names that the digest and the merging of copies have for things.
_ALIASES = {
    "salary": "pay",
    "priority": "deadline",
    "opens": "deadline",
    "travel": "remote",
    "locations": "place",
    "hours": "employment",
    "openings": "employment",
    "start": "time",
    "end": "time",
    "education": "demands",
    "experience": "demands",
    "languages": "demands",
}


def about(name: str) -> Thing | None:
    """The thing that a doubt is about, by a column or by a name of a thing; None for the source or the whole."""
    return OF_COLUMN.get(name) or THINGS.get(_ALIASES.get(name, name))


def states(row: Mapping[Any, Any], thing: Thing) -> bool:
    """Whether a posting states something about a thing."""
    return any(stated(row[column]) for column in thing.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One column in a form: how it is asked for, and what is in it.

    ``control`` is one of line, list, text, date, number, truth, choice, choices, places; ``members`` are what a choice
    has; ``shown`` is what stands in the control (of several, a list).
    """

    column: str
    meaning: str
    control: str
    members: tuple[str, ...]
    nullable: bool
    value: Any
    shown: Any


def asked(column: str, value: Any, form: FormData | None = None) -> Asked:  # noqa: ANN401
    """A column as a form asks for it; with what was typed there, where a form was refused."""
    entry = CODEBOOK[column]
    control = _control(column)
    return Asked(
        column=column,
        meaning=entry.meaning,
        control=control,
        members=entry.members,
        nullable=bool(postings.c[column].nullable),
        value=value,
        shown=_shown(control, value if form is None else read(form, column)),
    )


def _control(column: str) -> str:
    entry = CODEBOOK[column]
    if column == "locations":
        return "places"
    if column in ("summary", "description_text"):
        return "text"
    if entry.kind == "array":
        return "choices" if entry.members else "list"
    if entry.members:
        return "choice"
    return {"date": "date", "boolean": "truth", "number": "number", "integer": "number"}.get(entry.kind, "line")


def _shown(control: str, value: Any) -> Any:  # noqa: ANN401 - as above
    if control in ("list", "choices", "places"):
        held = json.loads(value) if isinstance(value, str) else value
        return _SEPARATOR.join(held) if control == "list" else held
    return typed(value)


_SEPARATOR = "; "


def read(form: FormData, column: str) -> str:
    """What a form says of a column, as ``Actions.correct`` wants it typed."""
    control = _control(column)
    given = [" ".join(str(value).split()) for value in form.getlist(column)]
    if control == "places":
        return json.dumps(_places(form), ensure_ascii=False)
    if control == "choices":
        return json.dumps([value for value in given if value], ensure_ascii=False)
    if control == "list":
        parts = given[0].split(_SEPARATOR.strip()) if given else []
        return json.dumps([part.strip() for part in parts if part.strip()], ensure_ascii=False)
    if control == "text":
        return _lines(str(form.get(column, "")))
    return given[0] if given else ""


def _places(form: FormData) -> list[dict[str, str | None]]:
    columns = [[" ".join(str(value).split()) or None for value in form.getlist(f"locations.{name}")] for name in PLACE]
    rows = [dict(zip(PLACE, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())]


def changed(form: FormData, thing: Thing, row: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a thing of which the form says something else than the posting does, as they are typed."""
    said = {column: read(form, column) for column in thing.columns}
    return {column: text for column, text in said.items() if not _same(text, row[column])}


def _same(text: str, value: Any) -> bool:  # noqa: ANN401 - as above
    if isinstance(value, list | dict):
        return bool(json.loads(text) == value)
    return text in (" ".join(typed(value).split()), _lines(typed(value)))


def _lines(text: str) -> str:
    """A text of several lines with the ends of lines that we write; browsers send others."""
    return text.replace("\r\n", "\n").strip()
