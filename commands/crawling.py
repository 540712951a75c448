"""``electionjobs crawl`` and ``ingest``: the way into the database."""

import datetime as dt
from pathlib import Path

import click
from sqlalchemy import Engine

import crawl as crawling
import ingest as ingesting
import terminal
import webhook
from commands.frame import DATE, DB, FOLDER, Trouble, chosen_sources, clear_errors, given_settings, ready_database
from crawl import Crawled
from pipelines import cadence
from scheduling import locks
from schema import database
from settings import Settings
from spiders.board_reading import NO_WAY


@click.command()
@click.argument("source", nargs=-1)
@click.option("--platform", help="Only sources of this platform.")
@click.option("--due", is_flag=True, help="Only sources whose schedule says that their time has come.")
@click.option("--wait", is_flag=True, help="Wait for another crawl of this database to end; without it, refuse.")
@DB
@FOLDER
@click.option("--at", "moment", hidden=True, help="Take this ISO moment for the clock (demo and tests).")
def crawl(
    source: tuple[str, ...],
    platform: str | None,
    due: bool,
    wait: bool,
    db: str | None,
    sources: Path | None,
    moment: str | None,
) -> None:
    """Crawl sources into the database; without names, all of them. One crawl of a database at a time.

    \b
    Examples:
      electionjobs crawl --due
      electionjobs crawl us/wa/king-county-elections
      electionjobs crawl --platform greenhouse --db postgresql+psycopg://me@localhost/jobs
    """
    with clear_errors():
        settings = given_settings(db=db, sources=sources)
        chosen = chosen_sources(settings, source, platform)
        engine = ready_database(settings)
        now = dt.datetime.fromisoformat(moment) if moment else None
        with locks.hold(engine, "crawl", wait=wait, on_wait=terminal.warn):
            if due:
                with database.reading(engine) as connection:
                    at = now or dt.datetime.now(dt.UTC)
                    chosen = cadence.due(chosen, cadence.habits(connection, at.date()), at)
            if not chosen:
                _tell(settings, engine, now)
                click.echo("no source is due" if due else f"no sources in {settings.sources}")
                return
            with terminal.progress(len(chosen)) as advance:
                crawled = crawling.crawl(chosen, settings, moment=now, on_progress=advance)
            _tell(settings, engine, now)
    terminal.show_crawl(crawled.results, crawled.counts)
    moved = ("new", "changed", "reopened", "closed", "expired")
    figures = (f"{sum(getattr(done, name) for done in crawled.counts.values())} {name}" for name in moved)
    click.echo(f"{len(crawled.results)} sources crawled: {', '.join(figures)}")
    if said := _troubles(crawled):
        raise Trouble("; ".join(said))


def _tell(settings: Settings, engine: Engine, now: dt.datetime | None) -> None:
    """Tell the webhook, if there is one. Also where nothing was due: that nothing was crawled for days is news."""
    if settings.webhook:
        webhook.tell(settings.webhook, engine, now or dt.datetime.now(dt.UTC))


def _troubles(crawled: Crawled) -> list[str]:
    """What went wrong: on our side, with the network, at the sources."""
    said = list(crawled.troubles)
    unstored = [result for result in crawled.results if result.source not in crawled.counts]
    held_back = sum(bool(done.held_back) for done in crawled.counts.values())
    if held_back:
        said.append(f"{held_back} sources gave postings that lost what they had: held back (electionjobs status)")
    unread = [result for result in crawled.results if not result.complete]
    if unstored:
        said.append(f"{len(unstored)} of {len(crawled.results)} sources were not stored; what was stored before stays")
    if unread and all(result.cause in NO_WAY for result in crawled.results):
        said.append("no site could be reached: look whether this machine is connected; no posting was changed")
    if unread:
        cut = _cut_short(crawled)
        end = f" ({cut})" if cut else ""
        said.append(f"{len(unread)} of {len(crawled.results)} sources were not read to their end{end}")
    return said


def _cut_short(crawled: Crawled) -> str:
    """The platforms whose run ended before its end, and by what."""
    reasons = crawled.finish_reasons.items()
    return ", ".join(f"{platform}: {reason}" for platform, reason in reasons if reason != "finished")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", "day", type=DATE, help="The day the files were published; dates without a year follow it.")
@DB
def ingest(files: tuple[Path, ...], day: dt.datetime | None, db: str | None) -> None:
    """Read files at hand into the database: HTML, Markdown, text, PDF, Word, mail.

    \b
    Examples:
      electionjobs ingest posting.pdf
      electionjobs ingest --date 2021-12-23 archive/*.txt
    """
    with clear_errors():
        engine = ready_database(given_settings(db=db))
        now = dt.datetime.now(dt.UTC)
        done = ingesting.ingest(engine, files, now, day=day.date() if day else None, on_file=terminal.show_ingested)
    failed = [one.name for one in done if one.failed]
    if failed:
        raise Trouble(f"{len(failed)} of {len(done)} files could not be read")
