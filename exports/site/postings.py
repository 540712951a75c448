"""The page of a posting: its facts, each with the words it was read from, its text, its past, and where it stands."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from exports import cuts, regions, wording
from exports.merging import THINGS
from exports.news import Opening
from exports.published import Row
from exports.site import cards, jsonld, past, texts
from exports.site.cards import Card
from exports.site.facts import Fact, facts
from exports.site.layout import Feed, Frame, Page, script_json
from exports.site.proofs import Copy, Files, Proof

# Things whose columns make one phrase.
_SAID: Mapping[str, Callable[[Row], str]] = {
    "salary": wording.pay,
    "deadline": wording.deadline_said,
    "remote": wording.remote,
    "place": wording.place,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A fact with its proofs.

    ``giver`` is the source it was taken from, where that is not the posting's own; ``disputed`` are the sources that
    say something else, and what.
    """

    fact: Fact
    proofs: tuple[Proof, ...]
    giver: str
    disputed: tuple[tuple[str, str], ...]


def page(frame: Frame, opening: Opening, card: Card, files: Files) -> Page:
    """The page of an opening."""
    row = opening.row
    copies = files.copies.get(row["group_id"], ())
    text = texts.whole(row)
    path = card.page
    markup = jsonld.job_posting(row, frame.site + path, text)
    words, link = wording.application(row)
    return frame.page(
        path,
        "posting",
        title=", ".join(part for part in (card.title, card.employer) if part),
        description=describe(card),
        feed=_feed(row),
        head=f'<script type="application/ld+json">{script_json(markup)}</script>' if markup else "",
        card=card,
        heading=cards.title(row),
        employer_page=f"employers/{card.employer_slug}.html",
        shown=[_shown(fact, row, files, copies) for fact in facts(row, card.pay_asked_by)],
        text=Markup(text),
        apply_words=words,
        apply_link=link,
        original=wording.link(row["url"]),
        history=past.sentences(row["id"], copies, files.events),
        copies=[copy for copy in copies if copy.open],
        states=[(f"state/{code.lower()}.html", regions.STATES[code]) for code in regions.states(row)],
    )


def describe(card: Card) -> str:
    """An opening in one line, for what shows links to it."""
    return " · ".join(part for part in (card.employer, card.place, card.remote, card.pay, card.deadline) if part)


def _feed(row: Row) -> Feed:
    role = cuts.slug(row["role_family"])
    return Feed(path=f"feeds/role/{role}.xml", title=wording.term(row["role_family"]))


def _shown(fact: Fact, row: Row, files: Files, copies: Sequence[Copy]) -> Shown:
    names = {copy.id: copy.source for copy in copies}
    giver = row["details"].get("merged", {}).get(fact.thing, row["id"])
    conflicts = row["details"].get("conflicts", {}).get(fact.thing, {})
    return Shown(
        fact=fact,
        proofs=tuple(files.proofs(giver, fact.columns)),
        giver=names[giver] if giver != row["id"] else "",
        disputed=tuple((names[member], _said(fact.thing, values)) for member, values in conflicts.items()),
    )


def _said(thing: str, values: Mapping[str, Any]) -> str:
    """What another member of the group states of a thing, given by column in JSON form."""
    if thing not in _SAID:
        stated = (f"{wording.term(name).lower()} {past.value(given)}" for name, given in values.items() if given)
        return ", ".join(stated) or "nothing"
    columns = (*THINGS[thing].deciding, *THINGS[thing].along)
    typed = {name: _typed(name, given) for name, given in values.items()}
    return wording.line(_SAID[thing](dict.fromkeys(columns) | typed)) or "nothing"


def _typed(name: str, given: Any) -> Any:  # noqa: ANN401 - any column's value
    """A value in the form that the rows of the database have."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return Decimal(str(given))
    return dt.date.fromisoformat(given) if given and name == "deadline_on" else given
