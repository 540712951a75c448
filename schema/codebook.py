"""What each column of the published postings means: one text for the codebook, the data package and the explorer."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from schema.records import JobPosting


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One column. ``kind`` is a type of the Frictionless table schema; ``members`` are all its possible values."""

    name: str
    kind: str
    meaning: str
    members: tuple[str, ...] = ()


_KINDS = {
    "str": "string",
    "date": "date",
    "Decimal": "number",
    "bool": "boolean",
    "int": "integer",
    "tuple": "array",
    "Mapping": "object",
}

_MEANINGS = {
    "id": "Identity of the posting, given at first sight and never changed.",
    "group_id": "Identity of the opening: copies and extensions of one posting share it.",
    "source": "The board it was found on: a source file and a platform.",
    "platform": "The kind of board.",
    "source_job_id": "The number the platform gives the posting.",
    "url": "Where the posting stands.",
    "observed_on": "The day the source showed the present content; in an archive, the archive's own date.",
    "title": "Job title without place, number and marks like (Remote).",
    "title_raw": "Job title as printed.",
    "organization": "The employer.",
    "organization_kind": "What kind of employer it is.",
    "role_family": "What kind of work it is.",
    "role_soc": "Occupation code, SOC 2018.",
    "role_level": "Rank, by the words of the title.",
    "election_sector": "Whether the posting belongs to the election sector.",
    "sector_basis": "What that judgement rests on.",
    "sector_reason": "The rule that judged.",
    "role_election_specific": "Whether the work itself is about elections, and not only the employer.",
    "partisan": "Whether the employer takes sides.",
    "salary_min": "Lowest pay stated, in salary_unit and salary_currency; equal to salary_max for a single figure.",
    "salary_max": "Highest pay stated.",
    "salary_currency": "ISO 4217 code, where a sign or word states the currency.",
    "salary_unit": "What the pay is for.",
    "salary_qualifier": "Whether the pay is a range, one figure, or one end of a range.",
    "salary_annual_min": "Lowest pay as a year: hour x 2080, week x 52, two weeks x 26, half month x 24, month x 12.",
    "salary_annual_max": "Highest pay as a full year.",
    "salary_flags": "What else the posting says about pay.",
    "salary_raw": "The words the pay was read from.",
    "remote": "Where the work is done from.",
    "remote_states": "US states a remote employee may live in.",
    "remote_countries": "Countries a remote employee may live in (ISO 3166-1 alpha-2).",
    "remote_exclude": "States a remote employee may not live in.",
    "remote_preferred": "Places that are preferred for a remote employee.",
    "travel": "Whether the work involves travel.",
    "days_onsite": "Days a week on site, for hybrid work.",
    "remote_raw": "The words the way of working was read from.",
    "locations": "Places of work: locality, county, region (two letters in the US), country (ISO 3166-1 alpha-2).",
    "location_raw": "The words the places were read from.",
    "employment_types": "Forms of employment that the posting states.",
    "hours_per_week": "Hours a week that the posting states.",
    "employment_raw": "The words the form of employment was read from.",
    "posted_on": "The day since which the posting stands.",
    "posted_basis": "Who says so: the source, an aggregator, or we, who first saw it that day.",
    "posted_raw": "The words the day was read from.",
    "deadline_on": "Last day to apply.",
    "deadline_time": "Time of that day, HH:MM.",
    "deadline_tz": "Time zone of the deadline, an IANA name.",
    "deadline_type": "How firm the deadline is.",
    "deadline_raw": "The words the deadline was read from.",
    "priority_on": "Day until which applications are preferred.",
    "opens_on": "First day to apply.",
    "starts_on": "Start of the work; month or year where no day is stated.",
    "starts_type": "How firm the start is.",
    "starts_raw": "The words the start was read from.",
    "ends_on": "End of the work; month or year where no day is stated.",
    "ends_type": "What ends it.",
    "ends_raw": "The words the end was read from.",
    "duration_months": "Length of the engagement in months.",
    "apply_method": "How to apply.",
    "apply_url": "Where to apply.",
    "apply_email": "Address to apply to.",
    "education": "Least education asked for.",
    "experience_years": "Least years of experience asked for.",
    "languages": "Languages asked for besides English (ISO 639-1).",
    "openings_count": "How many people are sought.",
    "summary": "One or two of the posting's own sentences about the duties.",
    "details": "What the text says beyond the columns, by documented keys.",
    "description_html": "The whole posting, sanitized HTML.",
    "description_text": "The whole posting as text.",
    "first_seen": "First day a source showed it.",
    "last_seen": "Last day a source showed it.",
    "last_changed": "Last day its content or status changed.",
    "status": "Whether it is open, and if not, in which way it ended.",
    "closed_on": "Day it ended.",
    "close_reason": "Why it ended.",
}


def _entry(name: str, hint: Any) -> Entry:  # noqa: ANN401 - any annotation
    options = get_args(hint) if type(None) in get_args(hint) else (hint,)
    first = next(option for option in options if option is not type(None))
    if get_origin(first) is Literal:
        return Entry(name=name, kind="string", meaning=_MEANINGS[name], members=get_args(first))
    inner = get_args(first)[0] if get_origin(first) is tuple else None
    members = get_args(inner) if get_origin(inner) is Literal else ()
    kind = _KINDS[(get_origin(first) or first).__name__]
    return Entry(name=name, kind=kind, meaning=_MEANINGS[name], members=members)


def _codebook() -> dict[str, Entry]:
    hints: Mapping[str, Any] = get_type_hints(JobPosting)
    return {spec.name: _entry(spec.name, hints[spec.name]) for spec in fields(JobPosting)}


CODEBOOK: Mapping[str, Entry] = _codebook()
"""The columns of JobPosting, in its order, by name."""
