"""``electionjobs sources``: the source files, listed, checked, found and written."""

from functools import partial
from pathlib import Path
from typing import Any

import click

import spiders
import terminal
from commands.frame import FOLDER, chosen_sources, clear_errors, given_settings
from schema.vocabulary import OrganizationKind, members
from settings import scrapy_settings


@click.group()
def sources() -> None:
    """The source files: what is crawled.

    \b
    Example:
      electionjobs sources check
    """


@sources.command("list")
@FOLDER
def sources_list(sources: Path | None) -> None:
    """Every source: its id, platform, board and schedule."""
    with clear_errors():
        found = chosen_sources(given_settings(sources=sources))
    terminal.table(
        ("source", "platform", "board", "schedule"),
        [(s.id, s.platform, s.token or s.url or "", s.schedule) for s in found],
    )


@sources.command("check")
@FOLDER
def sources_check(sources: Path | None) -> None:
    """Read every source file; each mistake with its file, its key and the mend."""
    with clear_errors():
        found = chosen_sources(given_settings(sources=sources))
    click.echo(f"{len(found)} sources of {len({s.organization.slug for s in found})} organizations: no mistakes")


@sources.command("detect")
@click.argument("page", metavar="FILE|URL")
@click.option("--base-url", metavar="URL", help="The address that FILE came from.")
def sources_detect(page: str, base_url: str | None) -> None:
    """Which platform and board a career page leads to, and how sure; with the lines of a source file to paste.

    \b
    Example:
      electionjobs sources detect https://elections.example.org/jobs
    """
    # Scrapy and the page readers, which the other subcommands do without.
    import detect as detecting
    import fetching
    from spiders.board import host_of

    with clear_errors():
        given = scrapy_settings(given_settings(), {host_of(page)})
        found = detecting.detect(page, base_url, partial(fetching.fetch, scrapy_settings=given))
    terminal.show_detected(found, spiders.platforms())


@sources.command("add")
@click.argument("name")
@click.option("--platform", required=True, help="The board's platform.")
@click.option("--token", help="The board's name on its platform.")
@click.option("--url", help="The board's address, where it has no name.")
@click.option("--kind", type=click.Choice(members(OrganizationKind)), help="What kind of organization it is.")
@click.option("--state", help="Its state, for example WA.")
@click.option("--homepage", help="Its own page, where the board's address shall not stand for it.")
@FOLDER
def sources_add(name: str, platform: str, sources: Path | None, **told: Any) -> None:  # noqa: ANN401
    """Write the source file of an organization, checked; a file that is there is never touched.

    \b
    Example:
      electionjobs sources add "King County Elections" --platform neogov --token kingcounty --state WA
    """
    if not (told["token"] or told["url"]):
        raise click.UsageError("give --token or --url")
    import detect as detecting

    with clear_errors():
        path = detecting.add(given_settings(sources=sources).sources, spiders.platforms(), name, platform, **told)
    click.echo(f"{path}: written and checked")
