"""Fills the columns of a posting, one group of fields at a time, from all the places that may state them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsers.columns import PRECEDENCE, Columns, Reading, Text, best_of
from parsers.fields import (
    apply,
    deadline,
    education,
    employment,
    end,
    experience,
    languages,
    location,
    openings,
    posted,
    remote,
    role,
    salary,
    sector,
    start,
    summary,
)
from parsers.pages.links import links_in
from schema.vocabulary import Where


def _salary_weight(value: salary.Salary) -> int:
    return 2 if value.min is not None or value.max is not None else 1


def _deadline_weight(value: deadline.Deadline) -> int:
    return 2 if value.type != "none" else 1


def _read_pay(text: Text, columns: Columns) -> None:
    best = best_of(
        columns,
        "salary_min",
        text.readings("salary", salary.parse, from_parts=salary.from_parts, weight=_salary_weight),
    )
    if best is None:
        return
    value: salary.Salary = best.value
    short = _short_term(columns)
    annual = value.unit == "YEAR" or not short
    flags = tuple(dict.fromkeys([*value.flags, *(short if value.unit and value.unit != "YEAR" else ())]))
    columns.put(
        best,
        {
            "salary_min": value.min,
            "salary_max": value.max,
            "salary_currency": value.currency,
            "salary_unit": value.unit,
            "salary_qualifier": value.qualifier,
            "salary_annual_min": value.annual_min if annual else None,
            "salary_annual_max": value.annual_max if annual else None,
            "salary_flags": flags,
            "salary_raw": value.found.quote,
        },
        {
            "unit_source": value.unit_source,
            "grade": value.grade,
            "grade_low": value.grade_low,
            "grade_high": value.grade_high,
            "full_max": value.full_max,
            "training_pay": value.training_pay,
        },
    )


def _short_term(columns: Columns) -> tuple[str, ...]:
    """The flags of pay that no year figure follows from."""
    types = columns.values.get("employment_types", ())
    return tuple(flag for kind, flag in (("PART_TIME", "part_time"), ("TEMPORARY", "short_term")) if kind in types)


def _read_employment(text: Text, columns: Columns) -> None:
    readings = text.readings("employment", employment.parse, weight=lambda value: 2 if value.types else 1)
    if best := best_of(columns, "employment_types", readings):
        value: employment.Employment = best.value
        columns.put(
            best,
            {"employment_types": value.types, "employment_raw": value.found.quote},
            {
                "days_per_month": value.days_per_month,
                "max_hours_per_year": value.max_hours_per_year,
                "employment_flags": value.flags,
                "party": value.party,
            },
        )
        # A label says "Full-time", the body how many hours that is.
        if hours := next((reading for reading in readings if reading.value.hours_per_week is not None), None):
            columns.put(hours, {"hours_per_week": hours.value.hours_per_week}, {})


def _read_remote(text: Text, columns: Columns) -> None:
    """A label or the title says how the work is done, the body adds to it; ``remote.combine`` weighs the two."""
    words: list[tuple[str, Where, bool]] = [
        (given.text, given.where, True) for name in ("remote", "location") for given in text.raw.given(name)
    ]
    words += [(s.value, "label", True) for s in text.segments if s.name in ("remote", "location")]
    words.append((text.raw.title, "title", False))
    stated = [
        Reading(value, where)
        for quote, where, labelled in words
        if (value := remote.parse(quote, text.context, labelled=labelled))
    ]
    body = remote.parse(text.text, text.context)
    value = remote.combine(stated[0].value if stated else None, body)
    if value is None:
        return
    if stated and body is not None and stated[0].value.mode != body.mode:
        columns.lose("remote", Reading(value, "body"), [stated[0], Reading(body, "body")])
    from_label = bool(stated) and value.found == stated[0].value.found
    columns.put(
        Reading(value, stated[0].where if from_label else "body"),
        {
            "remote": value.mode,
            "remote_states": value.states,
            "remote_countries": value.countries,
            "remote_exclude": value.exclude,
            "remote_preferred": value.preferred,
            "travel": value.travel,
            "days_onsite": value.days_onsite_per_week,
            "remote_raw": value.found.quote,
        },
        {
            "travel_percent": value.travel_percent,
            "telework_percent": value.telework_percent,
            "temporary_remote": value.temporary,
        },
    )


def _read_places(text: Text, columns: Columns) -> None:
    """A place is what is given or labelled, else what title and employer say, else what the body says."""
    tried: list[tuple[Any, Where]] = []
    tried += _given_places(text)
    tried += [
        (location.parse(s.value, text.context, labelled=True), "label") for s in text.segments if s.name == "location"
    ]
    if text.context.location and not text.raw.given("location"):
        tried.append((location.parse(text.context.location, text.context, labelled=True), "listing"))
    for words in (text.raw.title, text.context.organization):
        if words:
            tried.append((location.parse(words, text.context), "title"))
    tried.append((location.parse(text.text, text.context), "body"))
    readings = [Reading(value, where) for value, where in tried if value is not None and value.locations]
    if best := best_of(columns, "locations", readings):
        columns.put(best, {"locations": best.value.locations, "location_raw": best.value.found.quote}, {})


def _given_places(text: Text) -> Iterator[tuple[location.Locations, Where]]:
    """The places that the source gives in fields of its own, the best kind of field first; several fields add up."""
    for where in PRECEDENCE:
        found = []
        for given in text.raw.given("location"):
            if given.where == where:
                value = location.from_parts(given.parts, given.text, text.context) if given.parts else None
                found.append(value or location.parse(given.text, text.context, labelled=True))
        values = [value for value in found if value is not None]
        if values:
            every = tuple(dict.fromkeys(place for value in values for place in value.locations))
            quote = "; ".join(dict.fromkeys(value.found.quote for value in values))
            yield replace(values[0], locations=every, found=replace(values[0].found, quote=quote)), where


def _read_dates(text: Text, columns: Columns) -> None:
    best = best_of(columns, "deadline_on", text.readings("deadline", deadline.parse, weight=_deadline_weight))
    if best:
        until: deadline.Deadline = best.value
        columns.put(
            best,
            {
                "deadline_on": until.deadline,
                "deadline_time": until.time,
                "deadline_tz": until.tz,
                "deadline_type": until.type,
                "priority_on": until.priority_date,
                "opens_on": until.opens,
                "deadline_raw": until.found.quote,
            },
            {"deadline_flags": until.flags},
        )
    if best := best_of(columns, "starts_on", text.readings("start", start.parse)):
        begin: start.Start = best.value
        columns.put(
            best,
            {"starts_on": begin.start, "starts_type": begin.type, "starts_raw": begin.found.quote},
            {"start_part": begin.part, "start_latest": _iso(begin.start_latest)},
        )
    if best := best_of(columns, "ends_on", text.readings("end", end.parse)):
        last: end.End = best.value
        columns.put(
            best,
            {
                "ends_on": last.end,
                "ends_type": last.type,
                "duration_months": last.duration_months,
                "ends_raw": last.found.quote,
            },
            {
                "end_event": last.event,
                "end_flags": last.flags,
                "duration_weeks_min": last.duration_weeks_min,
                "duration_weeks_max": last.duration_weeks_max,
            },
        )
    if best := best_of(columns, "posted_on", text.readings("posted", posted.parse)):
        columns.put(
            best,
            {"posted_on": best.value.posted, "posted_basis": best.value.basis, "posted_raw": best.value.found.quote},
            {},
        )
    given_opening = [
        Reading(value, given.where)
        for given in text.raw.given("opens")
        if (value := posted.parse(given.text, text.context, labelled=True))
    ]
    if given_opening and "opens_on" not in columns.values:
        columns.put(given_opening[0], {"opens_on": given_opening[0].value.posted}, {})


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _read_demands(text: Text, columns: Columns) -> None:
    """What is asked of applicants: education, experience, languages; and how many are sought."""
    for name, parse, column, attribute in (
        ("education", education.parse, "education", "education"),
        ("experience", experience.parse, "experience_years", "years"),
        ("languages", languages.parse, "languages", "languages"),
        ("openings", openings.parse, "openings_count", "count"),
    ):
        if best := best_of(columns, column, text.readings(name, parse)):
            columns.put(best, {column: getattr(best.value, attribute)}, {})


def _read_application(text: Text, columns: Columns) -> None:
    links = links_in(text.raw.description_html or text.raw.description_text, text.raw.url)
    given = [field.text for field in text.raw.given("apply")]
    section = text.part("apply")
    if value := apply.read(text.text, section, text.context, given=given, links=links):
        where: Where = "label" if section else "body"
    elif value := apply.on_own_page(text.raw):
        where = "source_default"
    else:
        return
    columns.put(
        Reading(value, where),
        {"apply_url": value.url, "apply_email": value.email, "apply_method": value.method},
        {"documents": value.documents},
    )


def _read_work(text: Text, columns: Columns) -> None:
    """What the work is, and whether it is election work."""
    job = role.parse(text.text, text.context)
    columns.put(Reading(job, "title"), {"role_family": job.family, "role_soc": job.soc, "role_level": job.level}, {})
    if verdict := sector.parse(text.text, text.context):
        columns.put(
            Reading(verdict, "title" if verdict.basis == "title" else "body"),
            {
                "election_sector": verdict.election_sector,
                "sector_basis": verdict.basis,
                "sector_reason": verdict.reason,
                "role_election_specific": verdict.role_election_specific,
                "partisan": verdict.partisan,
            },
            {"subsector": verdict.subsector},
        )
    duties = text.part("duties")
    said = (summary.parse(duties, text.context, labelled=True) if duties else None) or summary.parse(
        _without_head(text.text, text.raw.title), text.context
    )
    if said:
        columns.put(Reading(said, "label" if duties else "body"), {"summary": said.summary}, {})


def _without_head(text: str, head: str) -> str:
    """A newsletter entry's text without its "Title, Office, Place —"; any other text as it is."""
    if not text.startswith(head[:40]):
        return text
    dash = min(
        (at for mark in ("—", "–", " - ") if (at := text.find(mark, len(head), len(head) + 160)) >= 0), default=-1
    )
    return text[dash + 1 :].lstrip(" -–—") if dash >= 0 else text[len(head) :]


GROUPS = (
    _read_employment,
    _read_pay,
    _read_remote,
    _read_places,
    _read_dates,
    _read_demands,
    _read_application,
    _read_work,
)
"""In the order they are to be filled: what pay means for a year depends on the terms of employment."""
