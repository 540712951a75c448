"""The database explorer that is served, and the command that serves."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from commands.serving import follow, serve
from desk.web import explorer
from exports import news
from schema import database
from tests import postgresql, serving

TOKEN = "a token that nobody guesses"


def test_the_explorer_shows_the_public_tables_and_no_others(web):
    tables = {table["name"]: table for table in web.get("/db/jobs.json").json()["tables"]}
    shown = {name for name, table in tables.items() if not table["hidden"]}
    assert shown == {"evidence", "links", "organizations", "posting_versions", "postings", "runs", "sources"}
    rows = web.get("/db/jobs.json", params={"sql": "select count(*) from publishable", "_shape": "arrayfirst"}).json()
    assert rows == [60]
    page = web.get("/db/jobs/postings").text
    assert "Job title without place, number and marks like (Remote)." in page
    assert 'href="/db/jobs/' in page
    found = web.get("/db/jobs/postings.json", params={"_search": "Clerk 17", "_shape": "array"}).json()
    assert [row["title"] for row in found] == ["Elections Clerk 17"]


def test_nothing_private_is_in_the_file_that_the_explorer_shows(tmp_path, folder):
    engine = serving.copy_of(folder, tmp_path, published=False)
    with serving.serving(tmp_path, engine) as served, httpx.Client(base_url=served.url) as web:
        count = {"sql": "select count(*) from postings", "_shape": "arrayfirst"}
        before = web.get("/db/jobs.json", params=count).json()
        with database.reading(engine) as connection:
            held, noted = (opening.row for opening in news.openings(connection)[:2])
        served.room.actions.hold(held["id"], who="Whistling Editor", why="whispered reason")
        served.room.actions.note(noted["id"], "secretive words", who="Whistling Editor", why="")
        assert web.get("/db/jobs.json", params=count).json() == [before[0] - 1] == [59]
        file = web.get("/db/jobs.db").content
    engine.dispose()
    assert file.startswith(b"SQLite format 3")
    for private in (b"Whistling", b"whispered", b"secretive", held["url"].encode() + b"\x00", held["title"].encode()):
        assert private not in file
    assert noted["title"].encode() in file


def test_a_copy_that_cannot_be_made_is_said_in_a_line(tmp_path):
    (tmp_path / "jobs.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(explorer.ExplorerError, match=r"jobs.db: cannot be copied .*; electionjobs db check"):
        explorer.copy(tmp_path / "jobs.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_the_copy_is_whole_and_smaller(tmp_path, folder):
    explorer.copy(folder / "jobs.db", tmp_path / "jobs.db")
    with sqlite3.connect(tmp_path / "jobs.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert {"decisions", "submissions", "submitted_documents", "issues", "link_checks", "posting_keys"} & names == set()


def test_on_postgresql_everything_but_the_explorer_works(tmp_path, folder):
    serving.copy_of(folder, tmp_path, published=False).dispose()
    with postgresql.own_schema() as address:
        engine = database.engine(address)
        database.upgrade(engine)
        with serving.serving(tmp_path, engine) as served, httpx.Client(base_url=served.url) as web:
            answer = web.get("/db/")
            assert (answer.status_code, "needs SQLite" in answer.text) == (501, True)
            assert web.get("/feed.xml?state=WA").status_code == 200
            serving.come_in(web)
            assert web.get("/desk/").status_code == 200
        engine.dispose()


def test_a_database_that_was_restored_is_read_at_once(tmp_path, folder):
    engine = serving.copy_of(folder, tmp_path, published=False)
    with sqlite3.connect(tmp_path / "jobs.db") as connection:
        connection.execute("VACUUM INTO ?", [str(tmp_path / "backup.db")])
    follow(engine)
    with serving.serving(tmp_path, engine) as served, httpx.Client(base_url=served.url) as web:
        serving.come_in(web)

        def shown() -> tuple[str, list[int]]:
            count = {"sql": "select count(*) from postings", "_shape": "arrayfirst"}
            deeds = re.search(r"([0-9]+) deeds?[.]", web.get("/desk/audit?kind=hold").text)
            return deeds[1], web.get("/db/jobs.json", params=count).json()

        with database.reading(engine) as connection:
            held = news.openings(connection)[0].row["id"]
        served.room.actions.hold(held, who="Lee", why="")
        assert shown() == ("1", [59])
        for name in ("jobs.db-wal", "jobs.db-shm"):
            (tmp_path / name).rename(tmp_path / f"former-{name}")
        (tmp_path / "backup.db").replace(tmp_path / "jobs.db")
        assert shown() == ("0", [60])
    engine.dispose()


def running(*arguments: str, cwd: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", *arguments],
        cwd=Path(__file__).resolve().parent.parent,
        env={
            **os.environ,
            "ELECTIONJOBS_DB": str(cwd / "jobs.db"),
            "ELECTIONJOBS_OUT": str(cwd / "public"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_serves_until_it_is_told_to_stop(folder):
    program = running("--port", "0", cwd=folder)
    try:
        url = program.stdout.readline().split()[0]
        assert httpx.get(url).status_code == 200
        assert httpx.get(f"{url}desk/").status_code == 303
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=20) == 0
        assert program.stderr.read() == ""
    finally:
        program.kill()
        program.wait()


def test_what_cannot_be_served_is_one_clear_line(tmp_path, folder):
    taken = socket.create_server(("127.0.0.1", 0))
    port = str(taken.getsockname()[1])
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "public").mkdir()
    cases = [
        (("--host", "0.0.0.0"), folder, {}, "0.0.0.0: others could reach the desk there; set ELECTIONJOBS_DESK_TOKEN"),
        (("--port", port), folder, {}, f"port {port} is taken; stop what runs there"),
        (("--host", "192.0.2.1"), folder, {"ELECTIONJOBS_DESK_TOKEN": TOKEN}, "192.0.2.1, port 8000: "),
        ((), empty, {}, f"{empty / 'public'}: there is no published folder; electionjobs export writes it"),
        ((), tmp_path, {}, f"{tmp_path / 'jobs.db'}: there is no database; electionjobs crawl makes it"),
        ((), folder, {"ELECTIONJOBS_DESK_TOKEN": "short"}, "ELECTIONJOBS_DESK_TOKEN: give 16 printable characters"),
    ]
    for given, where, environment, words in cases:
        places = {"ELECTIONJOBS_DB": str(where / "jobs.db"), "ELECTIONJOBS_OUT": str(where / "public")}
        done = CliRunner(env=places | environment).invoke(serve, given)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith(f"electionjobs: {words}")
        assert done.stderr.count("\n") == 1
    taken.close()
