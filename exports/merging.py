"""One record of a group: what its canonical posting does not state is taken from the other open members.

Columns that say one thing together are taken together. What an editor corrected in any member stands, also in what
each posting says for itself, like its title; then the canonical posting's own words; of the others the best place
wins: structured data before visible labelled text before body text, and an aggregator last. The record's ``details``
say what was taken and what is disputed:

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
    """A posting beside the canonical one; ``where`` says by column where the words of a value stood.

    ``corrected`` are the columns that an editor corrected in it. One that is over gives nothing else.
    """

    row: Row
    aggregator: bool
    where: Mapping[str, str]
    corrected: frozenset[str] = frozenset()


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

BY_HAND: Mapping[str, Thing] = {
    "title": Thing(deciding=("title",)),
    "employer": Thing(deciding=("organization",)),
    "role": Thing(deciding=("role_family",), along=("role_soc", "role_level", "role_election_specific")),
    "summary": Thing(deciding=("summary",)),
    "link": Thing(deciding=("url",)),
}
"""What each posting says for itself: the record takes it from another member only where an editor corrected it there.

A link is taken while the posting that it leads to is open.
"""

_PLACES: tuple[str, ...] = get_args(Where)
# What stands in a column that states nothing.
_NOT_STATED = (None, "none", "unspecified", "unknown")


def merge(canonical: Row, others: Sequence[Member], kept: Collection[str] = ()) -> dict[str, Any]:
    """The record of a group, from the row of its canonical member and its other ones, in any order.

    Things of which a column is ``kept`` (an editor said what it is) stay as the canonical posting has them. The record
    changed last when it or a posting that it takes from did.
    """
    row = dict(canonical)
    merged: dict[str, str] = {}
    conflicts: dict[str, dict[str, Any]] = {}
    for name, thing in {**THINGS, **BY_HAND}.items():
        columns = {*thing.deciding, *thing.along}
        if not columns.isdisjoint(kept):
            continue
        ranked = sorted(others, key=lambda member: _rank(member, thing))
        alive = [member for member in ranked if member.row["status"] == "open"]
        correctable = alive if name == "link" else ranked
        by_hand = [member for member in correctable if not columns.isdisjoint(member.corrected)]
        stating = [member for member in alive if name in THINGS and _states(member.row, thing)]
        said = {member.row["id"]: _said(member.row, thing) for member in stating}
        if by_hand and _states(row, thing):
            said[row["id"]] = _said(row, thing)
        if from_others := by_hand or ([] if _states(row, thing) else stating):
            taken = from_others[0].row
            row |= {column: taken[column] for column in (*thing.deciding, *thing.along)}
            row["last_changed"] = max(row["last_changed"], taken["last_changed"])
            merged[name] = taken["id"]
        differing = {member: words for member, words in sorted(said.items()) if words != _said(row, thing)}
        if differing:
            conflicts[name] = differing
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
