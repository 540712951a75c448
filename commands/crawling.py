"""``electionjobs crawl``, ``ingest`` and ``status``: the way into the database, and how well it goes."""

import datetime as dt
import json
from pathlib import Path

import click

import crawl as crawling
import ingest as ingesting
import terminal
from commands.frame import DATE, DB, FOLDER, Trouble, chosen_sources, clear_errors, given_settings, ready_database
from pipelines import health
from scheduler import due as due_sources
from schema import database


@click.command()
@click.argument("source", nargs=-1)
@click.option("--platform", help="Only sources of this platform.")
@click.option("--due", is_flag=True, help="Only sources whose schedule says that their time has come.")
@DB
@FOLDER
@click.option("--at", "moment", hidden=True, help="Take this ISO moment for the clock (demo and tests).")
def crawl(
    source: tuple[str, ...], platform: str | None, due: bool, db: str | None, sources: Path | None, moment: str | None
) -> None:
    """Crawl sources into the database; without names, all of them.

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
        if due:
            with database.reading(engine) as connection:
                last = {row.source: row.last_run for row in health.status(connection) if row.last_run}
            chosen = due_sources(chosen, last, now or dt.datetime.now(dt.UTC))
        if not chosen:
            click.echo("no source is due" if due else f"no sources in {settings.sources}")
            return
        with terminal.progress(len(chosen)) as advance:
            crawled = crawling.crawl(chosen, settings, moment=now, on_progress=advance)
    terminal.show_crawl(crawled.results, crawled.counts)
    failed = [result for result in crawled.results if not result.complete or result.source not in crawled.counts]
    if failed:
        raise Trouble(f"{len(failed)} of {len(chosen)} sources were not read to their end")


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


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source and line.")
@DB
def status(as_json: bool, db: str | None) -> None:
    """Health of every source; exit code 1 when something needs a person.

    \b
    Example:
      electionjobs status --json
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        rows = health.status(connection)
    if as_json:
        for row in rows:
            click.echo(json.dumps(terminal.plain(row)))
    else:
        terminal.show_status(rows)
    troubled = [row for row in rows if row.trouble]
    if troubled:
        raise Trouble(f"{len(troubled)} of {len(rows)} sources need a person")
