"""Reads files at hand into the database: what ``electionjobs ingest`` does with each of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from pipelines.intake import Intake
from schema.records import BoardResult, Lead, RawPosting, SetAside
from schema.source import Organization, Source
from spiders.board import BoardError
from spiders.document import outputs, read_document

FILES = Source(
    id="files/document",
    organization=Organization(slug="files", name="Files at hand", kind=None, homepage=""),
    platform="document",
    aggregator=True,
    schedule="paused",
)
"""The source that ingested files belong to. Their employers are named in the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What one file gave: its postings' titles, or why there is none. ``failed``: it could not even be read."""

    name: str
    titles: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    failed: bool = False


def ingest(
    engine: sa.Engine,
    paths: Sequence[Path],
    now: dt.datetime,
    *,
    day: dt.date | None = None,
    on_file: Callable[[Ingested], None] = lambda done: None,
) -> tuple[Ingested, ...]:
    """Read each file and store all of them in one transaction; ``on_file`` is told of each as it is read.

    ``day`` is when the files were published (else ``now``): dates without a year are read from it.
    Raises DatabaseError; then nothing was stored.
    """
    intake = Intake(engine, [FILES], f"ingest {now:%Y-%m-%dT%H:%M:%SZ}", lambda: now)
    done = []
    for path in paths:
        one = _read(path, day or now.date(), intake)
        on_file(one)
        done.append(one)
    unread = sum(one.failed for one in done)
    intake.finish(
        BoardResult(
            source=FILES.id,
            listed=sum(len(one.titles) for one in done),
            complete=not unread,
            cause="wrong_type" if unread else None,
            detail=f"{unread} of {len(done)} files could not be read" if unread else "",
        )
    )
    return tuple(done)


def _read(path: Path, day: dt.date, intake: Intake) -> Ingested:
    name = str(path)
    try:
        found = list(outputs(read_document(path.read_bytes(), name, day), name, day))
    except OSError as problem:
        return Ingested(name=name, reasons=(f"cannot be read: {problem.strerror}",), failed=True)
    except BoardError as problem:
        return Ingested(name=name, reasons=(problem.detail.removeprefix(f"{path.name}: "),), failed=True)
    titles, reasons = [], []
    for item in found:
        kept = _from_file(item, path)
        if isinstance(kept, RawPosting):
            checked = intake.read(kept)
            intake.put(checked)
            if isinstance(checked, SetAside):
                reasons.append(checked.reason)
            else:
                titles.append(checked.posting.title)
        else:
            intake.put(kept)
            if isinstance(kept, SetAside):
                reasons.append(kept.reason)
    return Ingested(name=name, titles=tuple(titles), reasons=tuple(reasons))


def _from_file(item: RawPosting | SetAside | Lead, path: Path) -> RawPosting | SetAside | Lead:
    """An item marked with the source of files; a posting without an address gets the file's."""
    if isinstance(item, RawPosting):
        return replace(item, source=FILES.id, platform=FILES.platform, url=item.url or path.as_posix())
    return replace(item, source=FILES.id)
