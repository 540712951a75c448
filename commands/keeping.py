"""``electionjobs db``: the database itself."""

import click

import terminal
from commands.frame import DB, Trouble, clear_errors, given_settings, ready_database
from schema import database


@click.group()
def db() -> None:
    """The database itself.

    \b
    Example:
      electionjobs db check --db jobs.db
    """


@db.command("upgrade")
@DB
def db_upgrade(db: str | None) -> None:
    """Make the tables, or bring them to this program's version."""
    with clear_errors():
        settings = given_settings(db=db)
        ready_database(settings)
    click.echo(f"{settings.db}: up to date")


@db.command("check")
@DB
def db_check(db: str | None) -> None:
    """Look whether the database is whole."""
    with clear_errors():
        settings = given_settings(db=db)
        problems = database.check(database.engine(settings.db))
    for problem in problems:
        terminal.warn(f"{settings.db} {problem}")
    if problems:
        raise Trouble(f"{settings.db}: {len(problems)} problems")
    click.echo(f"{settings.db}: whole")
