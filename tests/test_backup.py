"""Backups, restores and copies: proved by counts and hashes, refused where something is not as it should be."""

import datetime as dt
import gc
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.command import upgrade as run_revisions
from click.testing import CliRunner, Result

from cli import main
from pipelines import corrections
from pipelines.editor import Editor
from schema import backups, contents, copying, database, restoring
from schema.backups import BackupError
from schema.copying import CopyError
from schema.tables import decisions, postings, runs
from tests.loading import DAY, PAPER, World, posting
from tests.postgresql import own_schema

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
NAME = "jobs-2026-03-02T120000Z"
ROOT = Path(__file__).parents[1]


@pytest.fixture
def full(tmp_path):
    """A world with something in most tables, of every kind of value; its file is ``jobs.db`` of the test's folder."""
    world = World(tmp_path / "jobs.db")
    world.load(
        posting(1, salary_min=Decimal("21.55"), details={"grade": "É 4", "steps": [1, 2.5, None]}, locations=()),
        posting(2, deadline_on=DAY + dt.timedelta(days=9), deadline_time="17:00", election_sector=None),
    )
    world.load(posting(1, title="Chief Clerk 1"), posting(2), day=DAY + dt.timedelta(days=1))
    world.load(posting(7, source=PAPER, title="Elections Clerk 1"), source=PAPER)
    by = Editor(who="e", now=NOW, why="asked\nby telephone")
    with database.writing(world.engine) as connection:
        name = connection.scalar(sa.select(postings.c.id).where(postings.c.source_job_id == "1"))
        corrections.correct(connection, name, {"salary_min": Decimal(20), "experience_years": None}, by)
    yield world
    world.engine.dispose()


def held(engine: sa.Engine) -> dict[str, contents.Content]:
    with database.reading(engine) as connection:
        return contents.of(connection)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_a_hash_tells_every_difference_and_no_order(full):
    before = held(full.engine)
    with database.writing(full.engine) as connection:
        connection.execute(sa.update(runs).where(runs.c.id == 1).values(detail="a word"))
    assert contents.differences(before, held(full.engine)) == ["table runs has as many rows, and they are not the same"]
    with database.writing(full.engine) as connection:
        connection.execute(sa.update(runs).where(runs.c.id == 1).values(detail=""))
    full.engine.dispose()
    with closing(sqlite3.connect(full.engine.url.database)) as connection:
        connection.execute("VACUUM")
    assert held(full.engine) == before


def test_a_backup_is_restored_with_equal_counts_and_hashes(full, tmp_path):
    before = held(full.engine)
    made = backups.back_up(full.engine, tmp_path / "backups", 3, NOW)
    assert names(tmp_path / "backups") == [f"{NAME}.db", f"{NAME}.json"]
    assert (made.tables, made.postings, backups.read(made.path)) == (before, 3, made)
    full.load(posting(3), day=DAY + dt.timedelta(days=2))
    later = held(full.engine)
    told, replaced = restoring.restore(made.path, full.engine, NOW)
    assert held(full.engine) == before
    assert (told, replaced) == (made, tmp_path / "jobs.db.replaced-2026-03-02T120000Z")
    assert held(database.engine(replaced)) == later
    assert restoring.drill(made.path) == made
    assert names(tmp_path / "backups") == [f"{NAME}.db", f"{NAME}.json"]


def test_a_backup_is_of_one_moment_although_others_write(full, tmp_path):
    script = (
        "import sys; from pathlib import Path; from tests.loading import World, posting\n"
        "world = World(Path(sys.argv[1]))\n"
        "for number in range(100, 10_000):\n"
        "    world.load(*[posting(f'{number}-{n}', description_text='Counts. ' * 200) for n in range(10)])\n"
        "    print(number, flush=True)\n"
    )
    line = [sys.executable, "-c", script, full.engine.url.database]
    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        writer.stdout.readline()
        made = [backups.back_up(full.engine, tmp_path / "backups", 9, NOW) for _ in range(2)]
        writer.stdout.readline()
        assert writer.poll() is None
        writer.kill()
    for one in made:
        assert one.postings % 10 == 3
        assert restoring.drill(one.path) == one
    assert made[0].postings <= made[1].postings


def test_the_newest_backups_of_a_database_are_kept(full, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "jobs-notes.db").write_text("mine")
    other = World(tmp_path / "jobs-old.db")
    backups.back_up(other.engine, folder, 2, NOW)
    for hours in (0, 0, 1):
        backups.back_up(full.engine, folder, 2, NOW + dt.timedelta(hours=hours))
    assert [name for name in names(folder) if name.endswith(".db")] == [
        "jobs-2026-03-02T120000Z-2.db",
        "jobs-2026-03-02T130000Z.db",
        "jobs-notes.db",
        "jobs-old-2026-03-02T120000Z.db",
    ]


def test_a_database_that_is_not_whole_is_not_backed_up(full, tmp_path):
    full.engine.dispose()
    with closing(sqlite3.connect(full.engine.url.database)) as connection, connection:
        connection.execute("INSERT INTO links VALUES ('x', 'y', 'same', 1.0, '[]')")
    said = (
        r"jobs\.db: is not whole, so it was not backed up: links row \d+ refers to a row of postings that is not there"
    )
    with pytest.raises(BackupError, match=rf"{said}; electionjobs db check shows all that is wrong$"):
        backups.back_up(full.engine, tmp_path / "backups", 3, NOW)
    assert names(tmp_path / "backups") == []
    with closing(sqlite3.connect(full.engine.url.database)) as connection, connection:
        connection.execute("DELETE FROM links WHERE a = 'x'")


def test_what_is_not_what_was_backed_up_is_refused(full, tmp_path):
    before = held(full.engine)
    made = backups.back_up(full.engine, tmp_path / "backups", 3, NOW)
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for act in (lambda: restoring.restore(made.path, full.engine, NOW), lambda: restoring.drill(made.path)):
        with pytest.raises(BackupError, match="is not what was backed up, its checksum differs; take another backup"):
            act()
    with pytest.raises(BackupError, match=r"is no backup: the file with its checksum, jobs\.json, is not beside it"):
        restoring.restore(tmp_path / "jobs.db", full.engine, NOW)
    made.path.with_suffix(".json").write_text("{}")
    with pytest.raises(BackupError, match="cannot be read; take another backup"):
        restoring.restore(made.path, full.engine, NOW)
    assert held(full.engine) == before
    assert not list(tmp_path.glob("*replaced*")) + list(tmp_path.glob(".*restoring"))


def test_a_database_that_another_program_has_open_is_not_replaced(full, tmp_path):
    made = backups.back_up(full.engine, tmp_path / "backups", 3, NOW)
    script = (
        "import sys; from schema import database; engine = database.engine(sys.argv[1])\n"
        "with database.reading(engine) as connection: database.revision(connection)\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    line = [sys.executable, "-c", script, full.engine.url.database]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as reader:
        reader.stdout.readline()
        with pytest.raises(BackupError) as caught:
            restoring.restore(made.path, full.engine, NOW)
        reader.stdin.close()
    assert str(caught.value) == (
        f"{tmp_path}/jobs.db: another program has it open (database is locked); stop it (crawl, schedule, serve) and "
        "run this again"
    )
    assert not list(tmp_path.glob("*replaced*"))


def test_a_damaged_database_is_replaced_and_kept_with_its_log(full, tmp_path):
    before = held(full.engine)
    made = backups.back_up(full.engine, tmp_path / "backups", 3, NOW)
    full.engine.dispose()
    (tmp_path / "jobs.db").write_bytes(b"no database" * 1000)
    (tmp_path / "jobs.db-wal").write_bytes(b"its log")
    _, replaced = restoring.restore(made.path, full.engine, NOW)
    assert held(full.engine) == before
    assert replaced.read_bytes() == b"no database" * 1000
    assert replaced.with_name(f"{replaced.name}-wal").read_bytes() == b"its log"


def test_everything_is_copied_to_postgresql_and_back(full, tmp_path):
    before = held(full.engine)
    with own_schema() as address:
        server = database.engine(address)
        assert copying.copy(full.engine, server) == before
        assert held(server) == before
        assert database.check(server) == []
        with pytest.raises(CopyError, match=r"already holds organizations; give an empty database$"):
            copying.copy(full.engine, server)
        made = backups.back_up(server, tmp_path / "backups", 3, NOW)
        back = database.engine(tmp_path / "back.db")
        assert copying.copy(server, back) == made.tables == before
        # It goes on counting where it was.
        with database.writing(server) as connection:
            row = dict(connection.execute(sa.select(decisions).limit(1)).mappings().one())
            del row["id"]
            assert connection.scalar(sa.insert(decisions).values(row).returning(decisions.c.id)) == 3
        with pytest.raises(CopyError, match="already holds"):
            restoring.restore(made.path, server, NOW)
        server.dispose()
        back.dispose()
    with own_schema() as address:
        server = database.engine(address)
        restoring.restore(made.path, server, NOW)
        assert held(server) == before
        server.dispose()


def test_a_view_of_postgresql_is_of_one_moment(full):
    with own_schema() as address:
        server = database.engine(address)
        copying.copy(full.engine, server)
        count = sa.select(sa.func.count()).select_from(runs)
        with database.reading(server) as one:
            before = one.scalar(count)
            with database.writing(server) as other:
                other.execute(sa.text("INSERT INTO link_checks VALUES ('u', now(), 'ok', '')"))
                other.execute(sa.update(runs).values(detail="later"))
            assert one.scalars(sa.select(runs.c.detail).distinct()).all() == [""]
            assert one.scalar(count) == before
        server.dispose()


# the commands


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Result:
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        gc.collect()  # a command's connections end with its process
        return done

    return run


def only_backup(folder: Path) -> Path:
    (path,) = folder.glob("*.db")
    return path


def test_the_commands_back_up_restore_and_copy(full, run, tmp_path):
    before = held(full.engine)
    full.engine.dispose()
    done = run("db", "backup", "--verify")
    path = only_backup(tmp_path / "backups").relative_to(tmp_path)
    sha = backups.checksum(path)
    assert done.stdout == (f"{path}: 3 postings, sha256 {sha}\n{path}: can be restored, counts and hashes are equal\n")
    assert run("db", "restore", "--drill", path).stdout == (
        f"{path}: can be restored, counts and hashes are equal (3 postings)\n"
    )
    done = run("db", "restore", path, "--db", "other.db")
    assert done.stdout == f"other.db: is as it was on {backups.read(path).made_at}, with 3 postings\n"
    done = run("db", "copy", "other.db", "copy.db")
    rows = sum(one.rows for one in before.values())
    assert done.stdout == f"copy.db: {rows} rows in {len(before)} tables, all equal\n"
    assert run("db", "copy", "other.db", "copy.db").stderr == (
        "electionjobs: copy.db: already holds organizations; give an empty database\n"
    )
    for words in (("db", "backup"), ("db", "check"), ("db", "copy", "none.db", "copy.db")):
        done = run(*words, *(("--db", "none.db") if "copy" not in words else ()))
        assert (done.exit_code, done.stderr) == (
            1,
            "electionjobs: none.db: there is no such database; give its path with --db\n",
        )
    assert not Path("none.db").exists()


def test_a_database_is_backed_up_before_it_is_upgraded(run, tmp_path):
    engine = database.engine("jobs.db")
    with database.writing(engine) as connection:
        run_revisions(database._config(connection), "0004")
        connection.exec_driver_sql("INSERT INTO organizations VALUES ('o', 'O', NULL, 'https://o', NULL, 'US', NULL)")
    engine.dispose()
    done = run("db", "upgrade")
    path = only_backup(tmp_path / "backups").relative_to(tmp_path)
    assert done.stderr == f"jobs.db: is upgraded; as it was it is kept in {path}\n"
    assert backups.read(path).revision == "0004"
    assert backups.read(path).tables["organizations"].rows == 1
    assert run("db", "upgrade").stderr == ""
    assert run("db", "restore", path).exit_code == 0
    with database.reading(database.engine("jobs.db")) as connection:
        assert database.revision(connection) == "0004"


def test_captures_are_pruned_by_their_age(run, tmp_path, monkeypatch):
    path = tmp_path / "captures" / "2025-11-30" / "neogov.warc.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert run("db", "prune").stdout == "captures: 0 captures older than 90 days were removed\n"
    os.utime(path, (0, 0))
    assert run("db", "prune").stdout == "captures: 1 captures older than 90 days were removed\n"
    assert not path.parent.exists()
    monkeypatch.setenv("ELECTIONJOBS_CAPTURES", "off")
    assert run("db", "prune").stdout == "captures are off, there is nothing to remove\n"
