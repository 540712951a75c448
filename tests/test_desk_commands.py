"""``electionjobs digest`` and the asking of ``edit add`` as an editor uses them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from desk import submitted
from exports import issues
from schema import database
from tests.loading import DAY, posting

ROOT = Path(__file__).resolve().parent.parent
WEEK = ("--week", "2026-W10", "--date", "2026-03-02")
TEXT = (
    "Warehouse Lead\n\nThe Pell County Board of Elections seeks a Warehouse Lead to store ballot boxes.\n\n"
    "Salary: $24 an hour\n\nTo apply, send a resume to jobs@pell.example.org.\n"
)


@pytest.fixture
def run(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world.load(posting(1, salary_raw="$20"), posting(2))

    def run(*words):
        done = CliRunner().invoke(main, [*words, "--db", world.engine.url.database])
        return done.exit_code, done.stdout, done.stderr

    return run


def ids(world):
    return [row["id"] for _, row in sorted(world.postings().items())]


def test_from_the_draft_to_the_issue(run, world):
    one, two = ids(world)
    code, said, _ = run("digest", "draft", *WEEK)
    assert code == 0
    head, columns, *lines = said.splitlines()
    fingerprint = head.rpartition(" ")[2]
    assert head == (f"2026-W10: issue of March 2, 2026, since February 23, 2026; 2 openings; fingerprint {fingerprint}")
    assert columns.split("\t") == ["id", "section", "title", "organization", "deadline", "look at"]
    assert [line.split("\t")[0] for line in lines] == [one, two]
    assert run("digest", "order", two, one, "--week", "2026-W10", "--who", "ada")[0] == 0
    code, _, said = run("digest", "approve", *WEEK, "--seen", fingerprint, "--who", "ada")
    assert (code, said) == (1, "electionjobs: 2026-W10: the draft changed since you looked at it; look at it again\n")
    code, said, _ = run("digest", "approve", *WEEK, "--who", "ada")
    assert (code, said) == (0, "2026-W10: revision 1 is approved, 2 openings; electionjobs export publishes it\n")
    code, _, said = run("digest", "approve", *WEEK, "--who", "ada")
    assert (code, said) == (1, "electionjobs: 2026-W10: nothing differs from revision 1, which is approved\n")
    run("edit", "note", two, "Hurry", "--who", "ada")
    assert run("digest", "draft", *WEEK)[1].splitlines()[1:3] == [
        "revision 1 of this week is approved; approving again makes a revision",
        "  Elections Clerk 2: note: '' → 'Hurry'",
    ]
    assert run("digest", "approve", *WEEK, "--who", "ada", "--why", "forgot the note")[0] == 0
    listed = [line.split("\t") for line in run("digest", "issues")[1].splitlines()]
    assert [(line[0], line[1], line[4], line[6]) for line in listed[1:]] == [
        ("2026-W10", "1", "ada", ""),
        ("2026-W10", "2", "ada", "forgot the note"),
    ]
    assert [json.loads(line)["revision"] for line in run("digest", "issues", "--json")[1].splitlines()] == [1, 2]
    assert "Hurry" in run("digest", "show", "2026-W10")[1]
    assert "Hurry" not in run("digest", "show", "2026-W10", "--revision", "1", "--form", "markdown")[1]


def test_the_draft_shows_what_may_stand_twice_and_what_is_held(run, world):
    one, _ = ids(world)
    same = {"title": "Elections Clerk 2", "url": "https://lark.example.org/other", "description_text": "Counts votes."}
    world.load(posting(1, salary_raw="$20"), posting(2), posting(3, **same))
    run("edit", "hold", one, "--who", "ada", "--why", "asking the office")
    said = run("digest", "draft", *WEEK)[1]
    assert "May be one opening (edit join ID ID, or edit split ID ID):" in said
    assert "reads alike in the issue" in said
    number, held, title, who, _, why = said.splitlines()[-1].split("\t")
    assert (number, held, title, who, why) == ("1", one, "Elections Clerk 1", "ada", "asking the office")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            ("digest", "show", "2026-W09"),
            1,
            "2026-W09: no such issue is approved; electionjobs digest issues lists them",
        ),
        (("digest", "show", "soon"), 2, "'soon' is no week; give one like 2026-W47"),
        (("digest", "draft", "--date", "2026-03-02", "--since", "2026-03-02"), 2, "cannot tell of what came since"),
        (("digest", "order", "nosuch"), 1, "nosuch: there is no such posting"),
        (("digest", "approve", "--week", "2025-W10"), 1, "2025-W10: the draft is empty; there is nothing to approve"),
    ],
)
def test_what_cannot_be_is_one_clear_line(run, words, code, says):
    done = run(*words)
    assert done[0] == code
    assert says in done[2]


@pytest.mark.parametrize("group", ["edit", "digest"])
def test_every_command_of_an_editor_has_an_example(group):
    names = main.get_command(None, group).commands
    assert {name: "electionjobs" in CliRunner().invoke(main, [group, name, "--help"]).stdout for name in names} == (
        dict.fromkeys(names, True)
    )


def test_on_a_terminal_the_editor_corrects_and_accepts(world, tmp_path):
    (tmp_path / "posting.txt").write_text(TEXT, "utf-8")
    ours, theirs = pty.openpty()
    words = ["edit", "add", "posting.txt", "--date", "2026-03-02", "--who", "ada", "--db", world.engine.url.database]
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as asking:
        os.close(theirs)
        os.write(ours, b"c\nsalary_min\nmuch\nc\nsalary_max\n26\na\n")
        said = b""
        while chunk := _read(ours):
            said += chunk
    os.close(ours)
    assert asking.returncode == 0, said.decode()
    assert b"salary_min: 'much' is no number like 45000.50" in said
    with database.reading(world.engine) as connection:
        (one,) = submitted.listing(connection)
        assert (one.state, issues.every(connection)) == ("accepted", [])
    assert (world.one()["salary_max"], world.one()["observed_on"]) == (26, DAY)


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other side is closed
        return b""
