"""``electionjobs check-links``: do the published links still lead to their postings?"""

import datetime as dt
from collections import Counter

import click

import linkcheck
import terminal
from commands.frame import DB, Trouble, clear_errors, given_settings, ready_database
from pipelines import links
from scheduling import locks
from schema import database
from settings import scrapy_settings
from spiders.board_reading import NO_WAY, host_of


@click.command("check-links")
@click.option("--most", type=click.IntRange(min=1), default=500, show_default=True, help="How many to ask in a day.")
@click.option("--wait", is_flag=True, help="Wait for a crawl of this database to end; without it, refuse.")
@DB
@click.option("--at", "moment", hidden=True, help="Take this ISO moment for the clock (tests).")
def check_links(most: int, wait: bool, db: str | None, moment: str | None) -> None:
    """Ask the links of published postings whether they are still there, those first that were asked longest ago.

    A link that answers 404 or 410 on two days is dead: the desk shows it. It closes no posting.

    \b
    Examples:
      electionjobs check-links
      electionjobs check-links --most 50
    """
    with clear_errors():
        settings = given_settings(db=db)
        engine = ready_database(settings)
        now = dt.datetime.fromisoformat(moment) if moment else dt.datetime.now(dt.UTC)
        with locks.hold(engine, "crawl", wait=wait, on_wait=terminal.warn):
            with database.reading(engine) as connection:
                urls = links.to_check(connection, now, most)
            found: list[links.Checked] = []
            unheard: list[links.Answer] = []
            with terminal.waiting(f"asking {len(urls)} links") as tell:

                def take(answer: links.Answer) -> None:
                    unheard.append(answer)
                    if answer.cause in NO_WAY and not found:  # it may be we who are cut off
                        return
                    with database.writing(engine) as connection:
                        found.extend(links.note(connection, one, now) for one in unheard)
                    unheard.clear()
                    tell(f"{len(found)} of {len(urls)} links asked")

                if urls:
                    linkcheck.ask(urls, scrapy_settings(settings, {host_of(url) for url in urls}), take)
    if unheard:
        raise Trouble("no site could be reached: look whether this machine is connected; nothing was changed")
    terminal.table(("link", "state", "why"), [(one.url, one.status, one.detail) for one in found if one.status != "ok"])
    counts = Counter(one.status for one in found)
    click.echo(f"{len(found)} links asked: {', '.join(f'{counts[status]} {status}' for status in links.STATUSES)}")
