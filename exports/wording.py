"""How values are said to people: pay, place, deadline, remote, as they stand in feeds and digests."""

from decimal import Decimal

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


def _amount(value: Decimal, currency: str | None) -> str:
    number = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
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
        amount = f"{_amount(low, currency)}–{_amount(high, currency)}"  # a range takes an en dash
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
