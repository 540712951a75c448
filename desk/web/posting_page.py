"""A posting at the desk: what it says and why, what happened to it, what was decided; and the form to correct it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from desk import decided, proofs
from desk.web import things
from desk.web.room import NotHereError, Visit, inside
from desk.web.things import Asked, Thing
from exports import history
from schema import database
from schema.errors import Mendable
from schema.tables import link_checks, links, postings, publishable

_MOST_FOUND = 50
_SHORTEST = 2


def find(visit: Visit) -> Response:
    """The postings whose title, employer or id holds some words; the open ones first."""
    words = visit.asked("q")
    found: list[Mapping[Any, Any]] = []
    if len(words) >= _SHORTEST:
        columns = postings.c
        like = [column.icontains(words, autoescape=True) for column in (columns.title, columns.organization)]
        query = (
            sa.select(
                columns.id, columns.title, columns.organization, columns.source, columns.status, columns.first_seen
            )
            .where(sa.or_(*like, columns.id == words, columns.group_id == words))
            .order_by((columns.status != "open"), columns.first_seen.desc(), columns.id)
            .limit(_MOST_FOUND + 1)
        )
        with database.reading(visit.room.engine) as connection:
            found = list(connection.execute(query).mappings())
    return visit.render("find", words=words, found=found[:_MOST_FOUND], more=len(found) > _MOST_FOUND)


def show(visit: Visit) -> Response:
    """Everything that is known of one posting."""
    posting = visit.part("posting")
    with database.reading(visit.room.engine) as connection:
        row = row_of(connection, posting)
        mine = [one for one in decided.listing(connection, everything=True) if one.group == row["group_id"]]
        urls = [url for url in (row["url"], row["apply_url"]) if url]
        return visit.render(
            "posting",
            came=inside(visit.asked("back")) if visit.asked("back") else "",
            row=row,
            things=things.THINGS.values(),
            words=proofs.words,
            behind=proofs.of(connection, [posting]).get(posting, []),
            copies=_copies(connection, row),
            versions=history.versions(connection, posting),
            decisions=mine,
            links=_links(connection, posting),
            checks=list(connection.execute(sa.select(link_checks).where(link_checks.c.url.in_(urls))).mappings()),
            published=connection.scalar(sa.select(publishable.c.id).where(publishable.c.group_id == row["group_id"])),
        )


def row_of(connection: sa.Connection, posting: str) -> Mapping[Any, Any]:
    """The row of a posting. Raises NotHereError."""
    row = connection.execute(sa.select(postings).where(postings.c.id == posting)).mappings().one_or_none()
    if row is None:
        raise NotHereError(f"{posting}: there is no such posting")
    return row


def _copies(connection: sa.Connection, row: Mapping[Any, Any]) -> list[Mapping[Any, Any]]:
    """The other postings of an opening, the one that speaks for it first."""
    query = (
        sa.select(postings)
        .where(postings.c.group_id == row["group_id"], postings.c.id != row["id"])
        .order_by(postings.c.canonical.desc(), postings.c.first_seen, postings.c.id)
    )
    return list(connection.execute(query).mappings())


def _links(connection: sa.Connection, posting: str) -> list[Mapping[Any, Any]]:
    """The postings that matching found to be like this one, with the kind of their link."""
    other = sa.case((links.c.a == posting, links.c.b), else_=links.c.a)
    query = (
        sa.select(links.c.kind, links.c.score, links.c.reasons, postings.c.id, postings.c.title, postings.c.source)
        .join(postings, postings.c.id == other)
        .where(sa.or_(links.c.a == posting, links.c.b == posting))
        .order_by(links.c.score.desc(), postings.c.id)
    )
    return list(connection.execute(query).mappings())


def decide(visit: Visit) -> Response:
    """One deed about a posting: hold, pin, note, split off its group, withdraw."""
    posting, deed, by = visit.part("posting"), visit.words("deed"), {"who": visit.who, "why": visit.line("why")}
    actions = visit.room.actions
    if deed == "hold":
        return visit.back("Held: it is in nothing that is published from now on.", actions.hold(posting, **by))
    if deed == "pin":
        return visit.back("Pinned: it stands first under its heading.", actions.pin(posting, **by))
    if deed == "note":
        return visit.back("Noted.", actions.note(posting, visit.line("note"), **by))
    if deed == "split":
        return visit.back("Split off: it is an opening of its own.", actions.split(posting, **by))
    if deed == "withdraw":
        if not by["why"]:
            return visit.render("trouble", status=409, trouble="Say why it is taken down. Nothing was done.")
        return visit.back("Withdrawn: no crawl brings it back.", actions.withdraw(posting, **by))
    raise NotHereError(f"{deed}: is nothing that can be done with a posting")


def correct(visit: Visit) -> Response:
    """The form that corrects a thing, beside the words that it was read from."""
    return _correcting(visit)


def save(visit: Visit) -> Response:
    """Correct what the form says otherwise; what cannot be is said above the form, with what was typed in it."""
    posting, thing = visit.part("posting"), _thing(visit)
    with database.reading(visit.room.engine) as connection:
        row = row_of(connection, posting)
    wanted = things.changed(visit.form, thing, row)
    if not wanted:
        return _correcting(visit, trouble="Nothing was changed in the form, so nothing was corrected.")
    if not visit.line("why"):
        return _correcting(visit, trouble="Say why, for those who come after: where does the right value stand?")
    try:
        numbers = visit.room.actions.correct_together(posting, wanted, who=visit.who, why=visit.line("why"))
    except Mendable as problem:
        return _correcting(visit, trouble=str(problem))
    undoable = numbers[0] if len(numbers) == 1 else None
    return visit.back(f"Corrected: {', '.join(wanted)} of {row['title']}.", undoable)


def _thing(visit: Visit) -> Thing:
    key = visit.part("thing")
    if key not in things.THINGS:
        raise NotHereError(f"{key}: is nothing that can be corrected; there are {', '.join(things.THINGS)}")
    return things.THINGS[key]


def _correcting(visit: Visit, trouble: str = "") -> Response:
    posting, thing = visit.part("posting"), _thing(visit)
    with database.reading(visit.room.engine) as connection:
        row = row_of(connection, posting)
        behind = proofs.of(connection, [posting]).get(posting, [])
        copies = [copy for copy in _copies(connection, row) if things.states(copy, thing)]
        earlier = [
            one
            for one in decided.listing(connection, everything=True)
            if one.posting == posting and one.kind == "correct" and one.field in thing.columns
        ]
    form = visit.form if trouble else None
    fields: list[Asked] = [things.asked(column, row[column], form) for column in thing.columns]
    return visit.render(
        "correct",
        status=409 if trouble else 200,
        trouble=trouble,
        row=row,
        thing=thing,
        fields=fields,
        words=proofs.words(behind, thing.columns),
        copies=copies,
        earlier=earlier,
        why=visit.line("why"),
        to=inside(given) if (given := visit.words("back") or visit.asked("back")) else "",
    )
