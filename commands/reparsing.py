"""``electionjobs reparse``: former runs read again by today's parsers."""

import datetime as dt
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

import reparse as reparsing
import terminal
from commands.frame import (
    DB,
    FOLDER,
    Trouble,
    chosen_sources,
    clear_errors,
    concerning,
    found_database,
    given_settings,
    ready_database,
)
from pipelines.reread import Reread
from reparse import Run
from schema.jsonform import to_json
from schema.records import BoardResult

Outcome = tuple[Run, BoardResult, Reread]


@click.command()
@click.argument("source", nargs=-1)
@click.option("--run", "number", type=int, help="Only this run (default: the last of each source that showed any).")
@click.option("--apply", "store", is_flag=True, help="Store what differs without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source and line; nothing is asked.")
@DB
@FOLDER
def reparse(
    source: tuple[str, ...], number: int | None, store: bool, as_json: bool, db: str | None, sources: Path | None
) -> None:
    """Read former runs again with the parsers of today, from their captures: nothing is fetched.

    What would change is shown first, field by field. It is stored after a yes on a terminal, or with --apply: as new
    versions from the day of the run. Nothing that lives is closed, and editors' corrections stand.

    \b
    Examples:
      electionjobs reparse
      electionjobs reparse us/wa/king-county-elections --apply
      electionjobs reparse --run 1204 --json
    """
    with clear_errors(), tempfile.TemporaryDirectory() as name, concerning(Path(name)):
        folder = Path(name)
        settings = given_settings(db=db, sources=sources)
        if settings.captures is None:
            raise Trouble("ELECTIONJOBS_CAPTURES is off, so nothing is kept that could be read again; name a folder")
        chosen = chosen_sources(settings, source)
        found_database(settings)
        engine, now = ready_database(settings), dt.datetime.now(dt.UTC)
        runs, lacking = reparsing.choose(engine, chosen, settings.captures, number)
        if runs:
            with terminal.progress(len(runs)) as advance:
                reparsing.replay(runs, settings, settings.captures, folder, advance)
        outcomes = []
        with terminal.waiting("comparing") as tell:
            for one in reparsing.kept(runs, folder):
                tell(f"comparing {one.run.source.id}")
                outcomes.append((one.run, one.result, reparsing.differences(engine, one, now)))
        (_print_json if as_json else _show)(outcomes)
        differing = [run for run, _, found in outcomes if found.changed or found.new]
        if not differing:
            click.echo("nothing differs", err=as_json)
        elif store or (not as_json and _agreed(len(differing))):
            with terminal.waiting("storing") as tell:
                for one in reparsing.kept(differing, folder):
                    tell(f"storing {one.run.source.id}")
                    reparsing.apply(engine, one, now)
            click.echo(f"{settings.db}: what differs at {len(differing)} sources is stored", err=as_json)
        else:
            click.echo(f"{settings.db}: nothing is stored; --apply stores it", err=as_json)
    if troubles := [*lacking, *_torn(outcomes)]:
        raise Trouble("\n".join(troubles))


def _agreed(sources: int) -> bool:
    """Whether a person at a terminal wants it stored."""
    return sys.stdin.isatty() and sys.stdout.isatty() and click.confirm(f"Store what differs at {sources} sources?")


def _torn(outcomes: Sequence[Outcome]) -> list[str]:
    """The runs that were whole and could not be read again to their end, a line each."""
    return [
        f"{run.source.id}: run {run.number} was read in part only: {result.detail}"
        for run, result, _ in outcomes
        if run.complete and not result.complete
    ]


def _print_json(outcomes: Sequence[Outcome]) -> None:
    for run, result, found in outcomes:
        told = {"source": run.source.id, "run": run.number, "observed_on": run.observed_on}
        told |= {"complete": result.complete, "cause": result.cause}
        click.echo(json.dumps(to_json(told | asdict(found)), ensure_ascii=False))


def _show(outcomes: Sequence[Outcome]) -> None:
    """What would change: a line a source, a line a field, a line a posting that comes or goes, a line a value."""
    rows = [
        (run.source.id, run.number, run.observed_on, len(found.changed), len(found.new), len(found.lost), result.detail)
        for run, result, found in outcomes
    ]
    terminal.table(("source", "run", "of", "changed", "new", "lost", "trouble"), rows)
    fields = Counter(name for _, _, found in outcomes for change in found.changed.values() for name in change)
    if fields:
        terminal.table(("field", "postings"), fields.most_common(), title="What would change")
    comings = [row for _, _, found in outcomes for row in _comings(found)]
    if comings:
        terminal.table(("posting", "title", "would be"), comings)
    values = [
        (row_id, found.titles[row_id], name, terminal.short(before), terminal.short(after))
        for _, _, found in outcomes
        for row_id, change in found.changed.items()
        for name, (before, after) in change.items()
    ]
    if values:
        terminal.table(("posting", "title", "field", "before", "now"), values)


def _comings(found: Reread) -> list[tuple[str, str, str]]:
    """The postings that only one of the two readings has."""
    new = [(row_id, title, "new") for row_id, title in found.new.items()]
    passed = [("", title, "new, and is not stored: a later run did not show it") for title in found.not_stored]
    lost = [(row_id, title, "not read any more; its row stays as it is") for row_id, title in found.lost.items()]
    return new + passed + lost
