"""What is compared of a posting: title, employer, places, numbers, pay, dates, addresses and the runs of its words."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlsplit

import numpy as np

from parsers import labels
from pipelines.likeness import Place, fold, link_key
from pipelines.matching import employers, titles
from pipelines.matching.employers import Employer
from pipelines.matching.shingles import Keys, Runs, key, keys, plain, runs
from pipelines.matching.titles import Title

_REQUISITION = re.compile(
    r"(?:job|requisition|req|recruitment|announcement|posting|vacancy)\s*(?:number|no|id|#)", re.I
)
# Whether one of them occurs is known much sooner than whether the pattern does.
_OF_NUMBERS = ("number", " no", " id", "#")
QUARTER = 90
_FRONT_PAGES = re.compile(r"/?(?:jobs?|careers?|employment|elections?|index\.\w+|home|about)?(?:\.\w{3,5})?/?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Traits:
    """One posting as it is compared. ``first`` and ``last``: when it was shown, None where nobody knows.

    ``sure_title`` and ``sure_employer`` are false where they were guessed from running text: they may then agree
    with others, but not contradict them, and what others name may stand in ``text``, which is empty elsewhere.
    ``pay`` are yearly or stated ends with their unit.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "id", "source", "source_job_id", "url", "apply_url", "title_raw", "organization", "locations", "details",
        "salary_min", "salary_max", "salary_unit", "salary_annual_min", "salary_annual_max",
        "deadline_on", "description_text", "observed_on", "first_seen", "last_seen",
    )  # fmt: skip

    id: str
    source: str | None
    title: Title | None
    sure_title: bool
    employer: Employer | None
    sure_employer: bool
    places: frozenset[Place]
    party: str | None
    numbers: frozenset[str]
    job: str | None
    pay: tuple[Decimal, Decimal, str] | None
    deadline: dt.date | None
    first: dt.date | None
    last: dt.date | None
    addresses: frozenset[str]
    text: str
    runs: Runs

    def keys(self) -> Keys:
        """What others that may be the same are looked up by: runs of words, title with employer or state, address."""
        forms = [" ".join(sorted(form.words)) for form in self.title.forms] if self.title else []
        said = [f"address {address}" for address in self.addresses]
        if self.employer is not None:
            said += [f"employer {form}|{word}" for form in forms for word in self.employer.telling]
        regions = {""} | {region for _, region, _ in self.places if region}
        said += [f"place {form}|{region}|{time}" for form in forms for region in regions for time in self._times()]
        return np.unique(np.concatenate([keys(self.runs), np.array([key(text) for text in said], np.int64)]))

    def _times(self) -> list[int]:
        """The quarters in which it was shown and the next: those of two postings meet if they are near in time."""
        if self.first is None or self.last is None:
            return []
        return list(range(self.first.toordinal() // QUARTER, self.last.toordinal() // QUARTER + 2))


def of_row(row: Mapping[str, Any], *, sure_title: bool = True, sure_employer: bool = True) -> Traits:
    """The traits of a row with the COLUMNS."""
    text = row["description_text"]
    places = frozenset(_place(location) for location in row["locations"])
    title = titles.read(row["title_raw"], [name for name, _, _ in places if name])
    return Traits(
        id=row["id"],
        source=row["source"] or None,
        title=title,
        sure_title=sure_title,
        employer=employers.read(row["organization"]),
        sure_employer=sure_employer,
        places=places,
        party=row["details"].get("party") or (title.party if title else None),
        numbers=_numbers(text),
        job=row["source_job_id"],
        pay=_pay(row),
        deadline=row["deadline_on"],
        first=row["first_seen"] or row["observed_on"],
        last=row["last_seen"] or row["observed_on"],
        addresses=frozenset(address for url in (row["url"], row["apply_url"]) if url and (address := _address(url))),
        text="" if sure_title and sure_employer else plain(text),
        runs=runs(text),
    )


def _place(location: Mapping[str, str | None]) -> Place:
    locality = location["locality"] or location["county"]
    return (locality and fold(locality), location["region"], location["country"])


def _pay(row: Mapping[str, Any]) -> tuple[Decimal, Decimal, str] | None:
    for low, high, unit in (
        ("salary_annual_min", "salary_annual_max", "YEAR"),
        ("salary_min", "salary_max", row["salary_unit"]),
    ):
        ends = [row[name] for name in (low, high) if row[name] is not None]
        if ends and unit:
            return min(ends), max(ends), unit
    return None


def _numbers(text: str) -> frozenset[str]:
    found: set[str] = set()
    lower = text.lower()
    if not any(word in lower for word in _OF_NUMBERS) or not _REQUISITION.search(text):
        return frozenset()
    for segment in labels.split(text):
        if segment.name == "number" and _REQUISITION.search(segment.label):
            found.add(fold(segment.value[:60]).replace(" ", ""))
    return frozenset(number for number in found if any(char.isdigit() for char in number))


def _address(url: str) -> str | None:
    """An address that leads to one posting rather than to an office's front page; None otherwise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or (_FRONT_PAGES.fullmatch(parts.path) and not parts.query):
        return None
    return link_key(url)
