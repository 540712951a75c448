"""The database explorer: Datasette on a copy of jobs.db that holds what everybody may see, and nothing else.

The copy is a file of its own in a folder of its own, made again when the database changed: editors' decisions,
submissions, issues and postings that are held back or out of the sector never enter the file that is served.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.codebook import CODEBOOK
from schema.errors import Mendable

BASE = "/db/"
LOOKS = (f"{BASE}-/static/", f"{BASE}look/")
"""Where styles and scripts stand: they are no secret, and say nothing about the database."""

_KEPT = ("organizations", "sources", "runs", "postings", "posting_versions", "evidence", "links")
_HELD = """
    SELECT 1 FROM decisions d LEFT JOIN postings held ON held.id = d.posting
    WHERE d.kind = 'hold' AND d.active AND (d.group_id = p.group_id OR held.group_id = p.group_id)
"""
# What is open and speaks for its group is kept as ids: how it was found rests on decisions, which do not come along.
_ONLY_PUBLIC = (
    "CREATE TABLE shown (posting TEXT PRIMARY KEY REFERENCES postings (id)) WITHOUT ROWID",
    "INSERT INTO shown SELECT id FROM publishable",
    f"DELETE FROM postings AS p WHERE p.election_sector IS NOT TRUE OR EXISTS ({_HELD})",
    *(
        f"DELETE FROM {name} WHERE posting NOT IN (SELECT id FROM postings)"
        for name in ("posting_versions", "evidence")
    ),
    "DELETE FROM links WHERE a NOT IN (SELECT id FROM postings) OR b NOT IN (SELECT id FROM postings)",
    "DROP VIEW publishable",
    "CREATE VIEW publishable AS SELECT p.* FROM postings p JOIN shown ON shown.posting = p.id",
)
_SEARCH = (
    # Rows that are deleted stand in the file until it is written anew; that numbers the others anew, too.
    "VACUUM",
    "CREATE VIRTUAL TABLE postings_fts USING fts5 (title, organization, location_raw, summary, content=postings)",
    "INSERT INTO postings_fts (postings_fts) VALUES ('rebuild')",
)


class ExplorerError(Mendable):
    """The copy cannot be made: one line that says why, and the mend."""


def copy(database: Path, to: Path) -> None:
    """Write what is public of a database to a file, in one step. Raises ExplorerError."""
    draft = to.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as live:
            live.execute("VACUUM INTO ?", [str(draft)])
        with closing(sqlite3.connect(draft, isolation_level=None)) as made:
            for statement in (*_ONLY_PUBLIC, *_drops(made), *_SEARCH):
                made.execute(statement)
            problems = [answer for (answer,) in made.execute("PRAGMA integrity_check") if answer != "ok"]
    except sqlite3.Error as error:
        raise ExplorerError(f"{database}: cannot be copied for the explorer: {error}; electionjobs db check") from error
    if problems:
        raise ExplorerError(f"{database}: the copy for the explorer is not whole: {problems[0]}; electionjobs db check")
    draft.replace(to)


def _drops(made: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in made.execute(query) if name not in (*_KEPT, "shown")]
    return [f'DROP TABLE "{name}"' for name in names]


class Explorer:
    """The explorer as an ASGI application below ``BASE``; each page is of the database as it is now."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._file = folder / "jobs.db"
        self._lock = asyncio.Lock()
        self._watch: sqlite3.Connection | None = None
        self._watched = 0
        self._version: tuple[int, int] | None = None
        self._served: tuple[Any, ASGIApp] | None = None
        self._retired: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            app = await self._current(static=scope["path"].startswith(LOOKS))
        except (ExplorerError, OSError, sqlite3.Error) as problem:
            app = PlainTextResponse(f"{problem}\n", status_code=503, headers={"Retry-After": "60"})
        await app(scope, receive, send)

    async def _current(self, *, static: bool) -> ASGIApp:
        async with self._lock:
            if self._served is None or not static:
                version = self._seen()
                if self._served is None or version != self._version:
                    await asyncio.to_thread(copy, self._database, self._file)
                    self._serve()
                    self._version = version
            assert self._served is not None
            return self._served[1]

    def _seen(self) -> tuple[int, int]:
        """Numbers that change when another file takes the database's place, and with every transaction of others."""
        file = self._database.stat().st_ino
        if self._watch is None or self._watched != file:
            address = f"{self._database.absolute().as_uri()}?mode=ro"
            self._watch = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._watched = file
        return file, int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def _serve(self) -> None:
        from datasette.app import Datasette  # takes longer to import than everything else here

        look = str(files("desk.web") / "assets")
        served = Datasette(
            immutables=[str(self._file)], metadata=metadata(), settings=_SETTINGS, static_mounts=[("look", look)]
        )
        if self._retired is not None:
            self._retired.executor.shutdown(wait=False)
        # Requests under way still ask the one before.
        self._retired = self._served[0] if self._served else None
        self._served = served, served.app()


_SETTINGS = {"base_url": BASE, "max_returned_rows": 2000, "default_page_size": 50, "allow_facet": True}


def metadata() -> Mapping[str, Any]:
    """What the explorer says about the tables; columns of postings in the words of the codebook."""
    columns = {name: entry.meaning for name, entry in CODEBOOK.items()}
    postings = {"columns": columns, "label_column": "title", "sort_desc": "first_seen"}
    tables: dict[str, dict[str, Any]] = {
        "postings": postings
        | {"description": "Every posting of the sector, open or over.", "fts_table": "postings_fts"},
        "publishable": postings | {"description": "What is published: open postings, one for each opening."},
        "posting_versions": {"description": "The whole posting at every change, and what differed."},
        "versions_valid": {"description": "Versions with the days they speak of."},
        "changes": {"description": "What happened: new, changed, extended, reopened, regrouped, closed."},
        "evidence": {"description": "The words behind each value; used = 0 is a reading that lost."},
        "links": {"description": "Which postings are one opening, or nearly, and why."},
        "runs": {"description": "Every reading of a source: how much it listed, whether to its end."},
        "sources": {"description": "The boards that are read.", "label_column": "id"},
        "organizations": {"description": "Who publishes.", "label_column": "name"},
        "shown": {"hidden": True},
    }
    return {
        "title": "Election jobs: the database",
        "description": "A copy for reading. Decisions of editors and submissions are not in it.",
        "extra_css_urls": ["/look/explorer.css"],
        "databases": {"jobs": {"tables": tables, "queries": _QUERIES}},
    }


_QUERIES = {
    "open_on_a_day": {
        "title": "What was open on a day",
        "sql": "SELECT posting, valid_from, open_to, snapshot ->> 'title' AS title,"
        " snapshot ->> 'organization' AS organization FROM versions_valid"
        " WHERE valid_from <= :day AND (open_to IS NULL OR :day < open_to) ORDER BY posting",
    },
    "pay_by_role": {
        "title": "Annual pay by role, as stated",
        "sql": "SELECT role_family, count(*) AS postings, min(salary_annual_min) AS lowest,"
        " round(avg((salary_annual_min + salary_annual_max) / 2.0)) AS middle, max(salary_annual_max) AS highest"
        " FROM postings WHERE salary_annual_max IS NOT NULL GROUP BY role_family ORDER BY postings DESC",
    },
}
