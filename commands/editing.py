"""``electionjobs edit``: what an editor decides. It survives every crawl and every re-match."""

import datetime as dt
import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

import terminal
from commands.frame import DB, Trouble, clear_errors, given_settings, ready_database
from pipelines import editing
from pipelines.editing import Editor
from schema import database
from schema.jsonform import to_json

_WHO = click.option("--who", help="Who decides (default: the login name).")
_WHY = click.option("--why", default="", help="The reason, for those who come after.")
_NEEDED_WHY = click.option("--why", required=True, help="The reason, for those who come after.")


def _decision(command: Callable[..., None]) -> Callable[..., None]:
    return DB(_WHO(command))


@contextmanager
def _deciding(db: str | None, who: str | None, why: str) -> Iterator[tuple[Connection, Editor]]:
    """One decision in one transaction; what cannot be decided is one clear line."""
    with clear_errors():
        if who is None:
            try:
                who = getpass.getuser()
            except (KeyError, OSError) as problem:
                raise Trouble("nobody knows your login name: say who decides with --who NAME") from problem
        by = Editor(who=who, now=dt.datetime.now(dt.UTC), why=why)
        try:
            with database.writing(ready_database(given_settings(db=db))) as connection:
                yield connection, by
        except editing.EditError as problem:
            raise Trouble(str(problem)) from problem


@click.group()
def edit() -> None:
    """What an editor decides about postings; it survives every crawl and every re-match.

    \b
    Examples:
      electionjobs edit correct 5f0c2a9b1d3e4f67 salary_min 52000 --why "the PDF says so"
      electionjobs edit join 5f0c2a9b1d3e4f67 91d3e4f675f0c2a9
      electionjobs edit release us/wa/king-county-elections/neogov
      electionjobs edit list
    """


@edit.command()
@click.argument("posting", metavar="ID")
@click.argument("field")
@click.argument("value")
@_NEEDED_WHY
@_decision
def correct(posting: str, field: str, value: str, why: str, who: str | None, db: str | None) -> None:
    """Give a field of a posting another value; "" means not stated.

    \b
    Examples:
      electionjobs edit correct 5f0c2a9b1d3e4f67 deadline_on 2026-12-01 --why "by telephone"
      electionjobs edit correct 5f0c2a9b1d3e4f67 languages '["es"]' --why "page 2 of the PDF"
    """
    with _deciding(db, who, why) as (connection, by):
        editing.correct(connection, posting, field, value, by)
    click.echo(f"{posting}: {field} is corrected")


@edit.command()
@click.argument("posting", metavar="ID")
@_WHY
@_decision
def hold(posting: str, why: str, who: str | None, db: str | None) -> None:
    """Keep a posting, and its copies, out of what is published."""
    with _deciding(db, who, why) as (connection, by):
        editing.mark(connection, "hold", posting, by)
    click.echo(f"{posting}: held")


@edit.command()
@click.argument("posting", metavar="ID")
@_WHY
@_decision
def pin(posting: str, why: str, who: str | None, db: str | None) -> None:
    """Mark a posting to stand first."""
    with _deciding(db, who, why) as (connection, by):
        editing.mark(connection, "pin", posting, by)
    click.echo(f"{posting}: pinned")


@edit.command()
@click.argument("posting", metavar="ID")
@click.argument("text")
@_decision
def note(posting: str, text: str, who: str | None, db: str | None) -> None:
    """Write a note about a posting."""
    with _deciding(db, who, text) as (connection, by):
        editing.mark(connection, "note", posting, by)
    click.echo(f"{posting}: noted")


@edit.command()
@click.argument("posting", metavar="ID")
@_NEEDED_WHY
@_decision
def withdraw(posting: str, why: str, who: str | None, db: str | None) -> None:
    """Take a posting down for good, whatever its source goes on to show."""
    with _deciding(db, who, why) as (connection, by):
        editing.withdraw(connection, posting, by)
    click.echo(f"{posting}: withdrawn")


@edit.command()
@click.argument("source")
@_WHY
@_decision
def release(source: str, why: str, who: str | None, db: str | None) -> None:
    """Believe a source whose count fell: its next complete run closes what is held now."""
    with _deciding(db, who, why) as (connection, by):
        editing.release(connection, source, by)
    click.echo(f"{source}: the next complete run closes what it no longer lists")


@edit.command()
@click.argument("posting", metavar="ID")
@click.argument("other", metavar="ID")
@_WHY
@_decision
def join(posting: str, other: str, why: str, who: str | None, db: str | None) -> None:
    """Say that two postings are one opening."""
    with _deciding(db, who, why) as (connection, by):
        editing.join(connection, posting, other, by)
    click.echo(f"{posting} and {other}: one opening")


@edit.command()
@click.argument("posting", metavar="ID")
@_WHY
@_decision
def split(posting: str, why: str, who: str | None, db: str | None) -> None:
    """Say that a posting is another opening than the rest of its group."""
    with _deciding(db, who, why) as (connection, by):
        editing.split(connection, posting, by)
    click.echo(f"{posting}: an opening of its own")


@edit.command()
@click.argument("number", type=int)
@_WHY
@_decision
def undo(number: int, why: str, who: str | None, db: str | None) -> None:
    """Take a decision back; `edit list` shows the numbers."""
    with _deciding(db, who, why) as (connection, by):
        editing.undo(connection, number, by)
    click.echo(f"{number}: taken back")


@edit.command("list")
@click.option("--all", "everything", is_flag=True, help="Also the decisions that do not hold any more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a decision and line.")
@DB
def list_(everything: bool, as_json: bool, db: str | None) -> None:
    """The decisions that hold, and where a source now contradicts one."""
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        rows = editing.listing(connection, everything=everything)
    if as_json:
        for row in rows:
            click.echo(json.dumps(to_json(row), ensure_ascii=False))
    else:
        terminal.show_decisions(rows)
