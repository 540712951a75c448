"""A correction, a hold, a pin, a submission, then three crawls that change the posting: all of it is kept and shown."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from desk import decided
from desk.actions import Document
from exports import digest_forms, edition, issues
from schema import database, tables
from tests.at_the_desk import BY, WEEK, Desk
from tests.loading import DAY, World, posting
from tests.postgresql import own_schema
from tests.publishing import SITE

NEXT_WEEK = "2026-W11"
LETTER = b"""Warehouse Lead

Pell County, Ohio - The Pell County Board of Elections seeks a Warehouse Lead to store ballot boxes.

Salary: $24 an hour. Deadline: April 17, 2026. To apply, write to jobs@pell.example.org.
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request, tmp_path):
    if request.param == "sqlite":
        world = World(tmp_path / "jobs.db")
        yield world
        assert world.healthy()
        world.engine.dispose()
        return
    with own_schema() as address:
        world = World(address)
        yield world
        assert world.healthy()
        world.engine.dispose()


def seen(day, salary=None, **changed):
    """What the board shows on a day: three openings, of which the first changes."""
    pay = {"salary_min": Decimal(salary), "salary_max": Decimal(salary), "salary_unit": "HOUR"} if salary else {}
    first = posting(1, day=day, title="Clerk", title_raw="Clerk", salary_currency="USD" if salary else None, **pay)
    return first, posting(2, day=day), posting(3, day=day, **changed)


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(world, folder, day, **options):
    with database.reading(world.engine) as connection:
        edition.publish(connection, folder, SITE, today=day, **options)


def test_what_an_editor_decided_outlives_three_crawls_and_the_issue_stays(world, tmp_path):
    desk = Desk(world, tmp_path / "public")
    world.load(*seen(DAY, 20))
    ids = {title: row["id"] for title, row in world.postings().items()}
    clerk, pinned, held = ids["Clerk"], ids["Elections Clerk 2"], ids["Elections Clerk 3"]
    desk.do.correct_together(clerk, {"salary_min": "21.50", "salary_max": "21.50"}, **BY)
    desk.do.hold(held, who="ada", why="asking the office")
    desk.do.pin(pinned, **BY)
    desk.do.note(clerk, "They pay the bus", **BY)
    (number,) = desk.do.submit(Document(name="letter.txt", content=LETTER, day=DAY), **BY)
    warehouse = desk.do.accept(number, {"title": "Warehouse Lead (Ballots)"}, **BY)
    issue = desk.approve()
    assert [entry.title for entry in issue.digest.entries] == [
        "Elections Clerk 2",
        "Clerk",
        "Warehouse Lead (Ballots)",
    ]
    export(world, desk.folder, DAY, week=WEEK)
    published = files(desk.folder / "issues"), files(desk.folder / "weekly")
    printed = digest_forms.render(issue.digest, "email")
    assert "$21.50 an hour" in printed and "They pay the bus" in printed

    for number, salary in enumerate((20, 23, 24), 1):
        desk.day = DAY + dt.timedelta(days=number)
        words = f"Opens envelopes number {number} and answers the questions of voters."
        world.load(*seen(desk.day, salary, description_text=words), day=desk.day)

    row = world.postings()["Clerk"]
    assert (row["salary_min"], row["salary_max"], row["salary_annual_min"]) == (Decimal("21.5"), Decimal("21.5"), 44720)
    with database.reading(world.engine) as connection:
        standing = {(one.kind, one.field): one for one in decided.listing(connection) if one.posting != warehouse}
        stored = issues.every(connection)
    low = standing["correct", "salary_min"]
    assert (low.old, low.new, low.conflict, low.who) == (20, 21.5, 24, "ada")
    assert {kind for kind, _ in standing} == {"correct", "hold", "pin", "note"}
    assert world.rows(sa.select(tables.publishable.c.id).where(tables.publishable.c.id == held)) == []
    assert world.postings()["Warehouse Lead (Ballots)"]["status"] == "open"

    draft = desk.draft(week=NEXT_WEEK, day=DAY + dt.timedelta(days=8))
    flagged = draft.item(clerk)
    assert (flagged.section, flagged.because) == ("changed", "its source says something else now")
    assert [doubt.words for doubt in flagged.doubts][:2] == [
        "salary_min was corrected to 21.5 by ada; the source now says 24",
        "salary_max was corrected to 21.5 by ada; the source now says 24",
    ]
    assert [(one.row["id"], one.decisions[0].why) for one in draft.held] == [(held, "asking the office")]

    assert stored == [issue]
    assert digest_forms.render(stored[0].digest, "email") == printed
    export(world, desk.folder, desk.day)
    assert (files(desk.folder / "issues"), files(desk.folder / "weekly")) == published
    assert [one.approved for one in (desk.draft(),)] == [issue]
