"""The ``electionjobs`` command: a few lines a subcommand, no logic."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import crawl as crawling
import ingest as ingesting
import terminal
from cli_editing import edit
from cli_frame import DATE, DB, FOLDER, Trouble, chosen_sources, clear_errors, given_settings, ready_database
from cli_history import as_of, changes, history
from cli_sources import sources
from demo import rehearsal
from exports import edition, weekly
from parsers import jsonlines
from parsers.pages import document, page
from parsers.pages.document import DocumentError
from parsers.posting import read as read_posting
from parsers.reading import Context
from pipelines import health
from pipelines.matching import lines as matching
from scheduler import due as due_sources
from schema import database
from schema.jsonform import to_json

_Day = dt.datetime  # what click makes of DATE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="electionjobs")
def main() -> None:
    """Postings of the election sector: crawl career pages, read them, keep their history, publish feeds and tables.

    \b
    Examples:
      electionjobs demo                       see it work on bundled sample sites
      electionjobs crawl --due                crawl every source whose time has come
      electionjobs parse posting.pdf          see what one document says
      electionjobs export --out public        write tables and feeds
    """


for _command in (sources, history, changes, as_of, edit):
    main.add_command(_command)


def _answer_lines(answer: Callable[[str], dict[str, Any]]) -> None:
    """One JSON answer a line, each written at once, so that a caller may wait for it."""
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(answer(line)) + "\n")
            sys.stdout.flush()


@main.command()
@click.argument("files", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read JSON objects from standard input, one a line; answer one a line.")
@click.option("--field", type=click.Choice(list(jsonlines.FIELDS)), help="Read one field alone (with --jsonl).")
@click.option("--platform", help="FILE is a recorded answer of this platform's board (greenhouse, neogov, …).")
@click.option("--token", help="The board's token on its platform.")
@click.option("--date", "day", type=DATE, help="The day the document was published; dates without a year follow it.")
def parse(
    files: tuple[str, ...], jsonl: bool, field: str | None, platform: str | None, token: str | None, day: _Day | None
) -> None:
    """Show what a document says, each value beside the words it was read from. Nothing is stored.

    \b
    Examples:
      electionjobs parse posting.html
      pbpaste | electionjobs parse -
      electionjobs parse --platform greenhouse board.json
      electionjobs parse --field salary --jsonl < texts.jsonl
    """
    if field and not jsonl:
        raise click.UsageError("--field goes with --jsonl")
    if jsonl:
        _answer_lines(
            (lambda line: jsonlines.field_line(field, line))
            if field
            else (lambda line: jsonlines.parse_line(line, lambda path: Path(path).read_bytes()))
        )
    elif platform:
        _parse_recorded(platform, token, files)
    else:
        context = Context(date=day.date() if day else None)
        troubles = [trouble for name in files or ("-",) if (trouble := _parse_file(name, context))]
        if troubles:
            raise Trouble("\n".join(troubles))


@main.command()
@click.option("--jsonl", is_flag=True, required=True, help="Read JSON objects from standard input, one a line.")
def match(jsonl: bool) -> None:
    """Tell which texts are one opening: a group for each line, and its links (same, extension, repost, sibling).

    \b
    Example:
      electionjobs match --jsonl < texts.jsonl
    """
    for answer in matching.answer_lines(line for line in sys.stdin if line.strip()):
        sys.stdout.write(json.dumps(answer) + "\n")


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _parse_file(name: str, context: Context) -> str | None:
    """Show one document; the trouble with it in one line, or None."""
    try:
        read = page.read(document.load(_content(name), "stdin.txt" if name == "-" else name, context=context))
    except OSError as problem:
        return f"{name}: {problem.strerror}"
    except DocumentError as problem:
        return str(problem)
    terminal.show_page(name, read, [read_posting(raw) for raw in read.postings])
    return None


def _parse_recorded(platform: str, token: str | None, files: tuple[str, ...]) -> None:
    if len(files) != 1:
        raise click.UsageError("--platform takes one FILE")
    with clear_errors():
        postings = crawling.recorded(platform, _content(files[0]), token, files[0])
    read = [jsonlines.posting_json(read_posting(raw)) for raw in postings]
    sys.stdout.write(json.dumps({"postings": to_json(read)}, ensure_ascii=False, indent=1) + "\n")


@main.command()
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


@main.command()
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


def _week(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    try:
        if given is not None:
            weekly.monday(given)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from problem
    return given


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@click.option("--week", callback=_week, help="Also keep a dated cut of this ISO week, for example 2026-W47.")
@click.option("--force", is_flag=True, help="Publish although the edition is held.")
@DB
def export(out: Path | None, week: str | None, force: bool, db: str | None) -> None:
    """Write what is published, feeds, calendars and tables, and put it in place at once.

    \b
    Examples:
      electionjobs export
      electionjobs export --out /srv/www --week 2026-W47
    """
    with clear_errors():
        settings = given_settings(db=db, out=out)
        problems = database.check(engine := ready_database(settings))
        if problems:
            raise Trouble(f"the edition is held: {settings.db} {problems[0]}")
        with database.reading(engine) as connection:
            written = edition.publish(connection, settings.out, settings.site, week=week, force=force)
    for name in written.first_files:
        click.echo(str(written.folder / name))
    click.echo(f"{written.postings} postings published in {len(written.files)} files")


@main.command()
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


@main.group()
def db() -> None:
    """The database itself.

    \b
    Example:
      electionjobs db check --db jobs.db
    """


@db.command("upgrade")
@DB
def db_upgrade(db: str | None) -> None:
    """Make the tables, or bring them to this program's version."""
    with clear_errors():
        settings = given_settings(db=db)
        ready_database(settings)
    click.echo(f"{settings.db}: up to date")


@db.command("check")
@DB
def db_check(db: str | None) -> None:
    """Look whether the database is whole."""
    with clear_errors():
        settings = given_settings(db=db)
        problems = database.check(database.engine(settings.db))
    for problem in problems:
        terminal.warn(f"{settings.db} {problem}")
    if problems:
        raise Trouble(f"{settings.db}: {len(problems)} problems")
    click.echo(f"{settings.db}: whole")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@DB
def demo(out: Path | None, db: str | None) -> None:
    """Crawl the bundled sample sites over real HTTP on two days, export, and say where to look.

    \b
    Example:
      electionjobs demo --db demo.db --out demo-public
    """
    with clear_errors():
        settings = given_settings(db=db, out=out)
        rehearsal.prepare(settings.db)
        today = dt.datetime.now(dt.UTC).date()
        for day in (1, 2):
            click.echo(f"Day {day} of the sample sites")
            rehearsal.play(day, today, settings.db)
        with database.reading(database.engine(settings.db)) as connection:
            written = edition.publish(connection, settings.out, settings.site)
    terminal.show_demo(settings.db, written)


if __name__ == "__main__":
    main()
