"""A running server for tests, on a loopback port of its own, and a week at the desk with something of everything."""

import datetime as dt
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import httpx
import sqlalchemy as sa
import uvicorn

from deciding import Deciding
from desk.web.application import application
from desk.web.explorer import Explorer
from desk.web.room import Room
from desk.web.sessions import LOOPBACK, Doorkeeper
from exports import edition, item_lines
from pipelines.batch import Batch
from pipelines.load import load as load_run
from schema import database
from schema.records import BoardResult, Evidence, Location, ParsedPosting
from schema.source import Organization, Source
from schema.tables import link_checks, links
from schema.vocabulary import UNITS_A_YEAR
from tests.loading import PAGE, World, noon, posting

MONDAY = dt.date(2026, 3, 2)
TODAY = dt.date(2026, 3, 12)
WEEK = "2026-W11"
ELM = Source(
    id="us/or/elm/greenhouse",
    organization=Organization(slug="us/or/elm", name="Elm County", kind=None, homepage="https://elm.example.org"),
    platform="greenhouse",
    token="elm",
)


def nowhere(url: str) -> tuple[bytes, str]:
    raise AssertionError(f"nothing is fetched in this test: {url}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server: its address with a slash, and what it serves."""

    url: str
    room: Room


@contextmanager
def serving(
    folder: Path, engine: sa.Engine, *, token: str | None = None, exposed: bool = False, site: str = "", names=LOOPBACK
) -> Iterator[Served]:
    """The application over ``folder``/public and a database, behind a real server in a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    room = Room(
        engine=engine,
        out=folder / "public",
        site=site or url,
        actions=Deciding(engine, nowhere, "desk", lambda: noon(TODAY)),
        door=Doorkeeper(token, exposed=exposed),
        now=lambda: noon(TODAY),
        most_bytes=2**20,
    )
    copies = folder / "explorer"
    copies.mkdir(exist_ok=True)
    explorer = Explorer(Path(engine.url.database), copies) if engine.dialect.name == "sqlite" else None
    server = uvicorn.Server(uvicorn.Config(application(room, explorer, names), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Served(url=url, room=room)
    finally:
        server.should_exit = True
        thread.join()


def load(engine: sa.Engine, source: Source, one: ParsedPosting, day: dt.date) -> None:
    """Load one posting as a run of its source that was not complete: what it does not list stays."""
    result = BoardResult(source=source.id, listed=1, complete=False, cause="partial")
    load_run(engine, source, f"by hand {day}", Batch(postings=[one]), result, noon(day))


def publish(engine: sa.Engine, folder: Path, site: str = "https://jobs.example.org/") -> None:
    """Publish what a database holds into ``folder``/public."""
    with database.reading(engine) as connection:
        edition.publish(connection, folder / "public", site, force=True, today=TODAY)


def publish_little(folder: Path) -> None:
    """A published folder with a page and no posting, for tests that are about something else."""
    (folder / "public" / "feeds").mkdir(parents=True)
    (folder / "public" / "index.html").write_text("<h1>Election jobs</h1>")
    (folder / "public" / item_lines.PATH).write_bytes(b"")


def a_week(folder: Path) -> World:
    """A week of postings that are new, closing, extended, changed, doubtful, dead, perhaps twice; sources in doubt."""
    world = World(folder / "jobs.db")
    old = [
        posting("Closing", deadline_on=TODAY + dt.timedelta(days=2), deadline_type="fixed"),
        posting("Extended", deadline_on=MONDAY + dt.timedelta(days=9), deadline_type="fixed"),
        posting("Changed", **_pay(20, 20, "HOUR")),
    ]
    world.load(*old, day=MONDAY)
    world.load(*(posting(f"Elm {number}", source=ELM) for number in range(6)), source=ELM, day=MONDAY)
    day = TODAY - dt.timedelta(days=2)
    extended = posting("Extended", day=day, deadline_on=TODAY + dt.timedelta(days=20), deadline_type="fixed")
    changed = posting("Changed", day=day, **_pay(24, 24, "HOUR"))
    new = [_new(name, day, **values) for name, values in _NEW.items()]
    world.load(posting("Closing", day=day, **_kept(old[0])), extended, changed, *new, day=day)
    other = {"title": "Envelope Opener", "description_text": "For the spring election, two weeks, at the counter."}
    twin = posting("Twin", source=PAGE, day=day, locations=_PLACE, summary="Opens envelopes.", **other)
    world.load(twin, source=PAGE, day=day, listed=1)
    world.load(posting("Elm 0", source=ELM, day=day), source=ELM, day=day)
    world.load(source=PAGE, day=day + dt.timedelta(days=1), complete=False, cause="http_5xx")
    ids = {row["title"]: row["id"] for row in world.postings().values()}
    alike = {"kind": "doubtful", "score": 0.71, "reasons": ["same employer", "the same duties"]}
    pair = sorted([ids["Elections Clerk Alpha"], ids["Envelope Opener"]])
    with database.writing(world.engine) as connection:
        connection.execute(sa.delete(links))
        connection.execute(sa.insert(links).values(a=pair[0], b=pair[1], **alike))
        dead = {"url": "https://lark.example.org/jobs/Bravo", "status": "dead", "detail": "answers 404 on two days"}
        connection.execute(sa.insert(link_checks).values(checked_at=noon(day), **dead))
    return world


def _kept(loaded) -> dict:
    return {"deadline_on": loaded.posting.deadline_on, "deadline_type": loaded.posting.deadline_type}


def _pay(low: int, high: int, unit: str) -> dict:
    return {
        "salary_min": Decimal(low),
        "salary_max": Decimal(high),
        "salary_unit": unit,
        "salary_currency": "USD",
        "salary_qualifier": "exact" if low == high else "range",
        "salary_annual_min": Decimal(low) * UNITS_A_YEAR[unit],
        "salary_annual_max": Decimal(high) * UNITS_A_YEAR[unit],
    }


_PLACE = (Location(locality="Larkville", county="Lark County", region="WA", country="US"),)
_NEW = {
    "Alpha": _pay(52000, 64000, "YEAR"),
    "Bravo": {"remote": "hybrid", "employment_types": ("FULL_TIME",), "role_family": "election_specialist"},
    "Charlie": {"deadline_on": TODAY + dt.timedelta(days=1), "deadline_type": "fixed"},
    "Delta": {"organization": None, "locations": (), "summary": None},
}


def _new(name: str, day: dt.date, **values):
    given = {
        "locations": _PLACE,
        "location_raw": "Larkville, WA",
        "summary": f"Opens envelopes at counter {name} and answers the questions of voters.",
        **values,
    }
    made = posting(name, day=day, **given)
    words = [Evidence(field="summary", quote="Opens envelopes", where="body", rule="summary.duties")]
    if "salary_min" in values:
        quote = "Salary: $52,000 - $64,000, DOE"
        words += [
            Evidence(field=field, quote=quote, where="label", rule="salary.label", confidence=0.6)
            for field in ("salary_min", "salary_max", "salary_unit", "salary_currency")
        ]
    return replace(made, evidence=(*made.evidence, *words))


def copy_of(folder: Path, to: Path, *, published: bool = True) -> sa.Engine:
    """Another database, and published folder, with the same content, for a test that changes them."""
    for path in folder.glob("jobs.db*"):
        shutil.copy(path, to)
    if published:
        shutil.copytree(folder / ".public-editions", to / ".public-editions", copy_function=os.link)
        shutil.copy(folder / "public", to / "public", follow_symlinks=False)
    else:
        publish_little(to)
    return database.engine(to / "jobs.db")


ROLES = ("election_specialist", "voter_registration_clerk", "organizer", "it_and_software")
STATES = ("WA", "OR", "NC")
MODES = ("remote", "hybrid", "onsite", "flexible", "unspecified")
KINDS = ("election office - county", "advocacy/voter engagement", "vendor", None)
SIDES = ("nonpartisan", "partisan", "labor", "unknown")
PAY = (None, 30_000, 55_000, 61_500, 90_000)


def some_posting(number: int):
    low = PAY[number % len(PAY)]
    pay = {"salary_min": Decimal(low), "salary_annual_min": Decimal(low)} if low else {}
    pay |= {"salary_max": Decimal(low + 5000), "salary_annual_max": Decimal(low + 5000)} if low else {}
    pay |= {"salary_unit": "YEAR", "salary_currency": "USD", "salary_qualifier": "range"} if low else {}
    return posting(
        number,
        role_family=ROLES[number % len(ROLES)],
        remote=MODES[number % len(MODES)],
        remote_states=("NC", "VA") if number % 7 == 0 else (),
        locations=(Location(locality="Larkville", region=STATES[number % len(STATES)], country="US"),),
        organization_kind=KINDS[(number // 2) % len(KINDS)],
        partisan=SIDES[(number // 3) % len(SIDES)],
        **pay,
    )


def sixty(folder: Path) -> sa.Engine:
    """A database of sixty openings that differ in all that feeds are cut by."""
    world = World(folder / "jobs.db")
    world.load(*(some_posting(number) for number in range(60)), day=MONDAY)
    return world.engine


def raw(url: str, path: str, *headers: str) -> bytes:
    """The answer to a request as it stands here: no client tidies its path or its headers."""
    address = httpx.URL(url)
    lines = [
        f"GET {path} HTTP/1.1",
        *(headers or [f"Host: {address.host}:{address.port}"]),
        "Connection: close",
        "",
        "",
    ]
    with socket.create_connection((address.host, address.port)) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def come_in(web: httpx.Client, **form: str) -> httpx.Response:
    return web.post("/desk/enter", data={"name": "Dana", "next": "/desk/", **form})


def mark_in(page: str) -> str:
    return re.search(r'name="mark" value="([0-9a-f]+)"', page)[1]
