"""Pay: what a statement offers, for which period, in which currency, and what is said beside it.

The rules are those of docs/architecture.md ("The common schema") for annual figures; words are data in
``lookups/salary.toml`` and ``lookups/currencies.toml``. Where a reading is not sure there is none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from parsers.fields.money import dollar_word, fold, read_number, unescaped
from parsers.fields.salary_choice import chosen, comparable, flags_of_sums, paired, with_units
from parsers.fields.salary_offers import Offer, offers, unit_by_magnitude
from parsers.fields.salary_statements import statements
from parsers.fields.salary_terms import Terms, terms
from parsers.fields.salary_words import FLAGS, NOUNS, PAY, UNITS
from parsers.reading import Context, Found
from schema.vocabulary import UNITS_A_YEAR, SalaryFlag, SalaryQualifier, SalaryUnit, members

UnitSource = Literal["stated", "magnitude", "source_field"]

_NO_YEAR_FIGURE = frozenset({"part_time", "short_term", "poll_worker"})
_US = re.compile(r"\b(?:usd?|us dollars)\b")
_FOR_NOTHING = re.compile(
    r"\$\s?0(?:\.00)?(?![\d.,])[^.\n]{0,20}\bvolunteer|\bvolunteer\b[^.\n]{0,20}\$\s?0(?:\.00)?(?![\d.,])"
)
_AMBIGUOUS_MONTH = Decimal(6000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salary:
    """One pay statement, as stated; annual figures are computed (``UNITS_A_YEAR``), None where they mean nothing.

    ``min`` and ``max`` are equal for a single sum, one of them None for "from" and "up to", both None for no sum.
    ``unit_source`` is "magnitude" where no word but the size of a figure below 10,000 tells the unit.
    ``full_max`` is the top of the class where only the hiring range is offered; ``training_pay`` is paid besides.
    """

    min: Decimal | None = None
    max: Decimal | None = None
    unit: SalaryUnit | None = None
    currency: str | None = None
    qualifier: SalaryQualifier = "none"
    annual_min: Decimal | None = None
    annual_max: Decimal | None = None
    flags: tuple[SalaryFlag, ...] = ()
    unit_source: UnitSource | None = None
    grade: str | None = None
    grade_low: str | None = None
    grade_high: str | None = None
    full_max: Decimal | None = None
    training_pay: Decimal | None = None
    hours_per_week: Decimal | None = None
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Salary | None:
    """The pay that a text states; None when nothing about pay is said.

    ``labelled``: the text is the pay field itself. Otherwise it is a posting, whose pay statement is looked for.
    """
    text = unescaped(text)
    folded = fold(text)
    best: Salary | None = None
    for statement in statements(folded, labelled=labelled):
        salary = _read(folded[statement.start : statement.end], context, bare_before=statement.bare)
        if salary is None:
            continue
        quote = text[statement.start : statement.end].strip()
        salary = replace(salary, found=replace(salary.found, quote=quote, rule=f"{statement.rule}{salary.found.rule}"))
        sooner = best is None or (best.qualifier == "none" and salary.qualifier != "none")
        if sooner or (best and _same_pay_by_the_year(best, salary)):
            best = salary
    return best


def _same_pay_by_the_year(known: Salary, other: Salary) -> bool:
    """Whether a later statement gives the year figure of a pay that was first stated by a shorter period."""
    if other.unit != "YEAR" or known.unit == "YEAR" or known.annual_max is None or other.max is None:
        return False
    return abs(known.annual_max - other.max) <= other.max / 20


def from_parts(parts: Mapping[str, str], text: str, context: Context) -> Salary | None:
    """The pay of a structured source: ``min max currency unit`` as its strings; ``text`` is its own sentence, if any.

    None where the parts are placeholders (0, 1-1,000,000), out of order, or without a number.
    """
    low, high = (_part_number(parts[key]) if key in parts else None for key in ("min", "max"))
    currency = parts["currency"].strip().upper() if "currency" in parts else None
    currency = currency if currency and re.fullmatch(r"[A-Z]{3}", currency) else None
    if (low is None and high is None) or _is_placeholder(low, high):
        return None
    top = high if high is not None else low
    unit = _part_unit(parts["unit"]) if "unit" in parts else None
    source: UnitSource | None = "source_field" if unit else None
    said = terms(fold(unescaped(text)))
    if unit is None and top is not None:
        unit = unit_by_magnitude(top)
        source = "magnitude" if unit and top < 10_000 else None
    offer = Offer(start=0, end=0, low=low, high=high, currency=currency, unit=unit)
    quote = " ".join(f"{key}={value}" for key, value in parts.items())
    return _salary(offer, said, source, set(said.flags & _ALWAYS), Found(quote=quote, rule="pay fields"))


def _part_number(text: str) -> Decimal | None:
    number, repaired = read_number(fold(text).strip().lstrip("$£€").strip(), None)
    if number is None or (repaired and "." in text):
        try_plain = re.fullmatch(r"\s*(\d{1,12}\.\d{1,10})\s*", text, re.ASCII)
        number = Decimal(try_plain[1]).quantize(Decimal("0.0001")).normalize() if try_plain else number
    return number if number else None


def _is_placeholder(low: Decimal | None, high: Decimal | None) -> bool:
    if low is not None and high is not None:
        return low > high or high > 50 * low
    only = low if low is not None else high
    return only is not None and only <= 1


def _part_unit(text: str) -> str | None:
    """HOUR for "Hour", "hourly", "per-hour-wage", "HOURLY"; None for words that name no period."""
    words = re.sub(r"[\W_]+", " ", fold(text)).strip()
    word = UNITS.first(words) or NOUNS.first(words)
    return word[0] if word else None


# Flags that a statement has whatever its sums are.
_ALWAYS = frozenset(
    {
        "doe",
        "negotiable",
        "benefits",
        "bonus",
        "commission",
        "prorated",
        "stipend",
        "per_diem",
        "part_time",
        "short_term",
    }
    | {"annualized_equivalent", "location_bands"}
)
# Flags that speak of pay by themselves, without a sum and without a word of pay beside them.
_SAYS_PAY = frozenset({"doe", "negotiable", "unpaid", "stipend", "commission", "prorated"})


def _read(folded: str, context: Context, *, bare_before: int) -> Salary | None:
    """One statement."""
    said = terms(folded)
    found = offers(folded, bare_before=bare_before)
    if not found:
        return _without_sum(folded, said)
    currency = dollar_word(folded)
    flags = set(said.flags & _ALWAYS)
    flags |= _flags_of_title(context.title)
    training = next((o.low for o in found if o.kind == "training"), None) if len(found) > 1 else None
    paid = [o for o in found if o.kind != "training"] or found
    if training is not None:
        flags.add("training_pay")
    paid = comparable(paired(with_units([o for o in paid if o.kind != "middle"] or paid, folded, said)))
    offer, full_max = chosen(paid, flags)
    flags |= flags_of_sums(offer, paid, said, folded)
    source: UnitSource | None = "stated" if offer.unit else None
    unit = offer.unit
    if unit is None:
        unit = unit_by_magnitude(offer.top)
        source = "magnitude" if unit and offer.top < 10_000 else None
    rule = "" if offer.unit else ", unit by magnitude"
    doubt = source == "magnitude" and unit == "MONTH" and offer.top <= _AMBIGUOUS_MONTH
    if offer.currency == "USD" and currency and not _US.search(folded):
        offer = replace(offer, currency=currency)
    evidence = Found(quote="", rule=rule, confidence=0.7 if doubt else 0.9 if rule or offer.repaired else 1.0)
    salary = _salary(replace(offer, unit=unit), said, source, flags, evidence)
    return replace(salary, full_max=full_max, training_pay=training)


def _without_sum(folded: str, said: Terms) -> Salary | None:
    flags = set(said.flags & (_ALWAYS | {"unpaid"}))
    if _FOR_NOTHING.search(folded):
        flags.add("unpaid")
    if not said.grades and not flags & _SAYS_PAY and not (flags & {"benefits", "bonus"} and PAY.first(folded)):
        return None
    return replace(_graded(said), flags=_ordered(flags), found=Found(quote="", rule=", no sum"))


def _salary(offer: Offer, said: Terms, source: UnitSource | None, flags: set[str], found: Found) -> Salary:
    """The record of one offer: qualifier and annual figures follow from its ends, unit and flags."""
    low, high = offer.low, offer.high
    factor = UNITS_A_YEAR.get(offer.unit or "")
    if offer.unit != "YEAR" and flags & _NO_YEAR_FIGURE:
        factor = None
    return replace(
        _graded(said),
        min=low,
        max=high,
        unit=cast(SalaryUnit | None, offer.unit),
        currency=offer.currency,
        qualifier="up_to" if low is None else "from" if high is None else "exact" if low == high else "range",
        annual_min=low * factor if low is not None and factor else None,
        annual_max=high * factor if high is not None and factor else None,
        flags=_ordered(flags),
        unit_source=source,
        hours_per_week=said.hours_per_week,
        found=found,
    )


def _graded(said: Terms) -> Salary:
    """A record of nothing but the grades."""
    nothing = Found(quote="", rule="")
    if len(said.grades) > 1:
        return Salary(grade_low=said.grades[0], grade_high=said.grades[-1], found=nothing)
    return Salary(grade=said.grades[0] if said.grades else None, found=nothing)


def _ordered(flags: set[str]) -> tuple[SalaryFlag, ...]:
    return tuple(flag for flag in members(SalaryFlag) if flag in flags)  # type: ignore[misc]


def _flags_of_title(title: str | None) -> set[str]:
    """What a title says of the term: "Election Clerk (part-time, seasonal)"."""
    return {key for key, _, _ in FLAGS.find(fold(title))} & {"part_time", "short_term"} if title else set()
