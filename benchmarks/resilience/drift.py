"""Sites that are built anew: 100 mutations of recorded answers are told of in the same run, and none is published.

Each source is first crawled soundly three times, hour by hour. Each mutation is then crawled from there, by the real
spider and the real loader, and what the database says held against what it said. A mutation that changes neither a
value nor an alarm was read as well as before and counts for nothing; it is crawled twice more, for what is lost only
by and by. One that touches a value of a single posting counts for nothing either: nothing tells it from the employer's
own edit.
"""

import datetime as dt
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import within
from benchmarks.resilience.boards import Script
from benchmarks.resilience.mutations import harmless, mutations
from benchmarks.resilience.recordings import MOMENT, Recording, cases, sample_sites, samples
from benchmarks.resilience.table import Progress, Row
from pipelines.history import CONTENT
from pipelines.likeness import fold
from schema import database
from schema.causes import CAUSES
from schema.tables import postings, runs

MUTATIONS = 100
LEAST_ALARMED = 0.95
HARMLESS = 100
MOST_FALSE = 0.05
SOUND = 3
SEED = 20261122
AN_HOUR = dt.timedelta(hours=1)
FEW = 3

_NO_VALUES = {name for name in CONTENT if name.endswith(("_raw", "_html", "_kind"))}
"""Words and markup that a value was read from, and what the source file says of the employer."""

Shown = dict[str, tuple[str, ...]]
"""What the open postings of a source say, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A recording that was crawled soundly, and its database."""

    recording: Recording
    db: Path
    shown: Shown

    @property
    def few(self) -> bool:
        """Whether it has so few postings that an edit of one and a change of all are the same."""
        return len(self.shown) < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a crawl of changed answers came to: its alarms, and how many postings are gone, came or say otherwise."""

    alarms: tuple[str, ...]
    touched: int


def check(folder: Path, progress: Progress) -> list[Row]:
    """All mutations, then what is harmless."""
    boards = list(sound_boards(folder, progress))
    platforms = Counter(board.recording.source.platform for board in boards)
    told = f"{len(boards)} boards ({', '.join(f'{name} {n}' for name, n in sorted(platforms.items()))})"
    return [*_mutated(folder, boards, told, progress), _unharmed(folder, boards, progress)]


def sound_boards(folder: Path, progress: Progress) -> Iterator[Board]:
    """The recordings that a sound crawl reads to their end, each crawled three times."""
    seen = _opened(folder / "recorded.db")
    for number, recording in enumerate([*sample_sites(seen), *cases(), *samples()]):
        progress(recording.name)
        engine = _opened(folder / f"{number}.db")
        for hour in range(SOUND):
            within.crawl(engine, recording.source, recording.script, MOMENT + hour * AN_HOUR)
        outcome, shown = _last(engine), _shown(engine)
        engine.dispose()
        if shown and not outcome:
            yield Board(recording=recording, db=folder / f"{number}.db", shown=shown)


def _mutated(folder: Path, boards: Sequence[Board], told: str, progress: Progress) -> list[Row]:
    alarmed: Counter[str] = Counter()
    silent: list[str] = []
    unnoticed: list[str] = []
    same = single = 0
    for board, name, script in _drawn(boards, lambda board: mutations(board.recording.script, few=board.few)):
        outcome = crawl_changed(folder, board, script)
        if outcome.alarms:
            alarmed[outcome.alarms[0].partition(":")[0]] += 1
        elif outcome.touched == 1:
            single += 1
        elif outcome.touched:
            silent.append(f"{board.recording.name}: {name}")
        else:
            same += 1
            later = crawl_changed(folder, board, script, times=SOUND)
            unnoticed += [f"{board.recording.name}: {name}"] if later.touched and not later.alarms else []
        done = alarmed.total() + len(silent)
        if done == MUTATIONS:
            break
        progress(f"{done} of {MUTATIONS}, {same} read as before: {name}")
    done = alarmed.total() + len(silent)
    causes = ", ".join(f"{cause} {number}" for cause, number in alarmed.most_common())
    figures = (
        f"{alarmed.total()} told of in the same run ({causes}); "
        f"{same} more were read as well as before, {single} touched one posting alone; {told}"
    )
    lost = [*silent, *unnoticed]
    return [
        Row(
            what=f"{done} mutations of recorded answers",
            figures=figures,
            passed=done >= MUTATIONS and alarmed.total() >= LEAST_ALARMED * done,
        ),
        Row(what="published silently", figures=f"{len(lost)}{': ' * bool(lost)}{'; '.join(lost)}", passed=not lost),
    ]


def _drawn(
    boards: Sequence[Board], changes: Callable[[Board], Iterable[tuple[str, Script]]]
) -> Iterator[tuple[Board, str, Script]]:
    """Changes of all boards in turn, each board's in random order: no platform has more of them than another."""
    draw = random.Random(SEED)
    stacks = []
    for board in boards:
        stack = list(changes(board))
        draw.shuffle(stack)
        stacks.append((board, stack))
    while any(stack for _, stack in stacks):
        for board, stack in stacks:
            if stack:
                yield board, *stack.pop()


def _unharmed(folder: Path, boards: Sequence[Board], progress: Progress) -> Row:
    false: list[str] = []
    done = 0
    for board, name, script in islice(_drawn(boards, lambda board: harmless(board.recording.script)), HARMLESS):
        outcome = crawl_changed(folder, board, script)
        done += 1
        false += [f"{board.recording.name}: {name}: {outcome.alarms[0]}"] if outcome.alarms else []
        progress(f"{done} of {HARMLESS} harmless changes: {name}")
    figures = f"{len(false)} false alarms{': ' * bool(false)}{'; '.join(false)}"
    return Row(
        what=f"{done} harmless changes", figures=figures, passed=done >= HARMLESS and len(false) <= MOST_FALSE * done
    )


def crawl_changed(folder: Path, board: Board, script: Script, times: int = 1) -> Outcome:
    """Crawl changed answers on a copy of the board's database, and hold what it then says against what it said."""
    copy = folder / "changed.db"
    shutil.copyfile(board.db, copy)
    engine = database.engine(copy)
    for hour in range(times):
        within.crawl(engine, board.recording.source, script, MOMENT + (SOUND + hour) * AN_HOUR)
    shown, alarms = _shown(engine), _last(engine)
    engine.dispose()
    touched = sum(shown.get(row_id) != board.shown.get(row_id) for row_id in shown.keys() | board.shown.keys())
    return Outcome(alarms=alarms, touched=touched)


def _opened(path: Path) -> sa.Engine:
    engine = database.engine(path)
    database.upgrade(engine)
    return engine


def _shown(engine: sa.Engine) -> Shown:
    with database.reading(engine) as connection:
        query = sa.select(postings).where(postings.c.status == "open")
        return {
            row["id"]: tuple(_words(row[name]) for name in sorted(CONTENT - _NO_VALUES))
            for row in connection.execute(query).mappings()
        }


def _words(value: object) -> str:
    """A value as far as it states something: blanks and marks between words do not."""
    return fold(value) if isinstance(value, str) else repr(value)


def _last(engine: sa.Engine) -> tuple[str, ...]:
    """The alarms of the last run that a person is shown."""
    with database.reading(engine) as connection:
        alarms = connection.scalar(sa.select(runs.c.alarms).order_by(runs.c.id.desc()).limit(1)) or []
    return tuple(alarm for alarm in alarms if alarm.partition(":")[0] in CAUSES)
