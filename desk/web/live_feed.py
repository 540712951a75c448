"""``/feed.xml?role=…&state=…``: the feed of any combination, made of the edition that is served.

It needs no database: an edition holds every item of its feeds, and is held back where too much of it is in doubt.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from desk.web.public import RSS
from exports import feeds, item_lines, other_formats, rss, selection, switch
from exports.items import Item
from exports.rss import Channel

_FORMATS: Mapping[str, tuple[str, Callable[[Channel, Sequence[Item]], bytes]]] = {
    "xml": (RSS, rss.feed),
    "atom": ("application/atom+xml; charset=utf-8", other_formats.atom),
    "json": ("application/feed+json", other_formats.json_feed),
}
SUFFIXES = tuple(_FORMATS)


def answer(request: Request, out: Path) -> Response:
    """The feed that a request asks for: 400 and one line where it asks for what there is not."""
    suffix = request.url.path.rpartition(".")[2]
    kind, written = _FORMATS[suffix]
    try:
        asked = selection.read(request.query_params.multi_items())
    except selection.SelectionError as problem:
        return PlainTextResponse(f"{problem}\n", status_code=400)
    found = _items(out)
    if found is None:
        missing = f"{out / item_lines.PATH} is missing; electionjobs export writes it\n"
        return PlainTextResponse(missing, status_code=503, headers={"Retry-After": "60"})
    site = str(request.base_url)
    channel = feeds.channel(site, f"feed.{suffix}?{asked.query}".rstrip("?"), asked.title)
    body = written(replace(channel, name=asked.query or channel.name), asked.chosen(found))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _items(out: Path) -> Sequence[Item] | None:
    edition = switch.current(out)
    if edition is None:
        return None
    path = edition / item_lines.PATH
    try:
        stamp = path.stat()
        return _read(path, stamp.st_ino, stamp.st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=2)
def _read(path: Path, *_: int) -> Sequence[Item]:
    return item_lines.read(path.read_bytes())
