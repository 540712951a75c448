"""Pay: what a statement offers, for which period, in which currency, and what is said beside it.

The rules are those of docs/architecture.md ("The common schema") for annual figures; words are data in
``lookups/salary.toml`` and ``lookups/currencies.toml``. Where a reading is not sure there is none.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast, get_args

from parsers.fields.money import dollar_word, fold, unescaped
from parsers.fields.salary_choice import chosen, comparable, flags_of_sums, paired, with_units
from parsers.fields.salary_offers import Offer, offers
from parsers.fields.salary_parts import offer_of_parts
from parsers.fields.salary_sizes import beyond, plausible, unit_by_magnitude
from parsers.fields.salary_statements import Statement, statements
from parsers.fields.salary_terms import Terms, terms
from parsers.fields.salary_words import FLAGS, PAY
from parsers.reading import Context, Found
from schema.vocabulary import UNITS_A_YEAR, SalaryFlag, SalaryQualifier, SalaryUnit

UnitSource = Literal["stated", "magnitude", "source_field"]

_FLAG_ORDER: tuple[SalaryFlag, ...] = get_args(SalaryFlag)
# Flags that a statement has whatever its sums are.
_ALWAYS = frozenset(
    "doe negotiable benefits bonus commission prorated stipend per_diem part_time short_term "
    "annualized_equivalent location_bands".split()
)
# Flags that speak of pay by themselves, without a sum and without a word of pay beside them.
_SAYS_PAY = frozenset({"doe", "negotiable", "unpaid", "stipend", "commission", "prorated"})
_NO_YEAR_FIGURE = frozenset({"part_time", "short_term", "poll_worker"})
_PERHAPS_BIWEEKLY = 6000
_STIPEND = re.compile(r"\bstipends?\b|\bhonorari(?:um|a)\b")
_NEAR = 40
_BESIDE = 160
_US = re.compile(r"\b(?:usd?|us\sdollars)\b")
_FOR_NOTHING = re.compile(
    r"\$\s?0(?:\.00)?(?![\d.,])[^.]{0,20}\bvolunteer|\bvolunteer\b[^.]{0,20}\$\s?0(?:\.00)?(?![\d.,])"
)


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
        salary = _read(folded, text, statement, context)
        if salary is None:
            continue
        sooner = best is None or (best.qualifier == "none" and salary.qualifier != "none")
        if sooner or (best and _same_pay_by_the_year(best, salary)):
            best = salary
        if best and best.unit == "YEAR":
            break
    return best


def _same_pay_by_the_year(known: Salary, other: Salary) -> bool:
    """Whether a later statement gives the year figure of a pay that was first stated by a shorter period."""
    if other.unit != "YEAR" or known.annual_max is None or other.max is None:
        return False
    return abs(known.annual_max - other.max) <= other.max / 20


def from_parts(parts: Mapping[str, str], text: str, context: Context) -> Salary | None:
    """The pay of a structured source: ``min max currency unit`` as its strings; ``text`` is its own sentence, if any.

    None where the parts are placeholders (0, 1-1,000,000), out of order, at odds with their unit, or no numbers.
    """
    offer = offer_of_parts(parts)
    if offer is None:
        return None
    folded = fold(unescaped(text))
    source: UnitSource | None = "source_field" if offer.unit else None
    for same in offers(folded, bare_before=len(folded)):
        if offer.top == same.top:
            source = source or ("stated" if same.unit else None)
            offer = replace(offer, unit=offer.unit or same.unit, currency=offer.currency or same.currency)
    low, top = offer.low or offer.top, offer.top
    if not plausible(low, top, offer.currency, offer.unit) or beyond(offer.unit, top, offer.currency):
        return None
    if offer.unit is None:
        unit, source = _by_magnitude(top)
        offer = replace(offer, unit=unit)
    said = terms(folded)
    flags = set(said.flags & _ALWAYS) | _flags_of_title(context.title)
    quote = text.strip() or " ".join(f"{key}={value}" for key, value in parts.items())
    return _salary(offer, source, said, flags, Found(quote=quote, rule="pay fields"))


def _by_magnitude(top: Decimal) -> tuple[str | None, UnitSource | None]:
    unit = unit_by_magnitude(top)
    return unit, "magnitude" if unit and unit != "YEAR" else None


def _read(folded: str, text: str, statement: Statement, context: Context) -> Salary | None:
    """One statement."""
    quote = text[statement.start : statement.end].strip()
    folded = folded[statement.start : statement.end]
    found = offers(folded, bare_before=statement.bare)
    if not found:
        return _without_sum(folded, terms(folded), Found(quote=quote, rule=f"{statement.rule}, no sum"))
    folded = folded[: found[-1].end + _BESIDE]
    said = terms(folded[max(0, found[0].start - _BESIDE) :])
    flags = set(said.flags & _ALWAYS) | _flags_of_title(context.title)
    training = next((o.low for o in found if o.kind == "training"), None) if len(found) > 1 else None
    if training is not None:
        flags.add("training_pay")
    paid = [o for o in found if o.kind not in ("training", "middle")] or found[:1]
    paid = comparable(paired(with_units(paid, folded, said)))
    offer, full_max = chosen(paid, flags)
    flags |= flags_of_sums(offer, paid, said, folded)
    flags -= _not_of_these(offer, paid, folded)
    source: UnitSource | None = "stated"
    rule, confidence = statement.rule, 1.0
    if offer.unit is None:
        unit, source = _by_magnitude(offer.top)
        offer = replace(offer, unit=unit)
        rule = f"{rule}, unit by magnitude"
        confidence = 0.7 if unit == "MONTH" and offer.top <= _PERHAPS_BIWEEKLY else 0.9
    if offer.currency == "USD" and not _US.search(folded) and (other := dollar_word(folded)):
        offer = replace(offer, currency=other)
    if offer.repaired:
        confidence = min(confidence, 0.9)
    evidence = Found(quote=quote, rule=rule, confidence=confidence)
    return _salary(offer, source, said, flags, evidence, full_max=full_max, training_pay=training)


def _not_of_these(offer: Offer, paid: list[Offer], folded: str) -> set[str]:
    """Flags of words that speak of something beside these sums: a stipend for travel, on-call ("per diem") work."""
    wrong = set()
    if offer.unit not in ("DAY", "PROJECT", None):
        wrong.add("per_diem")
    if not any(_STIPEND.search(folded, max(0, o.start - _NEAR), o.end + _NEAR // 2) for o in paid):
        wrong.add("stipend")
    return wrong


def _without_sum(folded: str, said: Terms, found: Found) -> Salary | None:
    flags = set(said.flags & (_ALWAYS | {"unpaid"}))
    if _FOR_NOTHING.search(folded):
        flags.add("unpaid")
    if not said.grades and not flags & _SAYS_PAY and not (flags & {"benefits", "bonus"} and PAY.first(folded)):
        return None
    return _salary(None, None, said, flags, found)


def _salary(
    offer: Offer | None,
    source: UnitSource | None,
    said: Terms,
    flags: set[str],
    found: Found,
    *,
    full_max: Decimal | None = None,
    training_pay: Decimal | None = None,
) -> Salary:
    """The record of one offer: qualifier and annual figures follow from its ends, unit and flags."""
    low, high, unit = (offer.low, offer.high, offer.unit) if offer else (None, None, None)
    grades = said.grades
    return Salary(
        min=low,
        max=high,
        unit=cast(SalaryUnit | None, unit),
        currency=offer.currency if offer else None,
        qualifier=qualifier(low, high),
        annual_min=by_the_year(low, unit, flags),
        annual_max=by_the_year(high, unit, flags),
        flags=tuple(flag for flag in _FLAG_ORDER if flag in flags),
        unit_source=source,
        grade=grades[0] if len(grades) == 1 else None,
        grade_low=grades[0] if len(grades) > 1 else None,
        grade_high=grades[-1] if len(grades) > 1 else None,
        full_max=full_max,
        training_pay=training_pay,
        hours_per_week=said.hours_per_week,
        found=found,
    )


def by_the_year(amount: Decimal | None, unit: str | None, flags: Collection[str]) -> Decimal | None:
    """What an amount comes to in a year; None where that means nothing: no whole year is worked, or no unit known."""
    if amount is None or (unit != "YEAR" and not _NO_YEAR_FIGURE.isdisjoint(flags)):
        return None
    factor = UNITS_A_YEAR.get(unit or "")
    return amount * factor if factor else None


def qualifier(low: Decimal | None, high: Decimal | None) -> SalaryQualifier:
    """What two ends say of a pay: a range, one sum, a lowest or a highest."""
    if low is None:
        return "none" if high is None else "up_to"
    if high is None:
        return "from"
    return "exact" if low == high else "range"


def _flags_of_title(title: str | None) -> set[str]:
    """What a title says of the term: "Election Clerk (part-time, seasonal)"."""
    return {key for key, _, _ in FLAGS.find(fold(title))} & {"part_time", "short_term"} if title else set()
