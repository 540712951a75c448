"""When the work ends: a day or month, an election, a length of time."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from parsers.fields import dates
from parsers.fields.dates import Precision
from parsers.fields.phrasing import leading_to, lowered, named, pattern, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.records import PartialDate
from schema.vocabulary import EndType

Event = Literal["us_general", "state_primary", "runoff", "special"]

_WORDS = load("engagement")["end"]


def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(_WORDS[name]), re.IGNORECASE)


_CUE = named({"until": _WORDS["cue"], "range": _WORDS["range"]})
_ABOUT, _OTHER = _compiled("about"), _compiled("other")
_SHORTEST_TERM = 14  # days
_NOUN = re.compile(
    rf"[ -](?:(?!(?:{'|'.join(_WORDS['not_between'])})\b)[\w-]+ ){{0,3}}?(?:{'|'.join(_WORDS['noun'])})(?![\w-])",
    re.IGNORECASE,
)
_VERB = re.compile(
    rf"(?<!\w)(?:{'|'.join(_WORDS['verb'])}) ?(?:approximately |about |up to |at least |an? |the )*\(?$", re.IGNORECASE
)
_FILLER = re.compile(rf" ?(?:(?:{pattern(_WORDS['filler'])}|[:,|(-]) ?){{0,12}}", re.IGNORECASE)
_OF_ITSELF = re.compile(r"end date|guaranteed")  # labels that need no word about the post beside them
_IS_LABEL = re.compile(r" ?:")
_LABEL = re.compile(r"[ -]+[A-Z][\w /-]{0,25}:")  # the label of the next line, in a text that is one line
_SUM = re.compile(r"\d(?:[kK]|\.\d\d)? ?\)?$")  # "$60,000 a year" is a rate
_NOT_OF = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['not_of'])}) $", re.IGNORECASE)
_NOT_TERM = re.compile(rf"(?:'s?)?[ -](?:{'|'.join(_WORDS['not_term'])})(?!\w)", re.IGNORECASE)
_FLAGS = {flag: _compiled(flag) for flag in ("extendable", "contingent_funding", "statutory_term")}
_MONTHS = "|".join(load("months")["months"])
_KIND = rf"{_MONTHS}|general|presidential|mid-?term|fall|primary|run-?off|special|federal"
_EVENT = re.compile(
    r"(?:the |our )?(?:(?:certification|canvass|counting|conclusion|end|completion) (?:of )?(?:the )?)?"
    rf"(?:(?P<before>20\d\d) )?(?:(?:{_KIND})s? )*(?:(?P<middle>20\d\d) )?(?:(?:{_KIND})s? )*"
    r"(?:elections?(?: (?:day|cycle|season))?|(?:primary|run-?off)\b)(?: of)?,?(?: (?P<after>20\d\d))?",
    re.IGNORECASE,
)
_NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)}|(?<![\w'])an?(?= (?:full )?(?:year|month)\b))"
_LENGTH = re.compile(
    rf"(?<![\w$.,/])(?P<low>{_NUMBER})(?: ?\(\d+\))?(?: ?(?:-|to|or) ?(?P<high>{_NUMBER})(?: ?\(\d+\))?)?"
    r"[ -]+(?:full[ -])?(?P<unit>year|month|week)s?(?!\w|[ -]round)"
)


_UNIT, _REACH = re.compile(r"[ -](?:full[ -])?(?:year|month|week)"), 80


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """``end`` is a partial date, computed for a general election; a duration has no end date.

    ``flags``: extendable, contingent_funding, statutory_term.
    """

    end: PartialDate | None = None
    type: EndType
    event: Event | None = None
    precision: Precision | None = None
    duration_months: int | None = None
    duration_weeks_min: int | None = None
    duration_weeks_max: int | None = None
    flags: tuple[str, ...] = ()
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> End | None:
    """The end of the engagement that ``text`` states, or None where it states none."""
    return _read(plain(text), context, labelled)


@lru_cache(maxsize=4)
def _read(text: str, context: Context, labelled: bool) -> End | None:
    """Kept for a moment, since the kind of employment asks for the end of the same text."""
    ended = next(_endings(text, context, labelled), None) or next(_lengths(text, labelled), None)
    if ended is None:
        return None
    end, (left, right) = ended
    return replace(end, flags=tuple(flag for flag, words in _FLAGS.items() if words.search(text, left, right)))


def _endings(text: str, context: Context, labelled: bool) -> Iterator[tuple[End, tuple[int, int]]]:
    """Ends that are a date or an election, those behind a label ("End date:") first."""
    whole = dates.read(text, _after_filler(text, _prefix(text)), context) if labelled else None
    if whole and (whole.last or not _CUE.search(lowered(text))):
        yield _dated(text, 0, whole), (0, len(text))
    for cue in sorted(_CUE.finditer(lowered(text)), key=lambda m: not _IS_LABEL.match(text, m.end())):
        left, right = sentence(text, cue.start(), cue.end())
        before = text[left : cue.end()]
        about = _ABOUT.search(before) or (_IS_LABEL.match(text, cue.end()) and _OF_ITSELF.match(cue.group()))
        if not labelled and (not about or _OTHER.search(before)):
            continue
        at = _after_filler(text, cue.end())
        if event := _event(text, cue, context):
            yield event, (left, right)
        elif (reading := dates.read(text, at, context)) and (cue["until"] or _is_term(reading)):
            yield _dated(text, cue.start(), reading), (left, right)


def _is_term(reading: dates.Expression) -> bool:
    """Whether a range is long enough to be the work, and no window for its start."""
    first, last = reading.first.date, reading.final.date
    return first is not None and last is not None and (last - first).days >= _SHORTEST_TERM


def _prefix(text: str) -> int:
    """Where the dates of a labelled text begin: behind "Full time," or "From"."""
    found = re.match(
        r"(?:(?:full|part)[ -]?time|temporary|seasonal|contract|from|between|[,;: ])*", text, re.IGNORECASE
    )
    return found.end() if found else 0


def _after_filler(text: str, at: int) -> int:
    found = _FILLER.match(text, at)
    return found.end() if found else at


def _dated(text: str, begin: int, reading: dates.Expression) -> End:
    last = reading.final
    found = Found(quote=text[begin : reading.end], rule="end.date", confidence=reading.confidence)
    return End(end=last.iso, type="fixed", precision=last.precision, found=found)


def _event(text: str, cue: re.Match[str], context: Context) -> End | None:
    """The election behind a cue, with its date where it is the general one and the work ends with the day itself."""
    found = _EVENT.match(text, cue.end() + 1) or _EVENT.match(text, _after_filler(text, cue.end()))
    if found is None:
        return None
    words = found.group().lower()
    event: Event = (
        "state_primary" if "primar" in words else "runoff" if re.search("run-?off", words)
        else "special" if "special" in words else "us_general"
    )  # fmt: skip
    day = None
    if event == "us_general" and not re.search("cycle|season|canvass|certif|counting", words):
        day = _general_election(found["before"] or found["middle"] or found["after"], context)
    quote = Found(quote=text[cue.start() : found.end()].strip(), rule="end.election", confidence=0.9)
    return End(
        end=day.isoformat() if day else None,
        type="election",
        event=event,
        precision="day" if day else None,
        found=quote,
    )


def _general_election(year: str | None, context: Context) -> dt.date | None:
    """Of the stated year; else of the context's year, or of the next even year once that day has passed."""
    if year:
        return dates.election_day(int(year))
    if context.date is None or context.date.year > dt.MAXYEAR - 2:
        return None
    day = dates.election_day(context.date.year)
    return day if day >= context.date else dates.election_day(context.date.year + 2 - context.date.year % 2)


def _lengths(text: str, labelled: bool) -> Iterator[tuple[End, tuple[int, int]]]:
    """Ends that are a length of time; in a body only where the words around are about the post."""
    low = lowered(text)
    for m in leading_to(_LENGTH, low, _UNIT.finditer(low), reach=_REACH, past=8):
        left, right = sentence(text, m.start(), m.end())
        if _NOT_TERM.match(text, m.end()) or _NOT_OF.search(text, left, m.start()) or _is_rate(text, m):
            continue
        noun = None if _LABEL.match(text, m.end()) else _NOUN.match(text, m.end(), right)
        if labelled or noun or _VERB.search(text[left : m.start()]):
            yield _length(m, text[m.start() : noun.end() if noun else m.end()]), (left, right)


def _is_rate(text: str, m: re.Match[str]) -> bool:
    """Whether "a year" stands behind a sum: how often it is paid, not how long the work lasts."""
    return m["low"].lower() in ("a", "an") and bool(_SUM.search(text[max(0, m.start() - 8) : m.start()].rstrip()))


def _length(m: re.Match[str], quote: str) -> End:
    low = _count(m["low"])
    high = _count(m["high"]) if m["high"] else low
    found = Found(quote=quote, rule="end.duration", confidence=0.9)
    unit = m["unit"].lower()
    if unit == "week":
        return End(type="duration", duration_weeks_min=min(low, high), duration_weeks_max=max(low, high), found=found)
    return End(type="duration", duration_months=max(low, high) * (12 if unit == "year" else 1), found=found)


def _count(word: str) -> int:
    word = word.lower()
    return 1 if word in ("a", "an") else _NUMBERS[word] if word in _NUMBERS else int(word)
