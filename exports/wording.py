"""How values are said to people: pay, place, deadline, remote, as they stand in feeds and digests."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files

from exports.published import Row

_UNITS = {
    "HOUR": "an hour",
    "DAY": "a day",
    "WEEK": "a week",
    "BIWEEK": "every two weeks",
    "SEMIMONTH": "twice a month",
    "MONTH": "a month",
    "YEAR": "a year",
    "ELECTION": "an election",
    "PROJECT": "in all",
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_DEADLINES = {
    "open_until_filled": "open until filled",
    "rolling": "reviewed as they come in",
    "continuous": "continuous recruitment",
    "count_limited": "closes at a number of applications",
}
_REMOTE = {"remote": "remote", "hybrid": "hybrid", "onsite": "on site", "flexible": "on site or remote"}
_TERMS: Mapping[str, str] = tomllib.loads((files("exports") / "lookups" / "terms.toml").read_text("utf-8"))["terms"]
_MONTHS = "January February March April May June July August September October November December".split()
_INVISIBLE = re.compile(
    # control characters, and marks that turn the direction of the text behind them around
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str | None) -> str:
    """A text without control characters and marks that turn the direction of what stands behind them."""
    return _INVISIBLE.sub("", text or "")


def line(text: str | None) -> str:
    """A text as one line of printable characters."""
    return " ".join(printable(text).split())


def sentence(text: str | None) -> str:
    """A text as one line that begins and ends like a sentence."""
    said = line(text)
    said = said[:1].upper() + said[1:]
    return said if not said or said[-1] in ".!?…:\"')”’" else f"{said}."


def link(address: str | None) -> str:
    """An address that may be linked to: of the web or of mail, without spaces and quotation marks; else ""."""
    address = line(address)
    if not address.lower().startswith(("http://", "https://", "mailto:")):
        return ""
    return re.sub(r"[\s\"'<>`\\]", lambda mark: "".join(f"%{byte:02X}" for byte in mark[0].encode()), address)


def shortened(text: str, most: int) -> str:
    """A text of at most ``most`` characters, cut between words."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def day(value: dt.date) -> str:
    """A day as people write it: March 20, 2026."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def partial_day(value: str) -> str:
    """An ISO date whose day, or month and day, may be missing, as people write it: March 2026."""
    year, *rest = value.split("-")
    if len(rest) == 2:
        return day(dt.date.fromisoformat(value))
    return f"{_MONTHS[int(rest[0]) - 1]} {year}" if rest else year


def term(word: str) -> str:
    """A member of an enumeration in words: ``voter_registration_clerk`` is "Voter registration clerk"."""
    if word in _TERMS:
        return _TERMS[word]
    words = word.replace("_", " ")
    return words if words[:1].isupper() and not words.isupper() else words.capitalize()


def _amount(value: Decimal, currency: str | None, beside: Decimal | None = None) -> str:
    """An amount with its sign; with cents where it, or the amount it stands beside, has some."""
    whole = all(one == one.to_integral_value() for one in (value, beside or value))
    number = f"{value:,.0f}" if whole else f"{value:,.2f}"
    sign = _SIGNS.get(currency or "")
    return f"{sign}{number}" if sign else f"{number} {currency}" if currency else number


def pay(row: Row) -> str:
    """The pay in words; says so when it is not stated."""
    low, high, currency = row["salary_min"], row["salary_max"], row["salary_currency"]
    if low is None and high is None:
        return "unpaid" if "unpaid" in (row["salary_flags"] or ()) else "pay not stated"
    if low is None:
        amount = f"up to {_amount(high, currency)}"
    elif high is None:
        amount = f"from {_amount(low, currency)}"
    elif low == high:
        amount = _amount(low, currency)
    else:
        amount = f"{_amount(low, currency, high)}–{_amount(high, currency, low)}"  # a range takes an en dash
    return f"{amount} {_UNITS[row['salary_unit']]}" if row["salary_unit"] else amount


def place(row: Row) -> str:
    """The places of work, "" where none is stated."""
    places = [
        ", ".join(
            part for part in (spot["locality"] or spot["county"], spot["region"], _abroad(spot["country"])) if part
        )
        for spot in row["locations"] or ()
    ]
    return "; ".join(dict.fromkeys(place for place in places if place))


def _abroad(country: str | None) -> str | None:
    return None if country == "US" else country


def remote(row: Row) -> str:
    """Where the employee works, "" where it is not stated."""
    return _REMOTE.get(row["remote"], "")


def deadline(row: Row) -> str:
    """The deadline and its kind, "" where none is stated."""
    if row["deadline_on"]:
        words = f"apply by {row['deadline_on'].isoformat()}"
        if row["deadline_time"]:
            words += f" {row['deadline_time']}" + (f" ({row['deadline_tz']})" if row["deadline_tz"] else "")
        return words + (" (may be extended)" if row["deadline_type"] == "soft" else "")
    if row["deadline_type"] == "priority" and row["priority_on"]:
        return f"first review {row['priority_on'].isoformat()}"
    return _DEADLINES.get(row["deadline_type"], "")


def deadline_said(row: Row) -> str:
    """The deadline as a notice says it ("March 20, 2026, 17:00"), "" where none is stated."""
    if row["deadline_on"]:
        words = day(row["deadline_on"])
        if row["deadline_time"] not in (None, "23:59"):  # the end of the day goes without saying
            words += f", {row['deadline_time']}" + (f" ({row['deadline_tz']})" if row["deadline_tz"] else "")
        return words + (" (may be extended)" if row["deadline_type"] == "soft" else "")
    if row["deadline_type"] == "priority" and row["priority_on"]:
        return f"First review {day(row['priority_on'])}"
    said = _DEADLINES.get(row["deadline_type"], "")
    return said[:1].upper() + said[1:]


def application(row: Row) -> tuple[str, str]:
    """How to apply: words that lead to the link, and the link ("" where only the posting itself can tell)."""
    if row["apply_method"] == "email" and row["apply_email"]:
        return "Write to", link(f"mailto:{line(row['apply_email'])}")
    if row["apply_method"] in ("mail", "in_person") and not row["apply_url"]:
        how = "By mail" if row["apply_method"] == "mail" else "In person"
        return f"{how}; see", link(row["url"])
    return "See", link(row["apply_url"]) or link(row["url"])
