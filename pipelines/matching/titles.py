"""Whether two titles name one job: the same words, one title inside the other, or another rank, grade or work.

"Elections Services Supervisor" is also "Warehouse Operations Supervisor (Elections Services Supervisor)", but
"Specialist III (Ballot Collection Lead)" is not "Specialist III (Training Lead)", and a deputy is not the chief.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz

from parsers.pages.heads import names_role
from pipelines.likeness import fold
from pipelines.matching.shingles import lookup, plain

_LOOKUP = lookup("titles")
_RANKS = frozenset(_LOOKUP["ranks"])
_FILLERS = frozenset(_LOOKUP["fillers"])
_SPELLINGS: dict[str, str] = _LOOKUP["spellings"]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]")
_DASH = re.compile(r"\s+[-–—|:]+\s*|\s*[–—|]\s*|(?<=\d)-\s+|:\s+")
_PARTY = re.compile(r"\b(democrat|republican)", re.I)


class Likeness(IntEnum):
    """How far two titles agree. NEARLY: but for a grade, a bracket or a dashed part; PART: the one has words more."""

    OTHER = 0
    UNKNOWN = 1
    PART = 2
    NEARLY = 3
    EQUAL = 4


@dataclass(frozen=True, slots=True)
class _Form:
    """One reading of a title: its words but for fillers, its numbers, and whether it names work or just a unit."""

    words: frozenset[str]
    grades: frozenset[int]
    names_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title as it is compared. ``forms``: it as a whole first, then the parts of it that name a job themselves.

    ``party``: D or R, where one is asked for.
    """

    text: str
    forms: tuple[_Form, ...]
    party: str | None
    bracketed: bool


def read(raw: str, places: Iterable[str] = ()) -> Title | None:
    """The title in a printed one; None where it has no word that counts. ``places``: whose names do not count."""
    ignored = _FILLERS.union(*(fold(place).split() for place in places))
    raw = _without_acronyms(raw)
    whole = _form(raw, ignored)
    if not whole.words:
        return None
    bare = _BRACKET.sub(" ", raw)
    parts = [bare, *_BRACKET.findall(raw), *_DASH.split(bare)]
    forms = [whole, *(_form(part, ignored) for part in parts if part.strip() != raw.strip())]
    said = _PARTY.search(raw)
    return Title(
        text=plain(bare),
        forms=tuple(dict.fromkeys(form for form in forms if form.words and (form is whole or form.names_work))),
        party=said[1][0].upper() if said else None,
        bracketed=bare != raw,
    )


def _without_acronyms(raw: str) -> str:
    """The title without brackets that repeat it as initials: "Chief Information Officer (CIO)".

    Two letters may as well be a state or a shift, and "III" is a grade.
    """
    initials = "".join(word[0] for word in fold(_BRACKET.sub(" ", raw)).split())

    def kept(bracket: re.Match[str]) -> str:
        letters = bracket[1].lower()
        repeats = len(letters) > 2 and letters not in _ROMAN and bracket[1].isupper() and letters in initials
        return " " if repeats else bracket[0]

    return _BRACKET.sub(kept, raw)


def _form(text: str, ignored: frozenset[str]) -> _Form:
    words, grades = set(), set()
    for word in fold(text).split():
        if word in _ROMAN:
            grades.add(_ROMAN[word])
        elif word.isdecimal():
            grades |= {int(word)} if len(word) < 3 else set()
        elif word not in ignored:
            words.add(_SPELLINGS.get(word, plain(word)))
    return _Form(frozenset(words), frozenset(grades), names_role(text))


def compare(a: Title, b: Title) -> Likeness:
    """How far two titles agree; of titles with brackets or dashes, by the reading in which they agree most."""
    whole = _compare(a.forms[0], b.forms[0])
    if whole is Likeness.EQUAL or (a.bracketed and b.bracketed):
        return whole
    others = [
        *(_compare(form, b.forms[0]) for form in a.forms[1:]),
        *(_compare(a.forms[0], form) for form in b.forms[1:]),
    ]
    return max(whole, *(min(other, Likeness.NEARLY) for other in others)) if others else whole


def _compare(a: _Form, b: _Form) -> Likeness:
    if a.grades and b.grades and not a.grades & b.grades:
        return Likeness.OTHER
    left, right = _unmatched(a.words - b.words, b.words - a.words)
    if not left and not right:
        return Likeness.EQUAL if bool(a.grades) == bool(b.grades) else Likeness.NEARLY
    shorter = a if right else b
    if (left and right) or ((left | right) & _RANKS and shorter.names_work):
        return Likeness.OTHER
    return Likeness.PART


def _unmatched(left: frozenset[str], right: frozenset[str]) -> tuple[set[str], set[str]]:
    """What is left of the words when misprints and abbreviations of each other are taken off."""
    ours, theirs = set(left), set(right)
    for word in sorted(left):
        for other in sorted(theirs):
            short, long = sorted((word, other), key=len)
            if (len(short) >= 4 and long.startswith(short)) or (len(short) >= 6 and fuzz.ratio(word, other) >= 88):
                ours.discard(word)
                theirs.discard(other)
                break
    return ours, theirs
