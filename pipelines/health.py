"""What a run says of its source's health: fill rates and named alarms, kept in the run row."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from pipelines.batch import Batch, RunCounts
from pipelines.close import Closing
from schema.good_runs import ENOUGH, falls
from schema.records import BoardResult, JobPosting, ParsedPosting
from schema.source import Source

WATCHED = (
    "organization",
    "salary_raw",
    "location_raw",
    "posted_on",
    "deadline_raw",
    "apply_url",
    "summary",
    "description_text",
)
"""Fields whose fill rate is kept with each run: a reader that breaks shows here first."""

_MOSTLY = 0.5


def fills(seen: Sequence[ParsedPosting]) -> dict[str, float] | None:
    """Share of postings with a value, by watched field; None where there are none."""
    if not seen:
        return None
    return {name: round(sum(_filled(p.posting, name) for p in seen) / len(seen), 3) for name in WATCHED}


def _filled(posting: JobPosting, name: str) -> bool:
    return getattr(posting, name) not in (None, "", ())


def alarms(
    connection: sa.Connection,
    source: Source,
    run: int,
    batch: Batch,
    result: BoardResult,
    counts: RunCounts,
    done: Closing,
    told: Collection[str],
) -> list[str]:
    """What a run should make a person look at, ``name: detail``: names of ``schema.causes``, and what a guard did.

    ``told`` are the fields whose loss is told of already, by the postings that lost it.
    """
    found = []
    if not result.complete:
        found.append(f"{result.cause or 'partial'}: {result.detail}")
    if done.guard is not None:
        found.append(f"{'held' if done.guard == 'held' else f'guard_{done.guard}'}: {done.reason}")
    read = len(batch.postings)
    if result.complete and result.listed and not read and not batch.set_aside:
        name = "only_keeps_none" if source.only else "nothing_read"
        found.append(f"{name}: it lists {result.listed}" + (f"; {result.detail}" if result.detail else ""))
    if counts.set_aside >= ENOUGH and counts.set_aside > _MOSTLY * (read + counts.set_aside):
        found.append(f"many_set_aside: {counts.set_aside} of {read + counts.set_aside}")
    if read >= ENOUGH:
        fallen = falls(connection, source.id, run, fills(batch.postings))
        found += [
            f"fill_fell: {fall.field} from {fall.usual:.0%} to {fall.now:.0%}"
            for fall in fallen
            if fall.field not in told
        ]
    return found
