"""A former run read again: what differs is a new version of that day, and nothing else moves."""

import datetime as dt
import json
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from sqlite3 import connect

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cli import main
from pipelines import corrections, reread
from pipelines.editor import Editor
from pipelines.reread import Reread
from schema import contents, database
from schema.records import JobPosting, ParsedPosting, RawPosting
from schema.tables import evidence, posting_versions, postings, runs
from tests import forked
from tests.loading import BOARD, DAY, World, noon, posting
from tests.loopback import Answer, Site

LATER = DAY + dt.timedelta(days=1)
PAY = "Pay: $21.50 an hour."


def raw(number: int = 1, *, day: dt.date = DAY, words: str = PAY) -> RawPosting:
    return RawPosting(
        url=f"https://lark.example.org/jobs/{number}",
        title=f"Elections Clerk {number}",
        observed_on=day,
        source=BOARD.id,
        platform=BOARD.platform,
        source_job_id=str(number),
        description_html=f"<p>Opens envelopes at counter {number} and answers the questions of voters. {words}</p>",
    )


def no_pay(posting: JobPosting) -> JobPosting:
    """What a parser made of it that could not read pay."""
    return replace(posting, salary_min=None, salary_max=None, salary_raw=None, salary_unit=None, salary_currency=None)


def crawl(world: World, *shown: RawPosting, old=lambda posting: posting, complete: bool = True) -> int:
    """Load what a run showed, as an older parser read it; the run's number."""
    read = [reread.read(one, BOARD) for one in shown]
    assert all(isinstance(one, ParsedPosting) for one in read)
    day = shown[0].observed_on
    world.load(*(replace(one, posting=old(one.posting)) for one in read), day=day, complete=complete)
    return world.rows(sa.select(sa.func.max(runs.c.id).label("run")))[0]["run"]


def again(world: World, run: int, *shown: RawPosting, now: dt.date = LATER) -> Reread:
    with database.writing(world.engine) as connection:
        return reread.reread(connection, BOARD, run, shown, noon(now))


def held(world: World) -> dict[str, contents.Content]:
    with database.reading(world.engine) as connection:
        return contents.of(connection)


def versions(world: World) -> list[dict]:
    return world.rows(sa.select(posting_versions).order_by(posting_versions.c.posting, posting_versions.c.version))


def test_the_same_parsers_change_nothing(world):
    words = f"{PAY} Apply by January 15. The position starts in June and lasts until November."
    crawl(world, *(raw(n, day=dt.date(2025, 12, 20), words=words) for n in (1, 2)))
    run = crawl(world, *(raw(n, day=dt.date(2026, 1, 10), words=words) for n in (1, 2)))
    assert {row["deadline_on"] for row in world.postings().values()} == {dt.date(2026, 1, 15)}
    before = held(world)
    found = again(world, run, *(raw(n, day=dt.date(2026, 1, 10), words=words) for n in (1, 2)), now=dt.date(2026, 2, 2))
    assert (found.changed, found.new, found.lost, found.set_aside) == ({}, {}, {}, {})
    assert held(world) == before


def test_what_is_read_now_is_a_new_version_of_the_day_of_the_run(world):
    run = crawl(world, raw(), old=no_pay)
    found = again(world, run, raw())
    row = world.one()
    assert found.changed[row["id"]]["salary_min"] == [None, 21.5]
    assert (row["salary_min"], row["salary_unit"], row["status"]) == (Decimal("21.5"), "HOUR", "open")
    assert (row["observed_on"], row["last_seen"], row["last_changed"]) == (DAY, DAY, DAY)
    last = versions(world)[-1]
    assert (last["version"], last["run"], last["valid_from"], last["recorded_at"]) == (2, run, DAY, noon(LATER))
    assert last["changed"]["salary_raw"] == [None, "$21.50 an hour."]
    quotes = world.rows(sa.select(evidence.c.quote).where(evidence.c.field == "salary_min"))
    assert [row["quote"] for row in quotes] == ["$21.50 an hour."]
    assert again(world, run, raw()).changed == {}


def test_a_year_that_the_words_lack_is_that_of_the_day_they_first_stood_there(world):
    def no_deadline(posting: JobPosting) -> JobPosting:
        return replace(posting, deadline_on=None, deadline_raw=None, deadline_type="none")

    words = f"{PAY} Apply by January 15."
    crawl(world, raw(day=dt.date(2025, 12, 20), words=words), old=no_deadline)
    run = crawl(world, raw(day=dt.date(2026, 1, 20), words=words), old=no_deadline)
    assert world.one()["status"] == "open"
    again(world, run, raw(day=dt.date(2026, 1, 20), words=words), now=dt.date(2026, 1, 21))
    row = world.one()
    assert (row["deadline_on"], row["status"]) == (dt.date(2026, 1, 15), "expired")


def test_what_a_wrong_deadline_ended_is_open_again(world):
    def past(posting: JobPosting) -> JobPosting:
        return replace(posting, deadline_on=DAY - dt.timedelta(days=9))

    words = f"{PAY} Application deadline: April 1, 2026."
    run = crawl(world, raw(words=words), old=past)
    assert world.one()["status"] == "expired"
    again(world, run, raw(words=words))
    row = world.one()
    assert (row["status"], row["closed_on"], row["deadline_on"]) == ("open", None, dt.date(2026, 4, 1))


def test_a_correction_stands_and_what_contradicts_it_is_noted(world):
    run = crawl(world, raw(), old=no_pay)
    (name,) = [row["id"] for row in world.postings().values()]
    with database.writing(world.engine) as connection:
        corrections.correct(connection, name, {"salary_min": Decimal(20)}, Editor(who="e", now=noon(DAY), why="asked"))
    again(world, run, raw())
    with database.reading(world.engine) as connection:
        (decided,) = corrections.of(connection, [name])[name]
    row = world.one()
    assert (row["salary_min"], row["salary_max"]) == (Decimal(20), Decimal("21.5"))
    assert decided.conflict == 21.5


def test_what_a_later_run_showed_speaks_for_itself(world):
    run = crawl(world, raw(1), raw(2), old=no_pay)
    crawl(world, raw(1, day=LATER), old=no_pay, complete=False)
    found = again(world, run, raw(1), raw(2))
    assert {found.titles[name] for name in found.changed} == {"Elections Clerk 2"}
    pay = {title: row["salary_min"] for title, row in world.postings().items()}
    assert pay == {"Elections Clerk 1": None, "Elections Clerk 2": Decimal("21.5")}


def test_what_is_closed_stays_closed_and_what_is_lost_stays_open(world):
    run = crawl(world, *(raw(n) for n in range(1, 13)), old=no_pay)
    with database.writing(world.engine) as connection:
        end = {"status": "closed", "closed_on": DAY, "close_reason": "withdrawn_by_editor"}
        gone = connection.scalar(sa.select(postings.c.id).where(postings.c.source_job_id == "1"))
        reread.history.change(connection, {gone: end}, None, noon(DAY))
    found = again(world, run, *(raw(n) for n in range(1, 12)))
    assert list(found.lost.values()) == ["Elections Clerk 12"]
    assert world.statuses() == {str(n): "closed" if n == 1 else "open" for n in range(1, 13)}
    assert {row["missed"] for row in world.postings().values()} == {0}


def test_a_posting_that_was_not_read_then_is_stored_from_the_last_run_alone(world):
    first = crawl(world, raw(1))
    second = crawl(world, raw(1, day=LATER))
    found = again(world, first, raw(1), raw(2))
    assert (found.new, found.not_stored) == ({}, ("Elections Clerk 2",))
    assert list(world.postings()) == ["Elections Clerk 1"]
    found = again(world, second, raw(1, day=LATER), raw(2, day=LATER))
    assert list(found.new.values()) == ["Elections Clerk 2"]
    assert world.postings()["Elections Clerk 2"]["first_seen"] == LATER


def test_what_is_no_posting_now_is_told_with_its_reason(world):
    run = crawl(world, raw(1), raw(2))
    found = again(world, run, raw(1), replace(raw(2), title=""))
    assert list(found.lost.values()) == ["Elections Clerk 2"]
    assert list(found.set_aside) == ["https://lark.example.org/jobs/2"]


# the command

PELL = replace(BOARD, id="lark/greenhouse")
PATH = "/v1/boards/pell/jobs"
SOURCE = """name = "Pell County Elections"
kind = "election office - county"
homepage = "https://pell.example.org"

[[board]]
platform = "greenhouse"
token = "pell"
base_url = "{address}"
"""
BOARD_ANSWER = json.dumps(
    {
        "jobs": [
            {
                "id": number,
                "internal_job_id": number,
                "title": f"Elections Clerk {number}",
                "absolute_url": f"https://boards.example.org/pell/jobs/{number}",
                "location": None,
                "content": f"&lt;p&gt;Opens envelopes at counter {number}. {PAY}&lt;/p&gt;",
            }
            for number in (1, 2)
        ],
        "meta": {"total": 2},
    }
)


@pytest.fixture
def command(tmp_path):
    """Run the command in a folder: exit code, standard output, standard error."""
    settings = {"ALLOW_LOOPBACK_BASE_URL": "1", "DELAY": "0.01", "ADAPTIVE_DELAY": "0"}
    environment = {f"ELECTIONJOBS_{name}": value for name, value in settings.items()}

    def command(*words: str) -> tuple[int, str, str]:
        done = forked.command(*words, cwd=tmp_path, environment=environment)
        return done.code, done.out, done.error

    return command


def test_the_command_shows_what_would_change_before_it_does(command, tmp_path):
    (tmp_path / "sources").mkdir()
    with Site("127.0.10.1", {PATH: Answer(body=BOARD_ANSWER)}) as site:
        (tmp_path / "sources" / "pell.toml").write_text(SOURCE.format(address=site.url), "utf-8")
        assert command("crawl", "--at", "2026-03-02T12:00:00+00:00")[0] == 0
    # From here on the site is gone: whatever is read is read from the capture.
    with closing(connect(tmp_path / "jobs.db")) as older, older:
        older.execute("UPDATE postings SET salary_min = 12 WHERE source_job_id = '2'")
    code, out, said = command("reparse", "--json")
    assert (code, said) == (0, "jobs.db: nothing is stored; --apply stores it\n")
    (told,) = [json.loads(line) for line in out.splitlines()]
    assert (told["source"], told["run"], told["complete"]) == ("pell/greenhouse", 1, True)
    assert list(told["changed"].values()) == [{"salary_min": [12, 21.5]}]
    code, out, said = command("reparse", "--apply")
    assert code == 0
    assert out.splitlines()[-1] == "jobs.db: what differs at 1 sources is stored"
    assert "Elections Clerk 2\tsalary_min\t12\t21.5" in out
    with closing(connect(tmp_path / "jobs.db")) as engine:
        assert engine.execute("SELECT DISTINCT salary_min FROM postings").fetchall() == [(21.5,)]


def test_a_run_that_was_not_captured_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "lark.toml").write_text(SOURCE.format(address="http://127.0.10.1"), "utf-8")
    world = World(tmp_path / "jobs.db")
    world.load(posting(1, source=PELL), source=PELL)
    done = CliRunner().invoke(main, ["reparse"])
    assert (done.exit_code, done.stderr) == (
        1,
        "electionjobs: lark/greenhouse: run 1 (round 1) is not in captures; it cannot be read again\n",
    )
    done = CliRunner().invoke(main, ["reparse", "--run", "7"])
    assert (done.exit_code, done.stderr) == (
        1,
        "electionjobs: there is no run 7; electionjobs history ID shows the runs of a posting\n",
    )
