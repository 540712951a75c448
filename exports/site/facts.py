"""What a posting states, fact by fact, in words, with the columns each fact rests on."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from exports import cuts, paylaws, regions, wording
from exports.merging import THINGS
from exports.published import Row
from exports.site.cards import capital, employment

_LANGUAGES: Mapping[str, str] = tomllib.loads((files("exports") / "lookups" / "languages.toml").read_text("utf-8"))[
    "languages"
]
_EDUCATION = {
    "none": "No degree asked for",
    "HS": "High school diploma",
    "A": "Associate's degree",
    "B": "Bachelor's degree",
    "M": "Master's degree",
    "JD": "Law degree",
    "D": "Doctorate",
}
_PAY_FLAGS = {
    "doe": "depends on experience",
    "negotiable": "negotiable",
    "benefits": "with benefits",
    "bonus": "with bonus",
    "commission": "with commission",
    "stipend": "a stipend",
    "per_diem": "with a daily allowance",
    "hiring_range": "the range in which people are hired",
    "step_range": "rises in steps",
    "location_bands": "depends on the place",
    "two_scales": "two scales",
    "multi_grade": "several grades",
    "prorated": "in proportion to the hours",
}
_PARTISAN = {"nonpartisan": "nonpartisan", "partisan": "takes sides", "labor": "labor movement"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a posting. ``columns`` are what it rests on; ``thing`` its name in merging.THINGS, "" for none.

    ``notes`` say more; ``path`` is a page of ours that the words lead to.
    """

    name: str
    said: str
    columns: tuple[str, ...]
    thing: str = ""
    notes: tuple[str, ...] = ()
    path: str = ""


def facts(row: Row, asked_by: tuple[str, ...]) -> list[Fact]:
    """Every fact that is stated, in the order in which people ask; and pay and deadline also where they are not."""
    return [fact for fact in (_pay(row, asked_by), _deadline(row), *_rest(row)) if fact.said]


def _fact(name: str, said: str, thing: str, *notes: str) -> Fact:
    columns = (*THINGS[thing].deciding, *THINGS[thing].along)
    return Fact(
        name=name, said=capital(wording.line(said)), columns=columns, thing=thing, notes=tuple(n for n in notes if n)
    )


def _pay(row: Row, asked_by: tuple[str, ...]) -> Fact:
    flags = [words for flag, words in _PAY_FLAGS.items() if flag in (row["salary_flags"] or ())]
    law = f"The law of {' and '.join(asked_by)} asks employers to state it." if asked_by else ""
    return _fact("Pay", wording.pay(row), "salary", wording.sentence(", ".join(flags)), _a_year(row), law)


def _a_year(row: Row) -> str:
    """The pay as a full year, where it is stated in another unit."""
    low, high = row["salary_annual_min"], row["salary_annual_max"]
    if row["salary_unit"] == "YEAR" or paylaws.silent(row) or (low is None and high is None):
        return ""
    year = wording.pay({**row, "salary_min": low, "salary_max": high, "salary_unit": "YEAR"})
    return f"As a full year: {year}."


def _deadline(row: Row) -> Fact:
    return _fact("Apply by", wording.deadline_said(row) or "no deadline stated", "deadline")


def _rest(row: Row) -> Iterator[Fact]:
    if row["deadline_on"] and row["priority_on"]:
        yield _fact("First review", wording.day(row["priority_on"]), "priority")
    if row["opens_on"]:
        yield _fact("Applications from", wording.day(row["opens_on"]), "opens")
    yield _fact("Place", wording.place(row), "place")
    yield _fact("Way of working", wording.remote(row), "remote", *_remote_notes(row))
    if row["travel"] is not None:
        yield _fact("Travel", "part of the work" if row["travel"] else "none", "travel")
    yield _fact("Employment", employment(row), "employment")
    if row["hours_per_week"] is not None:
        yield _fact("Hours", f"{row['hours_per_week']} a week", "hours")
    yield _fact("Start", _start(row), "start")
    yield _fact("End", _end(row), "end")
    yield _fact("Education", _EDUCATION.get(row["education"] or "", ""), "education")
    if row["experience_years"] is not None:
        years = "1 year" if row["experience_years"] == 1 else f"{row['experience_years']} years"
        yield _fact("Experience", f"{years} or more", "experience")
    spoken = [_LANGUAGES.get(code, code) for code in row["languages"] or ()]
    yield _fact("Languages", ", ".join(spoken), "languages")
    if row["openings_count"] is not None:
        yield _fact("Positions", str(row["openings_count"]), "openings")
    yield from _kinds(row)


def _kinds(row: Row) -> Iterator[Fact]:
    """What it is filed under."""
    role = row["role_family"]
    yield Fact(
        name="Role",
        said=wording.term(role),
        columns=("role_family", "role_soc", "role_level"),
        notes=(f"SOC {row['role_soc']}",) if row["role_soc"] else (),
        path=f"role/{cuts.slug(role)}.html",
    )
    kind = row["organization_kind"]
    if kind:
        sides = _PARTISAN.get(row["partisan"], "")
        yield Fact(
            name="Kind of employer",
            said=wording.term(kind) + (f", {sides}" if sides else ""),
            columns=("organization", "organization_kind", "partisan"),
            path=f"employer/{cuts.slug(kind)}.html",
        )


def _remote_notes(row: Row) -> Iterator[str]:
    if row["remote_states"]:
        named = ", ".join(regions.STATES.get(code, code) for code in row["remote_states"])
        yield f"Remote employees may live in {named}."
    if row["remote_exclude"]:
        named = ", ".join(regions.STATES.get(code, code) for code in row["remote_exclude"])
        yield f"Not in {named}."
    if row["days_onsite"]:
        yield f"{row['days_onsite']} days a week on site." if row["days_onsite"] > 1 else "One day a week on site."


def _start(row: Row) -> str:
    if row["starts_on"]:
        return f"{'about ' if row['starts_type'] == 'approx' else ''}{wording.partial_day(row['starts_on'])}"
    return "as soon as possible" if row["starts_type"] == "asap" else wording.line(row["starts_raw"])


def _end(row: Row) -> str:
    if row["ends_on"]:
        return wording.partial_day(row["ends_on"])
    if row["duration_months"]:
        return "after a month" if row["duration_months"] == 1 else f"after {row['duration_months']} months"
    return wording.line(row["ends_raw"])
