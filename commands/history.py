"""``electionjobs history``, ``changes`` and ``as-of``: what was known when."""

import datetime as dt
import json
from typing import Any

import click

import terminal
from commands.frame import DATE, DB, Trouble, clear_errors, given_settings, ready_database
from exports import history as past
from schema import database
from schema.jsonform import to_json


@click.command()
@click.argument("posting", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a version and line.")
@DB
def history(posting: str, as_json: bool, db: str | None) -> None:
    """Every version of a posting: what changed, before and after, when, and in which run.

    \b
    Example:
      electionjobs history 5f0c2a9b1d3e4f67
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        try:
            versions = past.versions(connection, posting)
        except KeyError as problem:
            raise Trouble(f"{posting}: there is no such posting; the ids stand in the tables and feeds") from problem
    if as_json:
        _lines(versions)
    else:
        terminal.show_versions(versions)


@click.command()
@click.option("--since", type=DATE, required=True, help="The first day.")
@click.option("--until", type=DATE, help="The last day (default: all that is known).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event and line.")
@DB
def changes(since: dt.datetime, until: dt.datetime | None, as_json: bool, db: str | None) -> None:
    """What happened to postings: new, changed, extended deadline, reopened, closed with the reason, regrouped.

    \b
    Examples:
      electionjobs changes --since 2026-11-01
      electionjobs changes --since 2026-11-01 --until 2026-11-07 --json
    """
    if until is not None and until < since:
        raise click.UsageError("--until is before --since")
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        events = past.events(connection, since.date(), until.date() if until else None)
        if as_json:
            _lines(events)
        else:
            terminal.show_events(events)


@click.command("as-of")
@click.argument("day", type=DATE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a posting and line, with every field.")
@DB
def as_of(day: dt.datetime, as_json: bool, db: str | None) -> None:
    """The postings that were open at the end of a day, as they were known then.

    \b
    Examples:
      electionjobs as-of 2026-11-01
      electionjobs as-of 2021-12-24 --json
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        found = past.as_of(connection, day.date())
        if as_json:
            _lines(found)
        else:
            terminal.show_open(found)


def _lines(records: Any) -> None:  # noqa: ANN401  # any records
    for record in records:
        click.echo(json.dumps(to_json(record), ensure_ascii=False))
