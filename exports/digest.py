"""The weekly jobs section as an object: what is new, open again, extended or about to close, for any form of print.

``exports/digest_forms.py`` renders it; an editor decides the days, the grouping and what is left out.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from exports import paylaws, regions, wording
from exports.news import News, Opening
from exports.published import Row

Order = Literal["state", "role", "alphabetical"]

_SECTIONS = {
    "new": "New this week",
    "reopened": "Open again",
    "extended": "Deadline extended",
    "closing": "Closing before the next issue",
}
_NO_STATE = "Other places"
_ANYWHERE = "Remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One posting in words. Each text is one line; "" where nothing is stated, except that pay always says so.

    ``pay_asked_by`` names the states whose law asks for the pay that is not stated; ``remark`` is what happened to
    it, ``note`` the editor's own words.
    """

    id: str
    title: str
    url: str
    organization: str
    place: str
    remote: str
    summary: str
    pay: str
    pay_asked_by: tuple[str, ...]
    deadline: str
    apply_words: str
    apply_link: str
    remark: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries under one heading ("" where nothing is grouped): pinned, in the editor's order, the rest by title."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``key`` is new, reopened, extended or closing."""

    key: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One issue: of ``day``, telling what happened after ``since``; the next one comes on ``until``."""

    title: str
    day: dt.date
    since: dt.date
    until: dt.date
    site: str
    sections: tuple[Section, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for section in self.sections for group in section.groups for entry in group.entries)


def draft(
    openings: Iterable[Opening],
    *,
    day: dt.date,
    since: dt.date,
    until: dt.date,
    site: str,
    order: Order = "alphabetical",
    notes: Mapping[str, str] | None = None,
    first: Sequence[str] = (),
    untold: Collection[str] = (),
) -> Digest:
    """The issue of a day. Each opening stands once: as new, open again, extended or closing, the first that holds.

    ``notes`` are an editor's words, by id; ``first`` ids in the order in which they shall stand; ``untold`` are new
    although they came before ``since``. Raises ValueError where the days are not in order.
    """
    if not since < day < until:
        raise ValueError(f"an issue of {day} cannot tell of what came since {since} and closes before {until}")
    held: dict[str, list[tuple[Opening, Entry]]] = {key: [] for key in _SECTIONS}
    for opening in openings:
        name = opening.row["id"]
        begin = dt.date.min if name in untold else since
        if _over(opening.row, day) or not (found := _section(opening, day, begin, until)):
            continue
        key, news = found
        remark = _remark(news, opening.row, day, until)
        held[key].append((opening, entry(opening.row, day, remark, (notes or {}).get(name, ""))))
    ranks = {name: number for number, name in enumerate(first)}
    sections = tuple(
        Section(key=key, title=_SECTIONS[key], groups=_groups(found, order, ranks))
        for key, found in held.items()
        if found
    )
    return Digest(title="Jobs in elections", day=day, since=since, until=until, site=site, sections=sections)


def _section(opening: Opening, day: dt.date, since: dt.date, until: dt.date) -> tuple[str, News | None] | None:
    recent = {news.kind: news for news in opening.news if since < news.day <= day}
    for kind, news in sorted(recent.items(), key=lambda pair: list(_SECTIONS).index(pair[0])):
        return kind, news
    return ("closing", None) if _closing(opening.row, day, until) else None


def _over(row: Row, day: dt.date) -> bool:
    """Whether the deadline was before the day of the issue, though nobody has closed the posting yet."""
    return row["deadline_on"] is not None and row["deadline_on"] < day and row["deadline_type"] != "soft"


def _closing(row: Row, day: dt.date, until: dt.date) -> bool:
    return row["deadline_on"] is not None and day <= row["deadline_on"] < until


def thaw(frozen: Mapping[str, Any]) -> Digest:
    """The digest of its JSON form (``to_json``). Fields that were added since have their defaults."""
    return Digest(
        title=frozen["title"],
        day=dt.date.fromisoformat(frozen["day"]),
        since=dt.date.fromisoformat(frozen["since"]),
        until=dt.date.fromisoformat(frozen["until"]),
        site=frozen["site"],
        sections=tuple(
            Section(
                key=section["key"],
                title=section["title"],
                groups=tuple(
                    Group(name=group["name"], entries=tuple(_thawed(entry) for entry in group["entries"]))
                    for group in section["groups"]
                ),
            )
            for section in frozen["sections"]
        ),
    )


def _thawed(entry: Mapping[str, Any]) -> Entry:
    return Entry(**{**entry, "pay_asked_by": tuple(entry["pay_asked_by"])})


def _groups(found: Sequence[tuple[Opening, Entry]], order: Order, ranks: Mapping[str, int]) -> tuple[Group, ...]:
    def place(pair: tuple[Opening, Entry]) -> tuple[object, ...]:
        opening, entry = pair
        return ranks.get(entry.id, -1 if opening.pinned else len(ranks)), *_by_title(entry)

    named: dict[str, list[Entry]] = {}
    for opening, entry in sorted(found, key=place):
        named.setdefault(_group(opening.row, order), []).append(entry)
    last = {_ANYWHERE: 1, _NO_STATE: 2}
    return tuple(
        Group(name=name, entries=tuple(entries))
        for name, entries in sorted(named.items(), key=lambda pair: (last.get(pair[0], 0), pair[0]))
    )


def _group(row: Row, order: Order) -> str:
    """The heading a posting stands under: of several states, the first."""
    if order == "role":
        return wording.term(row["role_family"])
    if order == "alphabetical":
        return ""
    states = regions.states(row)
    if states:
        return regions.STATES[states[0]]
    return _ANYWHERE if row["remote"] == "remote" else _NO_STATE


def _by_title(entry: Entry) -> tuple[str, str, str]:
    return entry.title.casefold(), entry.organization.casefold(), entry.id


def entry(row: Row, day: dt.date, remark: str = "", note: str = "") -> Entry:
    """A posting in words, as they hold on a day."""
    place = wording.line(wording.place(row))
    organization = wording.line(row["organization"])
    words, link = wording.application(row)
    return Entry(
        id=row["id"],
        title=wording.line(row["title"]) or "Untitled",
        url=wording.link(row["url"]) or (link if link.startswith("http") else ""),
        organization=organization,
        place="" if place.casefold() in organization.casefold() else place,
        remote=wording.remote(row),
        summary=wording.sentence(row["summary"]),
        pay=wording.pay(row),
        pay_asked_by=paylaws.asked_by(row, day),
        deadline=wording.deadline_said(row),
        apply_words=words,
        apply_link=link,
        remark=remark,
        note=wording.line(note),
    )


def _remark(news: News | None, row: Row, day: dt.date, until: dt.date) -> str:
    """What a reader should know beside the section: since when, from which day, and whether it is the last chance."""
    if news is None:
        return ""
    said = ["closes before the next issue"] if _closing(row, day, until) else []
    if news.kind == "reopened":
        said.insert(0, f"open again since {wording.day(news.day)}")
    elif news.kind == "extended" and news.was:
        said.insert(0, f"extended from {wording.day(news.was)}")
    return "; ".join(said)
