"""``electionjobs digest``: what the week's jobs section would say, and how it looks in each form."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import click

import terminal
from commands.frame import DATE, DB, clear_errors, given_settings, ready_database
from exports import digest as digests
from exports import digest_forms, news, weekly
from schema import database
from schema.jsonform import to_json

_OUT = click.option("--out", type=click.Path(path_type=Path), help="Published folder: its last cut is the last issue.")


def _issue(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which issue it is."""
    for option in (
        click.option("--date", "day", type=DATE, help="Day of the issue (default: today, UTC)."),
        click.option(
            "--since", type=DATE, help="Day of the issue before (default: the last dated cut, or a week ago)."
        ),
        click.option("--until", type=DATE, help="Day of the next issue (default: a week later)."),
        click.option("--order", type=click.Choice(get_args(digests.Order)), default="alphabetical", show_default=True),
        click.option("--without", multiple=True, metavar="ID", help="Leave this posting out."),
        _OUT,
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
    """


@digest.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object an entry and line.")
@_issue
def draft(as_json: bool, **issue: object) -> None:
    """List what the issue would hold, with what an editor should look at.

    \b
    Example:
      electionjobs digest draft --since 2026-11-12 --date 2026-11-19
    """
    made = _drafted(**issue)  # type: ignore[arg-type]  # click gives each option its own type
    if as_json:
        for section in made.sections:
            for group in section.groups:
                for entry in group.entries:
                    click.echo(json.dumps({"section": section.key, **to_json(entry)}, ensure_ascii=False))
    else:
        terminal.show_digest(made)


@digest.command()
@click.option("--form", type=click.Choice(get_args(digest_forms.Form)), default="text", show_default=True)
@click.option("--style", type=click.Choice(get_args(digest_forms.Style)), default="paragraph", show_default=True)
@_issue
def preview(form: digest_forms.Form, style: digest_forms.Style, **issue: object) -> None:
    """Print the issue as it would be sent or pasted.

    \b
    Examples:
      electionjobs digest preview
      electionjobs digest preview --form email --style modern > issue.html
    """
    click.echo(digest_forms.render(_drafted(**issue), form, style), nl=False)  # type: ignore[arg-type]  # as above


def _drafted(
    day: dt.datetime | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    order: digests.Order,
    without: tuple[str, ...],
    out: Path | None,
    db: str | None,
) -> digests.Digest:
    with clear_errors():
        settings = given_settings(db=db, out=out)
        on = day.date() if day else dt.datetime.now(dt.UTC).date()
        with database.reading(ready_database(settings)) as connection:
            openings = news.openings(connection)
        try:
            return digests.draft(
                openings,
                day=on,
                since=since.date() if since else weekly.last_issue(settings.out, on),
                until=until.date() if until else on + weekly.WEEK,
                site=settings.site,
                order=order,
                without=without,
            )
        except ValueError as problem:
            raise click.UsageError(str(problem)) from problem
