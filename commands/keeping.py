"""``electionjobs db``: the database itself, its backups and copies, and what is kept of former crawls."""

import datetime as dt
from pathlib import Path

import click

import terminal
from commands.frame import DB, Trouble, clear_errors, concerning, found_database, given_settings, ready_database
from middlewares import warc
from schema import backups, copying, database, restoring
from schema.database import name

_FILE = click.argument("file", type=click.Path(path_type=Path, readable=False))


@click.group()
def db() -> None:
    """The database itself.

    \b
    Examples:
      electionjobs db check --db jobs.db
      electionjobs db backup --verify
      electionjobs db restore backups/jobs-2026-03-02T120000Z.db
    """


@db.command("upgrade")
@DB
def db_upgrade(db: str | None) -> None:
    """Make the tables, or bring them to this program's version; a file is backed up before.

    \b
    Example:
      electionjobs db upgrade --db jobs.db
    """
    with clear_errors():
        settings = given_settings(db=db)
        ready_database(settings)
    click.echo(f"{settings.db}: up to date")


@db.command("check")
@DB
def db_check(db: str | None) -> None:
    """Look whether the database is whole.

    \b
    Example:
      electionjobs db check --db jobs.db
    """
    with clear_errors(), terminal.waiting("checking"):
        settings = given_settings(db=db)
        problems = database.check(found_database(settings))
    for problem in problems:
        terminal.warn(f"{settings.db} {problem}")
    if problems:
        raise Trouble(f"{settings.db}: {len(problems)} problems")
    click.echo(f"{settings.db}: whole")


@db.command("backup")
@click.option("--backups", "folder", type=click.Path(path_type=Path), help="Folder of the backups (default backups).")
@click.option("--verify", is_flag=True, help="Also restore it to a temporary folder and compare counts and hashes.")
@DB
def db_backup(folder: Path | None, verify: bool, db: str | None) -> None:
    """Back up the database, others may go on writing; the oldest backups beyond the number kept are removed.

    \b
    Examples:
      electionjobs db backup
      electionjobs db backup --verify --db postgresql+psycopg://me@localhost/jobs
    """
    with clear_errors():
        settings = given_settings(db=db, backups=folder)
        engine = found_database(settings)
        with terminal.waiting("copying") as tell, concerning(settings.backups):
            made = backups.back_up(engine, settings.backups, settings.backups_kept, dt.datetime.now(dt.UTC), tell)
            if verify:
                restoring.drill(made.path, tell)
    click.echo(f"{made.path}: {made.postings} postings, sha256 {made.sha256}")
    if verify:
        click.echo(f"{made.path}: can be restored, counts and hashes are equal")


@db.command("restore")
@_FILE
@click.option("--drill", is_flag=True, help="Only try: restore to a temporary folder and compare counts and hashes.")
@DB
def db_restore(file: Path, drill: bool, db: str | None) -> None:
    """Put a backup in the place of the database; the file that was there is kept beside it.

    Nothing else may use the database meanwhile. One on a server must be empty.

    \b
    Examples:
      electionjobs db restore backups/jobs-2026-03-02T120000Z.db
      electionjobs db restore --drill backups/jobs-2026-03-02T120000Z.db
    """
    with clear_errors(), terminal.waiting("restoring") as tell, concerning(file):
        settings = given_settings(db=db)
        if drill:
            made, replaced = restoring.drill(file, tell), None
        else:
            engine = database.engine(settings.db)
            made, replaced = restoring.restore(file, engine, dt.datetime.now(dt.UTC), tell)
    if drill:
        click.echo(f"{file}: can be restored, counts and hashes are equal ({made.postings} postings)")
        return
    click.echo(f"{settings.db}: is as it was on {made.made_at}, with {made.postings} postings")
    if replaced is not None:
        click.echo(f"{replaced}: the database that was replaced")


@db.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def db_copy(source: str, target: str) -> None:
    """Copy everything from one database into another, empty one; counts and hashes are compared.

    \b
    Examples:
      electionjobs db copy jobs.db postgresql+psycopg://me@localhost/jobs
      electionjobs db copy postgresql+psycopg://me@localhost/jobs copy.db
    """
    with clear_errors(), terminal.waiting("copying") as tell:
        one, other = found_database(given_settings(db=source)), database.engine(target)
        held = copying.copy(one, other, lambda table, rows: tell(f"copying {table}, {rows} rows"))
    click.echo(f"{name(other)}: {sum(table.rows for table in held.values())} rows in {len(held)} tables, all equal")


@db.command("prune")
def db_prune() -> None:
    """Remove captures of former crawls that are older than ELECTIONJOBS_CAPTURE_DAYS.

    \b
    Example:
      ELECTIONJOBS_CAPTURE_DAYS=30 electionjobs db prune
    """
    with clear_errors():
        settings = given_settings()
        if settings.captures is None:
            click.echo("captures are off, there is nothing to remove")
            return
        oldest = dt.datetime.now(dt.UTC) - dt.timedelta(days=settings.capture_days)
        removed = warc.prune(settings.captures, oldest)
    click.echo(f"{settings.captures}: {len(removed)} captures older than {settings.capture_days} days were removed")
