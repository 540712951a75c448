"""A backup of 100,000 postings while others write, its restore, and a copy to PostgreSQL and back: all equal."""

import datetime as dt
import random
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Self

import sqlalchemy as sa

from benchmarks.resilience.table import Progress, Row
from schema import backups, contents, copying, database, restoring
from schema.contents import Content
from schema.tables import metadata, postings
from tests.loading import PAGE, World, posting
from tests.postgresql import own_schema

LOADED = 1_000
"""Postings that go the way of all postings; the others are made from them, row by row."""
POSTINGS = 100_000
COPIED = 2_000
PAUSE = 0.1
"""Seconds between two loads."""
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SEED = 20260302

_IDS = {
    "postings": ("id", "group_id"),
    "posting_keys": ("posting",),
    "match_keys": ("posting",),
    "posting_versions": ("posting",),
    "sightings": ("posting",),
    "evidence": ("posting",),
    "links": ("a", "b"),
}
"""What belongs to postings, and in which columns their ids stand; the first says whose it is."""
_SNAPSHOT = "json_set(snapshot, '$.id', posting || '-' || n, '$.group_id', (snapshot ->> 'group_id') || '-' || n)"


def check(folder: Path, progress: Progress) -> Sequence[Row]:
    """Make the postings, back them up while one more is loaded after the other, restore them; copy some elsewhere."""
    world = World(folder / "jobs.db")
    draw = random.Random(SEED)
    words = [f"{draw.getrandbits(32):x}" for _ in range(5_000)]
    for start in range(0, LOADED, 100):
        numbers = range(start, start + 100)
        world.load(
            *(posting(n, description_text=" ".join(draw.choices(words, k=120))) for n in numbers), complete=False
        )
    _multiply(world.engine, 1, COPIED // LOADED)
    moved = _moved(world.engine, folder)
    progress(f"{COPIED} postings copied to PostgreSQL and back")
    _multiply(world.engine, COPIED // LOADED, POSTINGS // LOADED)
    progress(f"{POSTINGS} postings made")
    return [_backed_up(world, folder, progress), moved]


def _multiply(engine: sa.Engine, first: int, end: int) -> None:
    """Copies number ``first`` to ``end`` - 1 of the loaded postings, with all that belongs to them."""
    with database.writing(engine) as connection:
        for name, ids in _IDS.items():
            columns = [f'"{column.name}"' for column in metadata.tables[name].columns]
            values = [f"{column} || '-' || n" if column.strip('"') in ids else column for column in columns]
            copied = ", ".join(_SNAPSHOT if value == '"snapshot"' else value for value in values)
            connection.exec_driver_sql(
                f"INSERT INTO {name} ({', '.join(columns)}) WITH RECURSIVE copies(n) AS "
                f"(VALUES ({first}) UNION ALL SELECT n + 1 FROM copies WHERE n + 1 < {end}) "
                f"SELECT {copied} FROM {name}, copies WHERE {ids[0]} NOT LIKE '%-%'"
            )


def _moved(engine: sa.Engine, folder: Path) -> Row:
    """Everything copied to PostgreSQL and back into a file; a backup of it with its drill."""
    restoring.drill(backups.back_up(engine, folder / "drilled", 1, NOW).path)
    with own_schema() as address:
        server, back = database.engine(address), database.engine(folder / "back.db")
        held = _held(engine)
        copying.copy(engine, server)
        copying.copy(server, back)
        wrong = contents.differences(held, _held(server)) + contents.differences(held, _held(back))
        wrong += database.check(server) + database.check(back)
        server.dispose()
        back.dispose()
    return Row(
        what=f"copy of {held['postings'].rows} postings from SQLite to PostgreSQL and back, and a backup's drill",
        figures="; ".join(wrong) or f"counts and hashes of {len(held)} tables equal, {_rows(held)} rows",
        passed=not wrong,
    )


def _backed_up(world: World, folder: Path, progress: Progress) -> Row:
    """A backup while loads go on, and its restore in the place of a database that has gone on since."""
    started = time.monotonic()
    with _Loading(world) as loads:
        made = backups.back_up(world.engine, folder / "backups", 1, NOW, progress)
    engine = world.engine
    with database.reading(engine) as connection:
        later = connection.scalar(sa.select(sa.func.count()).select_from(postings)) or 0
    restored, replaced = restoring.restore(made.path, engine, NOW, progress)
    held = _held(engine)
    wrong = contents.differences(made.tables, held) + database.check(engine)
    wrong += [] if replaced is not None and later > made.postings else ["nothing was loaded meanwhile"]
    engine.dispose()
    return Row(
        what=f"backup and restore of {made.postings} postings, {loads.number} loads meanwhile",
        figures="; ".join(wrong)
        or f"counts and hashes of {len(held)} tables equal, {_rows(held)} rows, "
        f"{restored.path.stat().st_size // 2**20} MiB, {time.monotonic() - started:.0f} s",
        passed=not wrong and made.postings >= POSTINGS,
    )


class _Loading:
    """Loads that go on in a thread."""

    def __init__(self, world: World) -> None:
        self.world, self.number = world, 0
        self.over = Event()
        self.thread = Thread(target=self.load)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def load(self) -> None:
        while not self.over.wait(PAUSE):
            self.world.load(posting(f"later {self.number}", source=PAGE), source=PAGE, complete=False)
            self.number += 1


def _held(engine: sa.Engine) -> dict[str, Content]:
    with database.reading(engine) as connection:
        return contents.of(connection)


def _rows(held: dict[str, Content]) -> int:
    return sum(table.rows for table in held.values())
