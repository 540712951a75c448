"""``electionjobs export`` and ``electionjobs digest`` as a person calls them."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from cli import main
from tests.loading import DAY, World, posting


@pytest.fixture
def run(tmp_path, monkeypatch):
    world = World(tmp_path / "jobs.db")
    old = posting(1, deadline_on=DAY + dt.timedelta(days=9), deadline_type="fixed", apply_method="url")
    world.load(old)
    day = DAY + dt.timedelta(days=7)
    world.load(
        posting(1, day=day, deadline_on=DAY + dt.timedelta(days=9), deadline_type="fixed", apply_method="url"),
        posting(2, day=day, locations=({"locality": "Pell", "county": None, "region": "WA", "country": "US"},)),
        day=day,
    )
    world.engine.dispose()
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        done = CliRunner().invoke(main, list(arguments))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return call


def test_export_names_the_files_to_look_at_first(run):
    code, said = run("export")
    assert code == 0
    assert said.splitlines()[0] == "public/index.html"
    # The one with a deadline is over by now.
    assert "1 postings published in" in said.splitlines()[-1]
    assert run("export")[1] == said


@pytest.mark.parametrize("week", ["2026-W60", "soon"])
def test_a_week_that_is_none_is_bad_usage(run, week):
    code, said = run("export", "--week", week)
    assert code == 2
    assert "--week" in said


def test_a_week_is_published_once(run):
    assert run("export", "--week", "2026-W11")[0] == 0
    code, said = run("export", "--week", "2026-W11")
    assert code == 1
    assert "never rewritten" in said


def test_a_draft_lists_what_an_editor_should_look_at(run):
    code, said = run("digest", "draft", "--json", "--date", "2026-03-09")
    assert code == 0
    items = json.loads(said)["items"]
    assert [(item["section"], item["entry"]["title"], item["entry"]["pay_asked_by"]) for item in items] == [
        ("new", "Elections Clerk 2", ["Washington"]),
        ("closing", "Elections Clerk 1", []),
    ]
    assert run("digest", "leave-out", items[0]["entry"]["id"], "--week", "2026-W11", "--who", "ada")[0] == 0
    code, said = run("digest", "preview", "--date", "2026-03-09")
    assert (code, "Elections Clerk 1" in said, "Elections Clerk 2" in said) == (0, True, False)


@pytest.mark.parametrize(
    ("form", "begins"), [("text", "JOBS IN ELECTIONS"), ("markdown", "## "), ("paste", "<p>"), ("email", "<!DOCTYPE")]
)
def test_a_preview_in_every_form(run, form, begins):
    code, said = run("digest", "preview", "--form", form, "--date", "2026-03-09", "--order", "state")
    assert (code, said.startswith(begins)) == (0, True)
    assert "Elections Clerk 1" in said and "Elections Clerk 2" in said


def test_the_last_dated_cut_is_the_last_issue(run):
    assert run("export", "--week", "2026-W10")[0] == 0  # ends with 2026-03-08
    code, said = run("digest", "draft", "--json", "--date", "2026-03-20", "--until", "2026-03-21")
    assert (code, [item["entry"]["title"] for item in json.loads(said)["items"]]) == (0, ["Elections Clerk 2"])
    assert run("digest", "preview", "--date", "2026-03-09", "--since", "2026-03-09")[0] == 2
