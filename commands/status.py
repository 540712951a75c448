"""``electionjobs status``: how well every source is, and what a person has to do."""

import datetime as dt
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich.markup import escape

import terminal
from commands.frame import DB, FOLDER, Trouble, chosen_sources, clear_errors, given_settings, ready_database
from exports import health
from exports.health import SourceHealth
from schema import database
from schema.causes import CAUSES, TASKS

MOST_NAMED = 8
"""Sources that wait for nobody are named up to this number; of more, how many there are."""

_COLUMNS = ("source", "open", "listed", "usual", "checked", "state")
_PIPED = ("source", "open", "listed", "usual", "last run", "last success", "state", "task", "detail", "mend")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source and line.")
@DB
@FOLDER
def status(as_json: bool, db: str | None, sources: Path | None) -> None:
    """Health of every source; exit code 1 when something needs a person.

    \b
    Examples:
      electionjobs status
      electionjobs status --json
    """
    with clear_errors():
        settings = given_settings(db=db, sources=sources)
        files = chosen_sources(settings) if sources or settings.sources.is_dir() else ()
        with terminal.waiting("reading the runs"), database.reading(ready_database(settings)) as connection:
            found = health.read(connection, dt.datetime.now(dt.UTC), files)
    if as_json:
        for one in found:
            click.echo(json.dumps(health.as_json(one), ensure_ascii=False))
    elif sys.stdout.isatty():
        _show(found)
    else:
        terminal.table(_PIPED, [_piped(one) for one in health.urgent_first(found)])
    troubled = sum(one.needs_person for one in found)
    if troubled:
        raise Trouble(f"{troubled} of {len(found)} sources need a person")


def _piped(one: SourceHealth) -> tuple[object, ...]:
    moments = [f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "never" for at in (one.last_run, one.last_success)]
    counts = ("" if count is None else f"{count:g}" for count in (one.listed, one.usual))
    return (one.source, one.open_postings, *counts, *moments, _state(one), one.task or "", one.detail, one.mend)


def _state(one: SourceHealth) -> str:
    return one.cause or ("paused" if one.schedule == "paused" else "well")


def _show(found: Sequence[SourceHealth]) -> None:
    """The table of the crawled sources, and below it, where the eye ends, what is to be done."""
    crawled = [one for one in health.urgent_first(found) if one.last_run is not None]
    terminal.table(
        _COLUMNS,
        [
            (
                one.source,
                one.open_postings,
                "" if one.listed is None else one.listed,
                "" if one.usual is None else f"{one.usual:g}",
                f"{one.last_checked:%m-%d}" if one.last_checked else "never",
                _state(one),
            )
            for one in reversed(crawled)
        ],
    )
    out = terminal.console()
    tasked = [one for one in reversed(health.urgent_first(found)) if one.task is not None]
    for task, group in groupby(tasked, key=lambda one: one.task):
        assert task is not None
        members = list(group)
        out.print(f"\n[bold]{TASKS[task]}[/bold] ({len(members)})")
        for one in members[:MOST_NAMED] if task == "wait" else members:
            out.print(escape(f"  {one.source}: {_state(one)}{_checked(one)}"))
            if task != "wait":
                assert one.cause is not None
                out.print(escape(f"    it {CAUSES[one.cause].says}" + (f": {one.detail}" if one.detail else "")))
                out.print(escape(f"    → {one.mend}"))
        if task == "wait" and len(members) > MOST_NAMED:
            out.print(f"  and {len(members) - MOST_NAMED} more")
    well = sum(one.task is None for one in found)
    out.print(f"\n{well} of {len(found)} sources are well.")


def _checked(one: SourceHealth) -> str:
    if not one.red:
        return ""
    day = f"{one.last_checked:%Y-%m-%d}" if one.last_checked else "never"
    return f", last checked {day}, {one.open_postings} open"
