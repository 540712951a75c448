"""A posting as it stands in a list: the few things that decide whether one opens it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from exports import paylaws, wording
from exports.news import News, Opening
from exports.published import Row
from exports.site import layout

_MOST_OF_TITLE = 160
_MOST_OF_SUMMARY = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One opening in words; "" where nothing is stated, except that pay always says so.

    ``name`` is the opening's, ``id`` that of the posting which speaks for it; ``day`` and ``event`` tell its latest
    news; ``pay_asked_by`` names the states whose law asks for the pay that is not stated; ``doubt`` says that
    its source could not be read, and since when.
    """

    name: str
    id: str
    title: str
    employer: str
    employer_slug: str
    place: str
    remote: str
    summary: str
    pay: str
    pay_stated: bool
    pay_asked_by: tuple[str, ...]
    deadline: str
    deadline_on: dt.date | None
    employment: str
    day: dt.date
    event: str
    pinned: bool
    doubt: str
    row: Row

    @property
    def law(self) -> str:
        """Whose law asks for the pay that is not stated, in words."""
        return f"{' and '.join(self.pay_asked_by)} law asks for it" if self.pay_asked_by else ""

    @property
    def page(self) -> str:
        """The path of its page below the edition's folder."""
        return job(self.name)


def job(name: str) -> str:
    """The path of an opening's page."""
    return f"jobs/{name}.html"


def card(opening: Opening, today: dt.date, doubt: str) -> Card:
    """The card of an opening; ``today`` decides which laws on pay hold, ``doubt`` marks it ("": none)."""
    row = opening.row
    employer = wording.shortened(wording.line(row["organization"]), _MOST_OF_TITLE)
    return Card(
        name=opening.name,
        id=row["id"],
        title=wording.shortened(title(row), _MOST_OF_TITLE),
        employer=employer,
        employer_slug=layout.slug(employer) if employer else "",
        place=wording.shortened(wording.line(wording.place(row)), _MOST_OF_TITLE),
        remote=capital(wording.remote(row)),
        summary=wording.shortened(wording.sentence(row["summary"]), _MOST_OF_SUMMARY),
        pay=capital(wording.pay(row)),
        pay_stated=not paylaws.silent(row),
        pay_asked_by=paylaws.asked_by(row, today),
        deadline=deadline(row),
        deadline_on=row["deadline_on"],
        employment=employment(row),
        day=opening.latest.day,
        event=_event(opening.latest),
        pinned=opening.pinned,
        doubt=doubt,
        row=row,
    )


def title(row: Row) -> str:
    """The whole title on one line; never empty."""
    return wording.line(row["title"]) or wording.line(row["title_raw"]) or "Untitled"


def deadline(row: Row) -> str:
    """The deadline as a card says it, "" where none is stated."""
    said = wording.deadline_said(row)
    return f"Apply by {said}" if row["deadline_on"] else said


def employment(row: Row) -> str:
    """The forms of employment, as "Full time, temporary"."""
    return capital(", ".join(wording.term(kind).lower() for kind in row["employment_types"] or ()))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _event(news: News) -> str:
    if news.kind == "reopened":
        return "Open again"
    return f"Extended from {wording.day(news.was)}" if news.kind == "extended" and news.was else ""


def drawn(cards: Sequence[Card], root: str) -> Mapping[str, Markup]:
    """The cards as markup, by id of the posting, for pages from which ``root`` leads up to the edition's folder."""
    return {one.id: Markup(layout.template("card", card=one, root=root)) for one in cards}
