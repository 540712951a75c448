"""What every command stands on: its settings, its database, the sources, and clear errors in place of tracebacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

import spiders
import terminal
from schema import database, source_files
from schema.errors import Mendable
from schema.source import Source
from settings import Settings

DATE = click.DateTime(formats=["%Y-%m-%d"])
DB = click.option("--db", help="Database: a path or an SQLAlchemy address (default jobs.db; ELECTIONJOBS_DB).")
FOLDER = click.option("--sources", type=click.Path(path_type=Path), help="Folder of source files (default sources).")


class Trouble(click.ClickException):
    """Done with trouble, or not done: one clear line on standard error, exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # click's own signature
        terminal.warn(f"electionjobs: {self.format_message()}")


@contextmanager
def clear_errors() -> Iterator[None]:
    """Every error that a person can mend becomes its one line."""
    try:
        yield
    except Mendable as problem:
        raise Trouble(str(problem)) from problem
    except OSError as problem:
        raise Trouble(f"{problem.filename or 'file'}: {problem.strerror or problem}") from problem


def given_settings(**given: Any) -> Settings:  # noqa: ANN401  # each setting has a type of its own
    """The environment's settings, with what the command line gives in their place."""
    return replace(Settings.from_environment(), **{name: value for name, value in given.items() if value is not None})


def ready_database(settings: Settings) -> Engine:
    """The database, at this program's revision."""
    engine = database.engine(settings.db)
    database.upgrade(engine)
    return engine


def chosen_sources(settings: Settings, named: tuple[str, ...] = (), platform: str | None = None) -> tuple[Source, ...]:
    """The sources of the source files: all, or those named, or those of one platform."""
    return source_files.chosen(settings.sources, spiders.platforms(), named, platform)
