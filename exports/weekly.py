"""Folders of tables: ``latest/``, and the dated cut of a week, ``weekly/2026-W47/``, that is never rewritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from exports import datapackage, digest, feeds, issue_files, privacy, published, tables
from exports.digest import Digest
from exports.news import Opening
from exports.weeks import WEEK, made_on, monday, weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A dated cut: its ISO week, the day it speaks of, the day of the cut before it, and that cut's week."""

    week: str
    day: dt.date
    since: dt.date
    previous: str | None


def cut(folder: Path, week: str, today: dt.date) -> Cut:
    """The cut of a week made today: it goes on where the one before it ended. Raises ValueError for no week."""
    day = min(today, monday(week) + dt.timedelta(days=6))
    previous = max((name for name in weeks(folder) if name < week), default=None)
    since = made_on(folder / "weekly" / previous) if previous else day - WEEK
    return Cut(week=week, day=day, since=min(since, day - dt.timedelta(days=1)), previous=previous)


def write_latest(connection: sa.Connection, folder: Path, openings: Sequence[Opening], today: dt.date) -> None:
    """Write the tables of today, with what is over; personal addresses leave them a year after closing."""
    folder.mkdir(parents=True)
    closed = [privacy.forgetful(row, today) for row in published.closed(connection)]
    tables.write_csv(closed, folder / "closed.csv")
    rows = [privacy.forgetful(opening.row, today) for opening in openings]
    changes = [privacy.forgetful(row, today) for row in published.changed(connection, today - WEEK, today)]
    newest = max((row["last_changed"] for row in (*rows, *closed)), default=None)
    _write_tables(folder, rows, changes)
    datapackage.write(folder, [*_TABLES, "closed.csv"], newest.isoformat() if newest else "empty")
    datapackage.write_checksums(folder)


def write_cut(
    connection: sa.Connection,
    folder: Path,
    made: Cut,
    openings: Sequence[Opening],
    site: str,
    approved: Digest | None = None,
) -> None:
    """Write a dated cut: its tables, its archive feed, its digest. No personal address is in them.

    The digest is the ``approved`` one; where there is none, what the week's would be.
    """
    folder.mkdir(parents=True)
    openings = [replace(opening, row=privacy.forgetful(opening.row, None)) for opening in openings]
    rows = [opening.row for opening in openings]
    after = made.since + dt.timedelta(days=1)
    _write_tables(
        folder, rows, [privacy.forgetful(row, None) for row in published.changed(connection, after, made.day)]
    )
    archive = feeds.archive(site, made.week, openings, made.since, made.day, made.previous)
    (folder / "feed.xml").write_bytes(archive)
    drafted = digest.draft(openings, day=made.day, since=made.since, until=made.day + WEEK, site=site)
    issue_files.write_digest(folder, approved or drafted)
    datapackage.write(folder, _TABLES, made.week, made.day)
    datapackage.write_checksums(folder)


_TABLES = ["jobs.csv", "jobs-excel.csv", "jobs.jsonl", "jobs.parquet", "changes.csv"]


def _write_tables(folder: Path, rows: Sequence[published.Row], changes: Sequence[published.Row]) -> None:
    tables.write_csv(rows, folder / "jobs.csv")
    tables.write_spreadsheet(rows, folder / "jobs-excel.csv")
    tables.write_jsonl(rows, folder / "jobs.jsonl")
    tables.write_parquet(rows, folder / "jobs.parquet")
    tables.write_csv(changes, folder / "changes.csv", tables.CHANGE_COLUMNS)
