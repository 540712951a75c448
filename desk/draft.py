"""The draft of a week's issue as its editor wants to see it: what is in it and why, what is doubtful, what is held.

``digest`` of a draft is the very thing that is printed and approved; everything else stands beside it to look at.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from desk import changed, decided, doubts, duplicates
from desk.changed import Change
from desk.decided import Decision, Wishes
from desk.doubts import DeadLink, Doubt
from desk.duplicates import Pair
from desk.weeks import Wanted
from exports import digest as digests
from exports import issues, news, privacy, wording
from exports.digest import Digest, Entry
from exports.issues import Issue
from exports.news import Opening
from exports.published import Row
from schema.jsonform import to_json
from schema.tables import open_postings

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An opening to look at. ``section`` is the digest's or "left_out", and "changed" where it is not in the digest
    but its source says something else since the last issue, or than an editor.

    ``because`` says in words why it is there; ``row`` are the columns of what is published.
    """

    section: str
    entry: Entry
    row: Row
    because: str
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    dead_links: tuple[DeadLink, ...]
    decisions: tuple[Decision, ...]

    @property
    def id(self) -> str:
        return self.entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An open posting that an editor holds back, and the decisions that do so."""

    row: Row
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The draft of an issue. ``items`` stand in the order of the digest; ``approved`` is the week's latest revision.

    ``differences`` are what the draft says other than that revision, in words.
    """

    wanted: Wanted
    digest: Digest
    items: tuple[Item, ...]
    changed: tuple[Item, ...]
    left_out: tuple[Item, ...]
    held: tuple[Held, ...]
    duplicates: tuple[Pair, ...]
    approved: Issue | None
    differences: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that are others as soon as one letter of the digest is another."""
        return hashlib.sha256(json.dumps(to_json(self.digest), sort_keys=True).encode()).hexdigest()[:12]

    def item(self, posting: str) -> Item:
        """The item of a posting, wherever it stands. Raises KeyError."""
        for found in (*self.items, *self.changed, *self.left_out):
            if found.id == posting:
                return found
        raise KeyError(posting)


def read(connection: sa.Connection, wanted: Wanted) -> Draft:
    """The draft of an issue as the database and its editors would have it now."""
    # An issue is never rewritten and could not forget: personal addresses do not enter it.
    openings = [replace(one, row=privacy.forgetful(one.row, None)) for one in news.openings(connection)]
    wishes = decided.wishes(connection, wanted.week)
    untold = _untold(connection, wanted, openings)
    made = _digest([one for one in openings if one.row["group_id"] not in wishes.left_out], wanted, wishes, untold)
    aside = _digest([one for one in openings if one.row["group_id"] in wishes.left_out], wanted, wishes, untold)
    happened = changed.read(connection, wanted, {opening.row["id"] for opening in openings})
    by_id = {opening.row["id"]: opening for opening in openings}
    told = {
        entry.id: (section.key, entry) for section in (*made.sections, *aside.sections) for entry in _entries(section)
    }
    disputed = [one.row["id"] for one in openings if _disputed(wishes.decisions.get(one.row["group_id"], ()))]
    rest = [name for name in dict.fromkeys((*disputed, *happened)) if name not in told]
    look = doubts.Looking(connection, [by_id[name].row for name in (*told, *rest)], wanted.day)

    def item(name: str, section: str, entry: Entry) -> Item:
        opening = by_id[name]
        return Item(
            section=section,
            entry=entry,
            row=opening.row,
            because=_because(opening, section, wanted, name in untold),
            changes=tuple(happened.get(name, ())),
            doubts=look.doubts(opening.row, wishes.decisions.get(opening.row["group_id"], ())),
            dead_links=look.dead_links(opening.row),
            decisions=tuple(wishes.decisions.get(opening.row["group_id"], ())),
        )

    approved = issues.latest(connection, wanted.week)
    plain = {name: digests.entry(by_id[name].row, wanted.day) for name in rest}
    return Draft(
        wanted=wanted,
        digest=made,
        items=tuple(item(entry.id, told[entry.id][0], entry) for entry in made.entries),
        changed=tuple(item(name, "changed", plain[name]) for name in rest),
        left_out=tuple(item(entry.id, "left_out", entry) for entry in aside.entries),
        held=_held(connection, wishes),
        duplicates=duplicates.pairs(connection, [(by_id[name].row["group_id"], told[name][1]) for name in told]),
        approved=approved,
        differences=differences(approved.digest, made) if approved else (),
    )


def differences(before: Digest, after: Digest) -> tuple[str, ...]:
    """What one digest says other than another, a line each."""
    old, new = ({entry.id: entry for entry in one.entries} for one in (before, after))
    lines = [f"gone: {old[name].title}" for name in old if name not in new]
    lines += [f"added: {new[name].title}" for name in new if name not in old]
    for name in (name for name in new if name in old):
        said = (to_json(old[name]), to_json(new[name]))
        lines += [
            f"{new[name].title}: {field}: {said[0][field]!r} → {said[1][field]!r}"
            for field in said[0]
            if said[0][field] != said[1][field]
        ]
    return tuple(lines) if lines or before == after else ("order or headings",)


def _digest(openings: Sequence[Opening], wanted: Wanted, wishes: Wishes, untold: Collection[str]) -> Digest:
    id_of = {opening.row["group_id"]: opening.row["id"] for opening in openings}
    return digests.draft(
        openings,
        day=wanted.day,
        since=wanted.since,
        until=wanted.until,
        site=wanted.site,
        order=wanted.order,
        notes={id_of[group]: words for group, words in wishes.notes.items() if group in id_of},
        first=[id_of[group] for group in wishes.ranking if group in id_of],
        untold=untold,
    )


def _entries(section: digests.Section) -> list[Entry]:
    return [entry for group in section.groups for entry in group.entries]


def _untold(connection: sa.Connection, wanted: Wanted, openings: Sequence[Opening]) -> frozenset[str]:
    """What came between two issues and stands in neither: seen after the one of its day was approved, or held then.

    Only since issues are approved at all: what came before the first one was told elsewhere.
    """
    begun = min((issue.since for issue in issues.every(connection) if issue.week < wanted.week), default=None)
    if begun is None:
        return frozenset()
    told = decided.told(connection, wanted.week)
    return frozenset(
        opening.row["id"]
        for opening in openings
        if begun < opening.news[0].day <= wanted.since and opening.row["group_id"] not in told
    )


def _disputed(decisions: Iterable[Decision]) -> bool:
    """Whether a source contradicts what an editor corrected."""
    return any(one.kind == "correct" and one.conflict is not None for one in decisions)


def _because(opening: Opening, section: str, wanted: Wanted, untold: bool) -> str:
    if untold:
        return f"new on {wording.day(opening.news[0].day)}, and in no issue since"
    if section == "closing":
        return f"closes on {wording.day(opening.row['deadline_on'])}"
    if section == "changed":
        return "its source says something else now"
    kinds = {event.kind: event for event in opening.news if wanted.since < event.day <= wanted.day}
    event = kinds.get(section) or opening.latest  # type: ignore[call-overload]  # the section's word, or another
    words = {"new": "new on", "reopened": "open again since", "extended": "deadline extended on"}[event.kind]
    return f"{words} {wording.day(event.day)}"


def _held(connection: sa.Connection, wishes: Wishes) -> tuple[Held, ...]:
    """The openings that would be published if nobody held them."""
    holds = {
        group: tuple(one for one in found if one.kind == "hold")
        for group, found in wishes.decisions.items()
        if any(one.kind == "hold" for one in found)
    }
    rows: dict[str, Row] = {}
    ordered = sorted(holds)
    for start in range(0, len(ordered), _CHUNK):
        query = (
            sa.select(open_postings)
            .where(open_postings.c.group_id.in_(ordered[start : start + _CHUNK]), open_postings.c.election_sector)
            .order_by(open_postings.c.first_seen.desc(), open_postings.c.id.desc())
        )
        rows |= {row["group_id"]: dict(row) for row in connection.execute(query).mappings()}
    return tuple(Held(row=row, decisions=holds[group]) for group, row in rows.items())
