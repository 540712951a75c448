"""The least education a posting asks for."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice

from parsers.fields.gates import gate
from parsers.reading import Context, Found
from schema.vocabulary import Education

_DEGREES: dict[str, list[str]] = tomllib.loads(
    (files("parsers") / "fields" / "lookups" / "education.toml").read_text("utf-8")
)
_LOWEST_FIRST: tuple[Education, ...] = ("none", "HS", "A", "B", "M", "JD", "D")
_DEGREE = re.compile(
    rf"(?<![\w.]){gate(word for words in _DEGREES.values() for word in map(re.escape, words))}(?:"
    + "|".join(
        rf"(?P<{level}>(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})(?!\w))"
        for level, words in _DEGREES.items()
    )
    + ")"
)
_WISHED = re.compile(
    r"\b(?:prefer|preferred|desired|desirable|a plus|is a plus|ideal(?:ly)?|highly desirable|bonus|nice to have)\b",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:requir\w*|must|minimum|possession|degree|graduat\w+|diploma|equivalent|qualif\w+|education|experience|completion|bar|licensed)\b",
    re.I,
)
_INCIDENTAL = re.compile(
    r"\b(?:high school (?:students?|poll)|students? (?:from|in)|schools? and|high schools?,)", re.I
)
# A dot inside or behind an abbreviation ("B.A. in history") does not end a sentence.
_SENTENCE = re.compile(r"[^.;\n]+(?:(?:\.(?=\w)|(?<=\b[A-Z])\.)[^.;\n]*)*")
_MAX_SENTENCES = 2_000
# One look at the whole text for each of these is cheaper than a search for every degree in every sentence.
_TELLING = tuple(
    dict.fromkeys(
        min(re.findall(r"[a-z]{2,}", word) or [word], key=lambda w: (-len(w), w))
        for words in _DEGREES.values()
        for word in words
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastEducation:
    """The lowest degree that is enough."""

    education: Education
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> LeastEducation | None:
    """Read the least education asked for; a degree that is only wished for does not count."""
    whole = text.lower()
    telling = [word for word in _TELLING if word in whole]
    if not telling:
        return None
    for sentence in islice(_SENTENCE.finditer(text), _MAX_SENTENCES):
        words = sentence[0]
        lowered = words.lower()
        if not any(word in lowered for word in telling):
            continue
        levels = {match.lastgroup for match in _DEGREE.finditer(lowered)}
        if not levels or _WISHED.search(words) or _INCIDENTAL.search(words):
            continue
        if labelled or _ASKED.search(words):
            lowest = next(level for level in _LOWEST_FIRST if level in levels)
            return LeastEducation(
                education=lowest, found=Found(quote=words.strip()[:300], rule="education.lowest_in_sentence")
            )
    return None
