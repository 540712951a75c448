"""One at a time on one database, whatever machine it is started on.

Beside an SQLite file lies a file for each lock; on PostgreSQL it is an advisory lock of a session. Both end with the
process that holds them, however it ends.
"""

import datetime as dt
import fcntl
import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from schema.errors import Mendable

Lock = Literal["scheduler", "crawl"]
Check = Callable[[], None]
Tell = Callable[[str], None]

_MENDS = {
    "scheduler": "one is enough; stop that one first",
    "crawl": "wait for its end, or give --wait",
}


class Taken(Mendable):
    """Somebody else has the lock: the message says who, and since when."""


class LockLost(Mendable):
    """The session that held the lock is gone, and another may have taken it."""


def _nothing() -> None:
    """What a lock in a file has to check: it holds as long as we do."""


@contextmanager
def hold(engine: sa.Engine, lock: Lock, *, wait: bool = False, on_wait: Tell = lambda said: None) -> Iterator[Check]:
    """Hold a lock of a database. What it gives checks that we still have it, and raises LockLost where not.

    Raises Taken where another process holds it; with ``wait`` waits for it, after telling ``on_wait`` for whom.
    """
    holding: Callable[[sa.Engine, Lock, Tell | None], AbstractContextManager[Check]]
    if engine.dialect.name != "sqlite":
        holding = _session
    elif engine.url.database in (None, "", ":memory:"):
        holding = _nobodys
    else:
        holding = _file
    with holding(engine, lock, on_wait if wait else None) as check:
        yield check


@contextmanager
def _nobodys(_: sa.Engine, __: Lock, ___: Tell | None) -> Iterator[Check]:
    """A database in memory is nobody else's."""
    yield _nothing


def _me() -> str:
    return f"pid {os.getpid()} on {socket.gethostname()}, since {dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _taken(engine: sa.Engine, lock: Lock, holder: str) -> Taken:
    name = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string(hide_password=True)
    return Taken(f"{name}: a {lock} runs on it already ({holder}); {_MENDS[lock]}")


@contextmanager
def _file(engine: sa.Engine, lock: Lock, on_wait: Tell | None) -> Iterator[Check]:
    path = Path(engine.url.database or "").resolve()
    with path.with_name(f"{path.name}-{lock}.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            taken = _taken(engine, lock, file.read().strip() or "just started")
            if on_wait is None:
                raise taken from None
            on_wait(str(taken))
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(_me() + "\n")
        file.flush()
        yield _nothing


@contextmanager
def _session(engine: sa.Engine, lock: Lock, on_wait: Tell | None) -> Iterator[Check]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        place = connection.scalar(sa.text("SELECT current_schema()"))
        key = int.from_bytes(hashlib.sha256(f"electionjobs {lock} {place}".encode()).digest()[:8], signed=True)
        connection.execute(sa.text("SELECT set_config('application_name', :name, false)"), {"name": f"{lock}: {_me()}"})
        if not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
            taken = _taken(engine, lock, _holder(connection, key))
            if on_wait is None:
                raise taken
            on_wait(str(taken))
            connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": key})

        def check() -> None:
            try:
                connection.scalar(sa.text("SELECT 1"))
            except sa.exc.DBAPIError as error:
                raise LockLost(f"the connection that held the {lock}'s lock is gone; start it again") from error

        try:
            yield check
        finally:
            # The session goes, and the lock with it: not back into the pool.
            connection.invalidate()


def _holder(connection: sa.Connection, key: int) -> str:
    query = sa.text(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 "
        "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND l.classid::bigint = :high AND l.objid::bigint = :low"
    )
    halves = {"high": (key >> 32) & 0xFFFFFFFF, "low": key & 0xFFFFFFFF}
    name: str | None = connection.scalar(query, halves)
    return (name or "just ended").partition(": ")[2] or "by another program"
