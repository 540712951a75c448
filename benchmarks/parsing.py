"""Our readers of pay and of closing dates beside python-jobspy's guess, price-parser and dateparser, in one run.

Every text is made here from wordings that postings use, alone and amid duties, so the right answer is known. A third
of the texts state no pay (or no closing date) but hold other sums (or dates). ``right``, ``wrong`` and ``missed``
count the texts where an answer is due, ``false`` those where one was given though none is due. price-parser reads one
price a text and is right with either end of a range; dateparser is right when its first date is the closing date.
The last line is all parsers over postings of 4 kB, as a ratio to plain regular expressions over the same texts.
"""

import datetime as dt
import random
import re
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from dateparser.search import search_dates
from jobspy.linkedin import LinkedIn
from price_parser import Price

from parsers import posting
from parsers.fields import deadline, salary
from parsers.reading import Context
from schema.records import RawPosting

TODAY = dt.date(2024, 3, 1)
CONTEXT = Context(date=TODAY)
PLAIN = re.compile(
    r"\$\s?(\d[\d,.]*)(k?)\s?(?:-|–|to)\s?\$?(\d[\d,.]*)(k?)|\$\s?(\d[\d,.]*)(k?)"
    r"|(?:deadline|apply by|closing date)\W{1,3}(\w+ \d{1,2}(?:, \d{4})?)"
    r"|\b(?:remote|hybrid|full[- ]time|part[- ]time)\b",
    re.IGNORECASE,
)
DUTY = (
    "Prepares mail ballots, answers voters at the counter and keeps the register of addresses up to date. "
    "Trains up to 40 seasonal clerks for each of 3 elections a year and reports to the deputy registrar. "
)
PAY = (
    "Salary: ${low:,} - ${high:,}.",
    "The salary range is ${low:,}–${high:,} a year, with full benefits.",
    "Pay: ${lowk}k-{highk}k DOE",
    "Compensation between ${low:,} and ${high:,}",
    "Salary ${low:,}.00 to ${high:,}.00 annually",
    "Hiring range: ${lowk},000 – ${highk},000",
    "${hour}.50 - ${hour_high}.25 per hour",
    "Hourly rate of ${hour}.50 to ${hour_high}.25, 30 hours a week",
    "USD {low:,} - {high:,} gross",
    "This is a full-time post that pays ${low:,} to ${high:,} per year.",
)
NO_PAY = (
    "Manages a budget of ${low:,} to ${high:,}.",
    "Salary commensurate with experience. Call 555-0100 with questions.",
    "The office handles {low:,} - {high:,} ballots in each election.",
    "Pays a sign-on bonus of ${hour}00 after 90 days.",
    "Processed filing fees of ${low:,} - ${high:,} last year.",
)
CLOSING = (
    "Deadline: {day:%B} {n}.",
    "Apply by {day:%A}, {day:%B} {n}, {day:%Y}.",
    "Closing Date: {day:%m/%d/%Y} 11:59 PM Pacific",
    "Applications must be received no later than 5 p.m. on {day:%B} {n}.",
    "This posting closes {day:%b}. {n}.",
    "Final filing date: {day:%m/%d/%y}",
    "Send your resume to jobs@example.org by {day:%B} {n}, {day:%Y}.",
    "Applications are accepted through {n} {day:%B} {day:%Y}.",
)
NO_CLOSING = (
    "Open until filled.",
    "Voters must register by {day:%B} {n}.",
    "You may march through the second half of the year with us.",
    "The office was founded on {day:%B} {n}, {day:%Y}.",
    "Start date: {day:%B} {n}.",
    "Candidates file petitions until {day:%m/%d/%Y}.",
)

Answer = Any
Case = tuple[str, Answer]
Reader = Callable[[str], Answer]


def pay_cases(count: int, around: str = DUTY) -> list[Case]:
    """Texts about money, with both ends of the pay or None."""
    draw, made = random.Random(4), []
    for n in range(count):
        low = draw.randrange(38, 110)
        high, hour = low + draw.randrange(4, 30), draw.randrange(16, 40)
        values = {
            "low": low * 1000,
            "high": high * 1000,
            "lowk": low,
            "highk": high,
            "hour": hour,
            "hour_high": hour + 7,
        }
        wording = draw.choice(NO_PAY if n % 3 == 2 else PAY)
        by_hour = "hour_high" in wording
        ends = (
            (Decimal(f"{hour}.50"), Decimal(f"{hour + 7}.25"))
            if by_hour
            else (Decimal(low * 1000), Decimal(high * 1000))
        )
        made.append((f"{around}{wording.format(**values)} {around}", None if n % 3 == 2 else ends))
    return made


def closing_cases(count: int, around: str = DUTY) -> list[Case]:
    """Texts about dates, with the closing date or None."""
    draw, made = random.Random(5), []
    for n in range(count):
        day = TODAY + dt.timedelta(days=draw.randrange(3, 200))
        wording = draw.choice(NO_CLOSING if n % 3 == 2 else CLOSING)
        made.append((f"{around}{wording.format(day=day, n=day.day)} {around}", None if n % 3 == 2 else day))
    return made


def our_pay(text: str) -> Answer:
    """Both ends by the project's parser."""
    found = salary.parse(text, CONTEXT)
    return (found.min, found.max) if found and found.min is not None else None


def jobspy_pay(text: str) -> Answer:
    """Both ends by the guess that python-jobspy makes from a description."""
    found = LinkedIn._guess_salary(text)  # its only reader of pay in free text
    return None if found.min_amount is None else (Decimal(str(found.min_amount)), Decimal(str(found.max_amount)))


def first_price(text: str) -> Answer:
    """The one price that price-parser sees."""
    return Price.fromstring(text).amount


def our_closing(text: str) -> Answer:
    """The closing date by the project's parser."""
    found = deadline.parse(text, CONTEXT)
    return found.deadline if found else None


def first_date(text: str) -> Answer:
    """The first date that dateparser finds in an English text."""
    base = dt.datetime.combine(TODAY, dt.time())
    found = search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"})
    return found[0][1].date() if found else None


def compare(name: str, read: Reader, cases: Sequence[Case]) -> None:
    """Print one reader's line."""
    read(cases[0][0])
    started = time.process_time()
    answers = [read(text) for text, _ in cases]
    seconds = time.process_time() - started
    due = [(got, truth) for got, (_, truth) in zip(answers, cases, strict=True) if truth is not None]
    right = sum(got == truth or (isinstance(truth, tuple) and got in truth) for got, truth in due)
    missed = sum(got is None for got, _ in due)
    false = sum(got is not None for got, (_, truth) in zip(answers, cases, strict=True) if truth is None)
    print(
        f"{name:26} right {right:4} wrong {len(due) - right - missed:4} missed {missed:4} false {false:4}"
        f"  {len(cases) / seconds:9,.0f} texts a second"
    )


def postings(count: int) -> list[RawPosting]:
    """Postings of about 4 kB with pay, closing date and terms."""
    made = []
    for (pay, _), (closing, _) in zip(pay_cases(count), closing_cases(count), strict=True):
        text = (
            f"Elections Clerk, Example County, Ohio\n\n{DUTY * 8}\n\nJob Type: Full-Time\n\n{pay}\n\n"
            f"Requires two years of office work and a high school diploma.\n\n{closing}\n\n{DUTY * 5}"
        )
        made.append(
            RawPosting(url="https://example.org/1", title="Elections Clerk", observed_on=TODAY, description_text=text)
        )
    return made


def throughput(rows: Sequence[RawPosting]) -> None:
    """Print what all parsers together read a second."""
    posting.read(rows[0])
    started = time.process_time()
    for row in rows:
        posting.read(row)
    ours = time.process_time() - started
    started = time.process_time()
    for row in rows:
        list(PLAIN.finditer(row.description_text))
    plain = time.process_time() - started
    size = sum(len(row.description_text) for row in rows) / len(rows) / 1000
    print(
        f"all parsers, {size:.1f} kB        {len(rows) / ours:7,.0f} postings a second;"
        f" plain regex {len(rows) / plain:,.0f}; ratio {ours / plain:.1f}"
    )


def main() -> None:
    """Print the comparison."""
    for where, around in (("alone", ""), ("amid duties", DUTY)):
        pay, closing = pay_cases(900, around), closing_cases(300, around)
        print(f"pay {where}, {len(pay)} texts")
        for name, read in (("ours", our_pay), ("python-jobspy", jobspy_pay), ("price-parser", first_price)):
            compare(name, read, pay)
        print(f"closing date {where}, {len(closing)} texts")
        for name, read in (("ours", our_closing), ("dateparser", first_date)):
            compare(name, read, closing)
    throughput(postings(300))


if __name__ == "__main__":
    main()
