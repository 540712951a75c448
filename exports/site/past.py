"""The history of an opening in sentences, the latest first."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exports import wording
from exports.history import Event
from exports.site.cards import capital
from exports.site.proofs import Copy

_CLOSED = {
    "gone_from_complete_list": "the employer's list does not show it any more",
    "gone_404": "the employer took its page down",
    "notice_on_page": "the employer's page says that it is closed",
    "deadline_passed": "the deadline has passed",
    "engagement_over": "the work itself is over",
    "expired_from_print": "it was not in print for a month",
    "withdrawn_by_editor": "an editor withdrew it",
}
# What a change of one of these tells is told by the kind of the event, or by a column beside it.
_UNTOLD = {
    *("observed_on", "status", "closed_on", "close_reason", "group_id", "first_seen"),
    *("description_html", "details"),
}
_MOST_OF_VALUE = 120


def sentences(posting: str, copies: Sequence[Copy], events: Mapping[str, Sequence[Event]]) -> list[tuple[str, str]]:
    """Day and words of what happened to an opening for which ``posting`` speaks.

    Of the other postings among its ``copies`` only that they came, and went, is told. ``events`` are by posting.
    """
    told: list[tuple[dt.date, str]] = []
    for number, copy in enumerate(copies):
        for event in events.get(copy.id, ()):
            if event.kind == "new":
                words = f"{'Also seen' if number else 'First seen'} at {copy.source}."
            else:
                words = _own(event) if copy.id == posting else _other(event, copy.source)
            if words:
                told.append((event.day, words))
    told.sort(key=lambda pair: pair[0])
    return [(wording.day(day), words) for day, words in dict.fromkeys(told)][::-1]


def why_closed(reason: str | None) -> str:
    """Why a posting ended, as a part of a sentence; "" where nobody knows."""
    return _CLOSED.get(reason or "", "")


def _own(event: Event) -> str:
    if event.kind == "closed":
        return wording.sentence(": ".join(part for part in ("Closed", why_closed(event.reason)) if part))
    if event.kind == "reopened":
        return "Open again."
    if event.kind == "extended":
        before, after = event.changed["deadline_on"]
        return f"Deadline extended from {wording.partial_day(before)} to {wording.partial_day(after)}."
    if event.kind == "changed":
        return _changes(event)
    return ""


def _other(event: Event, name: str) -> str:
    return f"Not at {name} any more." if event.kind == "closed" else ""


def _changes(event: Event) -> str:
    parts = list(_parts(event))
    return f"Changed: {'; '.join(parts)}." if parts else ""


def _parts(event: Event) -> Iterator[str]:
    told = [name for name in event.changed if name not in _UNTOLD and not name.endswith("_raw")]
    for name in told:
        if name == "description_text":
            yield "the text"
        else:
            before, after = (value(side) for side in event.changed[name])
            yield f"{wording.term(name).lower()} from {before} to {after}"


def value(stated: Any) -> str:  # noqa: ANN401 - any JSON value
    """A column's value, in its JSON form, in words."""
    if stated is None or stated in ([], {}, ""):
        return "not stated"
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    if isinstance(stated, list):
        return ", ".join(value(one) for one in stated)
    if isinstance(stated, dict):
        return " ".join(value(one) for one in stated.values() if one)
    said = capital(wording.line(stated)) if isinstance(stated, str) else f"{stated:,}"
    return wording.shortened(said, _MOST_OF_VALUE)
