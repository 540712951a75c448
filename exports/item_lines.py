"""Every item of an edition's feeds in one file, so that a feed of any combination can be made without the database.

A feed holds only so many items; this file holds them all, one item of a JSON Feed a line, the latest first.
"""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import PurePosixPath

from exports.items import Item
from exports.other_formats import json_item

PATH = PurePosixPath("feeds/items.jsonl")
"""Where the file stands in an edition."""


def write(told: Iterable[Item]) -> bytes:
    """The items, a line each, in their order."""
    return "".join(json.dumps(json_item(one), ensure_ascii=False) + "\n" for one in told).encode("utf-8", "replace")


def read(content: bytes) -> list[Item]:
    """The items of such a file. A ``row`` holds the columns of a JSON Feed's item, each in its JSON form."""
    return [_item(json.loads(line)) for line in content.split(b"\n") if line]


def _item(told: dict[str, object]) -> Item:
    authors, row = told["authors"], told["_electionjobs"]
    return Item(
        guid=str(told["id"]),
        moment=dt.datetime.fromisoformat(str(told["date_published"])),
        title=str(told["title"]),
        url=str(told["url"]),
        employer=authors[0]["name"] if isinstance(authors, list) and authors else "",
        tags=tuple(told["tags"]) if isinstance(told["tags"], list) else (),
        summary=str(told["summary"]),
        html=str(told["content_html"]),
        row=row if isinstance(row, dict) else {},
    )
