"""A small published edition for the tests of its pages: some postings in full, and enough beside them for a list.

What happens: on the first day all come; on the second a deadline is extended, one posting is over, one source cannot
be read, an editor joins a copy to its posting and pins another. The edition is of the second day, with its dated cut.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from exports import edition
from pipelines import editing
from pipelines.editing import Editor
from schema import database
from schema.records import Evidence, Location, ParsedPosting
from schema.source import Organization, Source
from schema.tables import postings
from tests.loading import BOARD, DAY, PAPER, World, noon, posting

SITE = "https://jobs.example.org/board"
WEEK = "2026-W10"
BEFORE = DAY - dt.timedelta(days=1)
FILLING = 60
"""How many plain postings stand beside those in full: "Elections Clerk 100" and so on."""

SPECIALIST = "Voter Registration Specialist"
ANALYST = "Election Data Analyst"
TRAINER = "Poll Worker Trainer"
OVER = "Ballot Courier"
SILENT = "Canvass Observer"
HEBREW = "פקיד בחירות"

_HTML = (
    '<h2>The work</h2><p>Registers voters &amp; answers the <a href="https://lark.example.org/phone">phone</a>.</p>'
    "<ul><li>Keeps the rolls.</li><li>Trains two clerks.</li></ul><script>alert(1)</script>"
    '<p onclick="alert(2)">Apply <a href="/apply">here</a> or <a href="javascript:alert(3)">there</a>.</p>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An edition and its database; ``pages`` are by title, ``copy`` is that of the analyst's second posting."""

    folder: Path
    world: World
    pages: Mapping[str, str]
    copy: str

    def text(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")


def specialist(day: dt.date, deadline: dt.date) -> ParsedPosting:
    """A posting that states a lot, as it stood on a day, with the words behind it."""
    given = posting(
        1,
        day=day,
        title=SPECIALIST,
        title_raw=f"{SPECIALIST} (Olympia)",
        organization="Lark County Elections",
        organization_kind="election office - county",
        role_family="voter_registration_clerk",
        role_soc="43-4199",
        partisan="nonpartisan",
        salary_min=Decimal("27.5"),
        salary_max=Decimal(31),
        salary_currency="USD",
        salary_unit="HOUR",
        salary_qualifier="range",
        salary_annual_min=Decimal(57200),
        salary_annual_max=Decimal(64480),
        salary_flags=("doe", "benefits"),
        locations=(Location(locality="Olympia", region="WA", country="US"),),
        remote="hybrid",
        days_onsite=3,
        employment_types=("FULL_TIME",),
        hours_per_week=Decimal("37.5"),
        deadline_on=deadline,
        deadline_time="17:00",
        deadline_type="fixed",
        starts_on="2026-05",
        starts_type="approx",
        education="HS",
        experience_years=Decimal(2),
        languages=("es",),
        apply_method="url",
        apply_url="https://lark.example.org/apply/1",
        summary="Registers voters and answers the phone.",
        description_html=_HTML,
        description_text="The work. Registers voters and answers the phone.",
    )
    words = (("salary_min", "$27.50 - $31 an hour DOE", "label"), ("salary_max", "$27.50 - $31 an hour DOE", "label"))
    proofs = tuple(
        Evidence(field=field, quote=quote, where=where, rule="salary.range") for field, quote, where in words
    )
    return replace(given, evidence=(*given.evidence, *proofs))


CIVIC = Source(
    id="us/civic/career_page",
    organization=Organization(slug="us/civic", name="Civic Board", kind=None, homepage="https://civic.example.org"),
    platform="career_page",
    url="https://civic.example.org/jobs",
)


def _analyst(number: int | str, source: Source, day: dt.date, **values: object) -> ParsedPosting:
    """A remote posting that states its pay; what a copy states beside is in ``values``."""
    pay = {"salary_min": Decimal(80000), "salary_max": Decimal(90000), "salary_annual_max": Decimal(90000)}
    given = {
        "title": ANALYST,
        "organization": "Ballot & Co",
        "organization_kind": "vendor",
        "role_family": "election_analyst",
        "remote": "remote",
        "remote_states": ("WA", "CO"),
        "salary_unit": "YEAR",
        "salary_currency": "USD",
    }
    return posting(number, source, day, **(given | pay | values))


def _board(day: dt.date, deadline: dt.date) -> list[ParsedPosting]:
    """What the board shows on both days."""
    return [
        specialist(day, deadline),
        _analyst(2, BOARD, day, education="B"),
        posting(3, day=day, title=SILENT, locations=(Location(locality="Pueblo", region="CO", country="US"),)),
        posting(4, day=day, title=HEBREW, title_raw=HEBREW, organization="מחוז לארק"),
        *(posting(100 + number, day=day) for number in range(FILLING)),
    ]


def _load(world: World) -> None:
    trainer = posting("trainer", PAPER, BEFORE, title=TRAINER, deadline_on=DAY + dt.timedelta(days=5))
    world.load(trainer, source=PAPER, day=BEFORE)
    world.load(*_board(BEFORE, DAY + dt.timedelta(days=8)), posting(9, day=BEFORE, title=OVER), day=BEFORE)
    world.load(source=PAPER, complete=False, cause="http_5xx")
    copy = _analyst("copy", CIVIC, DAY, hours_per_week=Decimal(40), salary_max=Decimal(95000))
    world.load(copy, source=CIVIC)
    world.load(*_board(DAY, DAY + dt.timedelta(days=20)))


def show(folder: Path) -> Shown:
    """Publish the edition into a folder."""
    world = World(folder / "jobs.db")
    _load(world)
    ids = {(row["title"], row["source"]): row["id"] for row in world.rows(sa.select(postings))}
    by = Editor(who="anna", why="", now=noon(DAY))
    with database.writing(world.engine) as connection:
        editing.join(connection, ids[ANALYST, BOARD.id], ids[ANALYST, CIVIC.id], by)
        editing.mark(connection, "pin", ids[HEBREW, BOARD.id], by)
    with database.reading(world.engine) as connection:
        edition.publish(connection, folder / "public", SITE, week=WEEK, force=True, today=DAY)
    pages = {title: f"jobs/{posting_id}.html" for (title, source), posting_id in ids.items() if source != CIVIC.id}
    copy = f"jobs/{ids[ANALYST, CIVIC.id]}.html"
    return Shown(folder=folder / "public", world=world, pages=pages, copy=copy)
