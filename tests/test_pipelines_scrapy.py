"""The whole way: a board over loopback HTTP, a real crawl, the rows it leaves."""

import json

import pytest
import sqlalchemy as sa

from pipelines.batch import RunCounts
from schema import database, tables
from tests.loaded_crawl import run
from tests.loopback import Answer, Site
from tests.one_crawl import source

PATH = "/v1/boards/linden/jobs"


def board(*numbers: int, total: int | None = None) -> Answer:
    jobs = [
        {
            "id": n,
            "internal_job_id": n,
            "title": f"Elections Clerk {n}",
            "absolute_url": f"https://boards.example.org/{n}",
            "location": {"name": "Linden, WA"},
            "content": "&lt;p&gt;The clerk prepares ballots. Pay: $21.50 an hour.&lt;/p&gt;",
            "departments": [{"name": "Elections"}],
        }
        for n in numbers
    ]
    return Answer(body=json.dumps({"jobs": jobs, "meta": {"total": len(jobs) if total is None else total}}))


@pytest.fixture
def db(tmp_path):
    engine = database.engine(tmp_path / "jobs.db")
    database.upgrade(engine)
    yield engine
    assert database.check(engine) == []
    engine.dispose()


def statuses(engine: sa.Engine) -> dict[str, str]:
    with database.reading(engine) as connection:
        query = sa.select(tables.postings.c.source_job_id, tables.postings.c.status)
        return {row.source_job_id: row.status for row in connection.execute(query)}


def test_crawls_fill_the_database_and_a_partial_one_closes_nothing(db, tmp_path):
    every = range(1, 13)
    answers = [board(*every), board(*every), board(1, 2, total=12), board(*range(2, 13))]
    with Site("127.0.0.2", {PATH: answers}) as site:
        boards = [source("greenhouse", site.url)]
        (name,) = (one.id for one in boards)
        counts = [run(boards, tmp_path / "jobs.db", day).counts[name] for day in range(4)]
    assert counts == [
        RunCounts(listed=12, new=12),
        RunCounts(listed=12, unchanged=12),
        RunCounts(listed=12, unchanged=2),
        RunCounts(listed=11, unchanged=11, closed=1),
    ]
    assert statuses(db) == {str(n): "closed" if n == 1 else "open" for n in every}
    with database.reading(db) as connection:
        runs = connection.execute(sa.select(tables.runs).order_by(tables.runs.c.id)).mappings().all()
        pay = set(connection.scalars(sa.select(tables.postings.c.salary_min)))
    assert [run["cause"] for run in runs] == [None, None, "partial", None]
    assert [str(amount) for amount in pay] == ["21.5"]


def test_a_board_that_fails_has_its_run_row_and_the_other_is_stored(db, tmp_path):
    with Site("127.0.0.2", {PATH: board(1)}) as good, Site("127.0.0.3", {PATH: Answer(status=404)}) as gone:
        boards = [
            source("greenhouse", good.url),
            source("greenhouse", gone.url, id="us/test/office/greenhouse/gone"),
        ]
        crawled = run(boards, tmp_path / "jobs.db")
    assert crawled.counts == {boards[0].id: RunCounts(listed=1, new=1), boards[1].id: RunCounts()}
    assert crawled.results[1].cause == "unknown_board"
    with database.reading(db) as connection:
        causes = dict(connection.execute(sa.select(tables.runs.c.source, tables.runs.c.cause)).all())
    assert causes == {boards[0].id: None, boards[1].id: "unknown_board"}


def test_a_posting_that_breaks_a_parser_is_set_aside_and_not_closed(db, tmp_path):
    every = range(1, 13)
    with Site("127.0.0.2", {PATH: board(*every)}) as site:
        boards = [source("greenhouse", site.url)]
        run(boards, tmp_path / "jobs.db")
        for day in range(1, 4):
            crawled = run(
                boards, tmp_path / "jobs.db", day, broken_on="Elections Clerk 5", says="ZeroDivisionError: a bug"
            )
            assert crawled.counts == {boards[0].id: RunCounts(listed=12, unchanged=11, set_aside=1)}
    assert set(statuses(db).values()) == {"open"}
    with database.reading(db) as connection:
        (reason,) = connection.scalars(sa.select(tables.set_aside.c.reason))
    assert reason == "a parser of ours broke on it (ZeroDivisionError); please report it"
