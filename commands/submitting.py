"""``electionjobs edit add``, ``accept``, ``reject`` and ``submissions``: documents that an editor hands in."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from commands import editor_views
from commands.deeds import WHO, WHY, acting, deed, named
from commands.frame import DATE, DB, clear_errors, given_settings, ready_database
from desk import submitted
from desk.actions import Actions, Document
from pipelines.editor import EditError
from pipelines.field_values import value_of
from schema import database
from schema.jsonform import to_json
from schema.vocabulary import SubmissionState

if TYPE_CHECKING:
    from deciding import Deciding


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    if wrong := next((text for text in given if "=" not in text), None):
        raise click.BadParameter(f"{wrong!r} is no FIELD=VALUE, like deadline_on=2026-12-01")
    return {text.partition("=")[0]: text.partition("=")[2] for text in given}


_SET = click.option(
    "--set", "corrections", multiple=True, metavar="FIELD=VALUE", callback=_pairs, help="Correct a field."
)


@click.command()
@click.argument("document", metavar="URL|FILE|-")
@click.option("--date", "day", type=DATE, help="The day it was published; dates without a year follow it.")
@_SET
@click.option("--accept", "accepted", is_flag=True, help="Accept what was read without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a posting and line; asks nothing.")
@WHO
@WHY
@DB
def add(
    document: str,
    day: dt.datetime | None,
    corrections: dict[str, str],
    accepted: bool,
    as_json: bool,
    who: str | None,
    why: str,
    db: str | None,
) -> None:
    """Read a posting from an address, a file or standard input, show it, and accept it once it is right.

    What is not accepted at once waits: `edit submissions` lists it, `edit accept` and `edit reject` settle it.

    \b
    Examples:
      electionjobs edit add https://elections.example.org/jobs/clerk.pdf
      electionjobs edit add posting.docx --set deadline_on=2026-12-01 --accept --why "sent by the office"
      pbpaste | electionjobs edit add -
    """
    with clear_errors():
        settings = given_settings(db=db)
        actions, by = acting(settings), {"who": named(who), "why": why}
        handed = _document(document, day and day.date(), settings.max_bytes)
        numbers = actions.submit(handed, corrections, **by)
        asks = sys.stdin.isatty() and sys.stdout.isatty() and not (accepted or as_json)
        for number in numbers:
            if not as_json:
                _show(actions, number)
            if accepted:
                _accept(actions, number, {}, by, quiet=as_json)
            elif asks:
                _ask(actions, number, by)
            elif not as_json:
                click.echo(f"{number}: waits (edit accept {number}, edit reject {number})")
            if as_json:
                with database.reading(actions.engine) as connection:
                    click.echo(json.dumps(to_json(submitted.one(connection, number)), ensure_ascii=False))


@click.command()
@click.argument("number", type=int)
@_SET
@WHO
@WHY
@DB
def accept(number: int, corrections: dict[str, str], who: str | None, why: str, db: str | None) -> None:
    """Make a waiting submission a posting; what is set is a correction that survives every crawl.

    \b
    Example:
      electionjobs edit accept 4 --set organization="Lark County" --why "they called"
    """
    with clear_errors():
        _accept(acting(given_settings(db=db)), number, corrections, {"who": named(who), "why": why})


@click.command()
@click.argument("number", type=int)
@deed("{number}: rejected")
def reject(actions: Actions, number: int, **by: str) -> None:
    """Let a waiting submission become no posting; it stays listed.

    \b
    Example:
      electionjobs edit reject 4 --why "closed last year"
    """
    actions.reject(number, **by)


@click.command("submissions")
@click.option("--state", type=click.Choice(get_args(SubmissionState)), help="Only those in this state.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a submission and line.")
@DB
def submissions_(state: SubmissionState | None, as_json: bool, db: str | None) -> None:
    """What was handed in, and what became of it.

    \b
    Example:
      electionjobs edit submissions --state waiting
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        found = submitted.listing(connection, state)
    if as_json:
        for one in found:
            click.echo(json.dumps(to_json(one), ensure_ascii=False))
    else:
        editor_views.show_submissions(found)


def _document(given: str, day: dt.date | None, most: int) -> Document:
    if given.startswith(("http://", "https://")):
        return Document(url=given, day=day)
    if given == "-":
        return Document(content=_limited(sys.stdin.buffer.read(most + 1), "standard input", most), day=day)
    with Path(given).open("rb") as file:
        return Document(name=given, content=_limited(file.read(most + 1), given, most), day=day)


def _limited(content: bytes, name: str, most: int) -> bytes:
    if len(content) > most:
        raise EditError(f"{name}: is larger than {most} bytes (ELECTIONJOBS_MAX_BYTES)")
    return content


def _show(actions: "Deciding", number: int) -> None:
    from submissions import parsed  # with the page readers, which commands that only list do without

    with database.reading(actions.engine) as connection:
        one = submitted.one(connection, number)
    assert one is not None  # it was just submitted
    editor_views.show_submission(one, parsed(one))


def _accept(
    actions: "Deciding", number: int, corrections: dict[str, str], by: dict[str, str], *, quiet: bool = False
) -> None:
    posting = actions.accept(number, corrections, **by)
    if quiet:
        return
    with database.reading(actions.engine) as connection:
        editor_views.show_outcome(number, submitted.outcome(connection, posting))


def _ask(actions: "Deciding", number: int, by: dict[str, str]) -> None:
    """Ask until the submission is settled or left waiting; what is corrected meanwhile is kept for its acceptance."""
    corrections: dict[str, str] = {}
    choice = click.Choice(["a", "c", "r", "w"])
    while True:
        answer = click.prompt("[a]ccept, [c]orrect a field, [r]eject, leave it [w]aiting?", type=choice, default="w")
        if answer == "c":
            field, text = click.prompt("field"), click.prompt("value", default="", show_default=False)
            try:
                value_of(field, text)
            except EditError as problem:
                click.echo(str(problem))
            else:
                corrections[field] = text
        elif answer == "a":
            try:
                _accept(actions, number, corrections, by)
            except EditError as problem:
                click.echo(str(problem))
            else:
                return
        elif answer == "r":
            actions.reject(number, **by)
            return
        elif corrections:
            click.echo("what you corrected is not kept unless you accept it")
            corrections = {}
        else:
            return
