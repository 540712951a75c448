"""From sums to offers: which two sums are the ends of one range, for which period, and which sums are not pay."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from parsers.fields.money import Amount, amounts, mended
from parsers.fields.salary_sizes import beyond, plausible, unit_by_magnitude
from parsers.fields.salary_words import AFTER, BEFORE, NOT_PAY_AFTER, NOT_PAY_BEFORE, NOUNS, UNITS
from schema.vocabulary import UNITS_A_YEAR

Kind = Literal["pay", "hiring", "full", "middle", "training"]

_KINDS: dict[str, Kind] = {"hiring": "hiring", "full": "full", "middle": "middle"}

WIDEST = 10
"""A range whose ends lie further apart than this factor is a slip of the pen, or no range."""
_A_YEAR = 10_000
_PAID_EVERY = frozenset({"WEEK", "BIWEEK", "SEMIMONTH"})
_AND_WIDEST = Decimal("2.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One pay or one scale of it, at ``start:end`` of the folded text; an end that is not stated is None."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    currency: str | None
    unit: str | None
    kind: Kind = "pay"
    repaired: bool = False

    @property
    def top(self) -> Decimal:
        """The larger figure that is stated."""
        return self.high if self.high is not None else self.low if self.low is not None else Decimal(0)

    def a_year(self) -> Decimal | None:
        """The larger figure a year, as far as its period has a year figure."""
        unit = self.unit or unit_by_magnitude(self.top)
        return self.top * UNITS_A_YEAR[unit] if unit in UNITS_A_YEAR else None


_UNIT_TEXT = rf"(?:(?:/|per\s|an?\s|each\s)?\s?(?:{NOUNS.pattern}|{UNITS.pattern}))"
_JOIN = re.compile(
    rf"[\s).,]*(?P<unit>{_UNIT_TEXT}?)[\s).]*(?:\([^()]{{0,30}}\))?[\s,]*"
    r"(?P<by>-{1,3}>?|to\b|through\b|thru\b|and\b|/|up\sto\b|\.{2,3}|\u2026)"
    r"[\s:,(]*(?:(?:up\sto|a|an|the|step|max|maximum|top|high|of|at|salary|rate)\b[\s:,]*){0,4}\(?"
)
_FILLER = r"(?:(?:gross|net|base|salary|pay|in|us|usd|paid|rate|wages?|of|full-time|and|plus doe)\b[\s,]*){0,3}"
_UNIT_RIGHT = re.compile(
    rf"[\s)(,:.]{{0,3}}{_FILLER}\(?-?(?:(?:/|per\b|an?\b|each\b|every\b)\s?)?(?:{NOUNS.pattern}|{UNITS.pattern})"
)
_LEFT_EDGE = re.compile(r"[;(!?]|\.\s|\n\s{0,2}\n|\n\s?[-\u2022\u00b7]|\bplus\b|\bin addition\b")
_RIGHT_EDGE = re.compile(r"[;!?]|\.(?:\s|$)|\n\s{0,2}\n|\bplus\b|\bin addition\b")
_NOUN_EDGE = re.compile(r"[,(\n+]|\b(?:in|ex)cluding\b|\bbefore\b|\bwith\b|\band\b|\bdepending\b")
_BLANKED = " " * 4
_SECOND_THOUGHT = re.compile(r"[,+(]|\bwith\b|\bplus\b|\bdepending\b")
_TRAINING = re.compile(r"\b(?:training|class|school)\b")
_ELECTION_DAY = re.compile(r"\belection\sday\b")
_REACH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One sum, or the two ends of a range, with what stands between them."""

    first: Amount
    second: Amount | None = None
    between: str = ""

    @property
    def end(self) -> int:
        return (self.second or self.first).end


def offers(folded: str, *, bare_before: int) -> list[Offer]:
    """Every pay offer of a statement, in its order. Up to ``bare_before`` sums need no currency sign."""
    found, clean = amounts(folded)
    pairs = list(_pairs(found, clean))
    result: list[Offer] = []
    for n, pair in enumerate(pairs):
        begin = pairs[n - 1].end if n else 0
        stop = pairs[n + 1].first.start if n + 1 < len(pairs) else len(clean)
        left = _after_last_edge(clean[max(begin, pair.first.start - _REACH) : pair.first.start])
        right = clean[pair.end : min(stop, pair.end + _REACH)]
        edge = _RIGHT_EDGE.search(right)
        right = right[: edge.start()] if edge else right
        offer = _offer(pair, left, right, bare=pair.first.start < bare_before)
        if offer and not _is_other(left, right, offer.unit):
            result.append(offer)
    return result


def _after_last_edge(left: str) -> str:
    edges = list(_LEFT_EDGE.finditer(left))
    return left[edges[-1].end() :] if edges else left


def _pairs(found: list[Amount], clean: str) -> list[_Pair]:
    """The sums, two by two where they are the ends of one range."""
    pairs: list[_Pair] = []
    n = 0
    while n < len(found):
        a = found[n]
        b = found[n + 1] if n + 1 < len(found) else None
        gap = clean[a.end : b.start] if b else ""
        if b and (join := _JOIN.fullmatch(gap)) and _are_ends(a, b, join):
            pairs.append(_Pair(first=a, second=b, between=join["unit"]))
            n += 2
        else:
            pairs.append(_Pair(first=a))
            n += 1
    return pairs


def _are_ends(a: Amount, b: Amount, join: re.Match[str]) -> bool:
    if a.open_end or (b.signed and not a.signed and not a.thousands and a.value is not None and a.value < 5):
        return False
    if a.value is None or b.value is None:
        return join["by"] != "/"
    low, high = _scaled(a, b)
    if join["by"] in ("and", "/"):
        return low < high <= low * _AND_WIDEST and not (join["by"] == "/" and join["unit"])
    return not join["unit"] or low / 2 <= high <= low * WIDEST


def _scaled(a: Amount, b: Amount) -> tuple[Decimal, Decimal]:
    """The ends with the thousands that one of them leaves to the other: 45-55k, 50-55,000, 45k-55."""
    low, high = a.value or Decimal(0), b.value or Decimal(0)
    if low < 1000 <= high and not a.thousands and (b.thousands or high >= 10_000) and low * 1000 <= high:
        low *= 1000
    elif high < 1000 <= low and not b.thousands and (a.thousands or low >= 10_000) and high * 1000 >= low:
        high *= 1000
    return low, high


def _ends(pair: _Pair) -> tuple[Decimal, Decimal, bool] | None:
    """Both ends and whether one was mended; None where the digits leave no sure reading."""
    a, b = pair.first, pair.second
    if b is None:
        return (a.value, a.value, a.repaired) if a.value is not None else None
    if a.value is None and b.value is None:
        return None
    if a.value is None and b.value is not None:
        low = mended(a.digits, b.value, above=False)
        return (low, b.value, True) if low is not None else None
    if b.value is None and a.value is not None:
        high = mended(b.digits, a.value, above=True)
        return (a.value, high, True) if high is not None else None
    low, high = _scaled(a, b)
    if low > high and low <= 2 * high:
        low, high = high, low
    if low <= 0 or high > low * WIDEST or low > high:
        return None
    return low, high, a.repaired or b.repaired


def _is_other(left: str, right: str, unit: str | None) -> bool:
    """Whether the sum is something else than pay: a budget, a bonus, an allowance."""
    near = _NOUN_EDGE.split(right, maxsplit=1)[0]
    if (word := NOT_PAY_AFTER.first(near)) and word[1] <= 24:
        return True
    keys = [key for key, _, _ in NOT_PAY_BEFORE.find(left)]
    if unit == "HOUR":
        keys = [key for key in keys if key != "other unless hourly"]
    return bool(keys) and (keys[-1] != "pay" or "never" in keys)


def _offer(pair: _Pair, left: str, right: str, *, bare: bool) -> Offer | None:
    ends = _ends(pair)
    if ends is None:
        return None
    low, high, repaired = ends
    a, b = pair.first, pair.second
    currency = (b.currency if b and (b.currency not in (None, "USD") or a.currency is None) else None) or a.currency
    unit = _unit(pair.between, left, right, high)
    if beyond(unit, high, currency):
        unit = None
    if not plausible(low, high, currency, unit):
        return None
    signed = a.signed or (b is not None and b.signed)
    if not signed and not (bare and _reads_as_pay(pair, high, unit)):
        return None
    bound, kind = _bound(left, right)
    if (b or a).open_end:
        bound = "lower"
    single = low == high
    return Offer(
        start=a.start,
        end=pair.end,
        low=None if single and bound == "upper" else low,
        high=None if single and bound == "lower" else high,
        currency=currency,
        unit=unit,
        kind="training" if single and _for_training(left, right) else kind,
        repaired=repaired,
    )


def _reads_as_pay(pair: _Pair, high: Decimal, unit: str | None) -> bool:
    """Bare digits are pay where a period, a k, or thousands with their comma say so; years and counts are not."""
    a, b = pair.first, pair.second
    if unit or a.thousands or (b and b.thousands):
        return True
    return high >= 2000 and ("," in (b or a).raw or high >= 10_000)


def _unit(between: str, left: str, right: str, high: Decimal) -> str | None:
    """The unit that the words around a sum give it; far from it, a word may only tell how often it is paid out."""
    if (m := _UNIT_RIGHT.match(right)) and (unit := _named(m.group())) != "PROJECT":
        return unit
    if between:
        return _named(between)
    far = [key for key, _, _ in UNITS.find(right) if not (high >= _A_YEAR and key in _PAID_EVERY) and key != "YEAR"]
    near = [key for key, _, _ in UNITS.find(left)][::-1]
    periods = [key for key in (*far, *near) if key != "PROJECT"]
    return next(iter(periods), "PROJECT" if m or far or near else None)


def _named(words: str) -> str | None:
    """The unit that a short run of words names; its last word decides."""
    word = UNITS.last(words) or NOUNS.last(words)
    return word[0] if word else None


def _bound(left: str, right: str) -> tuple[str | None, Kind]:
    """Which end a single sum is, and which kind of range the words before it speak of."""
    bound: str | None = None
    kind: Kind = "pay"
    for key, _, end in BEFORE.find(left):
        if key in ("lower", "upper") and len(left) - end <= 40 and _BLANKED not in left[end:]:
            bound = key
        elif key in _KINDS:
            kind = _KINDS[key]
    behind = right.lstrip(" \n(")[:24]
    if bound is None and (after := AFTER.first(behind)) and not _SECOND_THOUGHT.search(behind, 0, after[1]):
        bound = after[0]
    return bound, kind


def _for_training(left: str, right: str) -> bool:
    if _ELECTION_DAY.search(right):
        return False
    return bool(_TRAINING.search(right[:40])) or bool(
        _TRAINING.search(left[-30:]) and not _ELECTION_DAY.search(left[-30:])
    )


def merged(some: list[Offer]) -> Offer:
    """The widest span of several offers of one unit; open where all of them are open at that end."""
    if len(some) == 1:
        return some[0]
    ends = [end for o in some for end in (o.low, o.high) if end is not None]
    return replace(
        some[0],
        start=min(o.start for o in some),
        end=max(o.end for o in some),
        low=None if all(o.low is None for o in some) else min(ends),
        high=None if all(o.high is None for o in some) else max(ends),
        repaired=any(o.repaired for o in some),
    )
