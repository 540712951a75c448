"""A full disk, a locked database, a folder of somebody else's, no network: one clear line each, and nothing is lost.

Every command that writes is run as its user would, in a process of its own, in a folder that has a database, captures,
a backup and a published edition.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from schema import contents, database
from schema.contents import Content

ROOT = Path(__file__).parents[2]
NOBODY = 65534
ROOM = 32 * 2**20
"""Bytes of the disk that fills up."""
LIMIT = 120

QUICK = {"ALLOW_LOOPBACK_BASE_URL": "1", "DELAY": "0.01", "ADAPTIVE_DELAY": "0", "CONTACT": "tests@example.org"}
SOURCE = """name = "Alder County Elections"
kind = "election office - county"
homepage = "https://elections.alder.example.org"

[[board]]
platform = "greenhouse"
token = "alder"
base_url = "{address}"
"""
DOCUMENT = (
    "Elections Clerk, Pell County, Ohio — The county seeks a clerk who registers voters, answers the telephone and "
    "prepares the rolls before each election. Salary: $20 an hour. Deadline: open until filled. "
    "Application: To apply, send a resume to jobs@pell.example.org."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said: its name, its exit code, standard output and standard error."""

    name: str
    code: int
    out: str
    error: str

    def wrong(self, *words: str) -> list[str]:
        """What is wrong with how a command failed: it must say so in clear lines with some of these words."""
        lines = self.error.splitlines()
        if self.code != 1:
            return [f"{self.name} ended with {self.code}: {self.error.strip()[-200:] or self.out.strip()[-200:]}"]
        if "Traceback" in self.error or not lines or len(lines) > 3:
            return [f"{self.name} says in {len(lines)} lines: {self.error.strip()[-300:]}"]
        if not any(word in self.error for word in words):
            return [f"{self.name} says nothing of it: {self.error.strip()}"]
        return []


class Office:
    """A folder as its user has it after some days: crawled, published, backed up."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "sources").mkdir()
        (folder / "sources" / "alder.toml").write_text(SOURCE.format(address=address), "utf-8")
        (folder / "posting.txt").write_text(DOCUMENT, "utf-8")
        for words in (("crawl", "--at", "2026-03-02T12:00:00+00:00"), ("export",), ("db", "backup")):
            said = self.run(*words)
            if said.code:
                raise RuntimeError(f"{' '.join(words)}: {said.error}")
        (self.backup,) = (folder / "backups").glob("*.db")
        with closing(sqlite3.connect(folder / "jobs.db")) as connection, connection:
            (self.posting,) = connection.execute("SELECT min(id) FROM postings").fetchone()
            # An older parser's reading, so that reading again has something to store.
            connection.execute("UPDATE postings SET salary_min = 12, salary_max = 12")
        self.before = self.held()

    def commands(self) -> Mapping[str, Sequence[str]]:
        """Every command that writes."""
        return {
            "crawl": ("crawl", "--at", "2026-03-03T12:00:00+00:00"),
            "ingest": ("ingest", "posting.txt"),
            "reparse": ("reparse", "--apply"),
            "edit": ("edit", "correct", self.posting, "experience_years", "3", "--why", "asked", "--who", "e"),
            "export": ("export",),
            "backup": ("db", "backup"),
            "restore": ("db", "restore", str(self.backup)),
        }

    def run(self, *words: str, user: int | None = None, alone: bool = False) -> Said:
        """Run a command as its user would, as another user, or without a network."""
        environment = {**os.environ, **{f"ELECTIONJOBS_{name}": value for name, value in QUICK.items()}}
        line = [*(["unshare", "-n"] if alone else []), sys.executable, "-P", "-m", "cli", *words]
        done = subprocess.run(
            line,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(ROOT), "HOME": "/"},
            user=user,
            timeout=LIMIT,
            check=False,
        )
        return Said(name=" ".join(words[:2]), code=done.returncode, out=done.stdout, error=done.stderr)

    def held(self) -> tuple[dict[str, Content], list[str], dict[str, bytes]]:
        """What must not change: the database, the names of its backups, the published edition."""
        engine = database.engine(self.folder / "jobs.db")
        problems = database.check(engine)
        if problems:
            raise RuntimeError(f"the database is damaged: {problems[0]}")
        with database.reading(engine) as connection:
            found = contents.of(connection)
        engine.dispose()
        out = self.folder / "public"
        published = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        return found, sorted(path.name for path in (self.folder / "backups").iterdir()), published

    def changes(self) -> list[str]:
        """What of it changed nevertheless."""
        now = self.held()
        kinds = ("the database", "the backups", "the edition")
        return [f"{kind} changed" for kind, was, is_ in zip(kinds, self.before, now, strict=True) if was != is_]
