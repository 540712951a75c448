"""Pay statements: what is read, what is left alone, and what must not change the reading."""

import datetime as dt
import re
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields.salary import Salary, from_parts, parse
from parsers.reading import Context
from schema.vocabulary import SalaryFlag, SalaryUnit

CONTEXT = Context(date=dt.date(2025, 3, 6))


def _row(line: str) -> tuple[str, dict[str, object]]:
    text, core, flags = (part.strip() for part in line.split("|"))
    low, high, unit, currency, qualifier = (None if word == "-" else word for word in core.split())
    return text, {
        "min": Decimal(low) if low else None,
        "max": Decimal(high) if high else None,
        "unit": unit,
        "currency": currency,
        "qualifier": qualifier,
        "flags": set(flags.split()),
    }


TABLE = Path(__file__).with_name("salary_readings.txt").read_text(encoding="utf-8")
ROWS = [_row(line) for line in TABLE.splitlines() if not line.startswith("#")]
TEXTS = [text for text, _ in ROWS]


def core(salary: Salary | None) -> dict[str, object] | None:
    if salary is None:
        return None
    return {
        "min": salary.min,
        "max": salary.max,
        "unit": salary.unit,
        "currency": salary.currency,
        "qualifier": salary.qualifier,
        "flags": set(salary.flags),
    }


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=TEXTS)
def test_pay_field_is_read(text, expected):
    assert core(parse(text, CONTEXT, labelled=True)) == expected


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=TEXTS)
def test_short_text_reads_like_the_pay_field(text, expected):
    assert core(parse(text, CONTEXT)) == expected


@pytest.mark.parametrize(
    ("text", "annual"),
    [
        ("$20 per hour", "41600"),
        ("$700 per week", "36400"),
        ("$2,000 biweekly", "52000"),
        ("$2,000 semi-monthly", "48000"),
        ("$4,000 per month", "48000"),
        ("$60,000 per year", "60000"),
        ("$60,000 per year, part-time", "60000"),
        ("$20 per hour, 20 hours a week", None),
        ("$4,000 per month until November 10", None),
        ("$16 per hour for poll workers", None),
        ("$200 per day", None),
        ("$300 per election", None),
        ("$5,000 stipend", None),
    ],
)
def test_annual_figure(text, annual):
    salary = parse(text, CONTEXT, labelled=True)
    assert salary is not None
    assert salary.annual_max == (Decimal(annual) if annual else None)
    assert salary.annual_min == salary.annual_max


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Salary Grade 23 ($4,102.00 - $5,230.00 semi-monthly)", "grade", "23"),
        ("Grade: E07 $51,000.00 - $68,000.00 annually", "grade", "E07"),
        ("Pay Grade 12", "grade", "12"),
        ("Grade P-4, common system", "grade", "P-4"),
        ("GS-9/11, $61,111 to $96,116 per year", "grade_low", "GS-9"),
        ("GS-9/11, $61,111 to $96,116 per year", "grade_high", "GS-11"),
        ("Hiring range $50,100 - $55,200; full range $50,100 - $70,300", "full_max", Decimal(70300)),
        ("Poll clerks earn $140 per election and $20 for the class", "training_pay", Decimal(20)),
        ("$19.25 hourly, 25 hours per week", "hours_per_week", Decimal(25)),
        ("$19.25 hourly, 20-25 hours per week", "hours_per_week", None),
        ("$3,950 - $4,440", "unit_source", "magnitude"),
        ("$53,950 - $64,440", "unit_source", None),
        ("$53,950 - $64,440 a year", "unit_source", "stated"),
    ],
)
def test_details(text, key, value):
    salary = parse(text, CONTEXT, labelled=True)
    assert salary is not None
    assert getattr(salary, key) == value


NOT_PAY = [
    "Raised $250,000 from major donors annually",
    "Manage an annual budget of $350,000",
    "Registered 45,000 voters and trained 200 volunteers",
    "Call 555-210-3344 about requisition 2024-01567",
    "401(k) with 4% match up to $5,000",
    "We award grants of $10,000 to $50,000 to local offices",
    "The county spends $25 per voter",
    "Employer contributes $600 per month towards health insurance",
    "Parking costs $45 per month",
    "$1,000 sign-on bonus",
    "Bilingual premium: $100 per month",
    "Must be able to lift 25 - 50 pounds",
    "Application deadline: June 15, 2025",
    "The ballot measure would cost taxpayers of the county $45,000",
    "Minimum wage in the county is $15.20 per hour",
    "Office space of 4,500 square feet",
    "Posting ID 45000",
    "Application fee of $25",
    "A $10,000 surety bond is required",
    "Relocation assistance up to $7,500",
    "1,200 polling places and $3.2M in equipment",
    "Mileage is reimbursed at $0.67 per mile",
    "Salary in the mid-$60s",
    "low six figures",
    "$120,000 - $13,000",
    "see the posting",
    "",
]


@pytest.mark.parametrize("text", NOT_PAY)
@pytest.mark.parametrize("labelled", [True, False])
def test_other_sums_are_not_pay(text, labelled):
    salary = parse(text, CONTEXT, labelled=labelled)
    assert salary is None or (salary.min, salary.max) == (None, None)


DUTIES = (
    "Plans the county's early voting programme, hires and trains about 340 seasonal workers, and keeps the list of "
    "182,000 registered voters. Oversees a budget of $2,450,000 and grants worth $75,000 a year. "
)
BODIES = {
    "label at the end": (
        DUTIES + "Salary: $54,100 - $66,800. Deadline: May 2. Application: see example.org.",
        54100,
        66800,
        "YEAR",
    ),
    "label on a line of its own": (
        DUTIES + "\n\nCompensation\n$23.10 - $27.85 per hour\n\nBenefits\nParking worth $90 a month",
        "23.10",
        "27.85",
        "HOUR",
    ),
    "table cell": (
        "| Opens | 3/4/2025 |\n| Salary | $4,310.00 - $5,220.00 Monthly |\n| Type | Full Time |\n" + DUTIES,
        4310,
        5220,
        "MONTH",
    ),
    "sentence": (
        DUTIES
        + "The pay range for this position is $71,000-$83,500, depending on experience. We match 401(k) savings.",
        71000,
        83500,
        "YEAR",
    ),
    "year figure later": ("* Salary: $5,000 monthly\n" + DUTIES + "\nAnnual salary: $60,000", 60000, 60000, "YEAR"),
    "bullet without a word of pay": (DUTIES + "\n- $24 an hour\n- 40 hours a week\n", 24, 24, "HOUR"),
    "sum and period alone": (DUTIES + "\n\n$1,310 a week.\n\n" + DUTIES, 1310, 1310, "WEEK"),
    "sum and period alone between sentences": (
        DUTIES + "$27.40 per hour. A car is needed. " + DUTIES,
        "27.40",
        "27.40",
        "HOUR",
    ),
    "gross sum alone": (DUTIES + "\nUSD 51,500 - 62,000 gross\n" + DUTIES, 51500, 62000, "YEAR"),
    "sum with benefits": (DUTIES + "\nWhat we offer\n\n$5,100 per month and full benefits.\n", 5100, 5100, "MONTH"),
    "sum with equity": ("Remote · Full-time · $165,000–$190,000 + equity\n\n" + DUTIES, 165000, 190000, "YEAR"),
    "sum alone of something else": (DUTIES + "\n$45 a month for parking.\n" + DUTIES, None, None, None),
    "sum alone without period": (DUTIES + "\n$4,500.\n" + DUTIES, None, None, None),
    "other openings below": (DUTIES + "\nSimilar jobs\nMail Clerk\nSalary: $31,000", None, None, None),
    "salary requirements": (
        DUTIES + "Send your salary requirements to: 400 Elm Street, Springfield 45210.",
        None,
        None,
        None,
    ),
    "nothing": (DUTIES * 2, None, None, None),
}


@pytest.mark.parametrize("name", BODIES)
def test_body(name):
    text, low, high, unit = BODIES[name]
    salary = parse(text, CONTEXT)
    if low is None:
        assert salary is None or salary.min is None
    else:
        assert salary is not None
        assert (salary.min, salary.max, salary.unit) == (Decimal(low), Decimal(high), unit)


def test_quote_is_the_words_of_the_text():
    text = DUTIES + "Starting\u00a0Salary: $54,100 \u2013 $66,800 DOE.\nHow to apply: by mail."
    salary = parse(text, CONTEXT)
    assert salary is not None
    assert salary.found.quote == "Starting\u00a0Salary: $54,100 \u2013 $66,800 DOE."
    assert salary.found.rule == "pay label, unit by magnitude"


def test_title_tells_the_term():
    salary = parse("$18 an hour", Context(title="Ballot Clerk (Part-Time)"), labelled=True)
    assert salary is not None
    assert (salary.flags, salary.annual_max) == (("part_time",), None)


@pytest.mark.parametrize(
    ("parts", "text", "expected"),
    [
        ({"min": "62000", "max": "75000.00", "currency": "USD", "unit": "Year"}, "", (62000, 75000, "YEAR", "USD")),
        ({"min": "21.5", "max": "24", "currency": "cad", "unit": "per-hour-wage"}, "", ("21.5", 24, "HOUR", "CAD")),
        ({"min": "2,110.4000", "unit": "BIWEEKLY"}, "", None),
        ({"min": "2110.4000", "unit": "BI_WEEKLY"}, "", ("2110.4", None, "BIWEEK", None)),
        ({"min": "0", "max": "80000"}, "", (None, 80000, "YEAR", None)),
        ({"min": "4200", "max": "5100"}, "$4,200 - $5,100 semi-monthly", (4200, 5100, "SEMIMONTH", "USD")),
        ({"min": "84601", "max": "109975", "currency": "$", "unit": "PA"}, "", (84601, 109975, "YEAR", "USD")),
        ({"min": "900", "max": "1000", "unit": "bi-week-salary"}, "", (900, 1000, "BIWEEK", None)),
        ({"min": "2000", "max": "2000", "unit": "one-time"}, "", (2000, 2000, "PROJECT", None)),
        ({"min": "0", "max": "0"}, "", None),
        ({"min": "1", "max": "1000000"}, "", None),
        ({"min": "90000", "max": "70000", "unit": "YEAR"}, "", None),
        ({"min": "65000", "max": "70000", "unit": "HOUR"}, "", None),
        ({"min": "competitive"}, "", None),
        ({}, "$50,000", None),
    ],
)
def test_structured_source(parts, text, expected):
    salary = from_parts(parts, text, CONTEXT)
    if expected is None:
        assert salary is None
    else:
        low, high, unit, currency = expected
        assert salary is not None
        assert salary.min == (Decimal(low) if low is not None else None)
        assert salary.max == (Decimal(high) if high is not None else None)
        assert (salary.unit, salary.currency) == (unit, currency)


# --- the same words in another dress --------------------------------------------------------------------------------

DRESSES = {
    "upper case": str.upper,
    "lower case": str.lower,
    "non-breaking spaces": lambda t: t.replace(" ", "\u00a0"),
    "thin spaces": lambda t: t.replace(" ", "\u2009"),
    "line breaks": lambda t: t.replace(" ", "\n"),
    "tabs around": lambda t: f"\t {t} \r\n",
    "en dash": lambda t: t.replace("-", "\u2013"),
    "em dash": lambda t: t.replace("-", "\u2014"),
    "non-breaking hyphen": lambda t: t.replace("-", "\u2011"),
    "spaced dash": lambda t: re.sub(r"(?<=[\dk])-(?=[$\d])", " \u2013 ", t),
    "entities": lambda t: t.replace("$", "&#36;").replace("-", "&ndash;").replace(" ", "&nbsp;"),
    "markdown escapes": lambda t: t.replace("$", "\\$").replace("-", "\\-"),
    "markdown bold": lambda t: f"**{t}**",
    "zero width": lambda t: f"\u200b{t}\ufeff",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_reading_does_not_depend_on_dress(dress):
    for text, expected in ROWS:
        assert core(parse(DRESSES[dress](text), CONTEXT, labelled=True)) == expected, text


WORDS = st.sampled_from(
    [
        *" \n\t$€£.,-–/()+:;&%#*\\'0123456789",
        *TEXTS,
        "k",
        "K",
        "to",
        "and",
        "Salary:",
        "hour",
        "per",
        "GS-",
        "&#36;",
        "\ud800",
        "\x00",
    ]
)
ANY_TEXT = st.one_of(
    st.text(st.characters()), st.lists(WORDS, max_size=40).map("".join), st.lists(WORDS, max_size=40).map(" ".join)
)


@given(text=ANY_TEXT, labelled=st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_sound_answer(text, labelled):
    salary = parse(text, CONTEXT, labelled=labelled)
    if salary is None:
        return
    given_ends = [end for end in (salary.min, salary.max) if end is not None]
    assert given_ends == sorted(given_ends)
    assert all(end > 0 for end in given_ends)
    assert (salary.qualifier == "none") == (not given_ends)
    assert salary.unit is None or salary.unit in get_args(SalaryUnit)
    assert set(salary.flags) <= set(get_args(SalaryFlag))
    assert salary.currency is None or re.fullmatch("[A-Z]{3}", salary.currency)
    assert 0 < salary.found.confidence <= 1


@given(parts=st.dictionaries(st.sampled_from(["min", "max", "currency", "unit"]), ANY_TEXT), text=ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_any_parts_give_a_sound_answer(parts, text):
    salary = from_parts(parts, text, CONTEXT)
    assert salary is None or salary.min is None or salary.max is None or salary.min <= salary.max


@given(
    low=st.integers(10_000, 400_000),
    more=st.integers(1, 50_000),
    dash=st.sampled_from(["-", " – ", "—", " to ", " through "]),
)
def test_any_range_is_read(low, more, dash):
    salary = parse(f"Salary: ${low:,}{dash}${low + more:,}", CONTEXT, labelled=True)
    assert salary is not None
    assert (salary.min, salary.max, salary.unit) == (low, low + more, "YEAR")


@pytest.mark.parametrize(
    "piece", ["$1,", "1 ", "$45,000 - ", "salary: ", "a", "&#36;", "(", "-$", "per hour ", "\n\n$5k"]
)
def test_a_megabyte_is_read_in_linear_time(piece):
    text = piece * (1_000_000 // len(piece))
    for labelled in (True, False):
        answer = parse(text, CONTEXT, labelled=labelled)
        assert answer is None or answer.found.quote in text.replace("&#36;", "$")


def test_answer_is_a_plain_record():
    salary = parse("$50,000", CONTEXT, labelled=True)
    assert salary is not None
    assert set(asdict(salary)) == {
        *("min", "max", "unit", "currency", "qualifier", "annual_min", "annual_max", "flags", "unit_source"),
        *("grade", "grade_low", "grade_high", "full_max", "training_pay", "hours_per_week", "found"),
    }


@pytest.mark.parametrize(
    ("text", "quote"),
    [("$20.00 - $25.00 Hourly", "$20.00 - $25.00 Hourly"), ("", "min=20 max=25 unit=HOUR")],
)
def test_fields_are_quoted_as_the_source_prints_them(text, quote):
    salary = from_parts({"min": "20", "max": "25", "unit": "HOUR"}, text, CONTEXT)
    assert salary is not None and salary.found.quote == quote
