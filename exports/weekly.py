"""Folders of tables: ``latest/``, and the dated cut of a week, ``weekly/2026-W47/``, that is never rewritten."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from exports import datapackage, digest, digest_forms, feeds, privacy, published, tables
from exports.news import Opening

WEEK = dt.timedelta(days=7)

DIGEST_FILES: Mapping[str, digest_forms.Form] = {
    "digest.html": "email",
    "digest-paste.html": "paste",
    "digest.md": "markdown",
    "digest.txt": "text",
}
"""The digest's files in a dated cut, and their form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A dated cut: its ISO week, the day it speaks of, the day of the cut before it, and that cut's week."""

    week: str
    day: dt.date
    since: dt.date
    previous: str | None


def monday(week: str) -> dt.date:
    """The first day of an ISO week like ``2026-W47``. Raises ValueError for anything else."""
    year, _, number = week.partition("-W")
    if not (len(year) == 4 and len(number) == 2 and (year + number).isdigit()):
        raise ValueError(f"{week!r} is no week; give one like 2026-W47")
    return dt.date.fromisocalendar(int(year), int(number), 1)


def weeks(folder: Path) -> list[str]:
    """The weeks that an edition's folder has cuts with an archive of, in order."""
    return sorted(path.parent.name for path in folder.glob("weekly/*/feed.xml"))


def cut(folder: Path, week: str, today: dt.date) -> Cut:
    """The cut of a week made today: it goes on where the one before it ended. Raises ValueError for no week."""
    day = min(today, monday(week) + dt.timedelta(days=6))
    previous = max((name for name in weeks(folder) if name < week), default=None)
    since = datapackage.created(folder / "weekly" / previous) if previous else day - WEEK
    return Cut(week=week, day=day, since=min(since, day - dt.timedelta(days=1)), previous=previous)


def last_issue(folder: Path, day: dt.date) -> dt.date:
    """The day of the last dated cut before a day that a published folder holds; a week before, where there is none."""
    made = [datapackage.created(folder / "weekly" / week) for week in weeks(folder)]
    return max((one for one in made if one < day), default=day - WEEK)


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


def write_cut(connection: sa.Connection, folder: Path, made: Cut, openings: Sequence[Opening], site: str) -> None:
    """Write a dated cut: its tables, its archive feed, its digest. No personal address is in them."""
    folder.mkdir(parents=True)
    openings = [replace(opening, row=privacy.forgetful(opening.row, None)) for opening in openings]
    rows = [opening.row for opening in openings]
    after = made.since + dt.timedelta(days=1)
    _write_tables(
        folder, rows, [privacy.forgetful(row, None) for row in published.changed(connection, after, made.day)]
    )
    archive = feeds.archive(site, made.week, openings, made.since, made.day, made.previous)
    (folder / "feed.xml").write_bytes(archive)
    issue = digest.draft(openings, day=made.day, since=made.since, until=made.day + WEEK, site=site)
    for name, form in DIGEST_FILES.items():
        (folder / name).write_text(digest_forms.render(issue, form), "utf-8")
    datapackage.write(folder, _TABLES, made.week, made.day)
    datapackage.write_checksums(folder)


def issues(folder: Path) -> list[feeds.Issue]:
    """The weekly digests that an edition's folder holds."""
    return [
        feeds.Issue(
            week=week,
            day=datapackage.created(folder / "weekly" / week),
            html=(folder / "weekly" / week / "digest-paste.html").read_text("utf-8"),
        )
        for week in weeks(folder)
    ]


_TABLES = ["jobs.csv", "jobs-excel.csv", "jobs.jsonl", "jobs.parquet", "changes.csv"]


def _write_tables(folder: Path, rows: Sequence[published.Row], changes: Sequence[published.Row]) -> None:
    tables.write_csv(rows, folder / "jobs.csv")
    tables.write_spreadsheet(rows, folder / "jobs-excel.csv")
    tables.write_jsonl(rows, folder / "jobs.jsonl")
    tables.write_parquet(rows, folder / "jobs.parquet")
    tables.write_csv(changes, folder / "changes.csv", tables.CHANGE_COLUMNS)
