"""Whether a run shows the known postings otherwise than before, many at once: then its reader may be broken.

One employer edits one posting; a page that was built anew loses or moves a value of all of them in one run. Such a run
is held back: nothing of it is stored, the source is red with the cause ``drift`` and keeps its last good postings. It
passes when ``AGREEING`` runs in a row agree, or by ``electionjobs edit release SOURCE``: then it is the truth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines import corrections, differences
from pipelines.close import AGREEING_HELD, Guard
from pipelines.differences import Difference, Row
from pipelines.match import Match
from pipelines.platforms import printed
from pipelines.store import newest
from schema.rows import to_row
from schema.source import Source
from schema.tables import decisions, postings, runs

AGREEING = AGREEING_HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What differs, and whether it holds the run back."""

    found: tuple[Difference, ...] = ()
    holds: bool = False

    def __str__(self) -> str:
        return "; ".join(difference.line for difference in self.found)

    @property
    def fields(self) -> set[str]:
        """The columns and things that differ."""
        return {difference.field for difference in self.found}


def drift(connection: sa.Connection, source: Source, matches: Sequence[Match]) -> Drift:
    """What a run's postings lost or changed against what is stored of them. Print has no state that could drift."""
    stored = _open_rows(connection, source.id)
    shown = {match.id: to_row(newest(match).posting) for match in matches}
    found = differences.between(stored, _as_decided(connection, stored, shown))
    return Drift(found=tuple(found), holds=any(one.grave for one in found) and not printed(source.platform))


def accepted(connection: sa.Connection, source: str, run: int, drift: Drift) -> Guard | None:
    """Whether what would be held back is taken for the truth: an editor released it, or runs in a row agreed."""
    columns = decisions.c
    released = sa.select(columns.id).where(columns.kind == "release", columns.source == source, columns.active)
    if connection.execute(released.limit(1)).first() is not None:
        return "released"
    query = (
        sa.select(runs.c.cause, runs.c.alarms)
        .where(runs.c.source == source, runs.c.id < run)
        .order_by(runs.c.id.desc())
        .limit(AGREEING - 1)
    )
    names = {difference.name for difference in drift.found}
    earlier = [_names(alarms) if cause == "drift" else set() for cause, alarms in connection.execute(query)]
    return "opened" if len(earlier) == AGREEING - 1 and all(one == names for one in earlier) else None


def _names(alarms: Sequence[str]) -> set[str]:
    lines = [alarm.removeprefix("drift: ") for alarm in alarms if alarm.startswith("drift: ")]
    return {Difference(line=line, grave=True).name for line in lines}


def _open_rows(connection: sa.Connection, source: str) -> dict[str, Row]:
    columns = [postings.c[name] for name in ("id", *differences.COLUMNS)]
    query = sa.select(*columns).where(postings.c.source == source, postings.c.status == "open")
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _as_decided(
    connection: sa.Connection, stored: Mapping[str, Row], shown: Mapping[str, Row]
) -> dict[str, Mapping[str, object]]:
    """What is shown, but what an editor corrected as it is stored: his word is no drift."""
    decided = corrections.of(connection, sorted(stored.keys() & shown.keys()))
    return {
        row_id: {**row, **{c.field: stored[row_id].get(c.field) for c in decided.get(row_id, ())}}
        for row_id, row in shown.items()
    }
