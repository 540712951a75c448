"""One at a time on one database: on an SQLite file and on PostgreSQL, for schedulers and for crawls."""

import os
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cli import main
from scheduling import locks
from schema import database
from tests.postgresql import own_schema

ME = f"pid {os.getpid()} on {socket.gethostname()}, since 20"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "jobs.db")
    else:
        with own_schema() as address:
            yield address


@pytest.fixture
def engines(address) -> Iterator[tuple[sa.Engine, sa.Engine]]:
    """Two programs' views of one database."""
    one, other = database.engine(address), database.engine(address)
    yield one, other
    one.dispose()
    other.dispose()


def test_a_second_one_is_refused_and_told_by_whom(engines):
    one, other = engines
    with locks.hold(one, "scheduler"):
        with pytest.raises(locks.Taken) as refused, locks.hold(other, "scheduler"):
            pytest.fail("two hold it")
        with locks.hold(other, "crawl"):  # another lock
            pass
    assert f"a scheduler runs on it already ({ME}" in str(refused.value)
    assert str(refused.value).endswith("one is enough; stop that one first")
    with locks.hold(other, "scheduler"):
        pass


def test_one_that_waits_gets_it_when_the_first_is_done(engines):
    one, other = engines
    told: list[str] = []
    order: list[str] = []

    def second() -> None:
        with locks.hold(other, "crawl", wait=True, on_wait=told.append):
            order.append("second")

    waiting = Thread(target=second)
    with locks.hold(one, "crawl"):
        waiting.start()
        while not told:
            waiting.join(0.01)
        order.append("first")
    waiting.join(30)
    assert order == ["first", "second"]
    assert f"a crawl runs on it already ({ME}" in told[0]


def test_a_crawl_by_hand_is_refused_while_another_runs(address, engines, tmp_path):
    (tmp_path / "sources").mkdir()
    line = ["crawl", "--db", address, "--sources", str(tmp_path / "sources")]
    with locks.hold(engines[0], "crawl"):
        refused = CliRunner().invoke(main, line)
    assert refused.exit_code == 1
    assert "a crawl runs on it already" in refused.stderr
    assert refused.stderr.endswith("; wait for its end, or give --wait\n")
    assert CliRunner().invoke(main, line).exit_code == 0


def test_a_lost_session_is_a_lost_lock():
    with own_schema() as address:
        engine = database.engine(address)
        with locks.hold(engine, "scheduler") as check:
            check()
            with engine.connect() as other:
                mine = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :low"
                (low,) = other.execute(
                    sa.text(
                        "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid IN (SELECT pid FROM "
                        "pg_stat_activity WHERE application_name LIKE :name)"
                    ),
                    {"name": f"scheduler: pid {os.getpid()} %"},
                ).one()
                other.execute(sa.text(mine), {"low": low})
            with pytest.raises(locks.LockLost):
                check()
        engine.dispose()


def test_two_schemas_of_a_server_are_two_databases():
    with own_schema() as first, own_schema() as second:
        one, other = database.engine(first), database.engine(second)
        with locks.hold(one, "scheduler"), locks.hold(other, "scheduler"):
            pass
        one.dispose()
        other.dispose()
