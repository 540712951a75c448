"""One edition: everything that is published, written beside the old one and then put in its place at once.

Promise 4: an edition is held, and says why, when too much of what it would show could not be checked.
"""

import datetime as dt
import errno
import json
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from exports import feeds, issue_files, issues, news, switch, weekly
from exports.site import writing
from exports.site.writing import ROBOTS
from exports.weeks import weeks
from schema.errors import Mendable
from schema.tables import postings, runs, sources

MOST_RED = 0.2
"""Share of red sources, or of open postings at red sources, above which an edition is held."""

_LIST = "edition.json"
_FOR_EVER = ("weekly", "issues")
"""The folders whose files are written once."""
_WORTH_A_LOOK = (
    *("index.html", "jobs.csv", "latest/datapackage.json"),
    *("feeds/all.xml", "feeds/feeds.opml", "calendar/all.ics"),
)


class EditionHeld(Mendable):
    """The edition was not written; the message says why, and what would release it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was written: the folder, its files below it, and how many postings it shows."""

    folder: Path
    files: tuple[str, ...]
    postings: int

    @property
    def first_files(self) -> tuple[str, ...]:
        """The few files to look at first."""
        return tuple(name for name in _WORTH_A_LOOK if name in self.files)


def red_sources(connection: sa.Connection) -> tuple[set[str], set[str]]:
    """The crawled sources whose last run was not complete, and all that were ever crawled."""
    crawled = sa.select(sources.c.id).where(sources.c.schedule != "paused")
    last = sa.select(sa.func.max(runs.c.id)).where(runs.c.source.in_(crawled)).group_by(runs.c.source)
    found = connection.execute(sa.select(runs.c.source, runs.c.complete).where(runs.c.id.in_(last))).all()
    return {source for source, complete in found if not complete}, {source for source, _ in found}


def why_held(connection: sa.Connection) -> str | None:
    """Why an edition of what the database holds now would be held; None where it would not."""
    red, every = red_sources(connection)
    if every and len(red) / len(every) > MOST_RED:
        return f"{len(red)} of {len(every)} sources failed in their last run ({', '.join(sorted(red)[:5])})"
    count = sa.select(sa.func.count()).select_from(postings).where(postings.c.status == "open")
    shown = connection.execute(count).scalar_one()
    doubtful = connection.execute(count.where(postings.c.source.in_(red))).scalar_one()
    if shown and doubtful / shown > MOST_RED:
        return f"{doubtful} of {shown} open postings are from sources that failed in their last run"
    return None


def publish(
    connection: sa.Connection,
    out: Path,
    site: str,
    *,
    week: str | None = None,
    force: bool = False,
    today: dt.date | None = None,
) -> Edition:
    """Write all that is published and put it in the place of a folder at once; with ``week`` also its dated cut.

    ``site`` is the address that the folder is served at; ``today`` (UTC) decides what is new and what closes this
    week. Dated cuts, issues, and files that are not ours, stay. Raises EditionHeld (``force`` overrules it), ValueError
    where ``week`` is none, FileExistsError for a week that was published before, OSError where the folder cannot be
    written.
    """
    if not force and (why := why_held(connection)):
        raise EditionHeld(f"the edition is held: {why}; mend them (electionjobs status), or export with --force")
    today = today or dt.datetime.now(dt.UTC).date()
    site = site.rstrip("/") + "/"
    with switch.replacing(out) as draft:
        former = switch.current(out)
        replaced = _replaced(former) if former else set()
        if former:
            for name in _FOR_EVER:
                _carry_over(former / name, draft / name, set())
        openings = news.openings(connection)
        if week:
            _write_week(connection, draft, week, openings, site, today, out)
        issue_files.write(draft, issues.every(connection))
        weekly.write_latest(connection, draft / "latest", openings, today)
        # The table that programs have known from the first edition on.
        switch.link(draft / "latest" / "jobs.csv", draft / "jobs.csv")
        kept = [name.removeprefix("feeds/").removesuffix(".xml") for name in replaced if name.startswith("feeds/role/")]
        feeds.write(draft, site, openings, today, weeks=weeks(draft), keep=kept)
        told = issue_files.read(draft)
        (draft / "digest.xml").write_bytes(feeds.issues(site, told))
        ours = former is None or ROBOTS in replaced or not (former / ROBOTS).exists()
        writing.write(connection, draft, site, openings, today, issues=told, keep=kept, robots=ours)
        files = _list_files(draft)
        if former:
            _carry_over(former, draft, replaced | {_LIST})
    return Edition(folder=out, files=files, postings=len(openings))


def _write_week(
    connection: sa.Connection,
    draft: Path,
    week: str,
    openings: list[news.Opening],
    site: str,
    today: dt.date,
    out: Path,
) -> None:
    made = weekly.cut(draft, week, today)
    folder = draft / "weekly" / week
    if folder.exists():
        cut = str(out / "weekly" / week)
        raise FileExistsError(errno.EEXIST, "this week was published before and is never rewritten", cut)
    approved = issues.latest(connection, week)
    weekly.write_cut(connection, folder, made, openings, site, approved.digest if approved else None)


def _replaced(former: Path) -> set[str]:
    """The files of an edition that the next one writes anew."""
    listed = former / _LIST
    return set(json.loads(listed.read_text("utf-8"))["files"]) if listed.is_file() else set()


def _carry_over(former: Path, draft: Path, but: Container[str]) -> None:
    """Keep what an edition does not write: the dated cuts and issues, and what others put into the folder."""
    for path in sorted(former.rglob("*")):
        name = path.relative_to(former).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in but and not (draft / name).exists():
            switch.link(path, draft / name)


def _list_files(draft: Path) -> tuple[str, ...]:
    """Write the list of the files that the next edition replaces; the names of all files of this one."""
    files = sorted(path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file())
    listed = {"files": [name for name in files if not name.startswith(tuple(f"{kept}/" for kept in _FOR_EVER))]}
    (draft / _LIST).write_text(json.dumps(listed, indent=0) + "\n", "utf-8")
    return tuple(files)
