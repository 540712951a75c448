"""Deadlines as iCalendar: an all-day event a posting, whose UID is the posting's id."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from icalendar import Calendar, Event

from exports import wording
from exports.items import Item


def event(item: Item) -> bytes:
    """The event of a posting with a deadline. Its stamp is the day of the last change, so that its bytes stay."""
    row = item.row
    made = Event()
    made.add("uid", row["id"])
    made.add("dtstamp", dt.datetime.combine(row["last_changed"], dt.time(), dt.UTC))
    made.add("dtstart", row["deadline_on"])
    made.add("dtend", row["deadline_on"] + dt.timedelta(days=1))
    said = ", ".join(part for part in (wording.line(row["title"]), item.employer) if part)
    made.add("summary", f"Apply: {said}")
    made.add("description", f"{item.summary}\n{item.url}")
    if item.url:
        made.add("url", item.url)
    if place := wording.line(wording.place(row)):
        made.add("location", place)
    made.add("transp", "TRANSPARENT")
    return bytes(made.to_ical())


def events(items: Iterable[Item]) -> dict[str, bytes]:
    """The event of every posting that has a deadline, by id of the posting."""
    return {item.row["id"]: event(item) for item in items if item.row["deadline_on"]}


def calendar(title: str, items: Sequence[Item], written: Mapping[str, bytes]) -> bytes:
    """The calendar of the postings among ``items`` that have an event, the nearest deadline first."""
    head = Calendar()
    head.add("prodid", "-//electionjobs//deadlines//EN")
    head.add("version", "2.0")
    head.add("method", "PUBLISH")
    head.add("x-wr-calname", title)
    head.add("refresh-interval", dt.timedelta(days=1), parameters={"VALUE": "DURATION"})
    shown = sorted(
        (item for item in items if item.row["id"] in written),
        key=lambda item: (item.row["deadline_on"], item.row["id"]),
    )
    opening, closing = bytes(head.to_ical()).split(b"END:VCALENDAR")
    return opening + b"".join(written[item.row["id"]] for item in shown) + b"END:VCALENDAR" + closing
