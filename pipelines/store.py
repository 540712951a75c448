"""Puts what a run showed of its postings into the database: new rows, changed rows, sightings, evidence."""

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from pipelines import corrections, expire, history
from pipelines.batch import RunCounts
from pipelines.history import CONTENT
from pipelines.match import Match
from pipelines.platforms import printed
from schema.records import Evidence, ParsedPosting
from schema.rows import to_row
from schema.tables import evidence, posting_keys, sightings

ALIVE: dict[str, object] = {"status": "open", "closed_on": None, "close_reason": None}
"""The columns of an open posting's status."""

DATED: Mapping[str, tuple[str, ...]] = {
    "deadline_raw": ("deadline_on", "deadline_time", "deadline_tz", "deadline_type", "priority_on", "opens_on"),
    "starts_raw": ("starts_on", "starts_type"),
    "ends_raw": ("ends_on", "ends_type", "duration_months"),
    "posted_raw": ("posted_on", "posted_basis"),
}
"""The columns that are read from the words in a raw column, and from the day of those words."""

Row = dict[str, Any]


def store(
    connection: sa.Connection, source: str, run: int, matches: Sequence[Match], now: dt.datetime, counts: RunCounts
) -> None:
    """Store the matched postings of one source and count what became of them."""
    known = history.read(connection, [match.id for match in matches if not match.new])
    decided = corrections.of(connection, list(known))
    fresh: list[Row] = []
    changes: dict[str, Row] = {}
    touched: list[Row] = []
    shown: dict[str, ParsedPosting] = {}
    for match in matches:
        parsed = newest(match)
        if match.new:
            fresh.append(new_row(match, parsed, now))
            shown[match.id] = parsed
            counts.new += 1
            continue
        row = known[match.id]
        seen = _seen(row, match)
        change = dict(seen)
        if _is_current(row, parsed):
            content = content_of(parsed, seen["first_seen"])
            content |= _kept_dates(row, content)
            change |= corrections.apply(decided.get(match.id, ()), content)
            shown[match.id] = parsed
        change |= _status(row, row | change, parsed, now)
        differing = {name for name, value in change.items() if row[name] != value} - seen.keys()
        if differing & CONTENT:
            change["observed_on"] = parsed.posting.observed_on
        if differing:
            changes[match.id] = change
        else:
            touched.append({"id": match.id} | seen)
        _count(row, change, differing, counts)
    history.add(connection, fresh, run, now)
    history.change(connection, changes, run, now)
    history.touch(connection, touched)
    corrections.note_conflicts(connection, decided, {row_id: to_row(p.posting) for row_id, p in shown.items()})
    write_keys(connection, source, matches)
    write_sightings(connection, run, matches)
    write_evidence(connection, shown, decided)


def newest(match: Match) -> ParsedPosting:
    """What the batch says last of a posting. Of one day's observations, the fullest speaks."""
    day = max(parsed.posting.observed_on for parsed in match.seen)
    return max((parsed for parsed in match.seen if parsed.posting.observed_on == day), key=_fullness)


def _fullness(parsed: ParsedPosting) -> tuple[int, str]:
    text = parsed.posting.description_text
    return len(text), repr(parsed)


def _is_current(row: Row, parsed: ParsedPosting) -> bool:
    """Whether an observation may overwrite the stored content: it is newer, or of the same day and speaks for it.

    A live page of the same day was read later, so it wins. Two prints of one day have no order: the fuller one
    wins, so that reading them again in any order changes nothing.
    """
    posting = parsed.posting
    if posting.observed_on != row["last_seen"]:
        return bool(posting.observed_on > row["last_seen"])
    if not printed(posting.platform):
        return True
    ours = (len(posting.description_text), posting.description_text)
    return ours >= (len(row["description_text"]), row["description_text"])


def new_row(match: Match, parsed: ParsedPosting, now: dt.datetime) -> Row:
    """The first row of a posting."""
    days = [p.posting.observed_on for p in match.seen]
    row = to_row(parsed.posting) | {
        "id": match.id,
        "group_id": match.id,
        "first_seen": min(days),
        "last_seen": max(days),
        "last_changed": parsed.posting.observed_on,
    }
    row |= _posted(row, min(days))
    return row | _status(row | ALIVE, row, parsed, now)


def _seen(row: Row, match: Match) -> Row:
    """The columns that a sighting moves. It always ends a count of misses."""
    days = [p.posting.observed_on for p in match.seen]
    first = min(row["first_seen"], *days)
    seen = {"first_seen": first, "last_seen": max(row["last_seen"], *days), "missed": 0}
    return seen | ({"posted_on": first} if row["posted_basis"] == "first_seen" else {})


def content_of(parsed: ParsedPosting, first_seen: dt.date) -> Row:
    """What a posting says, by column, with the day that it is known to stand since."""
    incoming = to_row(parsed.posting)
    content = {name: incoming[name] for name in sorted(CONTENT)}
    return content | _posted(content, first_seen)


def _kept_dates(row: Row, content: Row) -> Row:
    """Unchanged words keep their reading: a year that they lack must not move with the day of the crawl."""
    if any(row[name] != content[name] for name in ("title_raw", "description_text")):
        return {}
    same = [raw for raw in DATED if row[raw] is not None and row[raw] == content[raw]]
    return {name: row[name] for raw in same for name in DATED[raw]}


def _posted(content: Mapping[str, Any], first_seen: dt.date) -> Row:
    """Where a posting does not say since when it stands, it is since we saw it, and ``posted_basis`` says so."""
    if content["posted_on"] is not None:
        return {}
    return {"posted_on": first_seen, "posted_basis": "first_seen"}


def _status(row: Row, after: Mapping[str, Any], parsed: ParsedPosting, now: dt.datetime) -> Row:
    """The status of a posting that was just seen: over by its own words or the calendar, or open (again)."""
    if row["status"] == "removed":
        return {}
    posting = parsed.posting
    if posting.status == "closed" and posting.observed_on >= row["last_seen"]:
        if row["status"] == "closed":
            return {}
        return {"status": "closed", "closed_on": posting.closed_on, "close_reason": posting.close_reason}
    death = expire.dead(after, now)
    if death is not None and row["status"] in ("open", "expired"):
        return expire.ended(death)
    if row["status"] == "closed" and posting.observed_on < row["closed_on"]:
        return {}
    return dict(ALIVE) if death is None else {}


def _count(row: Row, change: Row, differing: Set[str], counts: RunCounts) -> None:
    if "status" in differing:
        status = "reopened" if change["status"] == "open" else change["status"]
        setattr(counts, status, getattr(counts, status) + 1)
    if differing & CONTENT:
        counts.changed += 1
    else:
        counts.unchanged += 1


def write_keys(connection: sa.Connection, source: str, matches: Sequence[Match]) -> None:
    """Keep what the postings may be recognized by; what they were recognized by before stays."""
    wanted = {
        (match.id, kind, value): {"posting": match.id, "kind": kind, "value": value, "source": source}
        for match in matches
        for value, kind in match.keys.items()
    }
    known = [match.id for match in matches if not match.new]
    columns = posting_keys.c
    for start in range(0, len(known), history.CHUNK):
        query = sa.select(columns.posting, columns.kind, columns.value).where(
            columns.posting.in_(known[start : start + history.CHUNK])
        )
        for row in connection.execute(query):
            wanted.pop(tuple(row), None)
    if wanted:
        connection.execute(sa.insert(posting_keys), list(wanted.values()))


def write_sightings(connection: sa.Connection, run: int, matches: Sequence[Match]) -> None:
    """Note where and on which days a run showed its postings."""
    rows = {
        (match.id, parsed.posting.observed_on, parsed.posting.url): {
            "posting": match.id,
            "run": run,
            "observed_on": parsed.posting.observed_on,
            "url": parsed.posting.url,
        }
        for match in matches
        for parsed in match.seen
    }
    if rows:
        connection.execute(sa.insert(sightings), list(rows.values()))


def write_evidence(
    connection: sa.Connection,
    shown: Mapping[str, ParsedPosting],
    decided: Mapping[str, Sequence[corrections.Correction]],
) -> None:
    """Replace the evidence of the postings whose evidence differs; what an editor overruled is kept as unused."""
    wanted: dict[str, list[Row]] = {}
    for row_id, parsed in shown.items():
        overruled = {correction.field for correction in decided.get(row_id, ())}
        wanted[row_id] = [
            _evidence_row(row_id, number, item, used=number < len(parsed.evidence) and item.field not in overruled)
            for number, item in enumerate((*parsed.evidence, *parsed.conflicts))
        ]
    stored: dict[str, list[Row]] = {row_id: [] for row_id in wanted}
    ids = sorted(wanted)
    for start in range(0, len(ids), history.CHUNK):
        query = sa.select(evidence).where(evidence.c.posting.in_(ids[start : start + history.CHUNK]))
        for row in connection.execute(query.order_by(evidence.c.posting, evidence.c.number)).mappings():
            stored[row["posting"]].append(dict(row))
    differing = [row_id for row_id in ids if stored[row_id] != wanted[row_id]]
    outdated = [{"_posting": row_id} for row_id in differing if stored[row_id]]
    if outdated:
        connection.execute(sa.delete(evidence).where(evidence.c.posting == sa.bindparam("_posting")), outdated)
    rows = [row for row_id in differing for row in wanted[row_id]]
    if rows:
        connection.execute(sa.insert(evidence), rows)


def _evidence_row(row_id: str, number: int, item: Evidence, *, used: bool) -> Row:
    return {"posting": row_id, "number": number} | asdict(item) | {"used": used}
