"""Puts a backup in the place of a database, or of a folder made for the purpose: then it is a drill."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from schema import backups, copying, database
from schema.backups import Backup, BackupError, Progress

PATIENCE = 2.0
"""Seconds that another program's short transaction is waited for."""


def drill(file: Path, progress: Progress = lambda doing: None) -> Backup:
    """Restore a backup to a temporary folder beside it and compare counts and hashes. Raises BackupError or OSError."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".drill") as folder:
        place = Path(folder) / "jobs.db"
        progress("restoring to a temporary folder")
        made = _fetch(file, place)
        progress("comparing")
        _, problems = backups.look_over(place, made.tables)
    if problems:
        raise BackupError(f"{file}: cannot be restored: {problems[0]}; take another backup")
    return made


def restore(
    file: Path, engine: sa.Engine, now: datetime, progress: Progress = lambda doing: None
) -> tuple[Backup, Path | None]:
    """Put a backup in the place of a database; the backup, and where the replaced file is now (None: there was none).

    A database on a server must be empty: it is filled from the backup. Raises BackupError where the file is not what
    was backed up, or another program uses the database; CopyError, DatabaseError, OSError. Then all is as it was.
    """
    if engine.dialect.name != "sqlite":
        return _fill(file, engine, progress), None
    engine.dispose()
    place = Path(engine.url.database or "").absolute()
    fresh = place.with_name(f".{place.name}.restoring")
    try:
        progress("reading the backup")
        made = _fetch(file, fresh)
        with _alone(place):
            return made, _replace(place, fresh, now)
    finally:
        fresh.unlink(missing_ok=True)


def _fetch(file: Path, place: Path) -> Backup:
    """Copy a backup's file to a place and hold the copy against the checksum."""
    made = backups.read(file)
    shutil.copyfile(file, place)
    if backups.checksum(place) != made.sha256:
        raise BackupError(f"{file}: is not what was backed up, its checksum differs; take another backup")
    backups.settled(place)
    return made


def _fill(file: Path, engine: sa.Engine, progress: Progress) -> Backup:
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".restore") as folder:
        place = Path(folder) / "jobs.db"
        made = _fetch(file, place)
        source = database.engine(place)
        try:
            database.upgrade(source)
            copying.copy(source, engine, lambda table, rows: progress(f"copying {table}, {rows} rows"))
        finally:
            source.dispose()
    return made


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody else has the database open, and nobody can open it: all of it is in its one file."""
    if not place.exists():
        yield
        return
    with closing(sqlite3.connect(place, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # in this mode the lock stays
        except sqlite3.OperationalError as error:
            raise BackupError(
                f"{place}: another program has it open ({error}); stop it (crawl, schedule, serve) and run this again"
            ) from error
        except sqlite3.DatabaseError:
            pass  # it is damaged: that is what it is restored for
        yield


def _replace(place: Path, fresh: Path, now: datetime) -> Path | None:
    """Give a new file the name of a database; the old file keeps another one. At no time is there none."""
    replaced = None
    if place.exists():
        replaced = _aside(place, now)
        os.link(place, replaced)
        log = place.with_name(f"{place.name}-wal")
        if log.exists():  # of a damaged database: it must not be read into the new one
            log.rename(f"{replaced}-wal")
    fresh.replace(place)
    backups.settled(place.parent)
    return replaced


def _aside(place: Path, now: datetime) -> Path:
    name = f"{place.name}.replaced-{now:%Y-%m-%dT%H%M%SZ}"
    path, number = place.with_name(name), 1
    while path.exists():
        number += 1
        path = place.with_name(f"{name}-{number}")
    return path
