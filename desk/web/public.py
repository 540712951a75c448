"""The published folder over HTTP: whatever an edition holds, each request from one whole edition."""

import os
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

from exports import switch

RSS: Final = "application/rss+xml; charset=utf-8"
_FEEDS = {".xml": RSS, ".atom": "application/atom+xml; charset=utf-8", ".json": "application/feed+json"}
_TYPES = {
    ".xml": "application/xml",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".ics": "text/calendar; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".js": "text/javascript; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}


class PublicFolder(StaticFiles):
    """The files below a folder that is a link to the current edition: a folder's ``index.html``, ``404.html``."""

    def __init__(self, out: Path) -> None:
        super().__init__(directory=out, html=True, check_dir=False)
        self._out = out

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file of a request, and what the system knows of it; None where there is none in the edition.

        The link is followed once: followed for the folder and for the file, it could lead to two editions.
        """
        edition = switch.current(self._out)
        if edition is None:
            return "", None
        # Two steps of the link may lie between two exports, and the edition before the last is gone then.
        found = (edition / path).resolve()
        if not found.is_relative_to(edition):
            return "", None
        try:
            return str(found), found.stat()
        except (FileNotFoundError, NotADirectoryError):
            return "", None

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file with the type that programs know it by. Browsers ask again each time, and get 304 for what stays."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if response.status_code != 304 and (kind := media_type(scope["path"])):
            response.headers["Content-Type"] = kind
        response.headers["Cache-Control"] = "no-cache"
        return response


def media_type(path: str) -> str | None:
    """The type of a published file by its address; None for those that every system knows."""
    place = PurePosixPath(path)
    feed = "feeds" in place.parts or place.name in ("feed.xml", "digest.xml")
    return (_FEEDS if feed and place.suffix in _FEEDS else _TYPES).get(place.suffix)
