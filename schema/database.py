"""Opens jobs.db (or any SQLAlchemy address), brings it to the newest revision, and says whether it is whole."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.command import upgrade as run_revisions
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.pool import ConnectionPoolEntry

from schema.errors import Mendable
from schema.invariants import violations
from schema.tables import VIEWS

BUSY_SECONDS = 30


class DatabaseError(Mendable):
    """The database cannot be used: one line that names it, and the mend."""


def engine(address: str | Path) -> sa.Engine:
    """An engine for a file path (``jobs.db``) or any SQLAlchemy address (``postgresql://…``).

    SQLite runs in WAL mode with foreign keys on; another writer is waited for up to ``BUSY_SECONDS``.
    Nothing is opened yet, except that the folder of a SQLite file must exist.
    """
    try:
        url = sa.make_url(str(address)) if "://" in str(address) else sa.URL.create("sqlite", database=str(address))
        made = sa.create_engine(url, json_serializer=_json, hide_parameters=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise DatabaseError(f"{address}: is no database address ({error}); give a path or an SQLAlchemy URL") from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{url.render_as_string()}: needs {error.name}; pip install 'electionjobs[postgresql]'"
        ) from error
    if made.dialect.name == "sqlite":
        if url.database and not url.database.startswith(("file:", ":")) and not Path(url.database).parent.is_dir():
            raise DatabaseError(f"{url.database}: its folder does not exist; make it or give another path")
        sa.event.listen(made, "connect", _prepare_sqlite)
        sa.event.listen(made, "begin", _begin_sqlite)
    return made


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late and not at all around DDL: we begin them ourselves.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: one that reads first could no longer wait for another writer.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes: committed at the end, rolled back on any error. Raises DatabaseError."""
    with explained(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One consistent view of the database, whatever others write meanwhile. Raises DatabaseError."""
    # A transaction of SQLite is such a view by itself.
    view = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with explained(engine), engine.connect().execution_options(**view) as connection, connection.begin():
        yield connection


_MENDS = {
    "unable to open database file": "check that the path is a file in a folder you may write to",
    "attempt to write a readonly database": "you may not write here; change the owner or give another path",
    "database is locked": "another program is writing; wait for it to end and run this again",
    "file is not a database": "the file is something else; give the path of a jobs.db",
    "database disk image is malformed": "the file is damaged; restore a backup with electionjobs db restore",
    "disk I/O error": "the disk is full or fails; free some space or mend it, and run this again",
    "database or disk is full": "the disk is full; free some space, nothing was lost",
    "no such table": "it is not set up yet; run electionjobs db upgrade",
    "does not exist": "it is not set up yet; run electionjobs db upgrade",
}


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turns what a database driver says about the database itself into one clear line."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        cause = str(error.orig).strip().splitlines()[0]
        if not isinstance(error, sa.exc.OperationalError) and _mend(cause) is None:
            raise  # about our statement, not about the database
        raise DatabaseError(f"{name(engine)}: {told(cause)}") from error


def told(cause: str) -> str:
    """What a driver says, and the mend."""
    return f"{cause}; {_mend(cause) or 'check the address, and that the database runs'}"


def _mend(cause: str) -> str | None:
    return next((mend for words, mend in _MENDS.items() if words in cause), None)


def name(engine: sa.Engine) -> str:
    if engine.dialect.name == "sqlite":
        return engine.url.database or "database in memory"
    return engine.url.render_as_string(hide_password=True)


def _config(connection: sa.Connection | None = None) -> Config:
    folder = Path(__file__).with_name("migrations")
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _known_revisions() -> list[str]:
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def revision(connection: sa.Connection) -> str | None:
    """The revision a database is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this program works with."""
    return _known_revisions()[0]


def behind(engine: sa.Engine) -> bool:
    """Whether a database is ours and at an earlier revision than this program's. Raises DatabaseError."""
    with reading(engine) as connection:
        return revision(connection) in _known_revisions()[1:]


def upgrade(engine: sa.Engine) -> None:
    """Make the tables, or bring them to this program's revision, in one transaction.

    Raises DatabaseError where the database is newer than this program, not ours, or cannot be written.
    """
    with reading(engine) as connection:  # nothing to do is the rule, and need not wait for another writer
        if revision(connection) == newest_revision():
            return
    with writing(engine) as connection:
        at = revision(connection)
        known = _known_revisions()
        if at == known[0]:
            return
        if at is not None and at not in known:
            raise DatabaseError(
                f"{name(engine)}: was written by a newer version of electionjobs (revision {at}, "
                f"this program knows up to {known[0]}); update the program"
            )
        if at is None and sa.inspect(connection).get_table_names():
            raise DatabaseError(f"{name(engine)}: holds the tables of another program; give another path")
        try:
            run_revisions(_config(connection), "head")
        except CommandError as error:
            raise DatabaseError(f"{name(engine)}: cannot be upgraded: {error}") from error


def check(engine: sa.Engine) -> list[str]:
    """What is wrong with the database, a line each; empty where it is whole. Raises DatabaseError."""
    with reading(engine) as connection:
        at, newest = revision(connection), newest_revision()
        if at != newest:
            return [f"is at revision {at}, this program works with {newest}; run electionjobs db upgrade"]
        lacking = {view.name for view in VIEWS} - set(sa.inspect(connection).get_view_names())
        problems = damage(connection) + [f"lacks the view {name}; restore a backup" for name in sorted(lacking)]
        return problems + violations(connection)


def damage(connection: sa.Connection) -> list[str]:
    """What is wrong with the file of an SQLite database of any revision, a line each. PostgreSQL looks after itself."""
    if connection.dialect.name != "sqlite":
        return []
    answers = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [f"integrity: {answer}" for answer in answers if answer != "ok"] + [
        f"{row[0]} row {row[1]} refers to a row of {row[2]} that is not there"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
