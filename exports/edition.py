"""One edition: everything that is published, written beside the old one and then put in its place.

Promise 4: an edition is held, and says why, when too much of what it would show could not be checked.
"""

import errno
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from exports import feeds, published, tables
from schema.tables import postings, runs, sources

MOST_RED = 0.2
"""Share of red sources, or of open postings at red sources, above which an edition is held."""


class EditionHeld(RuntimeError):
    """The edition was not written; the message says why, and what would release it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was written: the folder, its files below it, and how many postings it shows."""

    folder: Path
    files: tuple[str, ...]
    postings: int


def red_sources(connection: sa.Connection) -> tuple[set[str], set[str]]:
    """The crawled sources whose last run was not complete, and all that were ever crawled."""
    crawled = sa.select(sources.c.id).where(sources.c.schedule != "paused")
    last = sa.select(sa.func.max(runs.c.id)).where(runs.c.source.in_(crawled)).group_by(runs.c.source)
    found = connection.execute(sa.select(runs.c.source, runs.c.complete).where(runs.c.id.in_(last))).all()
    return {source for source, complete in found if not complete}, {source for source, _ in found}


def _why_held(connection: sa.Connection) -> str | None:
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
    connection: sa.Connection, out: Path, site: str, *, week: str | None = None, force: bool = False
) -> Edition:
    """Write ``jobs.csv`` and ``feeds/all.xml`` into a folder; with ``week`` also its dated cut, which must be new.

    ``site`` is the address that the folder is served at. Raises EditionHeld (``force`` overrules it),
    FileExistsError for a week that was published before, and OSError where the folder cannot be written.
    """
    if not force and (why := _why_held(connection)):
        raise EditionHeld(f"the edition is held: {why}; mend them (electionjobs status), or export with --force")
    if week and (out / "weekly" / week).exists():
        cut = str(out / "weekly" / week)
        raise FileExistsError(errno.EEXIST, "this week was published before and is never rewritten", cut)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is a file; move it away or give a folder with --out", str(out))
    out.mkdir(parents=True, exist_ok=True)
    rows = published.rows(connection)
    site = site.rstrip("/") + "/"
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=out) as workshop:
        draft = Path(workshop)
        (draft / "feeds").mkdir()
        tables.write_csv(rows, draft / "jobs.csv")
        channel = feeds.Channel(
            title="Election jobs",
            description="Open positions in the election sector, read from the employers' own pages.",
            address=f"{site}feeds/all.xml",
            site=site,
        )
        (draft / "feeds" / "all.xml").write_bytes(feeds.rss(channel, rows))
        if week:
            (draft / "weekly" / week).mkdir(parents=True)
            shutil.copy(draft / "jobs.csv", draft / "weekly" / week / "jobs.csv")
        files = tuple(sorted(p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file()))
        for name in files:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).replace(out / name)
    return Edition(folder=out, files=files, postings=len(rows))
