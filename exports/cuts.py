"""Which feeds there are: the postings cut by role, state, way of working, employer and time.

A feed that somebody may have subscribed to keeps its address, also while nothing stands in it: so every member of a
vocabulary has its feed. Only the feeds of a role in a state begin with their first posting.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from exports import regions, wording
from exports.items import Item
from schema.vocabulary import EmploymentType, OrganizationKind, RoleFamily, members

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One feed: ``path`` below the folder of feeds and without suffix, the shelf it stands on in the list of feeds."""

    path: str
    title: str
    shelf: str
    items: Sequence[Item]


@cache
def slug(word: str) -> str:
    """A member of a vocabulary as a part of an address: ``FULL_TIME`` is ``full-time``."""
    return "-".join("".join(c if c.isalnum() else " " for c in word.lower()).split())


def by_role(items: Iterable[Item]) -> list[Cut]:
    """A cut for every role family."""
    held: dict[str, list[Item]] = {role: [] for role in members(RoleFamily)}
    for item in items:
        held[item.row["role_family"]].append(item)
    return [
        Cut(path=f"role/{slug(role)}", title=wording.term(role), shelf="By role", items=found)
        for role, found in held.items()
    ]


def by_state(items: Iterable[Item]) -> list[Cut]:
    """A cut for every state; a posting of several states stands in each."""
    held: dict[str, list[Item]] = {code: [] for code in regions.STATES}
    for item in items:
        for code in regions.states(item.row):
            held[code].append(item)
    return [
        Cut(path=f"state/{code.lower()}", title=regions.STATES[code], shelf="By state", items=found)
        for code, found in held.items()
    ]


def by_role_and_state(items: Sequence[Item], keep: Iterable[str] = ()) -> list[Cut]:
    """A cut for each role in each state that has a posting, or had one when ``keep`` (paths) was published."""
    kept, cuts = set(keep), []
    for role in by_role(items):
        for state in by_state(role.items):
            path = f"{role.path}/{state.path.rpartition('/')[2]}"
            if state.items or path in kept:
                title = f"{role.title}, {state.title}"
                cuts.append(Cut(path=path, title=title, shelf="By role and state", items=state.items))
    return cuts


def by_employer(items: Sequence[Item]) -> list[Cut]:
    """A cut for every kind of employer."""
    return [
        Cut(
            path=f"employer/{slug(kind)}",
            title=wording.term(kind),
            shelf="By employer",
            items=[item for item in items if item.row["organization_kind"] == kind],
        )
        for kind in members(OrganizationKind)
    ]


def by_employment(items: Sequence[Item]) -> list[Cut]:
    """A cut for every form of employment."""
    return [
        Cut(
            path=f"employment/{slug(kind)}",
            title=wording.term(kind),
            shelf="By form of employment",
            items=[item for item in items if kind in (item.row["employment_types"] or ())],
        )
        for kind in members(EmploymentType)
    ]


def by_time(items: Sequence[Item], today: dt.date) -> list[Cut]:
    """What came in the seven days that end today, and what closes in the seven days that begin today."""
    new = [item for item in items if today - WEEK < item.moment.date() <= today]
    closing = [item for item in items if (on := item.row["deadline_on"]) and today <= on < today + WEEK]
    return [
        Cut(path="new", title="New this week", shelf="Everything", items=new),
        Cut(path="closing", title="Closing this week", shelf="Everything", items=closing),
    ]


def every(items: Sequence[Item], today: dt.date, keep: Iterable[str] = ()) -> list[Cut]:
    """All cuts, those of a shelf together."""
    remote = [item for item in items if item.row["remote"] in ("remote", "flexible")]
    return [
        Cut(path="all", title="All", shelf="Everything", items=items),
        *by_time(items, today),
        Cut(path="remote", title="Remote", shelf="Everything", items=remote),
        *by_role(items),
        *by_state(items),
        *by_employer(items),
        *by_employment(items),
        *by_role_and_state(items, keep),
    ]
