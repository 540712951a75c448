"""The feed of all postings in the other formats that readers know, Atom and JSON Feed; and the list of all feeds."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from itertools import groupby, islice

from exports.items import TAG, Item
from exports.markup import DECLARATION, element
from exports.rss import MOST_BYTES, MOST_ITEMS, Channel
from schema.jsonform import to_json

_SHOWN = (
    "id organization organization_kind role_family role_level partisan remote remote_states locations salary_min"
    " salary_max salary_currency salary_unit salary_annual_min salary_annual_max employment_types deadline_on"
    " deadline_type apply_url first_seen last_changed".split()
)
"""What a JSON Feed's item carries under ``_electionjobs``: columns of the codebook."""


def atom(channel: Channel, told: Sequence[Item]) -> bytes:
    """Atom 1.0, the latest first; no two entries have the same moment."""
    shown = _fitting((one, _atom_entry(one)) for one in told)
    newest = max((one.moment for one, _ in shown), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    head = (
        element("id", f"{TAG}feed/{channel.name}"),
        element("title", channel.title),
        element("subtitle", channel.description),
        element("updated", newest.isoformat()),
        element("link", href=channel.site, rel="alternate", type="text/html"),
        element("link", href=channel.address, rel="self", type="application/atom+xml"),
        _author(channel.title),
    )
    body = "".join(entry for _, entry in shown)
    return f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom">\n{"".join(head)}{body}</feed>\n'.encode()


def _atom_entry(told: Item) -> str:
    return "".join(
        (
            "<entry>\n",
            element("id", told.guid),
            element("title", told.title),
            element("updated", told.moment.isoformat()),
            element("published", told.moment.isoformat()),
            element("link", href=told.url, rel="alternate"),
            _author(told.employer) if told.employer else "",
            *(element("category", term=tag) for tag in told.tags),
            element("summary", told.summary),
            element("content", told.html, type="html"),
            "</entry>\n",
        )
    )


def _author(name: str) -> str:
    return f"<author>\n{element('name', name)}</author>\n"


def json_feed(channel: Channel, told: Sequence[Item]) -> bytes:
    """JSON Feed 1.1."""
    shown = _fitting((one, json.dumps(json_item(one), ensure_ascii=False)) for one in told)
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.site,
        "feed_url": channel.address,
        "language": "en-US",
    }
    body = ",\n".join(text for _, text in shown)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": [\n{body}\n]}}\n'.encode("utf-8", "replace")


def json_item(told: Item) -> dict[str, object]:
    """One item of a JSON Feed; our own columns stand under ``_electionjobs``."""
    return {
        "id": told.guid,
        "url": told.url,
        "title": told.title,
        "content_html": told.html,
        "summary": told.summary,
        "date_published": told.moment.isoformat(),
        "authors": [{"name": told.employer}] if told.employer else [],
        "tags": list(told.tags),
        "_electionjobs": {name: to_json(told.row[name]) for name in _SHOWN},
    }


def _fitting(entries: Iterable[tuple[Item, str]]) -> list[tuple[Item, str]]:
    size, kept = 0, []
    for told, text in islice(entries, MOST_ITEMS):
        size += len(text.encode())
        if size > MOST_BYTES:
            break
        kept.append((told, text))
    return kept


def opml(title: str, feeds: Iterable[tuple[str, str, str]]) -> bytes:
    """The list of feeds for a reader to import: shelf, title and address of each, those of a shelf together."""
    shelves = []
    for shelf, group in groupby(feeds, key=lambda feed: feed[0]):
        lines = "".join(
            element("outline", type="rss", text=name, title=name, xmlUrl=address) for _, name, address in group
        )
        shelves.append(f"{element('outline', text=shelf)[:-3]}>\n{lines}</outline>\n")
    body = "".join(shelves)
    head = f"<head>\n{element('title', title)}</head>\n"
    return f'{DECLARATION}<opml version="2.0">\n{head}<body>\n{body}</body>\n</opml>\n'.encode()
