"""Who decides, and the one way in which a decision is written down."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.errors import Mendable
from schema.tables import decisions
from schema.vocabulary import DecisionKind, Via

_DEEDS = ("add", "undo", "approve", "revise")
"""What was done with them is done: they are told, but hold nothing."""


class EditError(Mendable):
    """A decision that cannot be: one line that says why, and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who decides, at which aware moment, why, and from where."""

    who: str
    now: dt.datetime
    why: str
    via: Via = "command line"


def decide(connection: sa.Connection, kind: DecisionKind, by: Editor, **about: Any) -> int:  # noqa: ANN401
    """Write a decision down, ``about`` being other columns of ``decisions``; its number."""
    row = {"kind": kind, "who": by.who, "decided_at": by.now, "why": by.why, "via": by.via} | about
    active = kind not in _DEEDS
    number: int = connection.execute(
        sa.insert(decisions).values(row | {"active": active}).returning(decisions.c.id)
    ).scalar_one()
    return number


def replace_earlier(connection: sa.Connection, kind: DecisionKind, **about: str) -> None:
    """Let earlier decisions of this kind, with the same values in the columns ``about``, hold no longer."""
    same = sa.and_(decisions.c.kind == kind, *(decisions.c[name] == value for name, value in about.items()))
    connection.execute(sa.update(decisions).where(same, decisions.c.active).values(active=False))
