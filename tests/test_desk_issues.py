"""Approved issues never change, in the database or in what is published; a republication is a revision of them."""

import datetime as dt
import hashlib
import json

import feedparser
import pytest
import sqlalchemy as sa

from desk.issues import IssueError, approve
from exports import digest_forms, edition, feeds, issue_files, issues
from pipelines.editor import EditError
from schema import database
from schema.jsonform import to_json
from schema.tables import decisions, submissions, submitted_documents
from schema.tables import issues as issue_rows
from tests.at_the_desk import BY, WEEK, Desk
from tests.loading import DAY, PAGE, World, noon, posting
from tests.postgresql import own_schema
from tests.publishing import SITE


@pytest.fixture
def desk(world, tmp_path):
    return Desk(world, tmp_path / "public")


def publish(desk, **options):
    with database.reading(desk.world.engine) as connection:
        edition.publish(connection, desk.folder, SITE, today=desk.day, **options)


def stored(world):
    with database.reading(world.engine) as connection:
        return issues.every(connection)


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def titles(issue):
    return [entry.title for entry in issue.digest.entries]


def told(desk):
    """What digest.xml says: name, link and date of each item."""
    issue_files.write(desk.folder, stored(desk.world))
    feed = feedparser.parse(feeds.issues(SITE, issue_files.read(desk.folder)))
    return [
        (entry.id.rpartition("digest/")[2], entry.link.removeprefix(SITE), entry.published) for entry in feed.entries
    ]


def test_an_issue_is_the_draft_for_ever(desk):
    desk.world.load(posting(1), posting(2))
    draft = desk.draft()
    issue = desk.approve()
    assert (issue.week, issue.revision, issue.digest, issue.approved_by) == (WEEK, 1, draft.digest, "ada")
    desk.day += dt.timedelta(days=1)
    desk.world.load(posting(1, day=desk.day, title="Chief"), posting(3, day=desk.day), day=desk.day)
    assert stored(desk.world) == [issue]
    for form in ("email", "paste", "markdown", "text"):
        assert digest_forms.render(stored(desk.world)[0].digest, form) == digest_forms.render(draft.digest, form)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_database_itself_refuses_to_change_what_was_approved_or_decided(kind, tmp_path):
    if kind == "sqlite":
        return refuses(World(tmp_path / "jobs.db"), tmp_path)
    with own_schema() as address:
        return refuses(World(address), tmp_path)


def refuses(world, folder):
    desk = Desk(world, folder / "public")
    world.load(posting(1))
    desk.do.pin(world.one()["id"], **BY)
    issue = desk.approve()
    lite = world.engine.dialect.name == "sqlite"
    columns = "week, revision, day, since, until, arranged, digest, approved_by, approved_at, why"
    again = f"INSERT OR REPLACE INTO issues ({columns}) SELECT {columns} FROM issues"
    upsert = f"INSERT INTO issues ({columns}) SELECT {columns} FROM issues {'WHERE true' if lite else ''}"
    for statement, says in {
        "UPDATE issues SET why = 'x'": "never changes",
        "DELETE FROM issues": "never changes",
        f"{upsert} ON CONFLICT (week, revision) DO UPDATE SET why = 'x'": "never changes",
        (again if lite else "TRUNCATE issues"): "never changes",
        "DELETE FROM decisions": "never changed",
        "UPDATE decisions SET who = 'eve'": "never changed",
        **({} if lite else {"TRUNCATE decisions": "never changed"}),
    }.items():
        with pytest.raises(sa.exc.DBAPIError, match=says), world.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert stored(world) == [issue]
    assert {row["who"] for row in world.rows(sa.select(decisions))} == {"ada"}
    world.engine.dispose()


@pytest.mark.parametrize(
    ("why", "changed", "says"),
    [
        ("a reason", False, f"{WEEK}: nothing differs from revision 1, which is approved"),
        ("  ", True, f"{WEEK}: is approved already; say why it is republished (--why)"),
    ],
)
def test_a_republication_needs_a_difference_and_a_reason(desk, why, changed, says):
    desk.world.load(posting(1))
    desk.approve()
    if changed:
        desk.do.note(desk.world.one()["id"], "Hurry", **BY)
    with pytest.raises(IssueError) as refused:
        desk.approve(why)
    assert str(refused.value) == says
    assert len(stored(desk.world)) == 1


def test_an_empty_draft_is_no_issue(desk):
    with pytest.raises(IssueError, match="the draft is empty"):
        desk.approve()


def test_a_draft_that_changed_since_the_editor_looked_is_not_approved(desk):
    desk.world.load(posting(1))
    seen = desk.draft().fingerprint
    desk.world.load(posting(1), posting(2))
    with pytest.raises(EditError, match="the draft changed since you looked at it"):
        desk.do.approve(desk.wanted(), who="ada", why="", seen=seen)
    assert desk.do.approve(desk.wanted(), who="ada", why="", seen=desk.draft().fingerprint).revision == 1


def test_of_two_who_approve_at_once_one_is_told(desk):
    desk.world.load(posting(1))
    draft = desk.draft()
    desk.approve()
    with (
        pytest.raises(IssueError, match="somebody else approved it"),
        database.writing(desk.world.engine) as connection,
    ):
        approve(connection, draft, who="eve", why="", now=noon(DAY))
    assert [issue.approved_by for issue in stored(desk.world)] == ["ada"]


def test_the_database_check_looks_at_what_editors_did(tmp_path):
    desk = Desk(World(tmp_path / "broken.db"), tmp_path / "public")
    handed = {"read": {}, "corrected": {}, "document": 1, "posting": None}
    paper = {
        "origin": "stdin",
        "name": "",
        "url": "",
        "day": DAY,
        "content": b"",
        "given_by": "e",
        "given_at": noon(DAY),
    }
    with desk.world.engine.begin() as connection:
        connection.execute(sa.insert(submitted_documents).values(paper))
        for state in ("accepted", "lost", "waiting"):
            connection.execute(sa.insert(submissions).values(handed | {"state": state}))
        said = {"kind": "guess", "who": "e", "why": "", "decided_at": noon(DAY), "active": True}
        connection.execute(sa.insert(decisions).values(said))
        digest = to_json(desk.draft().digest)
        days = {"day": DAY, "since": DAY, "until": DAY, "arranged": "state", "digest": digest}
        approved = {"week": WEEK, "revision": 2, "approved_by": "e", "approved_at": noon(DAY), "why": ""}
        connection.execute(sa.insert(issue_rows).values(days | approved))
    assert database.check(desk.world.engine) == [
        f"issue {WEEK} has a gap in its revisions",
        "decision 1 is of a kind that does not exist",
        "submission 2 has a state that does not exist",
        "submission 1 has a posting without being accepted, or is accepted without one",
    ]


def test_a_revision_keeps_the_days_and_the_grouping_and_says_what_differs(desk):
    desk.world.load(posting(1), posting(2))
    first = desk.approve(order="state")
    desk.day += dt.timedelta(days=10)
    desk.world.load(posting(1, day=desk.day, salary_raw="$25"), day=desk.day)
    clerk = desk.world.postings()["Elections Clerk 1"]["id"]
    desk.do.note(clerk, "The pay was wrong", **BY)
    draft = desk.draft(week=WEEK)
    assert draft.differences == ("Elections Clerk 1: note: '' → 'The pay was wrong'",)
    second = desk.approve("the pay was wrong", week=WEEK)
    assert (second.revision, second.day, second.since, second.arranged) == (2, first.day, first.since, "state")
    assert stored(desk.world) == [first, second]
    assert desk.draft(week=WEEK).differences == ()


def test_the_cut_of_a_week_holds_its_approved_issue(desk):
    desk.world.load(posting(1), posting(2))
    desk.do.leave_out(WEEK, desk.world.postings()["Elections Clerk 2"]["id"], **BY)
    desk.approve()
    publish(desk, week=WEEK)
    cut = (desk.folder / "weekly" / WEEK / "digest.md").read_text("utf-8")
    assert "Elections Clerk 1" in cut and "Elections Clerk 2" not in cut
    assert cut == (desk.folder / "issues" / WEEK / "1" / "digest.md").read_text("utf-8")


def test_the_files_of_an_issue_are_whole_and_written_once(desk):
    desk.world.load(posting(1))
    desk.approve()
    publish(desk)
    place = desk.folder / "issues" / WEEK / "1"
    sums = dict(reversed(line.split("  ")) for line in (place / "SHA256SUMS").read_text("utf-8").splitlines())
    names = {"digest.html", "digest-paste.html", "digest.md", "digest.txt", "issue.json"}
    assert {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name in names} == sums
    about = json.loads((place / "issue.json").read_text("utf-8"))
    assert (about["week"], about["revision"], about["approved_on"]) == (WEEK, 1, DAY.isoformat())
    assert "ada" not in (place / "issue.json").read_text("utf-8")
    before = files(desk.folder / "issues")
    desk.day += dt.timedelta(days=1)
    desk.world.load(posting(1, title="Chief", day=desk.day), posting(5, day=desk.day), day=desk.day)
    publish(desk, week=WEEK)
    assert files(desk.folder / "issues") == before
    assert not any(
        name.startswith("issues/") for name in json.loads((desk.folder / "edition.json").read_text())["files"]
    )


def test_a_revision_has_a_place_of_its_own_and_the_rest_stays(desk):
    desk.world.load(posting(1))
    desk.approve()
    publish(desk, week=WEEK)
    before = files(desk.folder / "weekly") | files(desk.folder / "issues")
    desk.do.note(desk.world.one()["id"], "The pay was wrong", **BY)
    desk.approve("the pay was wrong")
    publish(desk)
    after = files(desk.folder / "weekly") | files(desk.folder / "issues")
    assert {name: content for name, content in after.items() if f"{WEEK}/2/" not in name} == before
    assert b"The pay was wrong" in after[f"{WEEK}/2/digest.txt"]


def test_a_corrected_issue_is_no_new_item_but_one_with_openings_is(desk):
    desk.world.load(posting(1))
    desk.approve()
    published = "Mon, 02 Mar 2026 12:00:00 +0000"
    assert told(desk) == [(WEEK, f"issues/{WEEK}/1/digest.html", published)]
    desk.do.note(desk.world.one()["id"], "The pay was wrong", **BY)
    desk.approve("the pay was wrong")
    assert told(desk) == [(WEEK, f"issues/{WEEK}/2/digest.html", published)]
    desk.day += dt.timedelta(days=2)
    desk.world.load(posting(9, PAGE, day=desk.day, title="Mapper"), source=PAGE, day=desk.day)
    desk.approve("a late one", day=desk.day)
    assert told(desk) == [(f"{WEEK}/3", f"issues/{WEEK}/3/digest.html", "Wed, 04 Mar 2026 12:00:00 +0000")]


def test_a_cut_without_an_approved_issue_is_told_as_ever(desk):
    desk.world.load(posting(1))
    publish(desk, week=WEEK)
    assert [(name, link) for name, link, _ in told(desk)] == [(WEEK, f"weekly/{WEEK}/digest.html")]
    desk.approve()
    assert [(name, link) for name, link, _ in told(desk)] == [(WEEK, f"issues/{WEEK}/1/digest.html")]


def test_what_came_between_two_issues_stands_in_the_next(desk):
    desk.world.load(posting(1), posting(2))
    ids = {title: row["id"] for title, row in desk.world.postings().items()}
    desk.do.hold(ids["Elections Clerk 2"], **BY)
    assert titles(desk.approve()) == ["Elections Clerk 1"]
    desk.world.load(posting(1), posting(2), posting(3))  # on the day of the issue, after it
    desk.do.undo(1, **BY)
    desk.day += dt.timedelta(days=7)
    draft = desk.draft()
    assert [(item.entry.title, item.because) for item in draft.items] == [
        ("Elections Clerk 2", "new on March 2, 2026, and in no issue since"),
        ("Elections Clerk 3", "new on March 2, 2026, and in no issue since"),
    ]
    assert titles(desk.approve()) == ["Elections Clerk 2", "Elections Clerk 3"]
    desk.day += dt.timedelta(days=7)
    assert desk.draft().items == ()


def test_what_was_left_out_of_an_issue_is_told_by_no_later_one(desk):
    desk.world.load(posting(1), posting(2))
    desk.do.leave_out(WEEK, desk.world.postings()["Elections Clerk 2"]["id"], **BY)
    desk.approve()
    desk.day += dt.timedelta(days=7)
    assert desk.draft().items == ()
