"""The week's draft: everything that an editor looks at before it is approved, and what is done with one entry."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

import sqlalchemy as sa
from markupsafe import Markup
from starlette.responses import Response

from desk import draft as drafts
from desk import proofs, weeks
from desk.doubts import Doubt
from desk.draft import Draft, Item
from desk.web import things
from desk.web.posting_page import row_of
from desk.web.room import HOME, NotHereError, Visit
from desk.web.things import Thing
from desk.weeks import Wanted
from exports import digest_forms, edition, health, wording
from exports.digest import Digest, Group, Order, Section
from exports.health import SourceHealth
from schema import database

_PRINTED = tuple(thing for thing in things.THINGS.values() if thing.printed)
_MOVES = {"up": -1, "down": 1}
_UNDOABLE = ("hold", "pin", "leave_out", "note")
ORDERS: tuple[Order, ...] = get_args(Order)
A_SHEET = 100
"""How many entries stand on one page: a week has fewer, but a first issue, or one after a pause, many more."""

_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands above the draft: why the edition is held, and the sources that a person should look at."""

    held: str | None
    sources: Sequence[SourceHealth]

    @property
    def guarded(self) -> list[SourceHealth]:
        """Sources of which a guard closes nothing, until a person says that it may."""
        return [one for one in self.sources if one.held]

    @property
    def red(self) -> list[SourceHealth]:
        """Sources that could not be read, and show their last good postings."""
        return [one for one in self.sources if one.red]


def standing(connection: sa.Connection, now: dt.datetime) -> Standing:
    """How the edition and its sources are, by the latest runs."""
    return Standing(held=edition.why_held(connection), sources=health.read(connection, now))


def wanted(visit: Visit, connection: sa.Connection) -> Wanted:
    """The issue that an address or a form names; this week's where it names none."""
    given = {name: visit.words(name) or visit.asked(name) for name in ("week", "day", "since", "until", "order")}
    order = _order(given["order"])
    try:
        days = {name: dt.date.fromisoformat(given[name]) if given[name] else None for name in ("day", "since", "until")}
        return weeks.wanted(
            connection,
            visit.room.out,
            visit.room.site,
            visit.room.today,
            week=given["week"] or None,
            order=order,
            **days,
        )
    except (ValueError, OverflowError) as problem:
        raise NotHereError(f"{problem}; a week is written 2026-W47, a day 2026-11-21") from problem


def _order(given: str) -> Order | None:
    if not given:
        return None
    if given not in ORDERS:
        raise NotHereError(f"{given}: is no grouping; there are {', '.join(ORDERS)}")
    return next(order for order in ORDERS if order == given)


def read(connection: sa.Connection, asked: Wanted) -> Draft:
    """The draft of an issue. Raises NotHereError where its days are not in order."""
    try:
        return drafts.read(connection, asked)
    except ValueError as problem:
        raise NotHereError(str(problem)) from problem


def address(asked: Wanted, to: str = HOME, **more: str) -> str:
    """The address of a page about this very issue."""
    days = {name: getattr(asked, name).isoformat() for name in ("day", "since", "until")}
    return f"{to}?{urlencode({'week': asked.week, **days, 'order': asked.order, **more})}"


def issue_fields(asked: Wanted) -> Markup:
    """Fields of a form that name this very issue."""
    named = {"week": asked.week, "order": asked.order}
    named |= {name: getattr(asked, name).isoformat() for name in ("day", "since", "until")}
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in named.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A part of the entries of a draft, the ``number``-th of ``last``, under their headings.

    ``begins`` says by section on which sheet it begins; ``edges`` are the first and the last of each heading.
    """

    number: int
    last: int
    sections: tuple[Section, ...]
    begins: Mapping[str, int]
    edges: tuple[frozenset[str], frozenset[str]]


def sheet(digest: Digest, ids: Sequence[str], number: int) -> Sheet:
    """The entries of these ids, in their order, that stand on a sheet; a number that is too high means the last."""
    last = max(-(-len(ids) // A_SHEET), 1)
    number = min(max(number, 1), last)
    on = {name: 1 + place // A_SHEET for place, name in enumerate(ids)}
    sections, begins = [], {}
    for section in digest.sections:
        kept = [(group.name, [entry for entry in group.entries if entry.id in on]) for group in section.groups]
        numbers = [on[entry.id] for _, entries in kept for entry in entries]
        if not numbers:
            continue
        begins[section.key] = numbers[0]
        here = [(name, tuple(entry for entry in entries if on[entry.id] == number)) for name, entries in kept]
        groups = tuple(Group(name=name, entries=entries) for name, entries in here if entries)
        if groups:
            sections.append(replace(section, groups=groups))
    every = [group.entries for section in digest.sections for group in section.groups]
    edges = (frozenset(entries[0].id for entries in every), frozenset(entries[-1].id for entries in every))
    return Sheet(number=number, last=last, sections=tuple(sections), begins=begins, edges=edges)


def show(visit: Visit) -> Response:
    """The draft, with all that is to be looked at."""
    look = visit.asked("look")
    with database.reading(visit.room.engine) as connection:
        draft = read(connection, wanted(visit, connection))
        stands = standing(connection, visit.room.now())
        listed = [item.id for item in draft.items if look != "doubts" or doubtful(item)]
        shown = sheet(draft.digest, listed, _sheet_number(visit.asked("sheet")))
        behind = proofs.of(connection, [e.id for s in shown.sections for group in s.groups for e in group.entries])
    here = {"look": look} if look else {}
    return visit.render(
        "draft",
        draft=draft,
        standing=stands,
        items={item.id: item for item in draft.items},
        sheet=shown,
        look=look,
        doubtful=[item for item in draft.items if doubtful(item)],
        reads=lambda entry: Markup(digest_forms.paste_paragraph(entry)),
        printed=_PRINTED,
        behind=behind,
        words=proofs.words,
        doubts_of=doubts_of,
        says=frozenset(things.OF_COLUMN),
        issue_fields=issue_fields(draft.wanted),
        on_sheet=lambda number: address(draft.wanted, **here, **_sheet_named(number)),
        here=address(draft.wanted, **here, **_sheet_named(shown.number)),
        address=lambda to, **more: address(draft.wanted, to, **more),
        orders=ORDERS,
        holding={kind: _holding(draft, kind) for kind in _UNDOABLE},
    )


def doubtful(item: Item) -> bool:
    """Whether somebody should look at an entry before it is printed."""
    return bool(item.doubts or item.dead_links)


def doubts_of(item: Item) -> list[tuple[Thing | None, str, str]]:
    """The doubts about an entry: the thing that each is about, its name, and what is said behind the name."""
    return [_named(things.about(doubt.about), doubt) for doubt in item.doubts]


def _named(thing: Thing | None, doubt: Doubt) -> tuple[Thing | None, str, str]:
    name = thing.title if thing else wording.term(doubt.about)
    begins_with_it = doubt.words.lower().startswith(name.lower())
    return thing, name, doubt.words[len(name) :] if begins_with_it else f": {doubt.words}"


def _sheet_number(given: str) -> int:
    if given and not (given.isascii() and given.isdigit() and len(given) < _DIGITS):
        raise NotHereError(f"{given}: is no number of a sheet")
    return int(given or 1)


def _sheet_named(number: int) -> dict[str, str]:
    return {"sheet": str(number)} if number > 1 else {}


def _holding(draft: Draft, kind: str) -> Mapping[str, int]:
    """The number of the decision of a kind that holds for an entry, by its id: the one to take back."""
    listed = (*draft.items, *draft.changed, *draft.left_out)
    return {item.id: one.number for item in listed for one in item.decisions if one.kind == kind}


def decide(visit: Visit) -> Response:
    """One deed about an entry: hold, pin, leave out, write a note, move up or down."""
    posting, deed, why = visit.part("posting"), visit.words("deed"), visit.line("why")
    actions, by = visit.room.actions, {"who": visit.who, "why": why}
    with database.reading(visit.room.engine) as connection:
        title = row_of(connection, posting)["title"]
        asked = wanted(visit, connection)
        moved = _moved(read(connection, asked), posting, deed) if deed in _MOVES else []
    if deed in _MOVES:
        return visit.back(f"Moved {deed}: {title}.", actions.order(asked.week, moved, **by))
    if deed == "hold":
        number = actions.hold(posting, **by)
        return visit.back(f"Held: {title}. It is in nothing that is published from now on.", number)
    if deed == "pin":
        return visit.back(f"Pinned: {title} stands first under its heading.", actions.pin(posting, **by))
    if deed == "leave_out":
        number = actions.leave_out(asked.week, posting, **by)
        return visit.back(f"Left out of {asked.week}: {title}. Feeds and tables go on showing it.", number)
    if deed == "note":
        return visit.back(f"Noted: {title}.", actions.note(posting, visit.line("note"), **by))
    raise NotHereError(f"{deed}: is nothing that can be done with an entry")


def _moved(draft: Draft, posting: str, deed: str) -> list[str]:
    """The ids under a heading up to the two that change places, in their new order: the rest stays as it is."""
    ids = [entry.id for entry in _group_of(draft, posting).entries]
    at = ids.index(posting)
    to = min(max(at + _MOVES[deed], 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    return ids[: max(at, to) + 1]


def _group_of(draft: Draft, posting: str) -> Group:
    groups = (group for section in draft.digest.sections for group in section.groups)
    found = next((group for group in groups if any(entry.id == posting for entry in group.entries)), None)
    if found is None:
        raise NotHereError(f"{posting}: stands under no heading of this draft; load it again")
    return found


def settle(visit: Visit) -> Response:
    """What an editor says about two postings that look alike: one opening, or not."""
    one, other, by = visit.words("one"), visit.words("other"), {"who": visit.who, "why": visit.line("why")}
    if visit.words("deed") == "join":
        number = visit.room.actions.join(one, other, **by)
        return visit.back("Joined: the two are one opening from now on.", number)
    number = visit.room.actions.split(one, other, **by)
    return visit.back("Kept apart: they are two openings, and nobody is asked again.", number)
