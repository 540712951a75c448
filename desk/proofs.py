"""The words behind the values of postings: what was read from where, and the readings that lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from exports import wording
from schema.records import Evidence
from schema.tables import evidence

_CHUNK = 500
_MOST_OF_QUOTE = 300

PLACES = {
    "structured": "the source's own data",
    "label": "behind a label",
    "title": "the title",
    "body": "the text",
    "listing": "the list it stood in",
    "source_default": "the source as a whole",
}
"""Where words stood, said for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Words that a column was read from. ``used``: its value rests on them; otherwise this reading lost."""

    field: str
    quote: str
    place: str
    rule: str
    confidence: float
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that columns were read from: ``proof`` is the first that quotes them."""

    proof: Proof
    columns: tuple[str, ...]


def words(found: Iterable[Proof], columns: Collection[str]) -> list[Words]:
    """The words behind some columns, each once; those that are used first."""
    grouped: dict[tuple[bool, str, str, str], list[Proof]] = {}
    for one in found:
        if one.field in columns:
            grouped.setdefault((not one.used, one.quote, one.place, one.rule), []).append(one)
    return [
        Words(proof=same[0], columns=tuple(dict.fromkeys(one.field for one in same)))
        for _, same in sorted(grouped.items(), key=lambda pair: pair[0][0])
    ]


def of(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, Sequence[Proof]]:
    """The proofs of postings, by id; those that are used before those that lost."""
    found: defaultdict[str, list[Proof]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        query = (
            sa.select(evidence)
            .where(evidence.c.posting.in_(ids[start : start + _CHUNK]))
            .order_by(evidence.c.posting, evidence.c.used.desc(), evidence.c.number)
        )
        for row in connection.execute(query).mappings():
            said = Evidence(
                field=row["field"],
                quote=row["quote"],
                where=row["where"],
                rule=row["rule"],
                confidence=row["confidence"],
            )
            found[row["posting"]].append(proof(said, used=row["used"]))
    return found


def proof(said: Evidence, *, used: bool) -> Proof:
    """An evidence in words."""
    return Proof(
        field=said.field,
        quote=wording.shortened(wording.line(said.quote), _MOST_OF_QUOTE),
        place=PLACES[said.where],
        rule=said.rule,
        confidence=said.confidence,
        used=used,
    )
