"""What is dead by the calendar leaves with the next export, also where nobody crawls its source any more."""

import datetime as dt

from click.testing import CliRunner

from cli import main
from schema import database, tables
from tests.loading import World, posting


def test_an_export_shows_nothing_dead(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    today = dt.datetime.now(dt.UTC).date()
    world = World(tmp_path / "jobs.db")
    ended = {"deadline_on": today - dt.timedelta(days=30), "deadline_type": "fixed"}
    long_ago = today - dt.timedelta(days=60)
    world.load(posting(1, day=long_ago), posting(2, day=long_ago, **ended), day=long_ago)
    done = CliRunner().invoke(main, ["export"])
    assert done.exit_code == 0, done.output
    assert "1 postings published" in done.output
    with database.reading(world.engine) as connection:
        rows = connection.execute(tables.postings.select()).mappings().all()
    assert {row["title"]: row["status"] for row in rows} == {
        "Elections Clerk 1": "open",
        "Elections Clerk 2": "expired",
    }
    world.engine.dispose()
