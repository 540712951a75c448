"""The ``electionjobs`` command: a few lines a subcommand, no logic."""

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

import crawl as crawling
import detect as detecting
import fetching
import ingest as ingesting
import terminal
from demo import rehearsal
from exports import edition
from parsers import jsonlines
from parsers.pages import document, page
from parsers.pages.document import DocumentError
from parsers.posting import read as read_posting
from parsers.reading import Context
from pipelines import health
from scheduler import due as due_sources
from schema import database, source_files
from schema.jsonform import to_json
from schema.source import Source
from schema.vocabulary import OrganizationKind, members
from settings import SettingError, Settings, scrapy_settings
from spiders.board import host_of

_Day = dt.datetime  # what click makes of _DATE
_DATE = click.DateTime(formats=["%Y-%m-%d"])


class Trouble(click.ClickException):
    """Done with trouble, or not done: one clear line on standard error, exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # click's own signature
        terminal.warn(f"electionjobs: {self.format_message()}")


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Every error that a person can mend becomes its one line."""
    try:
        yield
    except (SettingError, source_files.SourceFileError, database.DatabaseError, edition.EditionHeld) as problem:
        raise Trouble(str(problem)) from problem
    except crawling.CrawlError as problem:
        raise Trouble(str(problem)) from problem
    except OSError as problem:
        raise Trouble(f"{problem.filename or 'file'}: {problem.strerror or problem}") from problem


def _settings(**given: Any) -> Settings:  # noqa: ANN401  # each setting has a type of its own
    """The environment's settings, with what the command line gives in their place."""
    return replace(Settings.from_environment(), **{name: value for name, value in given.items() if value is not None})


def _database(settings: Settings) -> Engine:
    engine = database.engine(settings.db)
    database.upgrade(engine)
    return engine


def _sources(settings: Settings, named: tuple[str, ...] = (), platform: str | None = None) -> tuple[Source, ...]:
    return source_files.chosen(settings.sources, crawling.platforms(), named, platform)


_DB = click.option("--db", help="Database: a path or an SQLAlchemy address (default jobs.db; ELECTIONJOBS_DB).")
_FOLDER = click.option("--sources", type=click.Path(path_type=Path), help="Folder of source files (default sources).")


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
@click.option("--date", "day", type=_DATE, help="The day the document was published; dates without a year follow it.")
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
    with _clear_errors():
        postings = crawling.recorded(platform, _content(files[0]), token, files[0])
    read = [jsonlines.posting_json(read_posting(raw)) for raw in postings]
    sys.stdout.write(json.dumps({"postings": to_json(read)}, ensure_ascii=False, indent=1) + "\n")


@main.command()
@click.argument("source", nargs=-1)
@click.option("--platform", help="Only sources of this platform.")
@click.option("--due", is_flag=True, help="Only sources whose schedule says that their time has come.")
@_DB
@_FOLDER
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
    with _clear_errors():
        settings = _settings(db=db, sources=sources)
        chosen = _sources(settings, source, platform)
        engine = _database(settings)
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
@click.option("--date", "day", type=_DATE, help="The day the files were published; dates without a year follow it.")
@_DB
def ingest(files: tuple[Path, ...], day: dt.datetime | None, db: str | None) -> None:
    """Read files at hand into the database: HTML, Markdown, text, PDF, Word, mail.

    \b
    Examples:
      electionjobs ingest posting.pdf
      electionjobs ingest --date 2021-12-23 archive/*.txt
    """
    with _clear_errors():
        engine = _database(_settings(db=db))
        now = dt.datetime.now(dt.UTC)
        done = ingesting.ingest(engine, files, now, day=day.date() if day else None, on_file=terminal.show_ingested)
    failed = [one.name for one in done if one.failed]
    if failed:
        raise Trouble(f"{len(failed)} of {len(done)} files could not be read")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@click.option("--week", help="Also keep a dated cut of this ISO week, for example 2026-W47.")
@click.option("--force", is_flag=True, help="Publish although the edition is held.")
@_DB
def export(out: Path | None, week: str | None, force: bool, db: str | None) -> None:
    """Write what is published: tables and feeds.

    \b
    Examples:
      electionjobs export
      electionjobs export --out /srv/www --week 2026-W47
    """
    with _clear_errors():
        settings = _settings(db=db, out=out)
        problems = database.check(engine := _database(settings))
        if problems:
            raise Trouble(f"the edition is held: {settings.db} {problems[0]}")
        with database.reading(engine) as connection:
            written = edition.publish(connection, settings.out, settings.site, week=week, force=force)
    for name in written.files:
        click.echo(str(written.folder / name))
    click.echo(f"{written.postings} postings published")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source and line.")
@_DB
def status(as_json: bool, db: str | None) -> None:
    """Health of every source; exit code 1 when something needs a person.

    \b
    Example:
      electionjobs status --json
    """
    with _clear_errors(), database.reading(_database(_settings(db=db))) as connection:
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
def sources() -> None:
    """The source files: what is crawled.

    \b
    Example:
      electionjobs sources check
    """


@sources.command("list")
@_FOLDER
def sources_list(sources: Path | None) -> None:
    """Every source: its id, platform, board and schedule."""
    with _clear_errors():
        found = _sources(_settings(sources=sources))
    terminal.table(
        ("source", "platform", "board", "schedule"),
        [(s.id, s.platform, s.token or s.url or "", s.schedule) for s in found],
    )


@sources.command("check")
@_FOLDER
def sources_check(sources: Path | None) -> None:
    """Read every source file; each mistake with its file, its key and the mend."""
    with _clear_errors():
        found = _sources(_settings(sources=sources))
    click.echo(f"{len(found)} sources of {len({s.organization.slug for s in found})} organizations: no mistakes")


@sources.command("detect")
@click.argument("page", metavar="FILE|URL")
@click.option("--base-url", metavar="URL", help="The address that FILE came from.")
def sources_detect(page: str, base_url: str | None) -> None:
    """Which platform and board a career page leads to, and how sure; with the lines of a source file to paste.

    \b
    Example:
      electionjobs sources detect https://elections.example.org/jobs
    """
    with _clear_errors():
        given = scrapy_settings(_settings(), {host_of(page)})
        found = detecting.detect(page, base_url, partial(fetching.fetch, scrapy_settings=given))
    terminal.show_detected(found, crawling.platforms())


@sources.command("add")
@click.argument("name")
@click.option("--platform", required=True, help="The board's platform.")
@click.option("--token", help="The board's name on its platform.")
@click.option("--url", help="The board's address, where it has no name.")
@click.option("--kind", type=click.Choice(members(OrganizationKind)), help="What kind of organization it is.")
@click.option("--state", help="Its state, for example WA.")
@click.option("--homepage", help="Its own page, where the board's address shall not stand for it.")
@_FOLDER
def sources_add(name: str, platform: str, sources: Path | None, **told: Any) -> None:  # noqa: ANN401
    """Write the source file of an organization, checked; a file that is there is never touched.

    \b
    Example:
      electionjobs sources add "King County Elections" --platform neogov --token kingcounty --state WA
    """
    if not (told["token"] or told["url"]):
        raise click.UsageError("give --token or --url")
    with _clear_errors():
        path = detecting.add(_settings(sources=sources).sources, crawling.platforms(), name, platform, **told)
    click.echo(f"{path}: written and checked")


@main.group()
def db() -> None:
    """The database itself.

    \b
    Example:
      electionjobs db check --db jobs.db
    """


@db.command("upgrade")
@_DB
def db_upgrade(db: str | None) -> None:
    """Make the tables, or bring them to this program's version."""
    with _clear_errors():
        settings = _settings(db=db)
        _database(settings)
    click.echo(f"{settings.db}: up to date")


@db.command("check")
@_DB
def db_check(db: str | None) -> None:
    """Look whether the database is whole."""
    with _clear_errors():
        settings = _settings(db=db)
        problems = database.check(database.engine(settings.db))
    for problem in problems:
        terminal.warn(f"{settings.db} {problem}")
    if problems:
        raise Trouble(f"{settings.db}: {len(problems)} problems")
    click.echo(f"{settings.db}: whole")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@_DB
def demo(out: Path | None, db: str | None) -> None:
    """Crawl the bundled sample sites over real HTTP on two days, export, and say where to look.

    \b
    Example:
      electionjobs demo --db demo.db --out demo-public
    """
    with _clear_errors():
        settings = _settings(db=db, out=out)
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
