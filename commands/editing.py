"""``electionjobs edit``: what an editor decides. It survives every crawl and every re-match."""

import json

import click

from commands import editor_views, submitting
from commands.deeds import NEEDED_WHY, deed
from commands.frame import DB, clear_errors, given_settings, ready_database
from desk import decided
from desk.actions import Actions
from schema import database
from schema.jsonform import to_json

_ID = click.argument("posting", metavar="ID")


@click.group()
def edit() -> None:
    """What an editor decides about postings; it survives every crawl and every re-match.

    \b
    Examples:
      electionjobs edit correct 5f0c2a9b1d3e4f67 salary_min 52000 --why "the PDF says so"
      electionjobs edit add posting.pdf
      electionjobs edit join 5f0c2a9b1d3e4f67 91d3e4f675f0c2a9
      electionjobs edit release us/wa/king-county-elections/neogov
      electionjobs edit list
    """


for _command in (submitting.add, submitting.accept, submitting.reject, submitting.submissions_):
    edit.add_command(_command)


@edit.command()
@_ID
@click.argument("values", metavar="FIELD VALUE…", nargs=-1, required=True)
@deed("{posting}: corrected", NEEDED_WHY)
def correct(actions: Actions, posting: str, values: tuple[str, ...], **by: str) -> None:
    """Give a field of a posting another value, or several at once; "" means not stated.

    \b
    Examples:
      electionjobs edit correct 5f0c2a9b1d3e4f67 deadline_on 2026-12-01 --why "by telephone"
      electionjobs edit correct 5f0c2a9b1d3e4f67 salary_min 24 salary_max 26.50 --why "page 2 of the PDF"
      electionjobs edit correct 5f0c2a9b1d3e4f67 languages '["es"]' --why "page 2 of the PDF"
    """
    if len(values) % 2:
        raise click.UsageError(f'{values[-1]}: give a value behind each field; "" means not stated')
    actions.correct_together(posting, dict(zip(values[::2], values[1::2], strict=True)), **by)


@edit.command()
@_ID
@deed("{posting}: held")
def hold(actions: Actions, posting: str, **by: str) -> None:
    """Keep a posting, and its copies, out of what is published.

    \b
    Example:
      electionjobs edit hold 5f0c2a9b1d3e4f67 --why "asking the office"
    """
    actions.hold(posting, **by)


@edit.command()
@_ID
@deed("{posting}: pinned")
def pin(actions: Actions, posting: str, **by: str) -> None:
    """Let a posting stand first under its heading of the digest.

    \b
    Example:
      electionjobs edit pin 5f0c2a9b1d3e4f67
    """
    actions.pin(posting, **by)


@edit.command()
@_ID
@click.argument("text")
@deed("{posting}: noted")
def note(actions: Actions, posting: str, text: str, **by: str) -> None:
    """Print a sentence of yours with a posting in the digest; what is for your eyes alone goes into --why.

    \b
    Example:
      electionjobs edit note 5f0c2a9b1d3e4f67 "The office will be at the fair in May" --why "Pat called"
    """
    actions.note(posting, text, **by)


@edit.command()
@_ID
@deed("{posting}: withdrawn", NEEDED_WHY)
def withdraw(actions: Actions, posting: str, **by: str) -> None:
    """Take a posting down for good, whatever its source goes on to show.

    \b
    Example:
      electionjobs edit withdraw 5f0c2a9b1d3e4f67 --why "not a job"
    """
    actions.withdraw(posting, **by)


@edit.command()
@click.argument("source")
@deed("{source}: the next complete run closes what it no longer lists")
def release(actions: Actions, source: str, **by: str) -> None:
    """Believe a source whose count fell: its next complete run closes what is held now.

    \b
    Example:
      electionjobs edit release us/wa/king-county-elections/neogov --why "the hiring season is over"
    """
    actions.release(source, **by)


@edit.command()
@_ID
@click.argument("other", metavar="ID")
@deed("{posting} and {other}: one opening")
def join(actions: Actions, posting: str, other: str, **by: str) -> None:
    """Say that two postings are one opening.

    \b
    Example:
      electionjobs edit join 5f0c2a9b1d3e4f67 91d3e4f675f0c2a9
    """
    actions.join(posting, other, **by)


@edit.command()
@_ID
@click.argument("other", metavar="[ID]", required=False)
@deed("{posting}: another opening")
def split(actions: Actions, posting: str, other: str | None, **by: str) -> None:
    """Say that a posting is another opening than a second one, or than the rest of its group.

    \b
    Examples:
      electionjobs edit split 5f0c2a9b1d3e4f67
      electionjobs edit split 5f0c2a9b1d3e4f67 91d3e4f675f0c2a9 --why "two counties"
    """
    actions.split(posting, other, **by)


@edit.command()
@click.argument("number", type=int)
@deed("{number}: taken back")
def undo(actions: Actions, number: int, **by: str) -> None:
    """Take a decision back; `edit list` shows the numbers.

    \b
    Example:
      electionjobs edit undo 17 --why "the office answered"
    """
    actions.undo(number, **by)


@edit.command("list")
@click.option("--all", "everything", is_flag=True, help="Everything that was ever done, also what holds no longer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a decision and line.")
@DB
def list_(everything: bool, as_json: bool, db: str | None) -> None:
    """The decisions that hold, and where a source now contradicts one.

    \b
    Example:
      electionjobs edit list --all
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        rows = decided.listing(connection, everything=everything)
    if as_json:
        for row in rows:
            click.echo(json.dumps(to_json(row), ensure_ascii=False))
    else:
        editor_views.show_decisions(rows)
