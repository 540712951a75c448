"""Pay statements: what is read, what is left alone, and what must not change the reading."""

import datetime as dt
import re
from dataclasses import asdict
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import salary_words
from parsers.fields.salary import Salary, from_parts, parse
from parsers.reading import Context
from schema.vocabulary import SalaryFlag, SalaryUnit

CONTEXT = Context(date=dt.date(2025, 3, 6))

# text | min max unit currency qualifier | flags
READINGS = """
$52,300 - $61,900 | 52300 61900 YEAR USD range |
Salary: $52,300.00 to $61,900.00 annually | 52300 61900 YEAR USD range |
between $58,000 and $66,000 a year | 58000 66000 YEAR USD range |
$58,000 through $66,000 | 58000 66000 YEAR USD range |
from $58k to $66k | 58000 66000 YEAR USD range |
$47-56k | 47000 56000 YEAR USD range |
$47k-56 | 47000 56000 YEAR USD range |
$60-75,000 | 60000 75000 YEAR USD range |
$61,500/yr | 61500 61500 YEAR USD exact |
about $61.5k | 61500 61500 YEAR USD exact |
$52,000 per annum | 52000 52000 YEAR USD exact |
USD 50,000 gross per year | 50000 50000 YEAR USD exact |
45000-52000 | 45000 52000 YEAR - range |
$21 - $26 | 21 26 HOUR USD range |
$27 an hour | 27 27 HOUR USD exact |
$25.00-$30.00/hr DOE | 25 30 HOUR USD range | doe
$22.50/hour to $27.00/hour | 22.50 27 HOUR USD range |
$31/$36 hour | 31 36 HOUR USD range |
Pay: 18.50 per hour | 18.50 18.50 HOUR - exact |
Hourly rate: $22 | 22 22 HOUR USD exact |
40 hours per week at $21.00 per hour | 21 21 HOUR USD exact |
$640/week | 640 640 WEEK USD exact |
$1,900 - $2,250 bi-weekly | 1900 2250 BIWEEK USD range |
$2,050.40 every two weeks | 2050.40 2050.40 BIWEEK USD exact |
$2,210 per pay period | 2210 2210 BIWEEK USD exact |
$2,050-$2,400 (24 pay periods) | 2050 2400 SEMIMONTH USD range |
$2,700 twice a month | 2700 2700 SEMIMONTH USD exact |
Monthly range: $6,950 - $11,300 | 6950 11300 MONTH USD range |
$1.5k/month | 1500 1500 MONTH USD exact |
$4,310 - $5,220 | 4310 5220 MONTH USD range |
$850 | 850 850 - USD exact |
$120/day | 120 120 DAY USD exact |
Ballot processing and voting equipment: $21 an hour | 21 21 HOUR USD exact |
Daily rate of USD 350 | 350 350 DAY USD exact |
Fee of $12,000 for the assessment | 12000 12000 PROJECT USD exact |
$9,000 for a 12 week fellowship (paid in semi-monthly installments) | 9000 9000 PROJECT USD exact | short_term
$650 stipend | 650 650 PROJECT USD exact | stipend
Weekly stipend of $450 | 450 450 WEEK USD exact | stipend
Up to $65,000 per year depending on experience | - 65000 YEAR USD up_to | doe
Up to $30 an hour for clerks; $32+ an hour for leads | 30 32 HOUR USD range |
Not to exceed $30.00/hr | - 30 HOUR USD up_to |
no less than $60,000 | 60000 - YEAR USD from |
$18.00 per hour minimum | 18 - HOUR USD from |
$35+/hour | 35 - HOUR USD from |
$48,200 (starting) | 48200 - YEAR USD from |
Begins at $35,150, minimum; mid-point $41,000 | 35150 - YEAR USD from |
minimum $4,100 and maximum $5,300 per month | 4100 5300 MONTH USD range |
£31,200 p.a. | 31200 31200 YEAR GBP exact |
£29,500 - £33,250 pro rata | 29500 33250 YEAR GBP range | prorated
€3.200 - €3.900 per month | 3200 3900 MONTH EUR range |
2500 EUR/month | 2500 2500 MONTH EUR exact |
45 000 EUR per year | 45000 45000 YEAR EUR exact |
CHF 6'500 per month | 6500 6500 MONTH CHF exact |
A$95,000 | 95000 95000 YEAR AUD exact |
NZ$70,000 - NZ$80,000 | 70000 80000 YEAR NZD range |
CAD $58,000 - $64,000 | 58000 64000 YEAR CAD range |
$58,000 to $64,000 (CAD) | 58000 64000 YEAR CAD range |
$21,000 a year, paid in Canadian dollars | 21000 21000 YEAR CAD exact |
₹45,000 per month | 45000 45000 MONTH INR exact |
$45.000 - $55.000 | 45000 55000 YEAR USD range | typo_repaired
$62,4000 - $75,000 | 62400 75000 YEAR USD range | typo_repaired
$58,300 - $67,900.00.00 | 58300 67900 YEAR USD range | typo_repaired
$63, 512 | 63512 63512 YEAR USD exact | typo_repaired
$23,15-$27.40/hour | 23.15 27.40 HOUR USD range | typo_repaired
$24.04 - $28.85 per hour ($50,000 - $60,000 annually) | 50000 60000 YEAR USD range | multi_unit
$1,725 gross, every two weeks ($44,850 annualized) | 44850 44850 YEAR USD exact | annualized_equivalent multi_unit
$55,000 - $65,000; Los Angeles: $62,000 - $72,000 | 55000 72000 YEAR USD range | location_bands
$22.10 - $26.40 hourly (Level I); $24.80 - $30.15 hourly (Level II) | 22.10 30.15 HOUR USD range | multi_grade
$5,110 - $6,200 a month non-PERS; $5,400 - $6,550 a month PERS | 5110 6550 MONTH USD range | two_scales
Step 1: $4,120; Step 2: $4,326; Step 3: $4,542 per month | 4120 4542 MONTH USD range | step_range
Hiring range: $52,000 - $58,000 | 52000 58000 YEAR USD range |
Election workers are paid $225 for Election Day | 225 225 DAY USD exact | poll_worker
Training pay: $25. Election Day: $200 | 200 200 DAY USD exact | poll_worker training_pay
$12/hour training, $15/hour Election Day | 15 15 HOUR USD exact | poll_worker training_pay
$175 flat for Election Day plus $40 for a 2-hour training | 175 175 DAY USD exact | poll_worker training_pay
$16/hour through Election Day | 16 16 HOUR USD exact | short_term
Hiring salary: $61,000 - $70,000; Class salary: $61,000 - $88,000 | 61000 70000 YEAR USD range | hiring_range
Election judges $180, clerks $150 per election | 150 180 ELECTION USD range | poll_worker
$130 per day, lump sum, while deployed | 130 130 DAY USD exact | per_diem
$17.25/hour, part-time | 17.25 17.25 HOUR USD exact | part_time
$3,000 monthly through November 2026 | 3000 3000 MONTH USD exact | short_term
$65,000, plus a $3,000 signing bonus | 65000 65000 YEAR USD exact | bonus
$70,000 and a $1,500 home office stipend | 70000 70000 YEAR USD exact |
$85,000 plus commission and full benefits | 85000 85000 YEAR USD exact | benefits commission
$62k (firm, non-negotiable) | 62000 62000 YEAR USD exact |
Negotiable | - - - - none | negotiable
Depends on qualifications | - - - - none | doe
Generous salary and benefits | - - - - none | benefits
This is an unpaid internship. | - - - - none | unpaid
$0 (volunteer) | - - - - none | unpaid
"""


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


ROWS = [_row(line) for line in READINGS.strip().splitlines()]
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


# --- the lookups ----------------------------------------------------------------------------------------------------

LEXICONS = {name: value for name, value in vars(salary_words).items() if isinstance(value, salary_words.Lexicon)}


@pytest.mark.parametrize("name", LEXICONS)
def test_every_phrase_is_found_under_its_own_key(name):
    lexicon = LEXICONS[name]
    for key, phrases in lexicon.phrases.items():
        for phrase in phrases:
            spoken = phrase.replace("*", "s")
            assert list(lexicon.find(spoken)) == [(key, 0, len(spoken))], phrase


def test_flags_of_the_lookup_are_flags_of_the_schema():
    named = {key for key in salary_words.TABLES["flags"] if not key.startswith("not_")}
    assert named <= set(get_args(SalaryFlag))
    assert set(salary_words.TABLES["units"]) == set(get_args(SalaryUnit))


def test_answer_is_a_plain_record():
    salary = parse("$50,000", CONTEXT, labelled=True)
    assert salary is not None
    assert set(asdict(salary)) == {
        *("min", "max", "unit", "currency", "qualifier", "annual_min", "annual_max", "flags", "unit_source"),
        *("grade", "grade_low", "grade_high", "full_max", "training_pay", "hours_per_week", "found"),
    }


# Here only the key counts, so an entry that a shorter one of its key already finds would be idle.
ADDED_UP = ("FLAGS", "PAY", "BEFORE", "NOT_PAY_AFTER", "PLACES", "LABELS", "OTHER_JOBS")


@pytest.mark.parametrize("name", ADDED_UP)
def test_no_entry_is_idle(name):
    phrases = LEXICONS[name].phrases
    for key, some in phrases.items():
        for phrase in some:
            rest = {k: [p for p in v if (k, p) != (key, phrase)] for k, v in phrases.items()}
            others = salary_words.Lexicon({k: v for k, v in rest.items() if v})
            without = {found for found, _, _ in others.find(phrase.replace("*", "s"))}
            assert without != {key}, phrase
