"""All feeds and calendars of an edition, written into its folders ``feeds/`` and ``calendar/``."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from exports import calendars, cuts, item_lines, other_formats, rss, switch
from exports.cuts import Cut
from exports.items import TAG, Item, items
from exports.markup import element
from exports.news import Opening
from exports.rss import Channel

TITLE = "Election jobs"
MOST_BYTES_OF_ISSUE = 300_000
DESCRIPTION = "Open positions in the election sector, read from the employers' own pages."


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A published weekly digest: its ISO week, its sections as HTML, the folder of its files below the edition's.

    ``event`` is the revision that last brought openings, ``day`` the day that it came out.
    """

    week: str
    day: dt.date
    html: str
    path: str
    event: int = 1


def channel(site: str, path: str, title: str = "", *, previous: str | None = None) -> Channel:
    """The channel of a feed; ``site`` ends with a slash, ``path`` is where the feed stands below it."""
    name = f"{TITLE}: {title}" if title else TITLE
    return Channel(title=name, description=DESCRIPTION, address=site + path, site=site, previous=previous)


def write(
    folder: Path,
    site: str,
    openings: Iterable[Opening],
    today: dt.date,
    *,
    weeks: Sequence[str] = (),
    keep: Iterable[str] = (),
) -> None:
    """Write the feeds and calendars of what is open into an edition's folder.

    ``weeks`` are the ISO weeks that have an archive, in order; ``keep`` the paths of the feeds published so far.
    """
    told = items((opening, opening.latest) for opening in openings)
    written = {item.guid: rss.item(item) for item in told}
    previous = f"{site}weekly/{weeks[-1]}/feed.xml" if weeks else None
    shelves = cuts.every(told, today, keep)
    for cut in shelves:
        title = "" if cut.path == "all" else cut.title
        head = channel(site, f"feeds/{cut.path}.xml", title, previous=previous if cut.path == "all" else None)
        switch.put(folder / "feeds" / f"{cut.path}.xml", rss.feed(head, cut.items, written))
    switch.put(folder / "feeds" / "all.atom", other_formats.atom(channel(site, "feeds/all.atom"), told))
    switch.put(folder / "feeds" / "all.json", other_formats.json_feed(channel(site, "feeds/all.json"), told))
    switch.put(folder / item_lines.PATH, item_lines.write(told))
    listed = [(cut.shelf, f"{TITLE}: {cut.title}", f"{site}feeds/{cut.path}.xml") for cut in shelves]
    switch.put(folder / "feeds" / "feeds.opml", other_formats.opml(TITLE, listed))
    _write_calendars(folder / "calendar", told)


def _write_calendars(folder: Path, told: Sequence[Item]) -> None:
    events = calendars.events(told)
    everything = Cut(path="all", title="All", shelf="Everything", items=told)
    for cut in (everything, *cuts.by_role(told), *cuts.by_state(told)):
        title = f"{TITLE}: deadlines" + ("" if cut is everything else f", {cut.title}")
        switch.put(folder / f"{cut.path}.ics", calendars.calendar(title, cut.items, events))


def archive(
    site: str, week: str, openings: Iterable[Opening], since: dt.date, day: dt.date, previous: str | None
) -> bytes:
    """The archive feed of one week: the news after ``since`` up to ``day``, and the way to the week before."""
    told = items((opening, news) for opening in openings for news in opening.news if since < news.day <= day)
    head = Channel(
        title=f"{TITLE}: {week}",
        description=DESCRIPTION,
        address=f"{site}weekly/{week}/feed.xml",
        site=site,
        period="weekly",
        previous=f"{site}weekly/{previous}/feed.xml" if previous else None,
        current=f"{site}feeds/all.xml",
    )
    return rss.feed(head, told)


def issues(site: str, published: Iterable[Issue]) -> bytes:
    """``digest.xml``: one item a weekly issue, the latest first; tools that mail feeds pick items by their date.

    A revision stands in the place of the one before. It is another item, which readers show anew, where it brings
    openings.
    """
    head = Channel(
        title=f"{TITLE}: the week", description=DESCRIPTION, address=f"{site}digest.xml", site=site, period="weekly"
    )
    entries = []
    for issue in sorted(published, key=lambda issue: issue.week, reverse=True):
        moment = dt.datetime.combine(issue.day, dt.time(12), dt.UTC)
        link = f"{site}{issue.path}/digest.html"
        name = issue.week if issue.event == 1 else f"{issue.week}/{issue.event}"
        lines = (
            element("title", f"{TITLE}, week {issue.week}"),
            element("link", link),
            element("guid", f"{TAG}digest/{name}", isPermaLink="false"),
            element("pubDate", rss.date(moment)),
            element("description", f"Jobs of the week {issue.week}"),
            element("content:encoded", _fitting(issue.html, link)),
        )
        entries.append((moment, f"<item>\n{''.join(lines)}</item>\n"))
    return rss.document(head, entries)


def _fitting(html: str, link: str) -> str:
    """The issue itself, or the way to it where it is longer than a mail or a reader would take."""
    if len(html.encode()) <= MOST_BYTES_OF_ISSUE:
        return html
    return f'<p>This issue is long: <a href="{escape(link)}">read it here</a>.</p>'
