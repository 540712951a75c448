"""``electionjobs digest``: the week's jobs section from its draft to the approved issue."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click
from sqlalchemy import Connection

from commands import editor_views
from commands.deeds import WHO, WHY, acting, deed, named
from commands.frame import DATE, DB, Trouble, check_week, clear_errors, given_settings, ready_database
from desk import draft as drafts
from desk import issues as approved
from desk import weeks
from desk.actions import Actions
from exports import digest as digests
from exports import digest_forms
from exports.weeks import week_of
from schema import database
from schema.jsonform import to_json
from settings import Settings

_WEEK = click.option("--week", callback=check_week, help="Week of the issue, for example 2026-W47 (default: this one).")
_FORM = click.option("--form", type=click.Choice(get_args(digest_forms.Form)), default="text", show_default=True)
_STYLE = click.option(
    "--style", type=click.Choice(get_args(digest_forms.Style)), default="paragraph", show_default=True
)


def _issue(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which issue it is."""
    for option in (
        _WEEK,
        click.option("--date", "day", type=DATE, help="Day of the issue (default: today, UTC)."),
        click.option("--since", type=DATE, help="Day of the issue before (default: the last one, or a week ago)."),
        click.option("--until", type=DATE, help="Day of the next issue (default: a week later)."),
        click.option("--order", type=click.Choice(get_args(digests.Order)), help="Grouping (default: as last time)."),
        click.option("--out", type=click.Path(path_type=Path), help="Published folder: it holds the last dated cut."),
        DB,
    ):
        command = option(command)
    return command


@click.group()
def digest() -> None:
    """The weekly jobs section: what is new, open again, extended, and closes before the next issue.

    \b
    Examples:
      electionjobs digest draft
      electionjobs digest preview --form paste --order state > section.html
      electionjobs digest approve
    """


@digest.command()
@click.option("--json", "as_json", is_flag=True, help="The whole draft as one JSON object.")
@_issue
def draft(as_json: bool, **issue: Any) -> None:  # noqa: ANN401 - click's values
    """Show what the issue would hold and why, what changed, what is doubtful, and what may stand there twice.

    \b
    Examples:
      electionjobs digest draft
      electionjobs digest draft --since 2026-11-12 --date 2026-11-19
      electionjobs digest draft --json | jq '.items[] | select(.doubts != [])'
    """
    made = _drafted(**issue)
    if as_json:
        click.echo(json.dumps(to_json(made) | {"fingerprint": made.fingerprint}, ensure_ascii=False))
    else:
        editor_views.show_draft(made)


@digest.command()
@_FORM
@_STYLE
@_issue
def preview(form: digest_forms.Form, style: digest_forms.Style, **issue: Any) -> None:  # noqa: ANN401 - click's values
    """Print the draft as it would be sent or pasted.

    \b
    Examples:
      electionjobs digest preview
      electionjobs digest preview --form email --style modern > issue.html
    """
    made = _drafted(**issue)
    click.echo(digest_forms.render(made.digest, form, style), nl=False)


@digest.command()
@WHO
@WHY
@click.option("--seen", metavar="FINGERPRINT", help="Only if the draft is still the one that was shown with this.")
@_issue
def approve(who: str | None, why: str, seen: str | None, **issue: Any) -> None:  # noqa: ANN401 - click's values
    """Make the draft the issue of its week: it never changes again, and the next export publishes it.

    A week that has an issue gets a revision of it, which needs a reason.

    \b
    Examples:
      electionjobs digest approve
      electionjobs digest approve --seen 4c1f0a9be27d
      electionjobs digest approve --week 2026-W47 --why "wrong deadline of the Lark County clerk"
    """
    with _wanting(**issue) as (settings, _, wanted):
        pass
    with clear_errors():
        made = acting(settings).approve(wanted, who=named(who), why=why, seen=seen)
    count = len(made.digest.entries)
    openings = "1 opening" if count == 1 else f"{count} openings"
    click.echo(f"{made.week}: revision {made.revision} is approved, {openings}; electionjobs export publishes it")


@digest.command("issues")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a revision and line.")
@DB
def issues_(as_json: bool, db: str | None) -> None:
    """List the approved issues and their revisions.

    \b
    Example:
      electionjobs digest issues
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        found = approved.every(connection)
    if as_json:
        for one in found:
            click.echo(json.dumps(to_json(one), ensure_ascii=False))
    else:
        editor_views.show_issues(found)


@digest.command()
@click.argument("week", callback=check_week)
@click.option("--revision", type=int, help="An earlier revision (default: the latest).")
@_FORM
@_STYLE
@DB
def show(week: str, revision: int | None, form: digest_forms.Form, style: digest_forms.Style, db: str | None) -> None:
    """Print an approved issue.

    \b
    Example:
      electionjobs digest show 2026-W47 --form markdown
    """
    with clear_errors(), database.reading(ready_database(given_settings(db=db))) as connection:
        one = approved.revision(connection, week, revision) if revision else approved.latest(connection, week)
        if one is None:
            raise Trouble(f"{week}: no such issue is approved; electionjobs digest issues lists them")
    click.echo(digest_forms.render(one.digest, form, style), nl=False)


@digest.command()
@click.argument("postings", metavar="ID…", nargs=-1, required=True)
@_WEEK
@deed("the order is kept")
def order(actions: Actions, postings: tuple[str, ...], week: str | None, **by: str) -> None:
    """Let these postings stand first and in this order, each under its own heading.

    \b
    Example:
      electionjobs digest order 5f0c2a9b1d3e4f67 91d3e4f675f0c2a9
    """
    actions.order(week or _this_week(), postings, **by)


@digest.command("leave-out")
@click.argument("posting", metavar="ID")
@_WEEK
@deed("{posting}: is left out")
def leave_out(actions: Actions, posting: str, week: str | None, **by: str) -> None:
    """Leave a posting out of the week's issue; feeds and tables go on showing it.

    \b
    Example:
      electionjobs digest leave-out 5f0c2a9b1d3e4f67 --why "we had it in the news"
    """
    actions.leave_out(week or _this_week(), posting, **by)


def _this_week() -> str:
    return week_of(dt.datetime.now(dt.UTC).date())


def _drafted(**issue: Any) -> drafts.Draft:  # noqa: ANN401 - click's values
    with _wanting(**issue) as (_, connection, wanted):
        return drafts.read(connection, wanted)


@contextmanager
def _wanting(
    db: str | None,
    out: Path | None,
    day: dt.datetime | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    week: str | None,
    order: digests.Order | None,
) -> Iterator[tuple[Settings, Connection, weeks.Wanted]]:
    """The issue that the options mean, and a look into the database it is read from."""
    with clear_errors():
        settings = given_settings(db=db, out=out)
        today = dt.datetime.now(dt.UTC).date()
        with database.reading(ready_database(settings)) as connection:
            try:
                wanted = weeks.wanted(
                    connection,
                    settings.out,
                    settings.site,
                    today,
                    week=week,
                    day=day and day.date(),
                    since=since and since.date(),
                    until=until and until.date(),
                    order=order,
                )
            except ValueError as problem:
                raise click.UsageError(str(problem)) from problem
            yield settings, connection, wanted
