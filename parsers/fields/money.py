"""Sums of money in a text: folding of its spelling, the numbers in it, their currencies.

Nothing here knows what pay is; ``parsers/fields/salary.py`` decides what a sum is for.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from importlib.resources import files

from parsers.fields.phrasing import lowered

_TABLES = tomllib.loads(files("parsers.fields.lookups").joinpath("currencies.toml").read_text(encoding="utf-8"))
_CURRENCIES: dict[str, str] = {**_TABLES["signs"], **_TABLES["words"]}
_DOLLARS = frozenset(_TABLES["style"]["other_dollars"])
_DECIMAL_COMMA = frozenset(_TABLES["style"]["decimal_comma"])

_SPACES = "".join(map(chr, (*range(0x09, 0x0A), *range(0x0B, 0x0E), *range(0x1C, 0x20), 0x85, 0xA0, 0x1680)))
_SPACES += "".join(map(chr, (*range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_INVISIBLE = "\xad\u200b\u200c\u200d\u2060\ufeff\u2028\u2029"
_MARKUP = "\\*_`~"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FOLD = {
    **dict.fromkeys(_SPACES + _INVISIBLE + _MARKUP, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    "\uff04": "$",
    "[": "(",
    "]": ")",
}
_RARE = re.compile(f"[{re.escape(''.join(_FOLD))}]")
# Bounded, because unescape() itself refuses numbers of several thousand digits.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


def unescaped(text: str) -> str:
    """The text with its HTML entities and Markdown escapes resolved."""
    text = _ENTITY.sub(lambda m: unescape(m.group()), text) if "&" in text else text
    return _ESCAPE.sub("", text) if "\\" in text else text


def fold(text: str) -> str:
    """One spelling for letters, spaces, dashes and Markdown marks; every character keeps its place."""
    return _RARE.sub(lambda m: _FOLD[m[0]], lowered(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One number that may be a sum of money, at ``start:end`` of the folded text.

    ``value`` is None where the digits are out of order; ``digits`` are then for ``mended``.
    ``signed`` says that a currency sign, code or word stands beside it; ``open_end`` that a "+" follows.
    """

    start: int
    end: int
    raw: str
    value: Decimal | None
    repaired: bool = False
    currency: str | None = None
    signed: bool = False
    thousands: bool = False
    open_end: bool = False

    @property
    def digits(self) -> Decimal:
        """All its digits as one number, commas and points left out."""
        return Decimal("".join(c for c in self.raw if c.isdigit()))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in sorted(words, key=len, reverse=True))


_LETTER_SIGNS = _alternatives(s for s in _TABLES["signs"] if s[0].isalpha())
_SIGN = rf"(?:(?<![a-z])(?:{_LETTER_SIGNS})|[{''.join(s for s in _TABLES['signs'] if len(s) == 1)}])"
_WORD = rf"(?:{_alternatives(_TABLES['words'])})"
# What looks like a number of something else: addresses, dates, times, telephone numbers, hours, terms, grades.
_NOT_MONEY = r"""
    https?://\S{1,300}
  | www\.\S{1,300}
  | (?<![\d$]) \(?\d{3}\)?[-. ]\s?\d{3}[-.]\d{4}(?!\d)
  | (?<![\d$./-]) \d{1,2}/\d{1,2}(?:/\d{2,4})? (?!\d|/?\s?(?:h|hr|hour|per)\b)
  | (?<![\d$]) \d{4}-\d{2}-\d{2}
  | (?<![\d$]) \d{1,2}:\d{2}
  | \b (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?
       \s(?:\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?|20\d\d) (?![\d,.]\d)
  | \b 4(?:01|03|57)\s?\(?\s?[kb]\b\s?\)?
  | \b (?!hr|yr|mo|wk)[a-z]{1,2}-\s?\d{1,2}(?:\s?[-/]\s?\d{1,2})? \b
  | \b (?:steps?|grades?|range|level|tier|band|group|class|schedule|zone|phase|no\.|id|job|req|posting)
       \s?(?:\#|no\.?)?\s?\d{1,5}[a-z]?(?:\s?-\s?\d{1,3})? \b (?![,.]\d|\s?k\b)
  | \# \s?\d+
  | (?<![$\d.,-]) \d{1,3}-(?:hour|day|week|month|year|point|page|member|person) \b
  | (?<![$\d.,-]) (?:(?<!-\s)|(?<=\n-\s)) (?:\d{1,3}(?:,\d{3})+|\d{1,5}(?:\.\d{1,2})?)
       (?:\s?(?:-|to)\s?\d{1,5}(?:\.\d{1,2})?)? \+?\s?-?\s?
       (?: (?:hours|hrs)(?:\s?/\s?|\s(?:per|a|each)\s)?(?:week|wk)?
         | (?:hour|hr|h)\s?(?:/|per\s|a\s)?\s?(?:work\s?)?week | fte | months? | weeks? | years? | yrs? | days?
         | minutes | % | percent | pay\speriods | people | positions | employees | staff | openings | figures | steps
         | registered | voters | volunteers | ballots | precincts | polling | square | sq | feet | ft | miles
         | lbs | pounds | words | wpm | pages | items | copies ) \b
"""
_SCAN = re.compile(
    rf"""
  (?: (?=[^a-z\s]) | (?<![a-z]) )  # nothing begins inside a word: most places are passed over at once
  (?: (?P<other>{_NOT_MONEY})
  | (?: (?P<pre> {_SIGN}\s{{0,2}} | \b{_WORD}\s?{_SIGN}?\s? )
        (?P<money> \d{{1,3}}(?:,\s{{1,2}}\d{{3}})+(?![\d,])
          | \d{{1,3}}(?:\s\d{{3}})+(?![\d,])
          | (?:\d{{1,9}}|(?=\.\d\d(?!\d)))(?:[.,']\d{{1,4}})* )
      | (?<![\w\#]) (?<![a-jl-z]-) (?<!\d[.,:])
        (?P<bare> \d{{1,3}}(?:\s\d{{3}})+(?=\s?(?:{_SIGN}|{_WORD}\b))
          | \d{{1,9}}(?:[.,']\d{{1,4}})* )
    )
    (?: \s?(?P<size> k\b | thousand\b | (?:million|mill|mil|mm?|billion|bn|b)\b ) )?
    (?P<plural> '?s\b )?
    (?P<plus> \+(?![$\da-z]) | \s\+(?!\s?[$\da-z]) )?
    (?: \s?\(?(?P<post> {_WORD}\b | [£€](?!\s?\d) ) )?
    (?P<plus2> \+(?![$\da-z]) )?
    (?P<tail> [a-z]? ) )
    """,
    re.VERBOSE | re.ASCII,
)
_BLANKS = re.compile(r"\s+")
_ANY_WORD = re.compile(rf"(?<![a-z]){_WORD}(?![a-z])")
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.(?:\d{1,2}|\d{4}))?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+,\d{1,2}")
_SPACED = re.compile(r"\d{1,3}(?:[ '\n]\d{3})+")
_LOOSE_COMMA = re.compile(r"\d{1,3}(?:,\s{1,2}\d{3})+")
_DOT_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}(?:\.0{1,2})?")
_DOUBLE_CENTS = re.compile(r"(\d{1,3}(?:,\d{3})+)(?:[.,]0{1,2}){1,3}")


def read_number(raw: str, currency: str | None) -> tuple[Decimal | None, bool]:
    """The number that a spelling means, and whether it had to be mended; None where it has no single reading."""
    if currency in _DECIMAL_COMMA and _EUROPEAN.fullmatch(raw):
        return Decimal(raw.replace(".", "").replace(",", ".")), False
    if _PLAIN.fullmatch(raw):
        return Decimal(raw.replace(",", "")), False
    if _SPACED.fullmatch(raw):
        return Decimal(re.sub(r"\D", "", raw)), False
    if _LOOSE_COMMA.fullmatch(raw):
        return Decimal(re.sub(r"\D", "", raw)), True
    if _DOT_THOUSANDS.fullmatch(raw):
        return Decimal(raw[: raw.index(".") + 4].replace(".", "")), True
    if doubled := _DOUBLE_CENTS.fullmatch(raw):
        return Decimal(doubled[1].replace(",", "")), True
    return None, False


def mended(digits: Decimal, partner: Decimal, *, above: bool) -> Decimal | None:
    """The one value these digits can mean beside the other end of their range: a comma moved, a zero lost or doubled.

    ``above`` says that the value is the upper end. None where no reading, or more than one, is left.
    """
    readings = [
        value
        for value in (digits / 100, digits / 10, digits, digits * 10)
        if (partner < value <= 2 * partner if above else value < partner <= 2 * value)
    ]
    return readings[0] if len(readings) == 1 else None


def dollar_word(folded: str) -> str | None:
    """The currency that a text names for its bare "$": "$20,000 a year, paid in CAD"; None where it names none."""
    named = (_CURRENCIES.get(_BLANKS.sub(" ", m.group())) for m in _ANY_WORD.finditer(folded))
    return next((code for code in named if code in _DOLLARS), None)


def currency_named(folded: str) -> str | None:
    """The code for a sign, code or word that stands alone: "$", "euros"."""
    return _CURRENCIES.get(_BLANKS.sub(" ", folded))


def amounts(folded: str) -> tuple[list[Amount], str]:
    """Every number of the text that may be money, and the text with all other numbers blanked out."""
    found: list[Amount] = []
    pieces: list[str] = []
    done = 0
    for m in _SCAN.finditer(folded):
        if m["other"] is not None:
            pieces += folded[done : m.start()], " " * (m.end() - m.start())
            done = m.end()
        elif amount := _amount(m, folded):
            found.append(amount)
    return found, "".join(pieces) + folded[done:]


_GLUED = re.compile(r"(?:hr|hour|h\b|pa\b|p\.a|pm\b|pw\b|per|an?\b|to\b)")


def _amount(m: re.Match[str], folded: str) -> Amount | None:
    pre, money, bare, size, plural, post, tail = m.group("pre", "money", "bare", "size", "plural", "post", "tail")
    raw = money or bare
    if not raw or plural or (size and size[0] in "mb"):
        return None
    if tail and not _GLUED.match(folded, m.start("tail")):
        return None
    pre, post = _BLANKS.sub(" ", pre or "").strip(), post or ""
    currency = _currency(pre, post)
    value, repaired = read_number(raw, currency)
    if value is not None and size:
        value *= 1000
    return Amount(
        start=m.start(),
        end=m.end() - len(tail),
        raw=raw,
        value=value,
        repaired=repaired,
        currency=currency,
        signed=bool(pre or post),
        thousands=bool(size),
        open_end=m["plus"] is not None or m["plus2"] is not None,
    )


def _currency(pre: str, post: str) -> str | None:
    """A code or word beats a bare "$"; "CAD $500" and "$500 CAD" are both Canadian."""
    if post and post != "dollars":
        return _CURRENCIES.get(_BLANKS.sub(" ", post))
    if pre not in _CURRENCIES:
        pre = pre.rstrip("$£€ ")
    return _CURRENCIES.get(pre) or _CURRENCIES.get(post)
