"""Pay that a structured source gives in pieces: its numbers, its word for the currency, its code for the period."""

import re
from collections.abc import Mapping
from decimal import Decimal

from parsers.fields.money import currency_named, fold, read_number
from parsers.fields.salary_offers import Offer
from parsers.fields.salary_words import NOUNS, TABLES, UNITS

_CODES: dict[str, str] = TABLES["unit_codes"]
_WIDEST = 50
_ISO = re.compile(r"[A-Z]{3}")
_DECIMALS = re.compile(r"\s*(\d{1,12}(?:\.\d{1,10})?)\s*", re.ASCII)
_NOT_WORDS = re.compile(r"[\W_]+")


def offer_of_parts(parts: Mapping[str, str]) -> Offer | None:
    """The offer in ``min max currency unit``; None without a number, for a placeholder, and for swapped ends."""
    low, high = (_number(parts[key]) if key in parts else None for key in ("min", "max"))
    if (low is None and high is None) or _is_placeholder(low, high):
        return None
    return Offer(
        start=0,
        end=0,
        low=low,
        high=high,
        currency=_currency(parts["currency"]) if "currency" in parts else None,
        unit=_unit(parts["unit"]) if "unit" in parts else None,
    )


def _number(text: str) -> Decimal | None:
    """A number of a structured field, which may carry more decimals than a person would write; None for 0."""
    plain = _DECIMALS.fullmatch(text)
    number = Decimal(plain[1]) if plain else read_number(fold(text).strip(" $£€"), None)[0]
    return number or None


def _is_placeholder(low: Decimal | None, high: Decimal | None) -> bool:
    if low is not None and high is not None:
        return low > high or high > _WIDEST * low
    return (low or high) == 1


def _currency(text: str) -> str | None:
    code = text.strip().upper()
    return code if _ISO.fullmatch(code) else currency_named(fold(text).strip())


def _unit(text: str) -> str | None:
    """HOUR for "Hour", "per-hour-wage", "HOURLY", "PH"; None for words that name no period."""
    words = _NOT_WORDS.sub(" ", fold(text)).strip()
    if words in _CODES:
        return _CODES[words]
    word = UNITS.first(words) or NOUNS.first(words)
    return word[0] if word else None
