"""What a feed's item says, whatever the feed's format: one item an opening, for its latest real event."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from exports import wording
from exports.news import News, Opening
from exports.published import Row

# What a guid is minted from: it must outlive every move of the site.
TAG = "tag:electionjobs.org,2026:"

_MARKS = {"new": "", "reopened": "Open again: ", "extended": "Extended: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """``guid`` names the opening and the event; ``moment`` is the event's, no two items of a feed have the same."""

    guid: str
    moment: dt.datetime
    title: str
    url: str
    employer: str
    tags: tuple[str, ...]
    summary: str
    html: str
    row: Row


def items(told: Iterable[tuple[Opening, News]]) -> list[Item]:
    """The items of openings and their news, the latest first."""
    found, taken = [], set()
    for opening, news in sorted(told, key=lambda pair: (pair[1].day, guid(*pair))):
        name = guid(opening, news)
        moment = _moment(news.day, name)
        while moment in taken:
            moment += dt.timedelta(microseconds=1)
        taken.add(moment)
        found.append(_item(opening, news, name, moment))
    return sorted(found, key=lambda item: item.moment, reverse=True)


def guid(opening: Opening, news: News) -> str:
    """A tag: URI that never changes. Only a real event gives an opening another one."""
    event = "" if news.kind == "new" else f"/{news.kind}/{news.day.isoformat()}"
    return f"{TAG}posting/{opening.name}{event}"


def _moment(day: dt.date, name: str) -> dt.datetime:
    """A moment of the hour after noon of the event's day that is the item's own: Atom wants no two alike."""
    part = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 3_600_000_000
    return dt.datetime.combine(day, dt.time(12), dt.UTC) + dt.timedelta(microseconds=part)


def _item(opening: Opening, news: News, name: str, moment: dt.datetime) -> Item:
    row = opening.row
    employer = wording.line(row["organization"])
    said = ", ".join(part for part in (wording.line(row["title"]), employer) if part)
    facts = [employer, wording.place(row), wording.remote(row), wording.pay(row), wording.deadline(row)]
    if news.was:
        facts.append(f"until then: apply by {news.was.isoformat()}")
    known = " · ".join(wording.line(fact) for fact in facts if fact)
    summary = wording.shortened(wording.line(row["summary"]), 2000)
    return Item(
        guid=name,
        moment=moment,
        title=_MARKS[news.kind] + said,
        url=wording.link(row["url"]),
        employer=employer,
        tags=(wording.term(row["role_family"]), *(wording.term(kind) for kind in row["employment_types"] or ())),
        summary=" · ".join(part for part in (known, summary) if part),
        html=_html(known, summary, wording.link(row["url"])),
        row=row,
    )


def _html(known: str, summary: str, url: str) -> str:
    body = "".join(f"<p>{escape(text)}</p>" for text in (known, summary) if text)
    return f'{body}<p><a href="{escape(url, quote=True)}">The posting at its source</a></p>'
