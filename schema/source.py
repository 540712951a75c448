"""One TOML file an organization: who it is, and the boards it publishes on. Data, never code."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schema.vocabulary import OrganizationKind

Schedule = Literal["hourly", "twice_daily", "daily", "weekly", "monthly", "paused"]

EVERY: Mapping[Schedule, dt.timedelta | None] = {
    "hourly": dt.timedelta(hours=1),
    "twice_daily": dt.timedelta(hours=12),
    "daily": dt.timedelta(days=1),
    "weekly": dt.timedelta(weeks=1),
    "monthly": dt.timedelta(days=30),
    "paused": None,
}
"""How long after its last run a source is due again; None is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a good run of a source lists. ``why`` explains a floor that was lowered."""

    min: int = 0
    may_be_empty: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How to read pages that defeat the reader.

    ``list``     CSS selector of the parts of a list page in which every link is a posting.
    ``body``     CSS selector of the part of a posting's page that is the posting.
    ``link``     regular expression that the address of every posting matches.
    ``language`` ISO 639-1 code of the pages where that is not English: what matches a hint is then not judged by words.
    """

    list: str | None = None
    body: str | None = None
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An employer or publisher. ``slug`` is the path of its file below the sources folder, without ``.toml``."""

    slug: str
    name: str
    kind: OrganizationKind | None
    homepage: str
    state: str | None = None
    country: str = "US"
    fips: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One board of one organization: what a spider crawls.

    ``id``        ``<organization slug>/<platform>``; where a platform stands twice, the second and later boards have
                  ``/<token>`` behind it, so that adding one leaves the id, and with it the history, of the first.
    ``aggregator`` the postings are other employers' (a newsletter): the organization is not the employer.
    ``employer``  who employs on this board, where it shows more than the organization's own postings: a county's board
                  lists every department's, so that the election office is not the employer of all of them.
    ``base_url``  replaces the platform's origin (tests, mirrors, the demo).
    ``only``      keep only postings whose raw value of the named key is in the list.
    ``browser``   this office's pages are built by scripts: they are read as a browser builds them.
    ``hints``     how to read this board's pages, where it is an office's own page and the reader needs help.
    ``at_least``, ``at_most``  bounds of how often it is asked when the program adapts to it; None: half and twice as
                  often as ``schedule``.
    ``misses``    complete runs a posting may be absent from before it closes; None is the platform's default.
    """

    id: str
    organization: Organization
    platform: str
    token: str | None = None
    url: str | None = None
    base_url: str | None = None
    employer: str | None = None
    aggregator: bool = False
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expect: Expect = field(default_factory=Expect)
    schedule: Schedule = "daily"
    at_least: Schedule | None = None
    at_most: Schedule | None = None
    misses: int | None = None
    browser: bool = False
    hints: Hints | None = None
    notes: str = ""
