"""How alike two entries of one source are, and what contradicts that they are one: place, number, employer, season."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from rapidfuzz import fuzz

from schema.records import JobPosting
from schema.rows import to_row

SEASON = dt.timedelta(days=180)
"""Out of print for longer than this, the same words are a new search (in gold: 112 days within one, 329 between)."""

# Enough to tell postings apart; keeps the comparison of two long pages under a millisecond.
_COMPARED = 4000
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(?<![$€£\d,.])(?:\d{2,4}-)?\d{3,}(?![\d,.]*\d)")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|gh_src|source|src|ref")

Place = tuple[str | None, str | None, str | None]


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """One posting as it is compared: folded words, places and numbers, and the days it was seen on."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "title",
        "title_raw",
        "url",
        "organization",
        "locations",
        "description_text",
        "source_job_id",
        "observed_on",
        "first_seen",
        "last_seen",
    )

    title: str
    address: str
    organization: str
    places: frozenset[Place]
    numbers: frozenset[str]
    text: str
    job_id: str | None
    first: dt.date
    last: dt.date

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Entry":
        """The entry of a row with the COLUMNS; a posting that was not stored yet has only the day it was observed."""
        return cls(
            title=title_key(row["title"]),
            address=link_key(row["url"]),
            organization=fold(row["organization"] or ""),
            places=frozenset(_place(location) for location in row["locations"]),
            numbers=frozenset(_NUMBER.findall(row["title_raw"])),
            text=fold(row["description_text"]),
            job_id=row["source_job_id"],
            first=row["first_seen"] or row["observed_on"],
            last=row["last_seen"] or row["observed_on"],
        )

    @classmethod
    def of(cls, posting: JobPosting) -> "Entry":
        """The entry of a posting."""
        return cls.of_row(to_row(posting))

    def reads_as(self, other: "Entry") -> bool:
        """Whether both stand at one address and say the same."""
        names = ("title", "address", "organization", "places", "numbers", "text")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def renew(self, other: "Entry") -> None:
        """Take in a later sighting of the same posting: its words are now the newer ones."""
        if other.last >= self.last:
            self.text, self.places, self.address = other.text, other.places, other.address
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)


def fold(text: str) -> str:
    """Letters and digits alone, in one form and case, with single blanks."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def title_key(title: str) -> str:
    """A title as it is compared."""
    return fold(title)


def link_key(url: str) -> str:
    """An address as it is compared: without scheme, tracking parameters and a slash at its end."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        query = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key.lower())]
    except ValueError:
        return url
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(sorted(query)), parts.fragment))


def contradicts(a: Entry, b: Entry) -> bool:
    """Whether place or number outweigh that two entries read alike."""
    if a.places and b.places and not any(_agree(one, other) for one in a.places for other in b.places):
        return True
    return bool(a.numbers and b.numbers and a.numbers != b.numbers)


def other_employer(a: Entry, b: Entry) -> bool:
    """Whether two entries name employers that are not one name in two lengths."""
    return bool(a.organization and b.organization) and fuzz.token_set_ratio(a.organization, b.organization) < 80


def out_of_season(a: Entry, b: Entry, *, in_print: bool) -> bool:
    """Whether the same words in print are a new search, so far apart are they. A page has no seasons."""
    return in_print and (b.first - a.last > SEASON or a.first - b.last > SEASON)


def likeness(a: Entry, b: Entry) -> float:
    """0 to 100 by their words. Where one has none, as much as a shared link is worth."""
    if not a.text or not b.text:
        return 100.0 if a.text == b.text else 60.0
    return fuzz.ratio(a.text[:_COMPARED], b.text[:_COMPARED])


def _place(location: Mapping[str, str | None]) -> Place:
    locality = location["locality"] or location["county"]
    return (locality and fold(locality), location["region"], location["country"])


def _agree(one: Place, other: Place) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
