"""What an editor should look at before a posting is printed, each with its reason."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from desk.decided import Decision
from exports import paylaws, wording
from exports.published import Row
from schema.jsonform import to_json
from schema.tables import evidence, link_checks, postings, runs, sources

UNSURE = 0.7
"""Confidence below which a reading is doubtful."""

STALE = dt.timedelta(days=60)
"""A posting without a deadline that stands so long may be forgotten."""

HANDED_IN = "submissions/"
"""How the source of what editors handed in begins."""

_CHUNK = 500
_PRINTED = {
    "title": "title",
    "organization": "employer",
    "salary_min": "pay",
    "salary_max": "pay",
    "salary_unit": "pay",
    "deadline_on": "deadline",
    "deadline_type": "deadline",
    "locations": "place",
    "remote": "remote",
}
"""Columns that the digest prints, in words: a conflict about others is no matter of an editor's week."""

_DISPUTED = frozenset({"salary", "deadline", "remote", "place"})
"""Things (exports/merging.py) in which copies of an opening should agree."""

_USUAL_YEAR = (Decimal(15_000), Decimal(400_000))
_USUAL = {"HOUR": (Decimal(7), Decimal(200)), "DAY": (Decimal(50), Decimal(1500)), "YEAR": _USUAL_YEAR}
_WIDE = 3
"""How many times the lowest pay the highest may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What to look at: ``about`` is a column, or "source" or "posting"; ``words`` say what is the matter."""

    about: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLink:
    """An address of a posting that did not answer as it should; ``status`` is dead or doubtful."""

    url: str
    status: str
    detail: str
    checked_at: dt.datetime


class Looking:
    """What is known beside the rows of some openings: evidence, sources, other members, checks of their links."""

    def __init__(self, connection: sa.Connection, rows: Sequence[Row], day: dt.date) -> None:
        self.day = day
        self.evidence = _evidence(connection, [row["id"] for row in rows])
        self.aggregated = _aggregated(connection, [row["group_id"] for row in rows])
        self.red = _red(connection)
        self.checks = _checks(connection, {url for row in rows for url in _addresses(row)})

    def doubts(self, row: Row, decisions: Iterable[Decision]) -> tuple[Doubt, ...]:
        """The doubts about an opening, the gravest first, each once."""
        found = (
            *_contradicted(row, decisions),
            *self._of_sources(row),
            *_of_pay(row),
            *_of_dates(row, self.day),
            *_of_readings(row, self.evidence.get(row["id"], ())),
            *_missing(row, self.day),
        )
        return tuple({doubt.words: doubt for doubt in reversed(found)}.values())[::-1]

    def dead_links(self, row: Row) -> tuple[DeadLink, ...]:
        """The addresses of an opening that are dead, or could not be asked."""
        return tuple(self.checks[url] for url in _addresses(row) if url in self.checks)

    def _of_sources(self, row: Row) -> Iterator[Doubt]:
        if row["source"] in self.red:
            last = self.red[row["source"]]
            words = f"last checked on {wording.day(last.date())}" if last else "never read to its end"
            yield Doubt(about="source", words=f"its source fails; {words}")
        if row["group_id"] in self.aggregated:
            told = "was handed in" if row["source"].startswith(HANDED_IN) else "stands on an aggregator's page"
            yield Doubt(about="source", words=f"it {told}; the employer's own page is not known")


def _contradicted(row: Row, decisions: Iterable[Decision]) -> Iterator[Doubt]:
    for one in decisions:
        if one.kind != "correct" or one.field is None:
            continue
        said = f"{one.field} was corrected to {json.dumps(one.new, ensure_ascii=False)} by {one.who}"
        if one.conflict is not None:
            now = json.dumps(one.conflict, ensure_ascii=False)
            yield Doubt(about=one.field, words=f"{said}; the source now says {now}")
        if to_json(row[one.field]) != one.new:
            yield Doubt(about=one.field, words=f"{said} in a copy, {one.posting}, that does not speak for it any more")


def _of_pay(row: Row) -> Iterator[Doubt]:
    low, high, unit = row["salary_min"], row["salary_max"], row["salary_unit"]
    amounts = [amount for amount in (low, high) if amount is not None]
    if amounts and unit is None:
        yield Doubt(about="salary_unit", words="pay without a unit")
    if amounts and unit in _USUAL:
        least, most = _USUAL[unit]
        if min(amounts) < least or max(amounts) > most:
            yield Doubt(about="salary_min", words=f"unusual pay: {wording.pay(row)}")
    if low is not None and high is not None and high > _WIDE * low:
        yield Doubt(about="salary_max", words=f"wide range of pay: {wording.pay(row)}")


def _of_dates(row: Row, day: dt.date) -> Iterator[Doubt]:
    since = row["posted_on"] or row["first_seen"]
    if row["deadline_on"] is None and day - since > STALE:
        yield Doubt(about="deadline_on", words=f"no deadline, and open since {wording.day(since)}")


def _of_readings(row: Row, found: Sequence[Mapping[Any, Any]]) -> Iterator[Doubt]:
    for proof in found:
        field, quote = proof["field"], _short(proof["quote"])
        if field not in _PRINTED or not quote:
            continue
        if proof["used"] and proof["confidence"] < UNSURE:
            yield Doubt(about=field, words=f"{_PRINTED[field]} read with doubt from “{quote}”")
        elif not proof["used"]:
            yield Doubt(about=field, words=f"{_PRINTED[field]}: the posting also says “{quote}”")
    conflicts = row["details"].get("conflicts", {})
    for thing in sorted(_DISPUTED & conflicts.keys()):
        for copy, said in conflicts[thing].items():
            values = ", ".join(str(value) for value in said.values() if value not in (None, []))
            yield Doubt(about=thing, words=f"{thing}: its copy {copy} says {_short(values)}")
    if row["sector_basis"] == "mixed":
        yield Doubt(about="election_sector", words="its employer does more than elections")


def _missing(row: Row, day: dt.date) -> Iterator[Doubt]:
    if not wording.link(row["url"]) and not wording.link(row["apply_url"]):
        yield Doubt(about="url", words="no address to link to")
    if row["title"].isupper() and " " in row["title"]:
        yield Doubt(about="title", words="title in capitals")
    if not row["organization"]:
        yield Doubt(about="organization", words="no employer")
    if not wording.place(row) and row["remote"] != "remote":
        yield Doubt(about="locations", words="no place")
    if states := paylaws.asked_by(row, day):
        yield Doubt(about="salary_min", words=f"pay not stated, asked for by law in {', '.join(states)}")


def _short(text: str) -> str:
    return wording.shortened(wording.line(text), 110)


def _addresses(row: Row) -> list[str]:
    return list(dict.fromkeys(url for url in (row["url"], row["apply_url"]) if url))


def _evidence(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, Sequence[Mapping[Any, Any]]]:
    found: defaultdict[str, list[Mapping[Any, Any]]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(evidence).where(evidence.c.posting.in_(ids[start : start + _CHUNK]))
        for row in connection.execute(query.order_by(evidence.c.posting, evidence.c.number)).mappings():
            found[row["posting"]].append(row)
    return found


def _aggregated(connection: sa.Connection, groups: Sequence[str]) -> set[str]:
    """The groups of which no member is of the employer's own sources."""
    found: set[str] = set()
    for start in range(0, len(groups), _CHUNK):
        query = (
            sa.select(postings.c.group_id)
            .join(sources, sources.c.id == postings.c.source)
            .where(postings.c.group_id.in_(groups[start : start + _CHUNK]))
            .group_by(postings.c.group_id)
            .having(sa.func.sum(sa.case((sources.c.aggregator, 0), else_=1)) == 0)
        )
        found.update(connection.scalars(query))
    return found


def _red(connection: sa.Connection) -> Mapping[str, dt.datetime | None]:
    """The crawled sources whose last run was not complete, and when each was last read to its end."""
    last = sa.select(sa.func.max(runs.c.id)).group_by(runs.c.source)
    failed = sa.select(runs.c.source).where(runs.c.id.in_(last), ~runs.c.complete)
    good = (
        sa.select(runs.c.source, sa.func.max(runs.c.finished_at).label("at"))
        .where(runs.c.complete)
        .group_by(runs.c.source)
        .subquery()
    )
    query = (
        sa.select(sources.c.id, good.c.at)
        .outerjoin(good, good.c.source == sources.c.id)
        .where(sources.c.id.in_(failed), sources.c.schedule != "paused")
    )
    return dict(connection.execute(query).all())


def _checks(connection: sa.Connection, urls: Iterable[str]) -> Mapping[str, DeadLink]:
    found = {}
    ordered = sorted(urls)
    for start in range(0, len(ordered), _CHUNK):
        query = sa.select(*(link_checks.c[one.name] for one in fields(DeadLink))).where(
            link_checks.c.url.in_(ordered[start : start + _CHUNK]), link_checks.c.status != "ok"
        )
        found.update({row["url"]: DeadLink(**row) for row in connection.execute(query).mappings()})
    return found
