"""A posting as schema.org's JobPosting, for search engines: only what the posting states, or nothing at all.

It stands on a posting's own page, while it is open. A title, a text, the employer and a place (or the country of
those who may work from home) have to be known; without them engines call the markup an error, so there is none.
"""

from collections.abc import Mapping
from typing import Any

from exports import regions, wording
from exports.published import Row
from exports.site import cards
from schema.jsonform import to_json

_UNITS = ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")
_END_OF_DAY = "23:59"


def job_posting(row: Row, address: str, text: str) -> Mapping[str, object] | None:
    """The markup of an open posting whose page stands at ``address``; None where too little is stated.

    ``text`` is the posting as HTML, as the page shows it.
    """
    employer = wording.line(row["organization"])
    where = _where(row)
    if not (employer and text and where):
        return None
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": cards.title(row),
        "description": text,
        "datePosted": (row["posted_on"] or row["first_seen"]).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": employer},
        "url": address,
        "identifier": {"@type": "PropertyValue", "name": employer, "value": row["source_job_id"] or row["id"]},
        "directApply": False,
        **where,
        **_when(row),
        **_terms(row),
    }


def _where(row: Row) -> dict[str, object]:
    """Place and home work; empty where an engine could not tell who may apply."""
    places = [
        {"@type": "Place", "address": _address(spot)}
        for spot in row["locations"] or ()
        if spot["country"] and (spot["locality"] or spot["county"] or spot["region"])
    ]
    said: dict[str, object] = {"jobLocation": places} if places else {}
    if row["remote"] != "remote":
        return said
    if homes := _homes(row):
        return said | {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": homes}
    return said | {"jobLocationType": "TELECOMMUTE"} if places else {}


def _address(spot: Mapping[str, Any]) -> dict[str, str]:
    parts = {
        "addressLocality": wording.line(spot["locality"] or spot["county"]),
        "addressRegion": wording.line(spot["region"]),
        "addressCountry": wording.line(spot["country"]),
    }
    return {"@type": "PostalAddress"} | {name: part for name, part in parts.items() if part}


def _homes(row: Row) -> list[dict[str, str]]:
    """Where a remote employee may live."""
    states = [regions.STATES[code] for code in row["remote_states"] or () if code in regions.STATES]
    if states:
        return [{"@type": "State", "name": f"{name}, USA"} for name in states]
    return [{"@type": "Country", "name": wording.line(code)} for code in row["remote_countries"] or ()]


def _when(row: Row) -> dict[str, object]:
    if not row["deadline_on"]:
        return {}
    return {"validThrough": f"{row['deadline_on'].isoformat()}T{row['deadline_time'] or _END_OF_DAY}"}


def _terms(row: Row) -> dict[str, object]:
    said: dict[str, object] = {}
    if row["employment_types"]:
        said["employmentType"] = list(row["employment_types"])
    if row["openings_count"]:
        said["totalJobOpenings"] = row["openings_count"]
    low, high = row["salary_min"], row["salary_max"]
    if row["salary_currency"] and row["salary_unit"] in _UNITS and not (low is None and high is None):
        named = {"value": low} if low == high else {"minValue": low, "maxValue": high}
        amounts = {name: to_json(amount) for name, amount in named.items() if amount is not None}
        said["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": row["salary_currency"],
            "value": {"@type": "QuantitativeValue", **amounts, "unitText": row["salary_unit"]},
        }
    return said
