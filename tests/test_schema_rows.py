"""A posting comes back from the database as it went in."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema import database, tables
from schema.records import JobPosting, Location
from schema.rows import FIELDS, from_row, to_row

DAY = dt.date(2026, 3, 2)
SOURCE = {"id": "us/wa/lark/neogov", "organization": "us/wa/lark", "platform": "neogov"}
WHOLE = JobPosting(
    id="a1",
    group_id="a1",
    source=SOURCE["id"],
    platform="neogov",
    url="https://lark.example.org/1",
    observed_on=DAY,
    title="Elections Clerk",
    title_raw="Elections Clerk (Remote)",
    election_sector=True,
    salary_min=Decimal("23.4567"),
    salary_max=Decimal("45000"),
    salary_flags=("doe", "bonus"),
    remote_states=("WA", "OR"),
    locations=(Location(locality="Lark", region="WA"), Location(country="US")),
    employment_types=("FULL_TIME",),
    starts_on="2026-04",
    details={"grade": "7", "full_max": 12.5},
    first_seen=DAY,
    last_seen=DAY,
    last_changed=DAY,
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = database.engine(tmp_path_factory.mktemp("rows") / "jobs.db")
    database.upgrade(engine)
    with database.writing(engine) as connection:
        organization = {"slug": "us/wa/lark", "name": "Lark", "homepage": "https://lark.example.org", "country": "US"}
        connection.execute(sa.insert(tables.organizations), organization)
        connection.execute(sa.insert(tables.sources), SOURCE | {"aggregator": False, "schedule": "daily"})
    yield engine
    engine.dispose()


def through(engine, posting: JobPosting) -> JobPosting:
    with engine.connect() as connection:
        connection.execute(sa.insert(tables.postings), to_row(posting))
        return from_row(connection.execute(sa.select(tables.postings)).mappings().one())


def test_every_field_has_a_column():
    assert set(FIELDS) < {column.name for column in tables.postings.columns}


def test_a_posting_comes_back_equal(engine):
    assert through(engine, WHOLE) == WHOLE


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(low=AMOUNTS, high=AMOUNTS)
def test_amounts_are_exact(engine, low, high):
    posting = JobPosting(**{name: getattr(WHOLE, name) for name in FIELDS} | {"salary_min": low, "salary_max": high})
    back = through(engine, posting)
    assert (back.salary_min, back.salary_max) == (low, high)


def test_amounts_are_numbers_for_sql(engine):
    with engine.connect() as connection:
        connection.execute(sa.insert(tables.postings), to_row(WHOLE))
        assert connection.exec_driver_sql("SELECT count(*) FROM postings WHERE salary_max > 9000").scalar() == 1
        assert connection.scalar(sa.select(tables.postings.c.id).where(tables.postings.c.salary_min < Decimal(24)))


def test_an_amount_too_long_to_be_exact_is_refused(engine):
    with pytest.raises(sa.exc.StatementError, match="15 digits"):
        through(engine, JobPosting(**{n: getattr(WHOLE, n) for n in FIELDS} | {"salary_min": Decimal("1" * 17)}))


def test_a_naive_moment_is_refused(engine):
    with pytest.raises(sa.exc.StatementError, match="has no time zone"), engine.connect() as connection:
        moment = dt.datetime(2026, 3, 2, 12)  # noqa: DTZ001 - the mistake itself
        connection.execute(sa.select(tables.runs).where(tables.runs.c.started_at == moment))
