"""Why we say what we say: the words behind each value, where else an opening stood, and what happened to it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from exports import history, wording
from exports.history import Event
from schema.tables import evidence, organizations, postings, publishable, sources

_PLACES = {
    "structured": "in the source's own data",
    "label": "behind a label",
    "title": "in the title",
    "body": "in the text",
    "listing": "in the list it stood in",
    "source_default": "true of this source as a whole",
}
_MOST_OF_QUOTE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The words that columns were read from, where they stood, and the rules that read them."""

    quote: str
    place: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A posting of an opening: where it stands, the source's name, and the days it was there."""

    id: str
    group: str
    url: str
    source: str
    first_seen: dt.date
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What the database knows of the published openings.

    Evidence is by posting and column, events are by posting, copies by group.
    """

    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    copies: Mapping[str, Sequence[Copy]] = field(default_factory=dict)

    def proofs(self, posting: str, columns: Iterable[str]) -> list[Proof]:
        """The words behind some columns of a posting, each once."""
        held = self.evidence.get(posting, {})
        found: dict[tuple[str, str], dict[str, None]] = {}
        for column in columns:
            if row := held.get(column):
                said = wording.shortened(wording.line(row.quote), _MOST_OF_QUOTE)
                found.setdefault((said, _PLACES[row.where]), {})[row.rule] = None
        return [Proof(quote=quote, place=place, rules=tuple(rules)) for (quote, place), rules in found.items() if quote]


def read(connection: sa.Connection) -> Files:
    """What stands behind every opening that is published."""
    groups = sa.select(publishable.c.group_id)
    members = sa.select(postings.c.id).where(postings.c.group_id.in_(groups))
    proofs: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    query = (
        sa.select(evidence.c.posting, evidence.c.field, evidence.c.quote, evidence.c.where, evidence.c.rule)
        .where(evidence.c.posting.in_(members), evidence.c.used)
        .order_by(evidence.c.posting, evidence.c.number)
    )
    for row in connection.execute(query):
        proofs[row.posting][row.field] = row
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in history.events(connection, dt.date.min, of=members):
        events[event.posting].append(event)
    return Files(evidence=proofs, events=events, copies=copies(connection, groups))


def copies(connection: sa.Connection, groups: sa.Select[Any]) -> Mapping[str, Sequence[Copy]]:
    """Every posting of some groups, the one that was seen first in front, by group."""
    found: defaultdict[str, list[Copy]] = defaultdict(list)
    query = (
        sa.select(postings.c.id, postings.c.group_id, postings.c.url, postings.c.first_seen, postings.c.status)
        .add_columns(organizations.c.name)
        .join(sources, sources.c.id == postings.c.source)
        .join(organizations, organizations.c.slug == sources.c.organization)
        .where(postings.c.group_id.in_(groups))
        .order_by(postings.c.first_seen, postings.c.id)
    )
    for row in connection.execute(query):
        found[row.group_id].append(
            Copy(
                id=row.id,
                group=row.group_id,
                url=wording.link(row.url),
                source=wording.line(row.name),
                first_seen=row.first_seen,
                open=row.status == "open",
            )
        )
    return found
