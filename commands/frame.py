"""What every command stands on: its settings, its database, the sources, and clear errors in place of tracebacks."""

import datetime as dt
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

import logs
import spiders
import terminal
from exports.weeks import monday
from schema import backups, database, source_files
from schema.errors import Mendable
from schema.source import Source
from settings import Settings

DATE = click.DateTime(formats=["%Y-%m-%d"])
DB = click.option("--db", help="Database: a path or an SQLAlchemy address (default jobs.db; ELECTIONJOBS_DB).")
FOLDER = click.option("--sources", type=click.Path(path_type=Path), help="Folder of source files (default sources).")


def check_week(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """An ISO week like 2026-W47, or None where none is given."""
    try:
        if given is not None:
            monday(given)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from problem
    return given


class Trouble(click.ClickException):
    """Done with trouble, or not done: one clear line on standard error, exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # click's own signature
        terminal.warn(f"electionjobs: {self.format_message()}")


_MENDS = {
    errno.ENOSPC: "free some space and run this again, nothing was lost",
    errno.EDQUOT: "free some space and run this again, nothing was lost",
    errno.EFBIG: "allow larger files and run this again, nothing was lost",
    errno.EACCES: "you may not do this here; change the owner or give another path",
    errno.EPERM: "you may not do this here; change the owner or give another path",
    errno.EROFS: "nothing can be written here; give another path",
}


@contextmanager
def clear_errors() -> Iterator[None]:
    """Every error that a person can mend becomes its one line."""
    try:
        yield
    except Mendable as problem:
        raise Trouble(str(problem)) from problem
    except OSError as problem:
        said = [problem.strerror or str(problem), _MENDS.get(problem.errno or 0, "")]
        raise Trouble(f"{problem.filename or 'file'}: {'; '.join(filter(None, said))}") from problem


@contextmanager
def concerning(path: Path) -> Iterator[None]:
    """Gives an error of writing, which knows no name, that of the folder or file it is about."""
    try:
        yield
    except OSError as problem:
        if problem.filename is None:
            problem.filename = str(path)
        raise


def given_settings(**given: Any) -> Settings:  # noqa: ANN401  # each setting has a type of its own
    """The environment's settings, with what the command line gives in their place; from here on lines are logged."""
    settings = replace(
        Settings.from_environment(), **{name: value for name, value in given.items() if value is not None}
    )
    logs.begin(settings.log_level, settings.log_format, settings.secrets())
    return settings


def ready_database(settings: Settings) -> Engine:
    """The database, at this program's revision. A file that is brought there is backed up before."""
    engine = _opened(settings)
    if engine.dialect.name == "sqlite" and database.behind(engine):
        with terminal.waiting(f"backing up {settings.db} before it is upgraded") as tell, concerning(settings.backups):
            made = backups.back_up(engine, settings.backups, settings.backups_kept, dt.datetime.now(dt.UTC), tell)
        terminal.warn(f"{settings.db}: is upgraded; as it was it is kept in {made.path}")
    database.upgrade(engine)
    return engine


def found_database(settings: Settings) -> Engine:
    """A database that is there already: one that is only looked at or copied is not made by that."""
    engine = _opened(settings)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise Trouble(f"{settings.db}: there is no such database; give its path with --db")
    return engine


def _opened(settings: Settings) -> Engine:
    """The database, closed at the latest when the command has ended: a file alone then holds everything."""
    engine = database.engine(settings.db)
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def chosen_sources(settings: Settings, named: tuple[str, ...] = (), platform: str | None = None) -> tuple[Source, ...]:
    """The sources of the source files: all, or those named, or those of one platform."""
    return source_files.chosen(settings.sources, spiders.platforms(), named, platform)
