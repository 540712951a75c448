"""The whole way of a board, with the real command in child processes: crawled twice, shortened, cut, gone."""

import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import forked
from tests.loopback import Answer, Site

PATH = "/v1/boards/larkspur/jobs"
SOURCE = """name = "Larkspur Votes"
kind = "advocacy/voter engagement"
homepage = "https://larkspur.example.org"
state = "WA"

[[board]]
platform = "greenhouse"
token = "larkspur"
base_url = "{address}"
"""
QUICK = {
    "ELECTIONJOBS_ALLOW_LOOPBACK_BASE_URL": "1",
    "ELECTIONJOBS_DELAY": "0.01",
    "ELECTIONJOBS_ADAPTIVE_DELAY": "0",
    "ELECTIONJOBS_CONTACT": "tests@example.org",
}
FIRST, SECOND, THIRD = (f"2026-11-{day}T12:00:00+00:00" for day in (20, 21, 22))
# What a rerun leaves as it is; runs, sightings and last_seen advance.
CONTENT = {
    "postings": "SELECT * FROM postings ORDER BY id",
    "versions": "SELECT * FROM posting_versions ORDER BY posting, version",
    "evidence": "SELECT * FROM evidence ORDER BY posting, number",
    "keys": "SELECT * FROM posting_keys ORDER BY posting, kind, value",
    "links": "SELECT * FROM links ORDER BY a, b",
    "set_aside": "SELECT source, url, title, reason FROM set_aside ORDER BY id",
}


def job(number: int) -> dict[str, object]:
    return {
        "id": 7000 + number,
        "internal_job_id": 8000 + number,
        "title": f"Voter Registration Organizer {number}",
        "location": {"name": "Spokane, WA"},
        "absolute_url": f"https://job-boards.greenhouse.io/larkspur/jobs/{7000 + number}",
        "updated_at": "2026-11-02T09:00:00-05:00",
        "first_published": "2026-11-02T09:00:00-05:00",
        "content": f"&lt;p&gt;Registers voters in district {number}. Pay: ${20 + number}.00 an hour.&lt;/p&gt;",
    }


def board(numbers: Sequence[int], total: int | None = None) -> Answer:
    jobs = [job(number) for number in numbers]
    return Answer(body=json.dumps({"jobs": jobs, "meta": {"total": len(jobs) if total is None else total}}))


WHOLE = board(range(1, 13))
HALF_SENT = Answer(body=WHOLE.body[: len(WHOLE.body) // 2])


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """One crawl as the command told it."""

    code: int
    out: str
    error: str

    def figures(self, name: str = "larkspur") -> dict[str, str]:
        """A source's row of the table."""
        head, *table = [line.split("\t") for line in self.out.splitlines() if "\t" in line]
        (row,) = [cells for cells in table if cells[0] == f"us/wa/{name}/greenhouse"]
        return dict(zip(head, row, strict=True))


def crawl(folder: Path, moment: str, **answers: Answer) -> Crawled:
    """Crawl boards into ``jobs.db`` of a folder, as each answers now; ``_`` in a board's name is ``-``."""
    sources = folder / "sources" / "us" / "wa"
    sources.mkdir(parents=True, exist_ok=True)
    with ExitStack() as sites:
        for number, (name, answer) in enumerate(answers.items(), start=1):
            site = sites.enter_context(Site(f"127.0.9.{number}", {PATH: answer}))
            (sources / f"{name.replace('_', '-')}.toml").write_text(SOURCE.format(address=site.url), "utf-8")
        done = command(folder, "crawl", "--sources", "sources", "--db", "jobs.db", "--at", moment)
    return Crawled(code=done.code, out=done.out, error=done.error)


def command(folder: Path, *arguments: str) -> forked.Ended:
    return forked.command(*arguments, cwd=folder, environment=QUICK)


def rows(folder: Path, query: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(folder / "jobs.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def content(folder: Path) -> Mapping[str, list[dict[str, object]]]:
    held = {name: rows(folder, query) for name, query in CONTENT.items()}
    for row in held["postings"]:
        del row["last_seen"]
    return held


def statuses(folder: Path) -> dict[str, int]:
    return {
        str(row["status"]): int(str(row["n"]))
        for row in rows(folder, "SELECT status, count(*) n FROM postings GROUP BY 1")
    }


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the whole board after its first crawl."""
    folder = tmp_path_factory.mktemp("first")
    crawled = crawl(folder, FIRST, larkspur=WHOLE)
    assert crawled.code == 0, crawled.error
    assert crawled.figures()["new"] == "12"
    return folder


@pytest.fixture
def folder(first_day: Path, tmp_path: Path) -> Path:
    """That folder's database in a folder of the test's own."""
    shutil.copy(first_day / "jobs.db", tmp_path / "jobs.db")
    return tmp_path


def test_a_second_crawl_changes_nothing(folder: Path) -> None:
    before = content(folder)
    crawled = crawl(folder, SECOND, larkspur=WHOLE)
    assert crawled.code == 0, crawled.error
    figures = crawled.figures()
    assert (figures["listed"], figures["new"], figures["changed"], figures["unchanged"]) == ("12", "0", "0", "12")
    assert content(folder) == before
    counts = rows(folder, "SELECT (SELECT count(*) FROM runs) runs, (SELECT count(*) FROM sightings) sightings")
    assert counts == [{"runs": 2, "sightings": 24}]
    assert {row["last_seen"] for row in rows(folder, "SELECT last_seen FROM postings")} == {"2026-11-21"}


def test_a_posting_that_left_the_board_is_closed_and_can_come_back(folder: Path) -> None:
    crawled = crawl(folder, SECOND, larkspur=board([n for n in range(1, 13) if n != 5]))
    assert (crawled.code, crawled.figures()["closed"]) == (0, "1")
    gone = rows(folder, "SELECT title, status, close_reason, closed_on FROM postings WHERE status != 'open'")
    assert gone == [
        {
            "title": "Voter Registration Organizer 5",
            "status": "closed",
            "close_reason": "gone_from_complete_list",
            "closed_on": "2026-11-21",
        }
    ]
    back = crawl(folder, THIRD, larkspur=WHOLE)
    assert (back.code, back.figures()["reopened"], back.figures()["new"]) == (0, "1", "0")
    assert statuses(folder) == {"open": 12}


def test_a_changed_posting_gets_a_version_and_keeps_its_id(folder: Path) -> None:
    ids = {row["id"] for row in rows(folder, "SELECT id FROM postings")}
    dearer = Answer(body=str(WHOLE.body).replace("$27.00", "$29.50"))
    crawled = crawl(folder, SECOND, larkspur=dearer)
    assert (crawled.code, crawled.figures()["changed"], crawled.figures()["unchanged"]) == (0, "1", "11")
    assert {row["id"] for row in rows(folder, "SELECT id FROM postings")} == ids
    (version,) = rows(folder, "SELECT changed FROM posting_versions WHERE version = 2")
    assert json.loads(str(version["changed"]))["salary_min"] == [27, 29.5]


def test_a_truncated_board_closes_nothing_and_the_guard_says_so(folder: Path) -> None:
    """Complete by its own words, but far shorter than it was: held until runs agree."""
    crawled = crawl(folder, SECOND, larkspur=board(range(1, 5)))
    assert crawled.code == 0, crawled.error
    figures = crawled.figures()
    assert (figures["closed"], figures["trouble"]) == ("0", "8 absent postings held open by a guard")
    assert statuses(folder) == {"open": 12}
    status = command(folder, "status", "--db", "jobs.db", "--json")
    (row,) = [json.loads(line) for line in status.out.splitlines()]
    assert status.code == 1
    assert row["held"] == "lists 4, usually 12"


UNREADABLE = {
    "fewer_than_it_says": (board(range(1, 5), total=12), "partial"),
    "broken_off": (HALF_SENT, "wrong_type"),
    "cut_on_the_way": (Answer(body=WHOLE.body, cut=True), "partial"),
    "gone": (Answer(status=404, body='{"error": "Board not found"}'), "unknown_board"),
    "server_error": (Answer(status=500, body="oh no"), "http_5xx"),
    "another_page": (Answer(body="<h1>Please sign in</h1>"), "wrong_type"),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    """Boards that were whole on the first day, and each in its own way cannot be read on the second; one still can."""
    folder = tmp_path_factory.mktemp("failed")
    crawl(folder, FIRST, sound=WHOLE, **dict.fromkeys(UNREADABLE, WHOLE))
    return folder, crawl(folder, SECOND, sound=WHOLE, **{name: answer for name, (answer, _) in UNREADABLE.items()})


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_a_board_that_cannot_be_read_to_its_end_closes_nothing(failed: tuple[Path, Crawled], name: str) -> None:
    folder, crawled = failed
    slug, cause = name.replace("_", "-"), UNREADABLE[name][1]
    figures = crawled.figures(slug)
    assert (figures["trouble"].partition(": ")[0], figures["closed"]) == (cause, "0")
    mine = f"source = 'us/wa/{slug}/greenhouse'"
    assert rows(folder, f"SELECT status, count(*) n FROM postings WHERE {mine} GROUP BY 1") == [
        {"status": "open", "n": 12}
    ]
    last = rows(folder, f"SELECT complete, cause FROM runs WHERE {mine} ORDER BY id DESC LIMIT 1")
    assert last == [{"complete": 0, "cause": cause}]


def test_the_other_boards_go_on_and_the_exit_code_says_what_happened(failed: tuple[Path, Crawled]) -> None:
    _, crawled = failed
    assert crawled.code == 1
    assert f"{len(UNREADABLE)} of {len(UNREADABLE) + 1} sources were not read to their end" in crawled.error
    assert (crawled.figures("sound")["unchanged"], crawled.figures("sound")["trouble"]) == ("12", "")


def test_the_closed_posting_leaves_the_published_table(folder: Path) -> None:
    crawl(folder, SECOND, larkspur=board(range(2, 13)))
    done = command(folder, "export", "--db", "jobs.db", "--out", "public")
    assert done.code == 0, done.error
    table = (folder / "public" / "jobs.csv").read_text("utf-8")
    assert "Voter Registration Organizer 1," not in table
    assert table.count("Voter Registration Organizer") >= 11
    assert "11 postings published" in done.out
