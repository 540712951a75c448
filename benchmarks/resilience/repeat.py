"""Every run repeated from its capture: the same content, the same versions, the same bytes published."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import victims
from benchmarks.resilience.boards import NUMBERS, PLATFORMS, Script, script, source
from benchmarks.resilience.faults import FAULTS
from benchmarks.resilience.table import Progress, Row
from exports import edition
from schema import contents, database
from schema.contents import Content
from schema.source import Source
from schema.tables import posting_versions, postings
from settings import Settings
from tests.loopback import Site
from tests.one_crawl import QUICK

TIMES = 3
FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HALF_A_DAY = dt.timedelta(hours=12)
SITE = "https://jobs.example.org/"

ROUNDS: Sequence[Callable[[str], Script]] = (
    script,
    lambda platform: script(platform, NUMBERS[3:]),
    FAULTS["page 2 answers 500"],
    lambda platform: script(platform, NUMBERS[:9]),
    FAULTS["list torn at 50%"],
    script,
)
"""What the boards show, round by round: postings go and come back, and two rounds fail."""

Held = tuple[dict[str, Content], dict[str, str]]


def check(folder: Path, progress: Progress) -> Row:
    """Crawl the rounds once, replay all of them into new databases, and the last one into its own again."""
    captures, moments = folder / "captures", [FIRST + HALF_A_DAY * number for number in range(len(ROUNDS))]
    crawled = _new(folder / "crawled")
    settings = replace(QUICK, db=str(crawled), log_level="CRITICAL")
    with ExitStack() as stack:
        sites = {p: stack.enter_context(Site(f"127.0.6.{place}")) for place, p in enumerate(PLATFORMS, 1)}
        sources = [source(platform, site.url) for platform, site in sites.items()]
        for shown, moment in zip(ROUNDS, moments, strict=True):
            for platform, site in sites.items():
                site.script = {path: [answer] for path, answer in shown(platform).items()}
            _run(folder, sources, replace(settings, captures=captures), moment, None)
        asked = sum(len(site.log) for site in sites.values())
        progress(f"{len(ROUNDS)} rounds crawled with {asked} requests")
    first, wrong = _held(crawled, moments[-1], "public"), []
    for number in range(1, TIMES + 1):
        again = _new(folder / f"again{number}")
        for moment in moments:
            _run(folder, sources, replace(settings, db=str(again)), moment, captures)
        wrong += [f"repetition {number}: {line}" for line in _differences(first, _held(again, moments[-1], "public"))]
        progress(f"repetition {number} of {TIMES}: {'; '.join(wrong) or 'no difference'}")
    said = _content(crawled)
    for _ in range(TIMES):
        _run(folder, sources, settings, moments[-1], captures)
    wrong += ["the last round again: other content or versions"] if _content(crawled) != said else []
    wrong += [f"the last round again: {name}" for name in _unequal(first[1], _held(crawled, moments[-1], "anew")[1])]
    rows = sum(table.rows for table in first[0].values())
    return Row(
        what=f"{len(ROUNDS)} rounds of {len(sources)} boards repeated {TIMES} times from their captures",
        figures="; ".join(wrong)
        or f"content, versions and exported bytes equal ({rows} rows, {len(first[1])} files), nothing fetched",
        passed=not wrong,
    )


def _run(
    folder: Path, sources: Sequence[Source], settings: Settings, moment: dt.datetime, replayed: Path | None
) -> None:
    victims.run(victims.crawl_once, folder / "told", sources, settings, moment, replayed)


def _new(folder: Path) -> Path:
    folder.mkdir()
    engine = database.engine(folder / "jobs.db")
    database.upgrade(engine)
    engine.dispose()
    return folder / "jobs.db"


def _held(db: Path, moment: dt.datetime, name: str) -> Held:
    """What a database holds, and the hashes of the files that are published from it into a new folder."""
    engine = database.engine(db)
    out = db.parent / name
    with database.reading(engine) as connection:
        held = contents.of(connection)
        edition.publish(connection, out, SITE, today=moment.date(), week=f"{moment:%G-W%V}", force=True)
    engine.dispose()
    files = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    return held, {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def _content(db: Path) -> tuple[list[tuple[object, ...]], ...]:
    """What every posting says and said; not when it was last seen."""
    engine = database.engine(db)
    columns = [column for column in postings.columns if column.name != "last_seen"]
    with database.reading(engine) as connection:
        found = tuple(
            [tuple(row) for row in connection.execute(query)]
            for query in (sa.select(*columns).order_by(postings.c.id), sa.select(posting_versions))
        )
    engine.dispose()
    return found


def _differences(one: Held, other: Held) -> list[str]:
    return contents.differences(one[0], other[0]) + _unequal(one[1], other[1])


def _unequal(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [f"{name} has other bytes" for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
