"""How many people are sought."""

import re
from dataclasses import dataclass

from parsers.reading import Context, Found

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, 1)}
_NUMBER = r"(?P<n>\d{1,3}|" + "|".join(_NUMBERS) + r")"
_KIND = r"(?:full[- ]time |part[- ]time |temporary |seasonal |open |current |immediate )*"
_NOUN = _KIND + r"(?:positions?|openings?|vacanc(?:y|ies)|hires)"
_FREE = r"(?:are\s+|is\s+)?(?:currently\s+)?(?:available|open|to be filled|will be filled)"
_RULES = (
    ("openings.bracket", re.compile(rf"\(\s*{_NUMBER}\s+{_NOUN}\s*\)", re.I)),
    (
        "openings.available",
        re.compile(
            rf"\b{_NUMBER}\s*(?:\(\d+\)\s*)?{_NOUN}\s+{_FREE}\b",
            re.I,
        ),
    ),
    (
        "openings.there_are",
        re.compile(rf"\bthere (?:are|is)\s+(?:currently\s+)?{_NUMBER}\s*(?:\(\d+\)\s*)?{_NOUN}", re.I),
    ),
    (
        "openings.hiring",
        re.compile(rf"\b(?:is|are)\s+(?:seeking|hiring|recruiting)\s+{_NUMBER}\s+(?=[a-z]*\s*[A-Z])", re.I),
    ),
)
_LABELLED = re.compile(rf"^\W*{_NUMBER}\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """The number of people sought, 1 to 999."""

    count: int
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Openings | None:
    """Read how many openings a posting says it has; None when it does not say."""
    rules = (("openings.label", _LABELLED),) if labelled else _RULES
    for rule, pattern in rules:
        if match := pattern.search(text):
            word = match["n"].lower()
            count = int(word) if word.isdigit() else _NUMBERS[word]
            if count:
                return Openings(count=count, found=Found(quote=match[0].strip(), rule=rule))
    return None
