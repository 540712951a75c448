"""Opening, upgrading and checking a database: the good way, and one clear line for each bad one."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from schema import database, tables
from schema.database import DatabaseError
from tests.postgresql import own_schema


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jobs.db"


def test_a_new_database_is_made_and_whole(path):
    engine = database.engine(path)
    database.upgrade(engine)
    database.upgrade(engine)
    assert database.check(engine) == []
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}


def test_an_address_and_a_path_are_the_same_database(path):
    database.upgrade(database.engine(path))
    assert database.check(database.engine(f"sqlite:///{path}")) == []


def test_the_revisions_make_what_the_tables_say(path):
    engine = database.engine(path)
    database.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        for view in (tables.open_postings, tables.publishable, tables.versions_valid, tables.changes):
            assert connection.execute(sa.select(view)).all() == []


def test_the_revisions_run_on_postgresql():
    with own_schema() as address:
        engine = database.engine(address)
        database.upgrade(engine)
        assert database.check(engine) == []
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
            assert connection.execute(sa.select(tables.publishable)).all() == []
        engine.dispose()


NEWEST = ScriptDirectory(str(Path(database.__file__).with_name("migrations"))).get_current_head()


def refused(address) -> str:
    with pytest.raises(DatabaseError) as caught:
        database.upgrade(database.engine(address))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_newer_database_is_refused_and_left_as_it_is(path):
    engine = database.engine(path)
    database.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert refused(path) == (
        f"{path}: was written by a newer version of electionjobs (revision 9999, this program knows up to {NEWEST}); "
        "update the program"
    )
    with engine.connect() as connection:
        assert database.revision(connection) == "9999"


def test_the_database_of_another_program_is_refused(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (id)")
    assert refused(path) == f"{path}: holds the tables of another program; give another path"


def test_a_file_that_is_no_database_is_named(path):
    path.write_text("Dear reader, " * 1000)
    assert refused(path) == f"{path}: file is not a database; the file is something else; give the path of a jobs.db"


def test_a_missing_folder_is_named(tmp_path):
    path = tmp_path / "nowhere" / "jobs.db"
    assert refused(path) == f"{path}: its folder does not exist; make it or give another path"


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    assert refused(tmp_path) == (
        f"{tmp_path}: unable to open database file; check that the path is a file in a folder you may write to"
    )


def test_an_address_that_is_none_is_named():
    assert refused("nosuch://x").startswith("nosuch://x: is no database address")


def test_a_locked_database_is_named(path, monkeypatch):
    database.upgrade(database.engine(path))
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database.upgrade(database.engine(path))  # nothing is to be done, and others may write meanwhile
    with pytest.raises(DatabaseError) as caught, database.writing(database.engine(path)):
        pass
    assert str(caught.value) == (
        f"{path}: database is locked; another program is writing; wait for it to end and run this again"
    )
    other.close()


def test_a_database_that_was_not_set_up_is_told_what_to_do(path):
    assert database.check(database.engine(path)) == [
        f"is at revision None, this program works with {NEWEST}; run electionjobs db upgrade"
    ]


def test_check_finds_broken_rows(path):
    engine = database.engine(path)
    database.upgrade(engine)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO sources VALUES ('s', 'gone', 'neogov', NULL, NULL, 0, 'daily', 0, '', NULL)")
        connection.execute("INSERT INTO links VALUES ('x', 'y', 'same', 1.0, '[]')")
    assert database.check(engine) == [
        "links row 1 refers to a row of postings that is not there",
        "links row 1 refers to a row of postings that is not there",
        "sources row 1 refers to a row of organizations that is not there",
    ]


def test_check_finds_a_view_that_is_gone(path):
    engine = database.engine(path)
    database.upgrade(engine)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP VIEW open_postings")
    assert database.check(engine) == ["lacks the view open_postings; restore a backup"]


def test_a_failed_transaction_leaves_nothing(path):
    engine = database.engine(path)
    database.upgrade(engine)
    with pytest.raises(sa.exc.IntegrityError), database.writing(engine) as connection:
        connection.execute(
            sa.insert(tables.organizations), {"slug": "o", "name": "O", "homepage": "https://o", "country": "US"}
        )
        connection.execute(
            sa.insert(tables.sources),
            {"id": "s", "organization": "none", "platform": "x", "aggregator": False, "schedule": "daily"},
        )
    with engine.connect() as connection:
        assert connection.execute(sa.select(tables.organizations)).all() == []
