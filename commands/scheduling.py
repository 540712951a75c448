"""``electionjobs schedule``: run what is due, for years; or say what runs when, and why."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

import logs
import terminal
from commands.frame import DB, FOLDER, Trouble, chosen_sources, clear_errors, given_settings, ready_database
from pipelines import cadence
from scheduler import plan, scheduler
from scheduling import ledger
from scheduling.ledger import State
from scheduling.slots import local, zone
from schema import database
from schema.source import Source

LATE = dt.timedelta(hours=2)
"""How long a task may be late before somebody should look whether a scheduler runs."""


@click.command()
@click.option("--list", "listing", is_flag=True, help="Only say what runs when, and why; 1 where a task is in trouble.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to publish to (default public).")
@DB
@FOLDER
def schedule(listing: bool, out: Path | None, db: str | None, sources: Path | None) -> None:
    """Run the scheduler in the foreground, one of a database: it crawls what is due, publishes, checks and backs up.

    SIGTERM or Ctrl-C lets the running crawl come to its end, up to ten minutes; a second one cuts it short.

    \b
    Examples:
      electionjobs schedule
      electionjobs schedule --list
      ELECTIONJOBS_WEEKLY="fri 09:00" ELECTIONJOBS_ZONE=America/Chicago electionjobs schedule
    """
    with clear_errors():
        settings = given_settings(db=db, sources=sources, out=out)
        place = zone(settings.zone)
        engine = ready_database(settings)
        if not listing:
            logs.begin("INFO", settings.log_format, settings.secrets())
            scheduler(settings, engine).serve()
            return
        chosen = chosen_sources(settings)
        now = dt.datetime.now(dt.UTC)
        with database.reading(engine) as connection:
            states = ledger.states(connection, plan(settings), now)
            habits = cadence.habits(connection, now.date())
    _show_tasks(states, place)
    click.echo()
    _show_sources(chosen, habits, place)
    if troubles := _troubles(states, now):
        raise Trouble("; ".join(troubles))


def _show_tasks(states: Sequence[State], place: ZoneInfo) -> None:
    rows = []
    for state in sorted(states, key=lambda state: state.try_at):
        running = f"running since {local(state.running_since, place)}" if state.running_since else ""
        last = f"{local(state.ended_at, place)}: {state.ending}" if state.ended_at else "never"
        rows.append(
            (
                state.task.name,
                running or local(state.try_at, place),
                _utc(state.try_at),
                last,
                state.task.what,
                state.detail,
            )
        )
    terminal.table(("task", "next", "UTC", "last", "what", "it said"), rows)


def _show_sources(chosen: Sequence[Source], habits: dict[str, cadence.Habit], place: ZoneInfo) -> None:
    rows = []
    for source in chosen:
        turn = cadence.next_turn(source, habits.get(source.id, cadence.Habit()))
        if turn is None:
            rows.append((dt.datetime.max.replace(tzinfo=dt.UTC), (source.id, "never", "", "", "paused")))
            continue
        due_at = turn.due_at or dt.datetime.min.replace(tzinfo=dt.UTC)
        when = (local(turn.due_at, place), _utc(turn.due_at)) if turn.due_at else ("next round", "")
        rows.append((due_at, (source.id, *when, _interval(turn.every), turn.why)))
    terminal.table(("source", "due", "UTC", "every", "why"), [row for _, row in sorted(rows)])


def _troubles(states: Sequence[State], now: dt.datetime) -> list[str]:
    """What a person should look at."""
    found = []
    for state in states:
        if state.running_since is None and state.try_at + LATE < now:
            found.append(f"{state.task.name} is late: does a scheduler run?")
        elif state.task.must_succeed and state.ending in ("trouble", "timeout"):
            found.append(f"{state.task.name}: {state.detail}")
    return found


def _utc(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def _interval(every: dt.timedelta) -> str:
    hours = every / dt.timedelta(hours=1)
    return f"{hours:g} h" if hours < 24 else f"{hours / 24:g} d"
