"""Writes the site into an edition's folder: every page, what stands beside them, and what search engines ask for."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from exports import cuts, health, switch
from exports.cuts import Cut
from exports.feeds import Issue
from exports.health import SourceHealth
from exports.items import Item, items
from exports.markup import DECLARATION, element
from exports.news import Opening
from exports.site import health as health_page
from exports.site import lists, over, overviews, postings, proofs, reference, search, subscription, weeks
from exports.site.cards import Card, card
from exports.site.layout import ASSETS, Frame, Page, asset
from exports.site.lists import Drawn

ROBOTS = "robots.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the pages are made of: the openings, the card of each by the id of its posting, and the lists of them."""

    openings: Sequence[Opening]
    cards: Mapping[str, Card]
    shelves: Sequence[Cut]
    sources: Sequence[SourceHealth]
    issues: Sequence[Issue]


def write(
    connection: sa.Connection,
    folder: Path,
    site: str,
    openings: Sequence[Opening],
    today: dt.date,
    *,
    issues: Sequence[Issue] = (),
    keep: Iterable[str] = (),
    robots: bool = True,
) -> None:
    """Write the site of what is open into an edition's folder, which holds its tables and dated cuts already.

    ``site`` is its address, ending with a slash; ``issues`` are those of the weekly digest, by week; ``keep`` the paths
    of the feeds published so far: their pages stay as the feeds do. ``robots``: also robots.txt, where the site is its
    host's root.
    """
    frame = Frame(site=site)
    told = items((opening, opening.latest) for opening in openings)
    sources = health.read(connection)
    shown = _Shown(
        openings=openings,
        cards=_cards(openings, told, today, health_page.doubts(sources)),
        shelves=cuts.every(told, today, keep),
        sources=sources,
        issues=issues,
    )
    for name in ASSETS:
        switch.put(folder / "assets" / name, asset(name))
    switch.put(folder / "search.json", search.index(list(shown.cards.values())))
    listed = []
    for page in _pages(frame, connection, folder, shown, today):
        switch.put(folder / page.path, page.text.encode("utf-8", "replace"))
        if page.listed:
            listed.append(page.path)
    switch.put(folder / "sitemap.xml", _map(site, sorted(listed)))
    if robots and urlsplit(site).path == "/":
        switch.put(folder / ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {site}sitemap.xml\n".encode())


def _cards(
    openings: Sequence[Opening], told: Sequence[Item], today: dt.date, doubts: Mapping[str, str]
) -> Mapping[str, Card]:
    """The cards in the order of the feeds: the latest event first."""
    by_id = {opening.row["id"]: opening for opening in openings}
    ordered = (by_id[item.row["id"]] for item in told)
    return {one.row["id"]: card(one, today, doubts.get(one.row["source"], "")) for one in ordered}


def _pages(frame: Frame, connection: sa.Connection, folder: Path, shown: _Shown, today: dt.date) -> Iterator[Page]:
    drawn = Drawn(list(shown.cards.values()))
    yield from overviews.pages(frame, shown.shelves, shown.cards, drawn)
    for listing in lists.listings(shown.shelves, shown.cards):
        yield from lists.pages(frame, listing, drawn)
    files = proofs.read(connection)
    for opening in shown.openings:
        yield postings.page(frame, opening, shown.cards[opening.row["id"]], files)
    yield from over.copies(frame, shown.openings, files)
    yield from over.closed(frame, connection, today)
    yield from weeks.pages(frame, shown.issues, folder)
    yield subscription.page(frame, shown.shelves)
    yield reference.page(frame, folder)
    yield health_page.page(frame, shown.sources)
    # A server shows it at any depth: only from the host's root do its links lead to the same place everywhere.
    yield frame.page("404.html", "missing", title="There is no such page", listed=False, up=urlsplit(frame.site).path)


def _map(site: str, paths: Sequence[str]) -> bytes:
    """sitemap.xml: the address of every page that search engines should know."""
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    lines = (element("loc", site + ("" if path == "index.html" else path)) for path in paths)
    urls = "".join(f"<url>{line.strip()}</url>\n" for line in lines)
    return f'{DECLARATION}<urlset xmlns="{namespace}">\n{urls}</urlset>\n'.encode()
