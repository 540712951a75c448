"""How many people are sought."""

import re
from dataclasses import dataclass

from parsers.fields.phrasing import lowered
from parsers.reading import Context, Found

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, 1)}
_NUMBER = r"(?P<n>\d{1,3}|" + "|".join(_NUMBERS) + r")"
_KIND = r"(?:full[- ]time |part[- ]time |temporary |seasonal |open |current |immediate )*"
_NOUN = _KIND + r"(?:positions?|openings?|vacanc(?:y|ies)|hires)"
_FREE = r"(?:are\s+|is\s+)?(?:currently\s+)?(?:available|open|to be filled|will be filled)"
_IS_FREE = re.compile(rf"(?:positions?|openings?|vacanc(?:y|ies)|hires)\s+{_FREE}\b")
_BEGINS = rf"(?=\d|{'|'.join(sorted({word[:3] for word in _WORDS}))})"  # a look that spares most places the search
_RULES = (
    ("openings.bracket", re.compile(rf"\(\s*{_NUMBER}\s+{_NOUN}\s*\)")),
    ("openings.available", re.compile(rf"\b{_BEGINS}{_NUMBER}\s*(?:\(\d+\)\s*)?{_NOUN}\s+{_FREE}\b")),
    (
        "openings.there_are",
        re.compile(rf"there(?<!\wthere) (?:are|is)\s+(?:currently\s+)?{_NUMBER}\s*(?:\(\d+\)\s*)?{_NOUN}"),
    ),
    (
        "openings.hiring",
        re.compile(rf"(?:is(?<!\wis)|are(?<!\ware))\s+(?:seeking|hiring|recruiting)\s+{_NUMBER}\s+(?=[a-z]*\s*[a-z])"),
    ),
)
_LABELLED = re.compile(rf"^\W*{_NUMBER}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """The number of people sought, 1 to 999."""

    count: int
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Openings | None:
    """Read how many openings a posting says it has; None when it does not say."""
    rules = (("openings.label", _LABELLED),) if labelled else _RULES
    low = lowered(text)
    for rule, pattern in rules:
        if rule == "openings.available" and not _IS_FREE.search(low):
            continue
        if match := pattern.search(low):
            word = match["n"]
            count = int(word) if word.isdigit() else _NUMBERS[word]
            if count:
                return Openings(count=count, found=Found(quote=text[match.start() : match.end()].strip(), rule=rule))
    return None
