"""When the work begins: a day, a month or a part of it, a window, or as soon as possible."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.fields import dates
from parsers.fields.dates import Part, Precision
from parsers.fields.phrasing import lowered, named, pattern, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.records import PartialDate
from schema.vocabulary import StartType

_WORDS = load("engagement")["start"]


def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(_WORDS[name]), re.IGNORECASE)


_CUE = named({name: _WORDS[name] for name in ("label", "verb")})
_FILLER = re.compile(rf" ?(?:(?:{pattern(_WORDS['filler'])}|[:,|(-]) ?){{0,12}}", re.IGNORECASE)
_ABOUT, _OTHER = _compiled("about"), _compiled("other")
_ASAP, _UNKNOWN = _compiled("asap"), _compiled("unknown")
_TARGET, _APPROX, _LATEST = _compiled("target"), _compiled("approx"), _compiled("latest")
_WIDEST_WINDOW = 45  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """``start`` is a partial date; ``part`` early, mid or late of a month; ``start_latest`` closes a window.

    ``flags``: target.
    """

    start: PartialDate | None
    type: StartType
    part: Part | None
    precision: Precision | None
    start_latest: PartialDate | None
    flags: tuple[str, ...]
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Start | None:
    """The start that ``text`` states, or None where it says nothing of it. Type unknown: it says so, without a date."""
    text = plain(text)
    for begin, at in _places(text, labelled):
        for place in _dates_from(text, at):
            if reading := dates.read(text, place, context):
                return _dated(text, begin, reading)
        if told := _untold(text, begin, at):
            return told
    return None


def _places(text: str, labelled: bool) -> Iterator[tuple[int, int]]:
    """Where a start is spoken of: the begin of the cue, and its end."""
    for cue in _CUE.finditer(lowered(text)):
        left, _ = sentence(text, cue.start(), cue.end())
        before = text[left : cue.start()]
        if cue["label"] or labelled or (_ABOUT.search(before) and not _OTHER.search(before)):
            yield left if labelled else cue.start(), cue.end()
    if labelled:
        yield 0, 0


def _dates_from(text: str, at: int) -> Iterator[int]:
    """Where a date may begin behind a cue: behind the filler, and before its "early", "mid" or "late"."""
    filler = _FILLER.match(text, at)
    end = filler.end() if filler else at
    part = re.search(
        r"(?:\b(?:the )?(?:end|beginning|middle) of (?:the )?|\b(?:early|mid|late)[ -])$", text[at:end], re.IGNORECASE
    )
    if part:
        yield at + part.start()
    yield end


def _dated(text: str, begin: int, reading: dates.Expression) -> Start:
    lead = text[begin : reading.end]
    first, latest = reading.first, reading.last
    kind: StartType = "fixed" if first.precision == "day" else "approx"
    start: PartialDate | None = first.iso
    if latest and _is_whole_term(reading):
        latest = None
    elif latest:
        kind = "window"
    elif _LATEST.search(lead):
        kind, start, latest = "window", None, first
    elif _APPROX.search(lead):
        kind = "approx"
    return Start(
        start=start,
        type=kind,
        part=first.part,
        precision=first.precision,
        start_latest=latest.iso if latest else None,
        flags=("target",) if _TARGET.search(lead) else (),
        found=Found(quote=lead, rule=f"start.{kind}", confidence=reading.confidence),
    )


def _is_whole_term(reading: dates.Expression) -> bool:
    """Whether a range is the engagement from its first day to its last, and no window for the start."""
    first, last = reading.first.date, reading.final.date
    return first is not None and last is not None and (last - first).days > _WIDEST_WINDOW


def _untold(text: str, begin: int, at: int) -> Start | None:
    """A start without a date: at once, or not yet known. The word must follow its cue closely."""
    near = text[begin : min(sentence(text, begin, at)[1], at + 50)]
    kind: StartType | None = "asap" if _ASAP.search(near) else "unknown" if _UNKNOWN.search(near, at - begin) else None
    if kind is None:
        return None
    found = Found(quote=near.strip(), rule=f"start.{kind}", confidence=0.9)
    return Start(start=None, type=kind, part=None, precision=None, start_latest=None, flags=(), found=found)
