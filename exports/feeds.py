"""RSS 2.0, written so that the W3C validator and every reader take it, and so that unchanged content keeps its bytes.

The rules (docs/architecture.md, "Feeds"): guids that never change, the description before the encoded content,
hexadecimal references instead of CDATA, RFC 822 dates of real events, absolute addresses, the employer as creator.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree

from exports import wording
from exports.published import Row

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a guid is minted from: it must outlive every move of the site.
_TAG = "tag:electionjobs.org,2026:posting/"

MOST_ITEMS = 500
"""Items a feed: with texts of the usual length it stays well under 5 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed's own data. ``address`` is where it is served, ``site`` the page it belongs to."""

    title: str
    description: str
    address: str
    site: str


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:  # noqa: ANN401  # lxml element
    prefix, _, local = name.rpartition(":")
    tag = f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local
    element = etree.SubElement(parent, tag, attributes)
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element


def _moment(day: dt.date) -> str:
    return format_datetime(dt.datetime.combine(day, dt.time(12), dt.UTC))


def _facts(row: Row) -> list[str]:
    facts = [
        row["organization"] or "",
        wording.place(row),
        wording.remote(row),
        wording.pay(row),
        wording.deadline(row),
    ]
    return [fact for fact in facts if fact]


def _content(row: Row) -> str:
    paragraphs = [" · ".join(_facts(row)), row["summary"] or ""]
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs if text)
    return f'{body}<p><a href="{escape(row["url"], quote=True)}">The posting at its source</a></p>'


def _item(channel: Any, row: Row) -> None:  # noqa: ANN401  # lxml element
    item = _add(channel, "item")
    _add(item, "title", ", ".join(part for part in (row["title"], row["organization"]) if part))
    _add(item, "link", row["url"])
    _add(item, "guid", f"{_TAG}{row['id']}", isPermaLink="false")
    _add(item, "pubDate", _moment(row["first_seen"]))
    if row["organization"]:
        _add(item, "dc:creator", row["organization"])
    _add(item, "category", row["role_family"])
    # Readers take a description for HTML: as text it needs escaping of its own.
    _add(
        item,
        "description",
        escape(" · ".join([*_facts(row), *([row["summary"]] if row["summary"] else [])]), quote=False),
    )
    _add(item, "content:encoded", _content(row))


def rss(channel: Channel, rows: Sequence[Row]) -> bytes:
    """The feed of these postings, newest first, at most MOST_ITEMS of them."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES)
    head = _add(root, "channel")
    _add(head, "title", channel.title)
    _add(head, "link", channel.site)
    _add(head, "description", channel.description)
    _add(head, "language", "en-us")
    if rows:
        _add(head, "lastBuildDate", _moment(max(row["last_changed"] for row in rows)))
    _add(head, "docs", "https://www.rssboard.org/rss-specification")
    _add(head, "atom:link", href=channel.address, rel="self", type="application/rss+xml")
    _add(head, "sy:updatePeriod", "daily")
    for row in rows[:MOST_ITEMS]:
        _item(head, row)
    return _serialized(root)


def _serialized(root: Any) -> bytes:  # noqa: ANN401  # lxml element
    """The document, with the references that all readers agree on."""
    etree.indent(root)
    document: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;") + b"\n"
