"""The day a posting was published, as its source states it."""

import datetime as dt
import re
from dataclasses import dataclass

from parsers.fields import dates
from parsers.fields.phrasing import lowered, pattern, plain
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.vocabulary import PostedBasis

_WORDS = load("posted")
_CUE = re.compile(pattern(_WORDS["cues"]))
_FILLER = re.compile(rf" ?(?:(?:{pattern(_WORDS['filler'])}|[:,|(-]) ?){{0,12}}", re.IGNORECASE)
_AGO = re.compile(
    r"(?P<today>today|just (?:now|posted)|\d{1,2} (?:hours?|minutes?) ago)|(?P<yesterday>yesterday)"
    r"|(?P<count>\d{1,3}|a|one) (?P<unit>day|week)s? ago",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """``basis`` says whose date it is; of a text it is always the source's own."""

    posted: dt.date
    basis: PostedBasis
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Posted | None:
    """The stated day, or None. "30+ days ago" states none; a year that is missing lies in the past."""
    text = plain(text)
    cues = [(m.start(), m.end()) for m in _CUE.finditer(lowered(text))]
    for start, at in [*cues, *([(0, 0)] if labelled else [])]:
        filler = _FILLER.match(text, at)
        at = filler.end() if filler else at
        reading = dates.read(text, at, context, past=True)
        if reading and reading.first.date:
            quote = Found(quote=text[start : reading.end], rule="posted.date", confidence=reading.confidence)
            return Posted(posted=reading.first.date, basis="source", found=quote)
        ago = _AGO.match(text, at)
        if ago and context.date and (day := _counted(ago, context.date)):
            quote = Found(quote=text[start : ago.end()], rule="posted.ago", confidence=0.8)
            return Posted(posted=day, basis="source", found=quote)
    return None


def _counted(ago: re.Match[str], today: dt.date) -> dt.date | None:
    if ago["today"]:
        days = 0
    elif ago["yesterday"]:
        days = 1
    else:
        days = (int(ago["count"]) if ago["count"].isdigit() else 1) * (7 if ago["unit"].lower() == "week" else 1)
    return today - dt.timedelta(days=days) if today.toordinal() > days else None
