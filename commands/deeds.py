"""What the commands of an editor share: who decides and why, and a command that is one deed."""

import functools
import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from commands.frame import DB, Trouble, clear_errors, given_settings, ready_database
from schema.vocabulary import Via
from settings import Settings, scrapy_settings

if TYPE_CHECKING:
    from deciding import Deciding

WHO = click.option("--who", help="Who decides (default: the login name).")
WHY = click.option("--why", default="", help="The reason, for those who come after.")
NEEDED_WHY = click.option("--why", required=True, help="The reason, for those who come after.")


def acting(settings: Settings, via: Via = "command line") -> "Deciding":
    """The editor's actions on the database of these settings."""
    # They bring in the page readers, which commands that only list do without.
    import submissions
    from deciding import Deciding
    from spiders.board_reading import host_of

    def fetch(url: str) -> tuple[bytes, str]:
        return submissions.fetch(url, scrapy_settings(settings, {host_of(url)}))

    return Deciding(ready_database(settings), fetch, via)


def named(who: str | None) -> str:
    """Who decides: as given, or the login name."""
    try:
        return who or getpass.getuser()
    except (KeyError, OSError) as problem:
        raise Trouble("nobody knows your login name: say who decides with --who NAME") from problem


def deed(said: str, why: Callable[..., Any] = WHY) -> Callable[[Callable[..., object]], Callable[..., None]]:
    """A command that is one deed of an editor, said in a line when it is done."""

    def decorate(do: Callable[..., object]) -> Callable[..., None]:
        @functools.wraps(do)
        def command(who: str | None, why: str, db: str | None, **given: Any) -> None:  # noqa: ANN401 - click's values
            with clear_errors():
                do(acting(given_settings(db=db)), who=named(who), why=why, **given)
            click.echo(said.format(**given))

        decorated: Callable[..., None] = DB(WHO(why(command)))
        return decorated

    return decorate
