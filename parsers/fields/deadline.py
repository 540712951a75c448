"""Until when one can apply: the closing date, the date of first review, the opening date, and the kind of deadline.

Dates count only behind a cue of ``lookups/deadline.toml`` ("closing date", "apply by", "first review"). A bare "by" or
"until" counts only in a sentence about applying. Deadlines of elections and of the work itself never count.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parsers.fields import dates
from parsers.fields.phrasing import Phrases, lowered, named, paragraph, pattern, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.vocabulary import DeadlineType

_WORDS = load("deadline")


def _compiled(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(pattern(phrases), re.IGNORECASE)


Role = Literal["closing", "window", "extended", "limit", "review", "opens"]

_CUE = named({role: _WORDS["cues"][role] for role in ("review", "opens", "extended", "closing", "window", "limit")})
_FILLER = re.compile(rf" ?(?:(?:{pattern(_WORDS['cues']['filler'])}|[:.,|(?-]) ?){{0,12}}", re.IGNORECASE)
_ABOUT, _OTHER = _compiled(_WORDS["limit"]["about"]), _compiled(_WORDS["limit"]["other"])
_FOREIGN = _compiled(_WORDS["foreign"]["words"])
# To whom one applies: his office is named after elections, but the date is not one of them.
_RECIPIENT = re.compile(
    r"\S+@\S+|https?://\S+|\bto (?!Register|Vote|Serve|Run)(?:(?:the|our|of|and|for|[A-Z][\w.,'&-]*) )+"
)
_PRIORITY = _compiled(_WORDS["priority"]["words"])
_KINDS = Phrases(_WORDS["kinds"])
_FIELD = {kind: re.compile(rf"\W*{pattern(phrases)}", re.IGNORECASE) for kind, phrases in _WORDS["field"].items()}
_INTERNAL, _LATE = _compiled(_WORDS["internal"]["words"]), re.compile(pattern(_WORDS["late"]["words"]))
_REFUSED = re.compile(
    r"[^.;]{0,60}\b(?:not|cannot|won't)(?: be)? (?:considered|accepted|reviewed|processed)\b", re.IGNORECASE
)
_DATE_IS = re.compile(
    r" (?:(?:is|was|will be) )?(?:(?:the|our|an?) )?(?:application |filing |closing |final )*"
    r"(?:deadline|closing date|last da(?:y|te) to apply)\b"
)
_DATE_WORDS = ("deadline", "closing date", "last da")
_HIRING = re.compile(
    r"\b(?:deadline|clos\w+|appli\w+|candidates?|resumes?|review\w*|interview\w*|recruit\w*|hir\w+|positions?|roles?|posted|posting|submissions?)\b",
    re.IGNORECASE,
)
# In a run-on page the value of the field before ("Division: Elections") stands right before such a label.
_DATE_LABEL = re.compile(r"(?:date|time) ?[:|]", re.IGNORECASE)
_DIGIT, _NEAR = re.compile(r"\d"), 80
_DATE_REACH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """``deadline`` is null where only a date of first review is stated (``type`` priority, ``priority_date``).

    ``time`` is wall time "HH:MM" in ``tz`` (IANA), each as stated. ``flags``: rolling, extended.
    """

    deadline: dt.date | None
    type: DeadlineType
    time: str | None
    tz: str | None
    priority_date: dt.date | None
    opens: dt.date | None
    flags: tuple[str, ...]
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """One date with the role that its cue gives it; ``rank`` orders those of one role, the lowest wins."""

    role: Literal["closing", "priority", "opens"]
    date: dt.date
    rank: int
    extended: bool
    time: str | None
    tz: str | None
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Deadline | None:
    """The deadline that ``text`` states, or None where it states nothing about the time to apply."""
    printed, text = text, plain(text)
    stated = list(_stated(printed, text, context, labelled))
    closing = min((s for s in stated if s.role == "closing"), key=lambda s: s.rank, default=None)
    priority = next((s for s in stated if s.role == "priority"), None)
    opens = next((s for s in stated if s.role == "opens"), None)
    said = _kinds(text, labelled)
    kind = _kind(closing, priority, said)
    if kind == "none" and opens is None:
        return None
    source = closing or priority
    shown = source or (opens if kind == "none" else None)
    marks = {"rolling": "rolling" in said and kind != "rolling", "extended": closing is not None and closing.extended}
    return Deadline(
        deadline=closing.date if closing else None,
        type=kind,
        time=source.time if source else None,
        tz=source.tz if source else None,
        priority_date=priority.date if priority else None,
        opens=opens.date if opens else None,
        flags=tuple(flag for flag, on in marks.items() if on),
        found=shown.found if shown else said[kind],
    )


def _kind(closing: _Stated | None, priority: _Stated | None, said: dict[str, Found]) -> DeadlineType:
    if closing:
        if "count_limited" in said:
            return "count_limited"
        return "soft" if "soft" in said else "fixed"
    if priority:
        return "priority"
    for kind in ("open_until_filled", "continuous", "count_limited", "rolling"):
        if kind in said:
            return kind
    return "none"


def _kinds(text: str, labelled: bool) -> dict[str, Found]:
    """What is said of the kind; most of it counts in a body only where the sentence speaks of applications."""
    said: dict[str, Found] = {}
    for kind, m in _KINDS.find(lowered(text)):
        if kind in said:
            continue
        left, right = sentence(text, m.start(), m.end())
        around = text[left : m.start()] + " " + text[m.end() : right]
        if labelled or kind in ("open_until_filled", "continuous") or _HIRING.search(around):
            said[kind] = Found(quote=text[left:right].strip(), rule=f"deadline.{kind}", confidence=0.9)
    if labelled:
        for kind, words in _FIELD.items():
            if begin := words.match(text):
                said.setdefault(kind, Found(quote=begin.group(), rule=f"deadline.{kind}"))
    return said


def _stated(printed: str, text: str, context: Context, labelled: bool) -> Iterator[_Stated]:
    """Every date of ``text`` that is said to open, to close or to order the applications."""
    read_to = 0
    if labelled and (reading := dates.read(text, _behind(text, 0), context)):
        yield from _roles(text, (0, 0), "closing", reading)
        read_to = reading.end
    for cue in _CUE.finditer(lowered(text)):
        if cue.start() < read_to:
            continue
        role: Role = cue.lastgroup  # type: ignore[assignment]
        if not _DIGIT.search(text, cue.end(), cue.end() + _NEAR):
            continue
        reading = dates.read(text, _behind(text, cue.end()), context)
        if reading is None or reading.final.date is None or (role == "window" and not reading.last):
            continue
        if not _is_foreign(printed, text, cue, role):
            yield from _roles(text, (read_to, cue.start()), role, reading)
        read_to = reading.end
    low = lowered(text)
    for late in _LATE.finditer(low) if "after" in low else ():
        reading = dates.read(text, _behind(text, late.end()), context)
        if reading and _REFUSED.match(text, reading.end):
            yield from _roles(text, (0, late.start()), "limit", reading)
    for noun in _DATE_IS.finditer(low) if any(word in low for word in _DATE_WORDS) else ():
        yield from _dated_before(text, noun, context)


def _behind(text: str, at: int) -> int:
    """Where a date may begin behind a cue: after "is", "on", ":" and the like."""
    filler = _FILLER.match(text, at)
    return filler.end() if filler else at


def _dated_before(text: str, noun: re.Match[str], context: Context) -> Iterator[_Stated]:
    """The date right before "is the deadline"."""
    left, _ = sentence(text, noun.start(), noun.end())
    left = max(left, noun.start() - _DATE_REACH)
    if _FOREIGN.search(text, left, noun.end()):
        return
    for start in (m.start() for m in re.compile(r"(?<!\S)\S").finditer(text, left, noun.start())):
        reading = dates.read(text, start, context)
        if reading and reading.end == noun.start():
            yield from _roles(text, (start, start), "limit", reading)
            return


def _roles(text: str, place: tuple[int, int], role: Role, reading: dates.Expression) -> Iterator[_Stated]:
    """What the date behind a cue is; a range is the time from opening to closing, or from the old to the new date.

    ``place``: where the date before was left, and where the cue begins.
    """
    last = reading.final.date
    if last is None:
        return
    read_to, start = place
    left, right = sentence(text, start, reading.end)
    following = _CUE.search(lowered(text), reading.end, right)
    if following and (
        following.start() - reading.end > _DATE_REACH
        or _DIGIT.search(text, following.end(), right)  # it has a date of its own
    ):
        right = following.start()
    clause = text[max(left, read_to) : right]
    extended = role == "extended" or "extended" in text[start : reading.end].lower()
    names: tuple[Literal["closing", "priority", "opens"], ...] = ("closing",)
    if role == "review" or (role != "opens" and _PRIORITY.search(clause)):
        names = ("priority",)
    elif reading.last and not extended:
        names = ("opens", "closing")
    elif role == "opens":
        names = ("opens",)
    for name in names:
        day = reading.first.date if name == "opens" or role == "review" else last
        if day:
            yield _Stated(
                role=name,
                date=day,
                rank=3 if _INTERNAL.search(clause) else 0 if extended else 2 if role == "limit" else 1,
                extended=extended,
                time=reading.time,
                tz=reading.tz,
                found=Found(quote=text[start : reading.end], rule=f"deadline.{role}", confidence=reading.confidence),
            )


def _is_foreign(printed: str, text: str, cue: re.Match[str], role: Role) -> bool:
    """Whether the words of a cue and before it make its date one of an election, of the work, of anything else.

    ``printed`` is the text with its lines: what the paragraph before says is not said of this date.
    """
    left, _ = sentence(text, cue.start(), cue.end())
    before = text[left : cue.start()]
    if role == "limit":
        before = _RECIPIENT.sub("to ", before)
        about = list(_ABOUT.finditer(before))
        if not about or _OTHER.search(before, about[-1].end()):
            return True
        return bool(
            any(_FOREIGN.search(before, _two_words_before(before, m.start()), m.end()) for m in about)
            or _FOREIGN.search(before, about[-1].end())
        )
    if _DATE_LABEL.match(text, max(cue.start(), cue.end() - 4)):
        return False
    if _FOREIGN.search(cue.group()):
        return True
    if _begins_line(printed, text, cue):
        return False
    if not _FOREIGN.search(before[-40:]) or _ABOUT.search(before):
        return False
    begin, _ = paragraph(printed, cue.start(), cue.end())
    return bool(_FOREIGN.search(text, max(left, begin, cue.start() - 40), cue.start()))


def _begins_line(printed: str, text: str, cue: re.Match[str]) -> bool:
    """Whether a cue is a label: the first words of a line, with a colon behind them or "date" for the last."""
    words = text[cue.start() : cue.end()]
    is_label = text[cue.end() : cue.end() + 1] == ":" or words.lower().endswith("date")
    return is_label and _heads_line(printed, words)


@lru_cache(maxsize=64)
def _heads_line(printed: str, words: str) -> bool:
    return re.search(rf"^[^\w\n]*{re.escape(words)}\b", printed, re.MULTILINE) is not None


def _two_words_before(text: str, at: int) -> int:
    """Where the two words before a place begin."""
    words = re.search(r"(?:\S+ ){0,2}$", text[:at])
    return words.start() if words else 0
