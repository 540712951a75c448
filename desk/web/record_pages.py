"""What was done and how the sources are: the audit of every deed, taking one back, and releasing a guard."""

import datetime as dt
import re
from typing import get_args
from urllib.parse import urlencode

import sqlalchemy as sa
from starlette.responses import Response

from desk import decided
from desk.decided import Decision
from desk.web import draft_page
from desk.web.room import NotHereError, Visit
from exports import health
from schema import database
from schema.tables import postings
from schema.vocabulary import DecisionKind

_A_PAGE = 100
_DONE = ("undo", "approve", "revise", "add")
"""Deeds that cannot be taken back."""


def audit(visit: Visit) -> Response:
    """Every deed, the latest first: who, when, what, from where, why; narrowed by the parameters of the address."""
    asked = {name: visit.asked(name) for name in ("kind", "who", "posting", "since", "holds")}
    page = int(visit.asked("page")) if re.fullmatch("[1-9][0-9]{0,5}", visit.asked("page")) else 1
    with database.reading(visit.room.engine) as connection:
        every = decided.listing(connection, everything=True)[::-1]
        found = [one for one in every if _fits(one, asked)]
        shown = found[(page - 1) * _A_PAGE : page * _A_PAGE]
        named = sorted({one.posting for one in shown if one.posting})
        query = sa.select(postings.c.id, postings.c.title).where(postings.c.id.in_(named))
        titles = {row.id: row.title for row in connection.execute(query)}
    return visit.render(
        "audit",
        decisions=shown,
        titles=titles,
        asked=asked,
        kinds=get_args(DecisionKind),
        names=sorted({one.who for one in every}),
        number=len(found),
        page=page,
        pages=max(1, -(-len(found) // _A_PAGE)),
        to_page=lambda to: f"/desk/audit?{urlencode({**asked, 'page': to})}",
        done=_DONE,
    )


def _fits(one: Decision, asked: dict[str, str]) -> bool:
    return (
        asked["kind"] in ("", one.kind)
        and asked["who"] in ("", one.who)
        and asked["posting"] in ("", one.posting, one.group)
        and (not asked["holds"] or one.active)
        and (not asked["since"] or one.when.date() >= _day(asked["since"]))
    )


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given)
    except ValueError as problem:
        raise NotHereError(f"{given}: is no day; write it like 2026-11-21") from problem


def undo(visit: Visit) -> Response:
    """Take a decision back."""
    number = visit.number("number")
    visit.room.actions.undo(number, who=visit.who, why=visit.line("why"))
    return visit.back(f"Taken back: decision {number}.")


def nothing(visit: Visit) -> Response:
    """An address of the desk at which nothing is."""
    raise NotHereError(f"{visit.part('rest')}: there is no such page at the desk")


def sources(visit: Visit) -> Response:
    """Every source and how it is, those first that a person should look at."""
    with database.reading(visit.room.engine) as connection:
        standing = draft_page.standing(connection, visit.room.now())
        last = health.last_round(connection)
    return visit.render("sources", standing=standing, sources=health.urgent_first(standing.sources), last=last)


def release(visit: Visit) -> Response:
    """Believe a source whose count fell."""
    source = visit.words("source")
    number = visit.room.actions.release(source, who=visit.who, why=visit.line("why"))
    said = f"Released: the next complete run of {source} closes what it does not list."
    return visit.back(said, number)
