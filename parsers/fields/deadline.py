"""Until when one can apply: the closing date, the date of first review, the opening date, and the kind of deadline.

Dates count only behind a cue of ``lookups/deadline.toml`` ("closing date", "apply by", "first review"). A bare "by" or
"until" counts only in a sentence about applying. Deadlines of elections and of the work itself never count.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parsers.fields import dates
from parsers.fields.phrasing import pattern, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.vocabulary import DeadlineType

_WORDS = load("deadline")


def _compiled(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(pattern(phrases), re.IGNORECASE)


Role = Literal["closing", "extended", "limit", "review", "opens"]

_CUE = re.compile(
    "|".join(f"(?P<{role}>{pattern(_WORDS['cues'][role])})" for role in ("review", "opens", "extended", "closing", "limit")),
    re.IGNORECASE,
)
_FILLER = re.compile(rf" ?(?:(?:{pattern(_WORDS['cues']['filler'])}|[:,|(-]) ?)*", re.IGNORECASE)
_ABOUT, _OTHER = _compiled(_WORDS["limit"]["about"]), _compiled(_WORDS["limit"]["other"])
_FOREIGN = _compiled(_WORDS["foreign"]["words"])
_PRIORITY = _compiled(_WORDS["priority"]["words"])
_KINDS: dict[str, re.Pattern[str]] = {kind: _compiled(phrases) for kind, phrases in _WORDS["kinds"].items()}
_LATE = _compiled(_WORDS["late"]["words"])
_REFUSED = re.compile(r"[^.;]{0,60}\b(?:not|cannot|won't|n't)\b(?: be)? (?:considered|accepted|reviewed|processed)", re.IGNORECASE)
_BEFORE_CUE = re.compile(r"(?:is|was|will be|are)?,? ?(?:the|our|an?) (?:\w+ )?(?:deadline|closing date|last day to apply|final filing date)", re.IGNORECASE)
_HIRING = re.compile(r"\b(?:appli\w+|candidates?|resumes?|review\w*|interview\w*|recruit\w*|hir\w+|position|submissions?)\b", re.IGNORECASE)


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
    text = plain(text)
    stated = list(_stated(text, context, labelled))
    closing = min((s for s in stated if s.role == "closing"), key=lambda s: s.rank, default=None)
    priority = next((s for s in stated if s.role == "priority"), None)
    opens = next((s for s in stated if s.role == "opens"), None)
    said = _kinds(text, labelled)
    kind = _kind(closing, priority, said)
    if kind == "none" and opens is None:
        return None
    source = closing or priority
    flags = tuple(f for f, on in (("rolling", "rolling" in said), ("extended", bool(closing and closing.extended))) if on)
    return Deadline(
        deadline=closing.date if closing else None,
        type=kind,
        time=source.time if source else None,
        tz=source.tz if source else None,
        priority_date=priority.date if priority else None,
        opens=opens.date if opens else None,
        flags=flags if kind != "rolling" else (),
        found=source.found if source else said[kind] if kind in said else opens.found,  # type: ignore[union-attr]
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
            return kind  # type: ignore[return-value]
    return "none"


def _kinds(text: str, labelled: bool) -> dict[str, Found]:
    """What is said of the kind; "rolling" in a body only where the sentence speaks of applications."""
    said: dict[str, Found] = {}
    for kind, phrases in _KINDS.items():
        for m in phrases.finditer(text):
            left, right = sentence(text, m.start(), m.end())
            around = text[left : m.start()] + " " + text[m.end() : right]
            if kind == "open_until_filled" or labelled or _HIRING.search(around):
                said[kind] = Found(quote=text[left:right].strip(), rule=f"deadline.{kind}", confidence=0.9)
                break
    return said


def _stated(text: str, context: Context, labelled: bool) -> Iterator[_Stated]:
    """Every date of ``text`` that a cue speaks of, in the order of the text."""
    if labelled and (reading := dates.read(text, _FILLER.match(text).end(), context)):  # type: ignore[union-attr]
        yield from _roles(text, 0, "closing", reading)
    read_to = 0
    for cue in _CUE.finditer(text):
        if cue.start() < read_to:
            continue
        role: Role = cue.lastgroup  # type: ignore[assignment]
        at = _FILLER.match(text, cue.end()).end()  # type: ignore[union-attr]
        reading = dates.read(text, at, context)
        if reading is None or reading.final.date is None or _is_foreign(text, cue, role, reading.end):
            continue
        read_to = reading.end
        yield from _roles(text, cue.start(), role, reading)
    for late in _LATE.finditer(text):
        reading = dates.read(text, _FILLER.match(text, late.end()).end(), context)  # type: ignore[union-attr]
        if reading and _REFUSED.match(text, reading.end):
            yield from _roles(text, late.start(), "limit", reading)


def _roles(text: str, start: int, role: Role, reading: dates.Expression) -> Iterator[_Stated]:
    """What the date behind a cue is; a range is the time from opening to closing, or from the old to the new date."""
    last = reading.final.date
    if last is None:
        return
    left, right = sentence(text, start, reading.end)
    lead = text[start : reading.end].lower()
    extended = role == "extended" or "extended" in lead
    names: tuple[str, ...] = ("priority",) if role == "review" or _PRIORITY.search(text, left, right) else ("closing",)
    if role == "opens":
        names = ("opens", "closing") if reading.last else ("opens",)
    elif reading.last and not extended and names == ("closing",):
        names = ("opens", "closing")
    for name in names:
        day = reading.first.date if name == "opens" or (name == "priority" and role == "review") else last
        if day:
            yield _Stated(
                role=name,  # type: ignore[arg-type]
                date=day,
                rank=0 if extended else 1 if role != "limit" else 2,
                extended=extended,
                time=reading.time,
                tz=reading.tz,
                found=Found(quote=text[start : reading.end], rule=f"deadline.{role}", confidence=reading.confidence),
            )


def _is_foreign(text: str, cue: re.Match[str], role: Role, end: int) -> bool:
    """Whether the words before a cue make its date one of an election, of the work, or of anything but applying."""
    left, right = sentence(text, cue.start(), end)
    before = text[left : cue.start()]
    if role == "limit":
        about = [m.end() for m in _ABOUT.finditer(before)]
        return not about or bool(_OTHER.search(before, about[-1]) or _FOREIGN.search(before, about[-1]))
    if text[cue.end() : cue.end() + 2].startswith((":", " :")) and not before.strip(" •|-"):
        return False
    return bool(_FOREIGN.search(before[-40:])) and not _ABOUT.search(before)
