"""What the size of a sum tells: which period a bare one is for, and which ones nobody is paid."""

from decimal import Decimal

# Currencies of about the dollar's worth; None is a sum without a sign. Others have smaller units and larger figures.
_LIKE_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "GBP", "EUR", "CHF", None})
_HIGHEST = {"HOUR": 1000, "DAY": 5000, "WEEK": 10_000, "BIWEEK": 20_000, "SEMIMONTH": 25_000, "MONTH": 60_000}
_HIGHEST_OF_ALL = 1_000_000
_HIGHEST_ELSEWHERE = 10**9
# Less than this for a period is a perk, or a slip.
_LOWEST = {"HOUR": 1, "DAY": 5, "WEEK": 40, "BIWEEK": 75, "SEMIMONTH": 75, "MONTH": 150, "YEAR": 1000}
_LOWEST_BARE = 5


def unit_by_magnitude(top: Decimal) -> str | None:
    """The period of a bare sum, by its larger figure (election-sector rules); None between 200 and 1,999."""
    if top < 200:
        return "HOUR"
    if top < 2000:
        return None
    return "MONTH" if top < 10_000 else "YEAR"


def beyond(unit: str | None, high: Decimal, currency: str | None) -> bool:
    """Whether a sum is too high for its period, so that the word for the period speaks of something else."""
    return currency in _LIKE_DOLLARS and unit in _HIGHEST and high >= _HIGHEST[unit]


def plausible(low: Decimal, high: Decimal, currency: str | None, unit: str | None) -> bool:
    """Whether anyone is paid such a sum for such a period."""
    ceiling = _HIGHEST_OF_ALL if currency in _LIKE_DOLLARS else _HIGHEST_ELSEWHERE
    floor = _LOWEST.get(unit, 1) if unit else _LOWEST_BARE
    return low >= min(floor, _LOWEST_BARE) and high >= floor and high <= ceiling
