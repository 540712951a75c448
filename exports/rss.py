"""RSS 2.0, written so that the W3C validator and every reader take it, and so that unchanged content keeps its bytes.

The rules (docs/publication.md, "Feeds"): guids that never change, the description before the encoded content,
hexadecimal references instead of CDATA, RFC 822 dates of real events, absolute addresses, the employer as creator.
Weekly archives are linked as RFC 5005 says.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from exports.items import Item
from exports.markup import DECLARATION, element

_OPEN = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:fh="http://purl.org/syndication/history/1.0"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">\n<channel>\n'
)
_CLOSE = "</channel>\n</rss>\n"

MOST_ITEMS = 500
MOST_BYTES = 4_500_000
"""What a feed holds at most: what is older stands in the weekly archives, and in the narrower feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed's own data. ``address`` is where it is served, ``site`` the page it belongs to.

    ``previous`` is the archive of the week before. ``current`` is given in an archive: the feed that goes on.
    ``name`` is what Atom knows the feed by, wherever it is served.
    """

    title: str
    description: str
    address: str
    site: str
    period: str = "daily"
    previous: str | None = None
    current: str | None = None
    name: str = "all"


def item(told: Item) -> str:
    """One item of a feed."""
    return "".join(
        (
            "<item>\n",
            element("title", told.title),
            element("link", told.url),
            element("guid", told.guid, isPermaLink="false"),
            element("pubDate", date(told.moment)),
            element("dc:creator", told.employer) if told.employer else "",
            *(element("category", tag) for tag in told.tags),
            # Readers take a description for HTML: as text it needs escaping of its own.
            element("description", escape(told.summary, quote=False)),
            element("content:encoded", told.html),
            "</item>\n",
        )
    )


def feed(channel: Channel, told: Sequence[Item], written: Mapping[str, str] | None = None) -> bytes:
    """The feed of these items, in their order, as many as a feed holds.

    ``written`` are items that were made before, by guid: many feeds share them.
    """
    shown = told if channel.current else told[:MOST_ITEMS]
    return document(channel, [(one.moment, written[one.guid] if written else item(one)) for one in shown])


def document(channel: Channel, entries: Sequence[tuple[dt.datetime, str]]) -> bytes:
    """The feed of items that are written already, each with its moment."""
    size, kept = 0, []
    for _, entry in entries:
        size += len(entry.encode())
        if size > MOST_BYTES:
            break
        kept.append(entry)
    newest = max((moment for moment, _ in entries), default=None)
    return "".join((DECLARATION, _OPEN, _head(channel, newest), *kept, _CLOSE)).encode()


def _head(channel: Channel, newest: dt.datetime | None) -> str:
    def atom(rel: str, address: str | None) -> str:
        return element("atom:link", href=address, rel=rel, type="application/rss+xml") if address else ""

    return "".join(
        (
            element("title", channel.title),
            element("link", channel.site),
            element("description", channel.description),
            element("language", "en-us"),
            element("lastBuildDate", date(newest)) if newest else "",
            element("docs", "https://www.rssboard.org/rss-specification"),
            atom("self", channel.address),
            atom("prev-archive", channel.previous),
            atom("current", channel.current),
            element("fh:archive") if channel.current else "",
            element("sy:updatePeriod", channel.period),
        )
    )


def date(moment: dt.datetime) -> str:
    """A moment as RSS writes it (RFC 822)."""
    return format_datetime(moment.replace(microsecond=0))
