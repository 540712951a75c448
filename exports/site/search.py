"""The one file that the search in the browser reads: a line of short values for each opening.

The order of the columns is known to exports/assets/search.js, which shows and sorts by them; ``COLUMNS`` stands in the
file, so that a script and a file that do not fit together are noticed.
"""

import json
from collections.abc import Sequence
from decimal import Decimal

from exports import regions
from exports.site.cards import Card

COLUMNS = (
    *("name", "title", "employer", "place", "way", "employment", "summary", "pay", "stated", "asked"),
    *("deadline", "closes", "event", "doubt", "day", "role", "states", "remote", "kind", "year", "partisan"),
)


def index(cards: Sequence[Card]) -> bytes:
    """The index of all openings, in their order."""
    rows = ",\n".join(_json(_row(card)) for card in cards)
    head = f'{{"columns":{_json(COLUMNS)},"states":{_json(regions.STATES)},"openings":[\n'
    return f"{head}{rows}\n]}}\n".encode("utf-8", "replace")


def _row(card: Card) -> list[object]:
    row = card.row
    highest: Decimal | None = row["salary_annual_max"]
    return [
        card.name,
        card.title,
        card.employer,
        card.place,
        card.remote,
        card.employment,
        card.summary,
        card.pay,
        int(card.pay_stated),
        card.law,
        card.deadline,
        card.deadline_on.isoformat() if card.deadline_on else "",
        card.event,
        card.doubt,
        card.day.isoformat(),
        row["role_family"],
        " ".join(regions.states(row)),
        row["remote"],
        row["organization_kind"] or "",
        int(highest) if highest is not None else None,
        int(row["partisan"] == "partisan"),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
