"""``electionjobs export`` and ``demo``: the way out, and a show of the whole way."""

import datetime as dt
from pathlib import Path

import click

import terminal
from commands.frame import DB, Trouble, check_week, clear_errors, concerning, given_settings, ready_database
from demo import rehearsal
from exports import edition
from pipelines import expire
from schema import database


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@click.option("--week", callback=check_week, help="Also keep a dated cut of this ISO week, for example 2026-W47.")
@click.option("--force", is_flag=True, help="Publish although the edition is held.")
@DB
def export(out: Path | None, week: str | None, force: bool, db: str | None) -> None:
    """Write what is published, feeds, calendars and tables, and put it in place at once.

    \b
    Examples:
      electionjobs export
      electionjobs export --out /srv/www --week 2026-W47
    """
    with clear_errors():
        settings = given_settings(db=db, out=out)
        problems = database.check(engine := ready_database(settings))
        if problems:
            raise Trouble(f"the edition is held: {settings.db} {problems[0]}")
        with database.writing(engine) as connection:  # also of sources that are no longer crawled
            expire.expire(connection, dt.datetime.now(dt.UTC))
        with database.reading(engine) as connection, concerning(settings.out):
            written = edition.publish(connection, settings.out, settings.site, week=week, force=force)
    for name in written.first_files:
        click.echo(str(written.folder / name))
    click.echo(f"{written.postings} postings published in {len(written.files)} files")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default public).")
@DB
def demo(out: Path | None, db: str | None) -> None:
    """Crawl the bundled sample sites over real HTTP on two days, export, and say where to look.

    \b
    Example:
      electionjobs demo --db demo.db --out demo-public
    """
    with clear_errors():
        settings = given_settings(db=db, out=out)
        rehearsal.prepare(settings.db)
        today = dt.datetime.now(dt.UTC).date()
        for day in (1, 2):
            click.echo(f"Day {day} of the sample sites")
            rehearsal.play(day, today, settings.db)
        with database.reading(database.engine(settings.db)) as connection:
            written = edition.publish(connection, settings.out, settings.site)
    terminal.show_demo(settings.db, written)
