"""The page that says what we saw and what we could not: every source, when it was last read to its end, and why not.

It alone, of all pages, changes with every crawl.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports import wording
from exports.health import SourceHealth
from exports.site.layout import Frame, Page
from schema.causes import CAUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A source in words; ``trouble`` is "" where all is well, ``checked`` "" where it never was read to its end."""

    source: str
    organization: str
    platform: str
    url: str
    open_postings: int
    checked: str
    trouble: str
    paused: bool


def doubts(found: Sequence[SourceHealth]) -> Mapping[str, str]:
    """The sources whose postings could not be checked, each with the words that mark them."""
    return {one.source: _doubt(one.last_checked) for one in found if one.red}


def _doubt(checked: dt.date | None) -> str:
    return f"Last checked {wording.day(checked)}" if checked else "Not read to its end yet"


def page(frame: Frame, found: Sequence[SourceHealth]) -> Page:
    """The page of all sources: those in doubt first."""
    told = sorted((_told(one) for one in found), key=lambda one: (one.paused, one.organization, one.source))
    return frame.page(
        "sources.html",
        "sources",
        title="Sources and their health",
        description="Every page that is read for this list, when it was last read to its end, and what is wrong.",
        troubled=[one for one in told if one.trouble],
        well=[one for one in told if not one.trouble],
        openings=sum(one.open_postings for one in told),
    )


def _told(one: SourceHealth) -> Told:
    return Told(
        source=one.source,
        organization=wording.line(one.organization),
        platform=wording.term(one.platform),
        url=wording.link(one.url),
        open_postings=one.open_postings,
        checked=wording.day(one.last_checked) if one.last_checked else "",
        trouble=_trouble(one),
        paused=one.schedule == "paused",
    )


def _trouble(one: SourceHealth) -> str:
    """What is wrong, as a sentence. An alarm that only tells, and an empty list that is believed, are no trouble."""
    if one.held:
        return "It seems to have lost most of its postings; they stay until a person has looked."
    if one.cause and (one.red or one.needs_person):
        return f"It {CAUSES[one.cause].says}."
    return "It was not read to its end." if one.red else ""
