"""``electionjobs demo`` as a person runs it: two days of real crawls, then what they left in tables and files.

The program is installed from the wheel into an environment of its own, and runs in a folder that is not the project's.
"""

import csv
import datetime as dt
import json
import re
import sqlite3
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest

from demo import rehearsal

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ("listed", "new", "changed", "unchanged", "reopened", "closed", "expired", "set aside")
UNTOUCHED = "SELECT * FROM posting_versions ORDER BY posting, version"


@dataclass(frozen=True, kw_only=True)
class Played:
    """What one run of the demo left: its output, and where the rest is. ``today`` is the date of day 2."""

    code: int
    out: str
    error: str
    db: Path
    public: Path
    today: dt.date

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self.db)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()

    def days(self) -> list[dict[str, list[str]]]:
        """The table of each day: source → its cells."""
        parts = re.split(r"^Day \d of the sample sites$", self.out, flags=re.MULTILINE)[1:]
        tables = [[line.split("\t") for line in part.splitlines() if line.count("\t") > 5] for part in parts]
        return [{cells[0]: cells[1:] for cells in table[1:]} for table in tables]

    def posting(self, source: str, title: str) -> sqlite3.Row:
        """A posting by its title and the name of its source's file."""
        (row,) = self.rows("SELECT * FROM postings WHERE source LIKE ? AND title = ?", f"us/%{source}/%", title)
        return row


def run(*words: object, cwd: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, words)), input=text, capture_output=True, text=True, cwd=cwd, check=False)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``electionjobs`` of a fresh environment that knows the wheel and our dependencies, but not this folder."""
    folder = tmp_path_factory.mktemp("wheel")
    home = folder / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).stdout.strip())
    # The dependencies as they are pinned here. A plain line in a .pth file does not follow the .pth files in there.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    built = run(*build, cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("electionjobs-*.whl")
    install = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    installed = run(*install, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    return home / "bin" / "electionjobs"


@pytest.fixture(scope="module")
def played(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The demo, run in an empty folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    today = None
    while today != dt.datetime.now(dt.UTC).date():  # once more where midnight passed meanwhile
        today = dt.datetime.now(dt.UTC).date()
        done = run(program, "demo", "--db", "demo.db", "--out", "public", cwd=folder)
    yield Played(
        code=done.returncode,
        out=done.stdout,
        error=done.stderr,
        db=folder / "demo.db",
        public=folder / "public",
        today=today,
    )


def test_it_is_done(played: Played) -> None:
    assert played.code == 0, played.error


def test_it_says_where_to_look(played: Played) -> None:
    for place in ("demo.db", "public/jobs.csv", "public/feeds/all.xml", "electionjobs status --db demo.db"):
        assert place in played.out


@pytest.mark.parametrize(
    ("source", "first", "second"),
    [
        ("us/canvass-weekly/newsletter", "11 7 0 0 0 0 0 2", "16 1 0 7 0 0 0 3"),
        ("us/civic-job-board/job_feed", "6 6 0 0 0 0 0 0", "7 1 0 6 0 0 0 0"),
        ("us/co/ballot-bridge/greenhouse", "12 11 0 0 0 0 0 1", "12 1 0 10 0 1 0 1"),
        ("us/dc/open-ballot/career_page", "4 4 0 0 0 0 0 0", "3 0 0 3 0 1 0 0"),
        ("us/id/cedar-county/career_page", "4 4 0 0 0 0 0 0", "5 1 1 3 0 0 0 0"),
        ("us/mn/alder-falls/neogov", "10 10 0 0 0 0 0 0", "3 0 0 3 0 0 0 0"),
        ("us/nc/granite-county/neogov", "8 8 0 0 0 0 0 0", "8 0 0 4 0 0 0 0"),
        ("us/oh/pell-county/career_page", "3 3 0 0 0 0 0 0", "4 1 0 3 0 0 0 0"),
        ("us/or/riverbend-county/neogov", "7 5 0 0 0 0 0 0", "8 1 1 4 0 0 0 0"),
        ("us/tx/clearcount/schema_org", "4 4 0 0 0 0 0 1", "5 1 0 4 0 0 0 1"),
        ("us/va/fernwood/career_page", "5 5 0 0 0 0 0 0", "4 0 0 4 0 1 0 0"),
        ("us/voters-first/lever", "4 4 0 0 0 0 0 0", "5 1 1 3 0 0 0 0"),
        ("us/wa/tamarack-county/career_page", "4 4 0 0 0 0 0 0", "4 0 1 3 1 0 0 0"),
        ("us/wi/lakeside-observers/document", "1 1 0 0 0 0 0 0", "1 0 0 1 0 0 0 0"),
        ("us/wi/lakeside-observers/document/data-manager", "1 1 0 0 0 0 0 0", "1 0 0 1 0 0 0 0"),
        ("us/wi/lakeside-observers/document/field-assistant", "1 1 0 0 0 0 0 0", "1 0 0 1 0 0 0 0"),
        ("us/wi/lakeside-observers/document/legal-analyst", "1 1 0 0 0 0 0 0", "1 0 0 1 0 0 0 0"),
        ("us/wi/lakeside-observers/document/careers", "0 0 0 0 0 0 0 1", "0 0 0 0 0 0 0 1"),
        ("us/wi/lakeside-observers/document/partners", "0 0 0 0 0 0 0 1", "0 0 0 0 0 0 0 1"),
        ("us/wi/lakeside-observers/document/questions", "0 0 0 0 0 0 0 1", "0 0 0 0 0 0 0 1"),
    ],
)
def test_the_table_of_each_day(played: Played, source: str, first: str, second: str) -> None:
    shown = [dict(zip(COLUMNS, day[source], strict=False)) for day in played.days()]
    assert shown == [dict(zip(COLUMNS, figures.split(), strict=True)) for figures in (first, second)]


def test_the_table_has_every_source_and_names_the_two_troubles(played: Played) -> None:
    first, second = played.days()
    assert len(first) == len(second) == 20
    assert {source for source, cells in first.items() if cells[-1].strip() and len(cells) > len(COLUMNS)} == set()
    troubles = {source: cells[-1] for source, cells in second.items() if len(cells) > len(COLUMNS) and cells[-1]}
    assert set(troubles) == {"us/mn/alder-falls/neogov", "us/nc/granite-county/neogov"}
    assert troubles["us/mn/alder-falls/neogov"] == "7 absent postings held open by a guard"
    assert troubles["us/nc/granite-county/neogov"].startswith("http_5xx: ")
    assert "1 of 20 sources were not read to their end" in played.error


def test_fifty_postings_of_ten_sources_are_published(played: Played) -> None:
    ((count, sources),) = played.rows("SELECT count(*), count(DISTINCT source) FROM publishable")
    assert count >= 50
    assert sources >= 10
    assert f"{count} open postings are published" in played.out


@pytest.mark.parametrize(
    ("source", "title", "status", "reason"),
    [
        ("fernwood", "Voter Registration Specialist", "closed", "gone_404"),
        ("open-ballot", "Democracy Legal Fellow", "closed", "notice_on_page"),
        ("canvass-weekly", "Poll Worker Trainer", "expired", "deadline_passed"),
        ("tamarack-county", "Voter Outreach Specialist (Spanish)", "open", None),
        ("alder-falls", "Head Election Judge", "open", None),
        ("granite-county", "Election Security Analyst", "open", None),
    ],
)
def test_what_became_of_a_posting(played: Played, source: str, title: str, status: str, reason: str | None) -> None:
    row = played.posting(source, title)
    assert (row["status"], row["close_reason"]) == (status, reason)


def test_of_three_siblings_the_one_that_left_the_board_is_closed(played: Played) -> None:
    found = played.rows(
        "SELECT json_extract(locations, '$[0].region') AS region, status FROM postings WHERE title = ? ORDER BY region",
        "Voter Outreach Organizer",
    )
    assert [tuple(row) for row in found] == [("MI", "open"), ("OH", "open"), ("WI", "closed")]
    groups = played.rows("SELECT DISTINCT group_id FROM postings WHERE title = ?", "Voter Outreach Organizer")
    assert len(groups) == 3


@pytest.mark.parametrize(
    ("source", "title", "low", "high", "unit", "deadline", "remote", "place"),
    [
        ("cedar-county", "Mail Ballot Coordinator", 4480, 5490, "MONTH", 12, "unspecified", "Cedar Falls"),
        ("cedar-county", "Election Technician", 24.6, 30.15, "HOUR", 19, "onsite", "Cedar Falls"),
        ("fernwood", "Ballot Design Specialist", 29.4, 36.75, "HOUR", 9, "unspecified", "Fernwood"),
        ("fernwood", "Deputy Registrar for Campaign Finance", None, None, None, None, "unspecified", "Fernwood"),
        ("tamarack-county", "Elections Supervisor", 5890, 7540, "MONTH", 23, "onsite", "Tamarack"),
        ("open-ballot", "Litigation Paralegal", 58000, 66000, "YEAR", 13, "hybrid", "Washington"),
        ("pell-county", "Director of Elections", 86500, 104000, "YEAR", None, "unspecified", "Canal Fork"),
        ("pell-county", "Absentee Ballot Coordinator", 22.8, 28.4, "HOUR", None, "unspecified", "Canal Fork"),
        ("clearcount", "Customer Success Manager", 72000, 84000, "YEAR", None, "remote", "Plano"),
        ("clearcount", "Election Day Support Agent", 20, 20, "HOUR", 10, "unspecified", "Plano"),
        ("civic-job-board", "Grants Manager", 83000, 97000, "YEAR", 22, "hybrid", "Chicago"),
        ("civic-job-board", "Poll Worker Recruitment Fellow", 6000, 6000, "PROJECT", 18, "remote", None),
        ("voters-first", "Voter Registration Canvasser", 21.5, 24, "HOUR", None, "onsite", "Phoenix"),
        ("ballot-bridge", "Election Data Analyst", 67500, 74000, "YEAR", 15, "hybrid", "Denver"),
        ("alder-falls", "Election Warehouse Technician", 25.1, 31.4, "HOUR", 23, "onsite", "Alder Falls"),
        ("riverbend-county", "Voter Registration Supervisor", 5480, 6990, "MONTH", 3, "unspecified", "Riverbend"),
        ("canvass-weekly", "State Policy Manager", 80000, 92000, "YEAR", 29, "remote", None),
    ],
)  # fmt: skip
def test_a_posting_is_stored_as_its_site_says(
    played: Played,
    source: str,
    title: str,
    low: float | None,
    high: float | None,
    unit: str | None,
    deadline: int | None,
    remote: str,
    place: str | None,
) -> None:
    """``deadline`` is in days from today."""
    row = played.posting(source, title)
    places = json.loads(row["locations"])
    assert (row["salary_min"], row["salary_max"], row["salary_unit"]) == (low, high, unit)
    assert row["deadline_on"] == (None if deadline is None else str(played.today + dt.timedelta(days=deadline)))
    assert row["remote"] == remote
    assert (places[0]["locality"] if places else None) == place


@pytest.mark.parametrize(
    ("title", "speaks", "others"),
    [
        ("Election Audit Specialist", "tamarack-county", {"canvass-weekly", "civic-job-board"}),
        ("State Policy Manager", "voters-first", {"canvass-weekly", "civic-job-board"}),
        ("Voting Rights Attorney", "open-ballot", {"canvass-weekly"}),
        ("Customer Success Manager", "clearcount", {"canvass-weekly"}),
    ],
)
def test_one_job_on_several_sites_is_one_opening_and_its_employer_speaks_for_it(
    played: Played, title: str, speaks: str, others: set[str]
) -> None:
    found = played.rows("SELECT source, group_id, canonical FROM postings WHERE title = ?", title)
    names = {row["source"].split("/")[-2]: row["canonical"] for row in found}
    assert names == {speaks: 1, **dict.fromkeys(others, 0)}
    assert len({row["group_id"] for row in found}) == 1
    published = played.rows("SELECT source FROM publishable WHERE title = ?", title)
    assert [row["source"].split("/")[-2] for row in published] == [speaks]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("us/wi/lakeside-observers/document/questions", "questions and answers"),
        ("us/wi/lakeside-observers/document/careers", "no vacancy"),
        ("us/wi/lakeside-observers/document/partners", "no vacancy"),
        ("us/tx/clearcount/schema_org", "carries no JobPosting data"),
        ("us/co/ballot-bridge/greenhouse", "talent-pool"),
    ],
)
def test_what_is_no_posting_is_set_aside_with_a_reason(played: Played, source: str, reason: str) -> None:
    (row,) = played.rows("SELECT reason FROM set_aside WHERE source = ?", source)
    assert reason in row["reason"]


def test_a_link_to_a_platform_is_a_lead(played: Played) -> None:
    (lead,) = played.rows("SELECT source, title, platform, token FROM leads")
    assert tuple(lead) == ("us/dc/open-ballot/career_page", "Communications Director", "lever", "openballot")


def test_the_public_files_show_what_is_publishable_and_nothing_else(played: Played) -> None:
    ids = {row["id"] for row in played.rows("SELECT id FROM publishable")}
    with (played.public / "jobs.csv").open(encoding="utf-8", newline="") as table:
        listed = list(csv.DictReader(table))
    feed = feedparser.parse((played.public / "feeds" / "all.xml").read_bytes())
    assert not feed.bozo
    assert [row["id"] for row in listed if row["status"] != "open"] == []
    assert len(listed) == len(ids)
    assert {row["id"] for row in listed} == ids
    assert len(feed.entries) == len({entry.id for entry in feed.entries}) == len(ids)
    assert "Recording Clerk, Register of Deeds" not in {row["title"] for row in listed}


def test_the_database_is_whole_and_status_names_the_source_that_needs_a_person(played: Played, program: Path) -> None:
    assert run(program, "db", "check", "--db", played.db, cwd=played.db.parent).returncode == 0
    status = run(program, "status", "--db", played.db, "--json", cwd=played.db.parent)
    assert status.returncode == 1
    rows = {row["source"]: row for row in map(json.loads, status.stdout.splitlines())}
    assert {name for name, row in rows.items() if row["needs_person"]} == {"us/mn/alder-falls/neogov"}
    # One answer of 503 passes by itself: it is shown, and needs nobody yet.
    assert {name for name, row in rows.items() if row["task"] == "wait"} == {"us/nc/granite-county/neogov"}


def test_the_second_day_once_more_changes_nothing(played: Played, program: Path) -> None:
    """The last test of the story: it goes on with the database of the demo."""
    published = files_of(played.public)
    versions, postings = (
        played.rows(UNTOUCHED),
        played.rows("SELECT id, status, last_changed FROM postings ORDER BY id"),
    )
    evidence = played.rows("SELECT * FROM evidence ORDER BY posting, number")
    assert rehearsal.play(2, played.today, str(played.db)) == 1  # the failing board fails again
    assert played.rows(UNTOUCHED) == versions
    assert played.rows("SELECT id, status, last_changed FROM postings ORDER BY id") == postings
    assert played.rows("SELECT * FROM evidence ORDER BY posting, number") == evidence
    again = run(program, "export", "--db", played.db, "--out", played.public, cwd=played.db.parent)
    assert again.returncode == 0, again.stderr
    assert files_of(played.public) == published


def test_it_reads_a_posting(program: Path, tmp_path: Path) -> None:
    line = json.dumps(
        {"id": 1, "text": "Clerk, Pell County, Ohio — registers voters. Salary: $20 an hour. To apply, click here."}
    )
    done = run(program, "parse", "--jsonl", cwd=tmp_path, text=line + "\n")
    (posting,) = json.loads(done.stdout)["postings"]
    assert (posting["salary_min"], posting["salary_unit"], posting["organization"]) == (20, "HOUR", "Pell County")


def test_a_database_of_somebody_else_is_refused(program: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    with closing(sqlite3.connect(mine)) as connection:
        connection.execute("CREATE TABLE organizations (slug TEXT)")
        connection.execute("INSERT INTO organizations VALUES ('us/wa/king-county')")
        connection.commit()
    before = mine.read_bytes()
    done = run(program, "demo", "--db", mine, "--out", tmp_path / "public", cwd=tmp_path)
    assert done.returncode == 1
    assert "mine.db: holds more than the demo; give another path with --db" in done.stderr
    assert mine.read_bytes() == before
