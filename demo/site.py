"""One sample site on one day: its data, which of its postings it shows, and what an answer of it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.clock import filled

Posting = Mapping[str, Any]
TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "xml": "application/rss+xml; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The content type of a file, by what its name ends in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answers to one request."""

    body: bytes
    type: str = TYPES["html"]
    status: int = 200


MISSING = Answer(body=b"<h1>Not found</h1>", status=404)


@dataclass(frozen=True, slots=True)
class Site:
    """One sample site on one day (1 or 2). ``data`` is its file in ``demo/sites``; ``base`` the date of day 1."""

    name: str
    data: Mapping[str, Any]
    day: int
    base: dt.date

    @property
    def about(self) -> Mapping[str, Any]:
        """The site's own data: form, token, employer."""
        about: Mapping[str, Any] = self.data["site"]
        return about

    def postings(self) -> list[Posting]:
        """The postings that the site shows on its day, as they are on that day."""
        change = self.data.get("day2", {}) if self.day == 2 else {}
        return [
            {**posting, **(posting.get("day2", {}) if self.day == 2 else {})}
            for posting in self.data["posting"]
            if self.day in posting.get("days", [1, 2]) and posting["id"] in change.get("listed", [posting["id"]])
        ]

    def date(self, offset: int) -> dt.date:
        """The day that is ``offset`` days from the base date."""
        return self.base + dt.timedelta(days=offset)

    def filled(self, text: str) -> str:
        """A text of the site with its dates."""
        return filled(text.strip(), self.base)
