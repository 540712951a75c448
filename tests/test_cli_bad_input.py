"""Bad input gets one clear line that names the thing and the mend, and an exit code; nothing gets a traceback."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from fpdf import FPDF

from cli import main

GOOD = """name = "Pell County Elections"
kind = "election office - county"
homepage = "https://pell.example.org"

[[board]]
platform = "greenhouse"
token = "pell"
"""
POSTING = (
    "Elections Clerk, Pell County, Ohio — The county seeks a clerk who registers voters, answers the telephone and "
    "prepares the rolls before each election. Salary: $20 an hour. Deadline: open until filled. "
    "Application: To apply, send a resume to jobs@pell.example.org."
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in an empty folder: exit code, what it said on standard output, and on standard error."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("ELECTIONJOBS_"):
            monkeypatch.delenv(name)

    def run(*words, stdin: bytes | str = "") -> tuple[int, str, str]:
        done = CliRunner().invoke(main, [str(word) for word in words], input=stdin)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return done.exit_code, done.stdout, done.stderr

    return run


def write(path: str, content: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_every_mistake_in_the_source_files_is_named_with_its_mend(run):
    write("sources/us/pell.toml", GOOD.replace('county"', 'conty"').replace("platform", "platfrom"))
    code, _, said = run("sources", "check")
    assert code == 1
    assert (
        "us/pell.toml: kind: does not know 'election office - conty'; did you mean 'election office - county'?" in said
    )
    assert "us/pell.toml: board 1.platfrom: unknown key; did you mean 'platform'?" in said


def test_a_source_that_is_not_there(run):
    write("sources/us/pell.toml", GOOD)
    assert run("crawl", "nosuch") == (
        1,
        "",
        "electionjobs: nosuch: no such source in sources; electionjobs sources list shows them\n",
    )


def test_an_empty_folder_of_sources_is_no_error(run):
    Path("sources").mkdir()
    assert run("crawl") == (0, "no sources in sources\n", "")


def blank_pdf() -> bytes:
    page = FPDF()
    page.add_page()
    page.rect(10, 10, 50, 50)
    return bytes(page.output())


FILES = [
    ("empty.txt", b"", "the file is empty"),
    ("white.html", b" " * 10_000_000, "the file is empty"),
    ("missing.txt", None, "cannot be read: No such file or directory"),
]
SET_ASIDE = [
    ("broken.html", b"<html><b><<<<table><tr>", "There is no text to speak of."),
    ("scan.pdf", blank_pdf(), "The PDF has no text layer"),
    ("cut.pdf", b"%PDF-1.4 broken", "The PDF is damaged and cannot be opened."),
]


@pytest.mark.parametrize(("name", "content", "reason"), FILES)
def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(run, name, content, reason):
    if content is not None:
        write(name, content)
    write("good.txt", POSTING)
    code, out, said = run("ingest", name, "good.txt")
    assert code == 1
    assert said == f"{name}: {reason}\nelectionjobs: 1 of 2 files could not be read\n"
    assert out == "good.txt: posting: Elections Clerk\n"


@pytest.mark.parametrize(("name", "content", "reason"), SET_ASIDE)
def test_a_file_without_a_posting_is_set_aside_with_the_reason(run, name, content, reason):
    write(name, content)
    code, out, said = run("ingest", name)
    assert (code, said) == (0, "")
    assert out.startswith(f"{name}: set aside: {reason}")


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(run):
    assert run("db", "upgrade")[0] == 0
    with sqlite3.connect("jobs.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _, said = run("ingest", write("good.txt", POSTING))
    assert code == 1
    assert said.startswith("electionjobs: jobs.db: was written by a newer version of electionjobs (revision 9999")
    with sqlite3.connect("jobs.db") as connection:
        assert connection.execute("SELECT count(*) FROM postings").fetchone() == (0,)


def test_a_file_that_is_no_database(run):
    write("jobs.db", b"%PDF-1.4 something else" * 100)
    code, _, said = run("db", "check")
    assert (code, said) == (
        1,
        "electionjobs: jobs.db: file is not a database; the file is something else; give the path of a jobs.db\n",
    )


def test_a_folder_that_cannot_be_written(run):
    assert run("ingest", write("good.txt", POSTING))[0] == 0
    write("public", b"a file where the folder should be")
    code, _, said = run("export")
    assert code == 1
    assert said == "electionjobs: public: is a file; move it away or give a folder with --out\n"
    assert run("export", "--out", "elsewhere")[0] == 0


def test_a_setting_that_cannot_be_used(run, monkeypatch):
    monkeypatch.setenv("ELECTIONJOBS_DELAY", "soon")
    code, _, said = run("status")
    assert (code, said) == (1, "electionjobs: ELECTIONJOBS_DELAY='soon': give seconds from 0.01 to 3600\n")


def test_bad_usage_has_an_exit_code_of_its_own(run):
    assert run("parse", "--field", "salary")[0] == 2
    assert run("parse", "--platform", "greenhouse")[0] == 2
    assert run("ingest")[0] == 2


def test_every_line_is_answered_even_a_bad_one(run):
    lines = [
        "garbage",
        "[]",
        '{"id": 3}',
        '{"id": 4, "text": 5}',
        '{"id": 5, "text": "x", "date": "soon"}',
        '{"id": 6, "path": "none.pdf"}',
    ]
    code, out, _ = run("parse", "--jsonl", stdin="\n".join([*lines, json.dumps({"id": 7, "text": POSTING})]) + "\n")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer.get("error") for answer in answers] == [
        "not JSON: Expecting value: line 1 column 1 (char 0)",
        "not a JSON object",
        'one of "text", "html" or "path" is needed',
        '"text" must be a string',
        "\"date\" must be YYYY-MM-DD, not 'soon'",
        "none.pdf: No such file or directory",
        None,
    ]
    assert [answer["id"] for answer in answers] == [None, None, 3, 4, 5, 6, 7]
    assert [posting["title"] for posting in answers[-1]["postings"]] == ["Elections Clerk"]


def test_a_recorded_answer_of_an_unknown_platform(run):
    code, _, said = run("parse", "--platform", "papyrus", write("x.json", "{}"))
    assert code == 1
    assert said.startswith("electionjobs: there is no spider for the platform 'papyrus'; there are career_page, ")
