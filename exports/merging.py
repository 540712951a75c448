"""One record of a group: what its canonical posting does not state is taken from the other open members.

Columns that say one thing together are taken together. The canonical posting's own words always stand; of the others
the best place wins: structured data before visible labelled text before body text, and an aggregator last. The
record's ``details`` say what was taken and what is disputed:

* ``merged``: thing → id of the posting it was taken from, as ``{"salary": "k3…"}``.
* ``conflicts``: thing → id of each posting that states something else → what it states, by column.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from schema.jsonform import to_json
from schema.vocabulary import Where

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Columns that are taken together. ``deciding`` tell whether it is stated, and whether two state the same.

    ``flag`` is a column and a word that is a statement too where it stands in that column's list.
    """

    deciding: tuple[str, ...]
    along: tuple[str, ...] = ()
    flag: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An open posting beside the canonical one; ``where`` says by column where the words of a value stood."""

    row: Row
    aggregator: bool
    where: Mapping[str, str]


THINGS: Mapping[str, Thing] = {
    "salary": Thing(
        deciding=("salary_min", "salary_max", "salary_unit", "salary_currency"),
        along=("salary_qualifier", "salary_annual_min", "salary_annual_max", "salary_flags", "salary_raw"),
        flag=("salary_flags", "unpaid"),
    ),
    "deadline": Thing(
        deciding=("deadline_on", "deadline_type"), along=("deadline_time", "deadline_tz", "deadline_raw")
    ),
    "priority": Thing(deciding=("priority_on",)),
    "opens": Thing(deciding=("opens_on",)),
    "remote": Thing(
        deciding=("remote",),
        along=(
            *("remote_states", "remote_countries", "remote_exclude", "remote_preferred"),
            *("days_onsite", "remote_raw"),
        ),
    ),
    "travel": Thing(deciding=("travel",)),
    "place": Thing(deciding=("locations",), along=("location_raw",)),
    "employment": Thing(deciding=("employment_types",), along=("employment_raw",)),
    "hours": Thing(deciding=("hours_per_week",)),
    "start": Thing(deciding=("starts_on", "starts_type"), along=("starts_raw",)),
    "end": Thing(deciding=("ends_on", "ends_type", "duration_months"), along=("ends_raw",)),
    "application": Thing(deciding=("apply_method", "apply_url", "apply_email")),
    "education": Thing(deciding=("education",)),
    "experience": Thing(deciding=("experience_years",)),
    "languages": Thing(deciding=("languages",)),
    "openings": Thing(deciding=("openings_count",)),
}

_PLACES: tuple[str, ...] = get_args(Where)
# What stands in a column that states nothing.
_NOT_STATED = (None, "none", "unspecified", "unknown")


def merge(canonical: Row, others: Sequence[Member], kept: Collection[str] = ()) -> dict[str, Any]:
    """The record of a group, from the row of its canonical member and its other open ones, in any order.

    Things of which a column is ``kept`` (an editor said what it is) stay as the canonical posting has them. The record
    changed last when it or a posting that it takes from did.
    """
    row = dict(canonical)
    merged: dict[str, str] = {}
    conflicts: dict[str, dict[str, Any]] = {}
    for name, thing in THINGS.items():
        if not {*thing.deciding, *thing.along}.isdisjoint(kept):
            continue
        stating = sorted((m for m in others if _states(m.row, thing)), key=lambda member: _rank(member, thing))
        if stating and not _states(row, thing):
            row |= {column: stating[0].row[column] for column in (*thing.deciding, *thing.along)}
            row["last_changed"] = max(row["last_changed"], stating[0].row["last_changed"])
            merged[name] = stating[0].row["id"]
        differing = {m.row["id"]: _said(m.row, thing) for m in stating if _said(m.row, thing) != _said(row, thing)}
        if differing:
            conflicts[name] = {member: differing[member] for member in sorted(differing)}
    said = {"merged": merged, "conflicts": conflicts}
    row["details"] = {**row["details"], **{key: value for key, value in said.items() if value}}
    return row


def _states(row: Row, thing: Thing) -> bool:
    if thing.flag is not None and thing.flag[1] in row[thing.flag[0]]:
        return True
    return any(row[column] not in _NOT_STATED and row[column] != [] for column in thing.deciding)


def _said(row: Row, thing: Thing) -> dict[str, Any]:
    return {column: to_json(row[column]) for column in thing.deciding}


def _rank(member: Member, thing: Thing) -> tuple[object, ...]:
    """Whose word counts more: the least first."""
    places = [_PLACES.index(member.where[column]) for column in thing.deciding if column in member.where]
    return (member.aggregator, min(places, default=len(_PLACES)), member.row["first_seen"], member.row["id"])
