"""The scheduler as a process: one of a database, a stop that waits, kill -9 at work; the real command at a board."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cli import main
from scheduler import plan
from scheduling import ledger, service
from scheduling.service import Scheduler
from scheduling.slots import Every, zone
from schema import database
from schema.tables import postings, runs, task_runs
from settings import Settings
from tests import one_scheduler
from tests.loopback import Answer, Site
from tests.postgresql import own_schema
from tests.processes import LONGEST, is_alive, until

ROOT = Path(__file__).parents[1]


class Started:
    """A scheduler of tests/one_scheduler.py in a process of its own."""

    def __init__(self, address: str, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.one_scheduler", address, str(folder)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def begun(self, times: int) -> int:
        """Wait until the task has begun so often; the process id of the last one."""
        until(lambda: len(self.lines("begun")) == times)
        return int(self.lines("begun")[-1])

    def said(self, words: str) -> str:
        """Wait for a line with these words on standard error."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return line
        pytest.fail(f"it ended without saying {words!r}")

    def left(self) -> int:
        assert self.process.stderr is not None
        self.process.stderr.close()
        return self.process.wait(LONGEST)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "jobs.db")
    else:
        with own_schema() as address:
            yield address


def outcomes(address: str) -> list[str | None]:
    engine = database.engine(address)
    with database.reading(engine) as connection:
        found = list(connection.scalars(sa.select(task_runs.c.outcome).order_by(task_runs.c.id)))
    engine.dispose()
    return found


def test_a_second_scheduler_is_refused_and_sigterm_waits_for_what_runs(address, tmp_path):
    database.upgrade(database.engine(address))
    first = Started(address, tmp_path)
    first.begun(1)
    second = Started(address, tmp_path)
    assert f"a scheduler runs on it already (pid {first.process.pid} on " in second.said("scheduler")
    assert second.left() == 1
    first.process.send_signal(signal.SIGTERM)
    first.said("stopping: waits for work")
    assert first.lines("ended") == []
    (tmp_path / "go").touch()
    first.said("stopped")
    assert first.left() == 0
    assert (first.lines("begun")[1:], first.lines("ended"), outcomes(address)) == ([], ["ended"], ["done"])


def test_a_run_that_was_killed_or_cut_short_is_run_again_and_then_done_once(tmp_path):
    address = str(tmp_path / "jobs.db")
    database.upgrade(database.engine(address))
    killed = Started(address, tmp_path)
    child = killed.begun(1)
    killed.process.kill()
    assert killed.left() == -signal.SIGKILL
    until(lambda: not is_alive(child))
    stopped = Started(address, tmp_path)
    child = stopped.begun(2)
    for words in ("stopping", "stopped"):
        stopped.process.send_signal(signal.SIGINT)
        stopped.said(words)
    assert stopped.left() == 0
    assert not is_alive(child)
    third = Started(address, tmp_path)
    third.begun(3)
    (tmp_path / "go").touch()
    third.said("work: done")
    third.process.send_signal(signal.SIGTERM)
    third.said("stopped")
    assert third.left() == 0
    assert (outcomes(address), third.lines("ended")) == (["lost", "stopped", "done"], ["ended"])


def test_a_scheduler_that_begins_nothing_gives_up_to_be_started_again(tmp_path, monkeypatch):
    class Deaf(Scheduler):
        def _enter(self, task):
            """No task is ever woken."""

    monkeypatch.setattr(service, "BEAT", 0.01)
    engine = database.engine(tmp_path / "jobs.db")
    database.upgrade(engine)
    yearly = replace(one_scheduler.task(tmp_path), slots=Every(interval=dt.timedelta(days=365)))
    with pytest.raises(service.Stuck, match="work was due and did not begin"):
        Deaf(engine, [yearly], zone=zone("UTC"), program=(sys.executable,)).serve()
    engine.dispose()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("ZONE", "Mars/Base", "ELECTIONJOBS_ZONE='Mars/Base': no such time zone; give a name like America/New_York"),
        (
            "WEEKLY",
            "thursday noon",
            """ELECTIONJOBS_WEEKLY='thursday noon': give a day and an hour like "thu 12:00\"""",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_clear_line(tmp_path, monkeypatch, variable, value, says):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"ELECTIONJOBS_{variable}", value)
    done = CliRunner().invoke(main, ["schedule"])
    assert (done.exit_code, done.stderr) == (1, f"electionjobs: {says}\n")


def test_the_list_tells_when_a_task_is_late_or_in_trouble(tmp_path):
    engine = database.engine(tmp_path / "jobs.db")
    database.upgrade(engine)
    (tmp_path / "sources").mkdir()
    edition = next(task for task in plan(Settings()) if task.name == "edition")
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    ledger.open_book(engine, plan(Settings()), then)
    run = ledger.begin(engine, edition, edition.slots.after(then))
    ledger.finish(engine, edition, run, "trouble", "the edition is held", dt.datetime.now(dt.UTC))
    engine.dispose()
    line = ["schedule", "--list", "--sources", str(tmp_path / "sources"), "--db", str(tmp_path / "jobs.db")]
    listed = CliRunner().invoke(main, line)
    assert listed.exit_code == 1
    late = "; ".join(f"{name} is late: does a scheduler run?" for name in ("round", "links", "prune", "backup"))
    assert set(listed.stderr.removeprefix("electionjobs: ").strip().split("; ")) == {
        *late.split("; "),
        "edition: the edition is held",
    }


SOURCE = """name = "Larkspur Votes"
kind = "advocacy/voter engagement"
homepage = "https://larkspur.example.org"
[[board]]
platform = "greenhouse"
token = "larkspur"
base_url = "{address}"
"""
JOB = {
    "id": 7001,
    "internal_job_id": 8001,
    "title": "Voter Registration Organizer",
    "location": {"name": "Spokane, WA"},
    "absolute_url": "https://larkspur.example.org/jobs/7001",
    "updated_at": "2026-11-02T09:00:00-05:00",
    "first_published": "2026-11-02T09:00:00-05:00",
    "content": "&lt;p&gt;Registers voters. Pay: $20.00 an hour.&lt;/p&gt;",
}


def test_the_real_command_crawls_what_is_due_publishes_and_says_what_comes(tmp_path):
    given = {"ALLOW_LOOPBACK_BASE_URL": "1", "DELAY": "0.01", "ADAPTIVE_DELAY": "0", "CONTACT": "tests@example.org"}
    environment = {**os.environ, **{f"ELECTIONJOBS_{name}": value for name, value in given.items()}}
    command = [sys.executable, "-P", "-m", "cli", "schedule", "--sources", "sources", "--db", "jobs.db", "--out", "www"]
    board = Answer(body=json.dumps({"jobs": [JOB], "meta": {"total": 1}}))
    with Site("127.0.13.1", {"/v1/boards/larkspur/jobs": board}) as site:
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "larkspur.toml").write_text(SOURCE.format(address=site.url), "utf-8")
        running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        said = ""
        for line in running.stderr:
            said += line
            if "round: " in line and "starts" not in line:
                break
        running.send_signal(signal.SIGTERM)
        said += running.stderr.read()
        running.stderr.close()
        assert running.wait(LONGEST) == 0
    assert "round: done: crawl: 1 sources crawled: 1 new, 0 changed" in said
    assert "; export: 1 postings published" in said
    assert "Voter Registration Organizer" in (tmp_path / "www" / "jobs.csv").read_text("utf-8")
    engine = database.engine(tmp_path / "jobs.db")
    with database.reading(engine) as connection:
        assert connection.scalars(sa.select(runs.c.complete)).all() == [True]
        assert connection.scalars(sa.select(postings.c.title)).all() == ["Voter Registration Organizer"]
    engine.dispose()
    line = ["schedule", "--list", "--sources", str(tmp_path / "sources"), "--db", str(tmp_path / "jobs.db")]
    listed = CliRunner().invoke(main, line)
    assert listed.exit_code == 0
    tasks, sources = (part.splitlines() for part in listed.stdout.split("\n\n"))
    assert {row.split("\t")[0] for row in tasks} == {"task", "round", "edition", "links", "prune", "backup"}
    name, *_, every, why = sources[1].split("\t")
    assert (name, every, why) == ("larkspur/greenhouse", "1 d", "daily")
