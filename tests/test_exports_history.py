"""The past: as-of gives back what was open day by day, changes replay to the same, versions tell before and after."""

import datetime as dt
import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import main
from exports import history as past
from pipelines import corrections
from pipelines.editor import Editor
from schema import database, tables
from schema.jsonform import to_json
from schema.records import Gone
from tests.loading import BOARD, DAY, PAGE, PAPER, World, new_world, noon, posting
from tests.postgresql import own_schema

SOURCES = (BOARD, PAGE, PAPER)
DAYS = 5


def day_of(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


@st.composite
def shown(draw, source, day):
    """A posting of one of a few numbers, whose text and end may be other than yesterday."""
    given = {"description_text": f"Counts ballots in room {draw(st.integers(0, 2))}."}
    if (end := draw(st.none() | st.integers(-3, DAYS))) is not None:
        given |= {"deadline_on": day_of(end), "deadline_type": draw(st.sampled_from(["fixed", "soft", "priority"]))}
        given |= {"deadline_tz": draw(st.sampled_from([None, "America/New_York"]))}
    if (end := draw(st.none() | st.integers(-3, DAYS))) is not None:
        given |= {"ends_on": day_of(end).isoformat()}
    return posting(draw(st.integers(0, 5)), source, day, **given)


@st.composite
def run(draw, source, day):
    """One run of a source; on a quiet day an incomplete one that shows nothing."""
    seen = draw(st.lists(shown(source, day), max_size=6, unique_by=lambda p: p.posting.title))
    urls = draw(st.lists(st.integers(0, 5), max_size=1))
    gone = [
        Gone(source=source.id, url=f"https://lark.example.org/jobs/{n}", reason="gone_404", observed_on=day)
        for n in urls
    ]
    return {"source": source, "day": day, "seen": seen, "gone": gone, "complete": draw(st.booleans())}


@st.composite
def histories(draw):
    """Every source once or twice a day, for some days."""
    runs = []
    for number in range(draw(st.integers(2, DAYS))):
        for source in draw(st.permutations(SOURCES)):
            runs += [
                draw(run(source, day_of(number)))
                for _ in range(draw(st.integers(1, 2) if source is BOARD else st.just(1)))
            ]
    return runs


def load(world: World, step: dict) -> None:
    cause = None if step["complete"] else "timeout"
    world.load(
        *step["seen"],
        source=step["source"],
        day=step["day"],
        complete=step["complete"],
        cause=cause,
        gone=step["gone"],
    )


# A group may grow later, and then the posting was of it all along; last_seen is no part of a version.
UNVERSIONED = {"last_seen", "group_id", "missed", "canonical"}


def told(rows) -> list[dict]:
    return sorted(
        ({name: value for name, value in row.items() if name not in UNVERSIONED} for row in rows),
        key=lambda row: row["id"],
    )


def open_now(world: World) -> list[dict]:
    return told(to_json(row) for row in world.rows(sa.select(tables.open_postings)))


def as_of(world: World, day: dt.date) -> list[dict]:
    with database.reading(world.engine) as connection:
        return told(past.as_of(connection, day))


def events(world: World, since: dt.date = dt.date(2000, 1, 1), until: dt.date | None = None) -> list[past.Event]:
    with database.reading(world.engine) as connection:
        return list(past.events(connection, since, until))


def replayed(world: World, day: dt.date) -> set[str]:
    """What the events up to a day leave open."""
    found: set[str] = set()
    for event in sorted(events(world, until=day), key=lambda e: (e.posting, e.version, e.kind == "closed")):
        if event.kind in ("new", "reopened"):
            found.add(event.posting)
        elif event.kind == "closed":
            found.discard(event.posting)
    return found


@settings(max_examples=25, deadline=None)
@given(histories())
def test_as_of_is_what_was_open_day_by_day_and_the_events_replay_to_it(steps):
    with new_world() as world:
        recorded = {}
        for step in steps:
            load(world, step)
            recorded[step["day"]] = open_now(world)
        for day, rows in recorded.items():
            assert as_of(world, day) == rows
            assert replayed(world, day) == {row["id"] for row in rows}
        assert as_of(world, DAY - dt.timedelta(days=1)) == []
        assert world.healthy()


def story(world: World) -> str:
    """A posting's life; its id."""
    deadline = {"deadline_on": day_of(3), "deadline_type": "fixed"}
    world.load(posting(1, **deadline))
    world.load(posting(1, day=day_of(1), **deadline | {"deadline_on": day_of(10)}), day=day_of(1))
    world.load(
        posting(1, day=day_of(2), salary_raw="$25 an hour", **deadline | {"deadline_on": day_of(10)}), day=day_of(2)
    )
    gone = Gone(source=BOARD.id, url="https://lark.example.org/jobs/1", reason="gone_404", observed_on=day_of(4))
    world.load(day=day_of(4), gone=[gone])
    world.load(
        posting(1, day=day_of(6), salary_raw="$25 an hour", **deadline | {"deadline_on": day_of(10)}), day=day_of(6)
    )
    world.load(day=day_of(11), complete=False, cause="timeout")
    return world.one()["id"]


TOLD = [
    (0, "new", None),
    (1, "extended", None),
    (2, "changed", None),
    (4, "closed", "gone_404"),
    (6, "reopened", None),
    (11, "closed", "deadline_passed"),
]


def test_what_happened_is_told_by_day_kind_and_reason(world):
    story(world)
    assert [((e.day - DAY).days, e.kind, e.reason) for e in events(world)] == TOLD
    assert [e.kind for e in events(world, since=day_of(2), until=day_of(4))] == ["changed", "closed"]
    assert events(world)[1].changed["deadline_on"] == ("2026-03-05", "2026-03-12")


def test_the_views_say_the_same_on_postgresql():
    with own_schema() as address:
        world = World.__new__(World)
        world.engine, world.runs = database.engine(address), 0
        database.upgrade(world.engine)
        story(world)
        assert [((e.day - DAY).days, e.kind, e.reason) for e in events(world)] == TOLD
        assert [len(as_of(world, day_of(n))) for n in range(-1, 12)] == [0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0]
        world.engine.dispose()


def test_each_day_has_its_own_version(world):
    story(world)
    assert [len(as_of(world, day_of(n))) for n in range(-1, 12)] == [0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0]
    assert [as_of(world, day_of(n))[0]["deadline_on"] for n in (0, 1)] == ["2026-03-05", "2026-03-12"]
    assert [as_of(world, day_of(n))[0]["salary_raw"] for n in (1, 2)] == [None, "$25 an hour"]


def test_versions_tell_before_and_after_and_the_run(world):
    one = story(world)
    with database.reading(world.engine) as connection:
        found = past.versions(connection, one)
        with pytest.raises(KeyError):
            past.versions(connection, "nosuch")
    assert [v.round for v in found] == ["round 1", "round 2", "round 3", "round 4", "round 5", "round 6"]
    assert [v.valid_to for v in found] == [*(v.valid_from for v in found[1:]), None]
    assert found[0].changed == {}
    assert found[3].changed == {
        "close_reason": (None, "gone_404"),
        "closed_on": (None, "2026-03-06"),
        "status": ("open", "closed"),
    }


def test_an_archive_that_is_read_years_later_counts_for_its_own_days(world):
    old = dt.date(2021, 12, 2)
    week = dt.timedelta(days=7)
    for issue in (old, old + week, old + 40 * week):
        seen = posting(1, PAPER, issue, description_text="Counts ballots.")
        world.load(seen, source=PAPER, day=dt.date(2026, 3, 2))
    days = (old - week, old, old + 5 * week, old + 6 * week)
    assert [len(as_of(world, day)) for day in days] == [0, 1, 1, 0]
    assert [len(as_of(world, old + n * week)) for n in (39, 40, 41)] == [0, 1, 1]
    assert [(e.kind, e.day) for e in events(world)][:2] == [("new", old), ("closed", old + week + dt.timedelta(31))]
    assert as_of(world, dt.date(2026, 3, 2)) == []


def test_a_correction_counts_from_the_day_it_was_made(world):
    world.load(posting(1, salary_raw="$20"))
    with database.writing(world.engine) as connection:
        by = Editor(who="ada", why="by telephone", now=noon(day_of(3)))
        corrections.correct(connection, world_id(connection), {"salary_raw": "$25"}, by)
    assert [as_of(world, day_of(n))[0]["salary_raw"] for n in (2, 3)] == ["$20", "$25"]


def world_id(connection: sa.Connection) -> str:
    return connection.scalar(sa.select(tables.postings.c.id))


def command(world: World, *words: str):
    return CliRunner().invoke(main, [*words, "--db", world.engine.url.database])


def test_the_commands_print_lines(world):
    one = story(world)
    done = command(world, "changes", "--since", "2026-03-02", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["kind"] for line in lines] == [kind for _, kind, _ in TOLD]
    assert lines[1]["changed"]["deadline_on"] == ["2026-03-05", "2026-03-12"]
    done = command(world, "changes", "--since", "2026-03-03", "--until", "2026-03-03")
    assert done.stdout.splitlines()[1].split("\t")[1:3] == ["extended", one]
    assert done.stdout.splitlines()[1].endswith("2026-03-05 → 2026-03-12")
    (posting,) = [json.loads(line) for line in command(world, "as-of", "2026-03-03", "--json").stdout.splitlines()]
    assert (posting["id"], posting["status"], posting["title"]) == (one, "open", "Elections Clerk 1")
    assert command(world, "as-of", "2026-03-06").stdout.splitlines() == [
        "id\ttitle\torganization\tdeadline on\tfirst seen\tsource"
    ]
    lines = command(world, "history", one).stdout.splitlines()
    assert lines[1].split("\t") == ["1", "2026-03-02", "open", "round 1", "first version", "", ""]
    assert lines[2].split("\t") == ["2", "2026-03-03", "open", "round 2", "deadline_on", "2026-03-05", "2026-03-12"]
    assert len(command(world, "history", one, "--json").stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("history", "nosuch"), 1, "nosuch: there is no such posting; the ids stand in the tables and feeds"),
        (("as-of", "yesterday"), 2, "'yesterday' does not match the format '%Y-%m-%d'"),
        (("changes",), 2, "Missing option '--since'"),
        (("changes", "--since", "2026-03-02", "--until", "2026-03-01"), 2, "--until is before --since"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_clear_line(world, words, code, says):
    done = command(world, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
