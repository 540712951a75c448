"""Backups: whole SQLite files with a checksum, made while others write, and proved before they get their name.

A backup is two files: ``jobs-2026-03-02T120000Z.db`` and, beside it, the same with ``.json``: its checksum and what
each table holds. A PostgreSQL database is backed up into an SQLite file too (schema/copying.py).
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from schema import contents, copying, database, invariants
from schema.contents import Content
from schema.errors import Mendable

PAGES = 4096
"""Pages of the database file that are copied before the progress is told."""

_MAKING = ".making"

Progress = Callable[[str], None]
"""Told in a few words what is being done."""


class BackupError(Mendable):
    """There is no new backup, or a file is not the backup it should be: one line with the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup: its file, the checksum (SHA-256, hexadecimal) of that, and what its tables hold."""

    path: Path
    made_at: str
    revision: str | None
    sha256: str
    tables: Mapping[str, Content]

    @property
    def postings(self) -> int:
        return self.tables["postings"].rows if "postings" in self.tables else 0


def back_up(
    engine: sa.Engine, folder: Path, keep: int, now: datetime, progress: Progress = lambda doing: None
) -> Backup:
    """Back up a database as it is at this moment, others may go on writing; of its backups, the newest ``keep`` stay.

    The copy is compared with the database, table by table, and checked, before it gets its name. Raises BackupError,
    DatabaseError, CopyError or OSError; then the folder holds what it held before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        draft = folder / _MAKING / "jobs.db"
        shutil.rmtree(draft.parent, ignore_errors=True)  # of a backup that was killed
        draft.parent.mkdir()
        try:
            progress("copying")
            with explained(draft):
                held = _copy_file(engine, draft, progress) if _is_file(engine) else _copy_rows(engine, draft, progress)
            progress("checking the copy")
            at, problems = look_over(draft, held)
            if problems:
                raise BackupError(
                    f"{database.name(engine)}: is not whole, so it was not backed up: {problems[0]}; electionjobs db "
                    "check shows all that is wrong"
                )
            made = Backup(
                path=_free_name(folder, f"{_stem(engine)}-{now:%Y-%m-%dT%H%M%SZ}"),
                made_at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
                revision=at,
                sha256=checksum(draft),
                tables=held,
            )
            _put(draft, made)
        finally:
            shutil.rmtree(draft.parent, ignore_errors=True)
        for old in kept(folder, _stem(engine))[:-keep]:
            old.unlink()
            old.with_suffix(".json").unlink()
    return made


def kept(folder: Path, stem: str) -> list[Path]:
    """The backups of a database in a folder, the oldest first."""
    form = re.compile(rf"{re.escape(stem)}-(\d{{4}}-\d\d-\d\dT\d{{6}}Z)(?:-(\d+))?")
    named = [(match, path) for path in folder.glob("*.db") if (match := form.fullmatch(path.stem))]
    ordered = sorted((match[1], int(match[2] or 1), path) for match, path in named)
    return [path for *_, path in ordered if path.with_suffix(".json").is_file()]


def read(path: Path) -> Backup:
    """What is said of a backup when it was made. Raises BackupError; the file itself is not looked at."""
    try:
        said = json.loads(path.with_suffix(".json").read_text("utf-8"))
        tables = {name: Content(**content) for name, content in said["tables"].items()}
        return Backup(**(said | {"path": path, "tables": tables}))
    except FileNotFoundError as error:
        raise BackupError(
            f"{path}: is no backup: the file with its checksum, {path.with_suffix('.json').name}, is not beside it"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{path.with_suffix('.json')}: cannot be read; take another backup") from error


def checksum(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def look_over(path: Path, expected: Mapping[str, Content]) -> tuple[str | None, list[str]]:
    """Look whether a database file that nobody uses is whole and holds what it should: its revision, its problems."""
    engine = database.engine(path)
    try:
        with database.reading(engine) as connection:
            at = database.revision(connection)
            problems = database.damage(connection) or contents.differences(expected, contents.of(connection))
            if at == database.newest_revision():
                problems += invariants.violations(connection)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(path)) as connection:  # one plain file again, without a log beside it
        connection.execute("PRAGMA journal_mode = DELETE")
    return at, problems


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What SQLite itself says about a file, as one clear line."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{path}: {database.told(str(error))}") from error


def settled(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _is_file(engine: sa.Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _stem(engine: sa.Engine) -> str:
    return Path(engine.url.database or "jobs").stem


def _copy_file(engine: sa.Engine, draft: Path, progress: Progress) -> dict[str, Content]:
    """Copy an SQLite file by its pages, at one moment: the reading transaction holds it. What it holds."""
    with database.reading(engine) as connection:
        database.revision(connection)  # the moment is that of the first reading
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)

        def told(_: int, left: int, pages: int) -> None:
            progress(f"copying, {100 * (pages - left) // max(pages, 1)} %")

        with closing(sqlite3.connect(draft)) as target:
            driver.backup(target, pages=PAGES, progress=told)
        progress("reading what was copied")
        return contents.of(connection)


def _copy_rows(engine: sa.Engine, draft: Path, progress: Progress) -> dict[str, Content]:
    """Copy a database on a server into an SQLite file. What it holds."""
    target = database.engine(draft)
    try:
        return copying.copy(engine, target, lambda table, rows: progress(f"copying {table}, {rows} rows"))
    finally:
        target.dispose()


def _free_name(folder: Path, name: str) -> Path:
    """A name that no backup has: two may be made within one second."""
    path, number = folder / f"{name}.db", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.db"
    return path


def _put(draft: Path, made: Backup) -> None:
    """Give a proved copy its name: first the file that tells of it, so that no backup is ever without."""
    told = asdict(made)
    del told["path"]
    note = draft.with_suffix(".json")
    note.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    settled(draft)
    settled(note)
    note.rename(made.path.with_suffix(".json"))
    draft.rename(made.path)
    settled(made.path.parent)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
