"""Any sequence of runs: nothing is lost, nothing is torn, and what was loaded twice is there once."""

import datetime as dt

import sqlalchemy as sa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.history import CONTENT
from schema import tables
from schema.records import Location
from tests.loading import BOARD, DAY, PAGE, PAPER, World, new_world, posting

STATUSES_WITH_REASON = {"closed", "expired", "removed"}

numbers = st.integers(0, 14)
texts = st.sampled_from(["Counts ballots.", "Counts ballots in the warehouse.", "Answers the phone in two languages."])
deadlines = st.none() | st.integers(-5, 20)
sources = st.sampled_from([BOARD, PAGE, PAPER])


@st.composite
def shown(draw, source, day):
    end = draw(deadlines)
    given = {"description_text": draw(texts)}
    if end is not None:
        given |= {"deadline_on": DAY + dt.timedelta(days=end), "deadline_type": "fixed"}
    return posting(draw(numbers), source, day=day, **given)


@st.composite
def crowded(draw, source, day):
    """Postings that look alike: few titles, few addresses, few texts; some places."""
    title, place = f"Clerk {draw(st.integers(0, 1))}", draw(st.sampled_from([None, "Lark", "Tacoma"]))
    locations = (Location(locality=place, region="WA"),) if place else ()
    given = {"title": title, "title_raw": title, "locations": locations, "location_raw": place}
    number = draw(st.integers(0, 3))
    if source is BOARD:
        given["source_job_id"] = draw(st.none() | st.sampled_from("12"))
    return posting(number, source, day=day, description_text=draw(texts), **given)


@st.composite
def crowd(draw, source):
    day = DAY + dt.timedelta(days=draw(st.integers(0, 60)))
    seen = draw(st.lists(crowded(source, day), max_size=8))
    return {"seen": seen, "day": day, "complete": draw(st.booleans())}


crowds = sources.flatmap(lambda source: st.tuples(st.just(source), st.lists(crowd(source), min_size=1, max_size=4)))


@st.composite
def run(draw, source):
    day = DAY + dt.timedelta(days=draw(st.integers(0, 60)))
    seen = draw(st.lists(shown(source, day), max_size=14, unique_by=lambda p: p.posting.title))
    return {"seen": seen, "day": day, "complete": draw(st.booleans())}


histories = sources.flatmap(lambda source: st.tuples(st.just(source), st.lists(run(source), min_size=1, max_size=6)))


def load(world: World, source, step: dict, order=lambda seen: seen):
    cause = None if step["complete"] else "timeout"
    return world.load(*order(step["seen"]), source=source, day=step["day"], complete=step["complete"], cause=cause)


def held_back(world: World) -> bool:
    """Whether the last run showed known postings so otherwise that nothing of it was stored."""
    query = sa.select(tables.runs.c.cause).order_by(tables.runs.c.id.desc()).limit(1)
    return world.rows(query)[0]["cause"] == "drift"


def content(world: World) -> list[tuple]:
    columns = [tables.postings.c[name] for name in sorted(CONTENT)]
    query = sa.select(*columns, tables.postings.c.first_seen, tables.postings.c.last_seen)
    return sorted(repr(row) for row in world.rows(query))


@settings(max_examples=40, deadline=None)
@given(histories)
def test_every_posting_that_was_shown_is_there_and_the_database_is_whole(history):
    source, steps = history
    with new_world() as world:
        titles = set()
        for step in steps:
            counts = load(world, source, step)
            stored = [] if held_back(world) else step["seen"]
            assert counts.new + counts.changed + counts.unchanged == len(stored)
            assert world.healthy()
            titles |= {p.posting.title for p in stored}
        rows = world.rows(sa.select(tables.postings))
        assert {row["title"] for row in rows} == titles
        assert len(world.rows(sa.select(tables.runs))) == len(steps)
        for row in rows:
            assert (row["status"] in STATUSES_WITH_REASON) == (row["close_reason"] is not None)


@settings(max_examples=40, deadline=None)
@given(crowds)
def test_of_postings_that_look_alike_each_is_sighted(history):
    source, steps = history
    with new_world() as world:
        for number, step in enumerate(steps, 1):
            load(world, source, step)
            assert world.healthy()
            sighted = world.rows(sa.select(tables.sightings.c.url).where(tables.sightings.c.run == number))
            stored = [] if held_back(world) else step["seen"]
            assert {row["url"] for row in sighted} == {p.posting.url for p in stored}


@settings(max_examples=40, deadline=None)
@given(histories | crowds)
def test_the_last_run_again_leaves_content_versions_and_evidence(history):
    source, steps = history
    with new_world() as world:
        for step in steps:
            load(world, source, step)

        def kept() -> list[str]:
            evidence = world.rows(sa.select(tables.evidence).order_by(tables.evidence.c.posting))
            return [repr(content(world)), repr(evidence), repr(world.rows(sa.select(tables.posting_keys)))]

        assume(not held_back(world))
        before = kept()
        counts = load(world, source, steps[-1])
        assert (counts.new, counts.changed, counts.reopened, counts.expired) == (0, 0, 0, 0)
        assert kept() == before
        # What the run did not show may close by it; what it showed stays as it was.
        last = len(steps) + 1
        sighted = world.rows(sa.select(tables.sightings.c.posting).where(tables.sightings.c.run == last))
        versions = world.rows(sa.select(tables.posting_versions.c.posting).where(tables.posting_versions.c.run == last))
        assert not {row["posting"] for row in versions} & {row["posting"] for row in sighted}


@settings(max_examples=30, deadline=None)
@given(sources.flatmap(lambda source: st.tuples(st.just(source), run(source) | crowd(source))), st.randoms())
def test_the_order_within_a_run_does_not_matter(case, random):
    source, step = case
    ends = []
    for order in (lambda seen: seen, lambda seen: random.sample(seen, len(seen))):
        with new_world() as world:
            load(world, source, step, order)
            ends.append(repr(world.rows(sa.select(tables.postings).order_by(tables.postings.c.id))))
    assert ends[0] == ends[1]


@settings(max_examples=30, deadline=None)
@given(st.lists(run(PAPER), min_size=2, max_size=5, unique_by=lambda step: step["day"]), st.randoms())
def test_issues_read_in_any_order_end_in_the_same_content(issues, random):
    ends = []
    for order in (issues, random.sample(issues, len(issues))):
        with new_world() as world:
            for step in order:
                load(world, PAPER, step)
            ends.append(content(world))
    assert ends[0] == ends[1]


@settings(max_examples=25, deadline=None)
@given(st.lists(run(BOARD).map(lambda step: step | {"complete": False}), min_size=1, max_size=6))
def test_incomplete_runs_never_close(steps):
    with new_world() as world:
        for step in steps:
            load(world, BOARD, step)
        assert "closed" not in {row["status"] for row in world.rows(sa.select(tables.postings))}
