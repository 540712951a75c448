"""How many years of experience are asked at the least."""

import re
from dataclasses import dataclass
from decimal import Decimal

from parsers.fields.phrasing import leading_to, lowered, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found

_WORDS = load("experience")
_NUMBERS = {w: n for n, w in enumerate(_WORDS["numbers"], 1)}
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_ASKED = re.compile(
    rf"(?<![\w$.,/-])(?P<least>{_NUMBER})(?: ?\(\d{{1,2}}\))?(?: ?\+| or more| plus)?"
    rf"(?:(?:-| ?(?:to|or) ?| - (?=\d)){_NUMBER}(?: ?\(\d{{1,2}}\))?\+?)?"
    r"[ -]+(?:full[ -])?(?P<unit>year|yr|month)s?'?(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_UNIT, _REACH = re.compile(r"[ -](?:full[ -])?(?:year|yr|month)"), 80
_OF_WORK = re.compile(
    rf"(?![ -](?:{'|'.join(_WORDS['not_work'])})\b)[^.;]{{0,60}}?(?<!\w)(?:{'|'.join(_WORDS['work'])})(?!\w)",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['not_asked'])})(?!\w)", re.IGNORECASE)
_WISHED = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['wished'])})(?!\w)", re.IGNORECASE)
_LABEL = re.compile(r"experience ?(?:required|level)?[^.;]{0,30}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """``years`` is the minimum asked, 0.5 for six months."""

    years: Decimal
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Experience | None:
    """The first number of years that is asked and not merely wished for, or None."""
    text = plain(text)
    for m in leading_to(_ASKED, text, _UNIT.finditer(lowered(text)), reach=_REACH, past=3):
        left, right = sentence(text, m.start(), m.end("unit"))
        before = text[left : m.start()]
        about = labelled or _OF_WORK.match(text[m.end("unit") : right]) or _LABEL.search(before)
        if not about or _NOT_ASKED.search(before) or _WISHED.search(text, left, right):
            continue
        years = _years(m)
        if 0 < years <= 30:
            return Experience(
                years=years, found=Found(quote=text[left:right].strip(), rule="experience.years", confidence=0.9)
            )
    return None


def _years(m: re.Match[str]) -> Decimal:
    word = m["least"].lower()
    count = Decimal(_NUMBERS[word]) if word in _NUMBERS else Decimal(word)
    return (count / 12).quantize(Decimal("0.1")).normalize() if m["unit"].lower() == "month" else count
