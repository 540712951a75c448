"""The title of a posting without what is not its title: place, requisition number, remarks, party.

``Elections Specialist II - (Temporary) (Democrat) - Req #1234`` is *Elections Specialist II* of party D. Brackets that
name the work stay: ``Administrative Specialist II (Elections Specialist)``, ``GIS (Mapping) Specialist``.
"""

import html
import re
from dataclasses import dataclass
from typing import Literal

from parsers.fields.organization import STATES, profile
from parsers.fields.wording import load
from parsers.reading import Context, Found

Party = Literal["D", "R"]

MAX_CHARACTERS = 300
"""A printed title that is longer is cut: it is a paragraph that was taken for a title."""

SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "to", "a", "an", "on", "or", "at", "by", "with"})

_LOOKUP = load("title")
_MARKS = frozenset(_LOOKUP["marks"])
_PARTIES: dict[str, Party] = {word: party for party, words in _LOOKUP["parties"].items() for word in words}
_STATE = "|".join(re.escape(state) for state in STATES)
_LEAD = re.compile(rf"^(?:{'|'.join(map(re.escape, _LOOKUP['leads']))})\s?[:!]\s*(?=\S)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([-$*_#.()\[\]&!])")
_REQUISITION = re.compile(
    r"[\s,(\[–—-]*(?:"
    r"\b(?:req(?:uisition)?|job|position|posting|vacancy|announcement|recruitment|exam|class|pcn|jr"
    r"|(?:pay |salary )?grade|ref(?:erence)?)"
    r"\s?(?:id|no|number|code)?\s?[#.:]{0,2}\s?#?\s?[A-Z]{0,6}[-_]?\d[\w/-]{1,18}"
    r"|#\s?[A-Z]{0,6}-?\d[\w-]{1,18}|\b[A-Z]{1,6}-?\d{4,12}(?:-\d{1,6})?|\b20\d\d-\d{3,7}|\b\d{5,9})[)\]\s]*$",
    re.IGNORECASE,
)
_TAIL_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*$")
_INNER_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]]")
_TAIL_DASH = re.compile(r"(?:\s+[-–—|:]+\s*|[–—|]|,\s+)([^–—|,]{1,60})$")
_PAY_TAIL = re.compile(r"[\s,(–—:|-]*\$\s?\d[\d,.k]{0,12}[^()]{0,40}\)?$", re.IGNORECASE)
_CITY_STATE_TAIL = re.compile(
    rf"(?:\s+[-–—|]\s*|[–—|]|,\s+|\s+in\s+)(?:[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){{0,3}}),\s*(?:{_STATE})\.?$"
)
_PLACE = re.compile(
    rf"(?:(?:[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){{0,3}}),\s*)?(?:{_STATE})\.?(?:\s+office)?|"
    r"[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,3}\s(?:County|Parish)|United States|USA?|U\.S\.A?\.?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title without place, number and remarks; ``raw`` as printed; ``party`` where one is asked for."""

    title: str
    raw: str
    party: Party | None
    found: Found


def parse(raw: str, context: Context) -> Title:
    """The title in what is printed as title. It is never empty unless ``raw`` is: better a remark than nothing.

    ``context.location`` lets a place be recognized that is no state and no county.
    """
    printed = " ".join(raw[: 4 * MAX_CHARACTERS].split())[:MAX_CHARACTERS].rstrip()
    title = _ESCAPE.sub(r"\1", html.unescape(printed)).replace("*", " ")
    title = " ".join(title.split()).strip(' ,;:|-–—•·_"“”')
    title = _without_employer(_LEAD.sub("", title), context.organization or "")
    party: Party | None = None
    for _ in range(6):
        shorter, said = _shorten(title, context)
        party = party or said
        if shorter == title or len(shorter) < 2:
            break
        title = shorter
    title, said = _inner_remarks(title)
    shown = _cased(title) or printed
    found = Found(quote=printed, rule="title", confidence=1.0)
    return Title(title=shown, raw=raw, party=party or said, found=found)


def _without_employer(title: str, employer: str) -> str:
    """A title without the name of its employer before or behind it: "Example Center Field Organizer".

    Before it, a name of one word needs a mark behind it, unless it is a known one: it may be a word of the title.
    """
    if len(employer) < 3 or len(title) <= len(employer):
        return title
    bare = " ".join(employer.split()).removeprefix("The ").removeprefix("the ")
    if bare.lower() not in title.lower():  # most titles; a pattern for each employer is dear
        return title
    name = r"(?:the\s+)?" + re.escape(bare)
    marked = r"\s*[-–—|:,]\s*"
    if " " in employer.strip() or profile(employer).known:
        marked = rf"(?:['’]s)?(?:{marked}|\s+)(?!(?:of|for|and|{_STATE})\b)"
    shorter = re.sub(rf"^{name}{marked}(?=\w)", "", title, count=1, flags=re.IGNORECASE)
    tail = rf"(?:\s*[-–—|,@]\s*|\s+(?:at|with|for)\s+|\s*[(\[]){name}[)\]]?$"
    shorter = re.sub(tail, "", shorter, count=1, flags=re.IGNORECASE).rstrip(" ,;:|-–—")
    return shorter if len(shorter) > 2 else title


def _shorten(title: str, context: Context) -> tuple[str, Party | None]:
    """A title without its last remark, number or place, and the party that the remark named."""
    for pattern in (_PAY_TAIL, _REQUISITION, _CITY_STATE_TAIL):
        shorter = pattern.sub("", title).rstrip(" ,;:|-–—")
        if shorter and shorter != title:
            return shorter, None
    for pattern in (_TAIL_BRACKET, _TAIL_DASH):
        tail = pattern.search(title)
        if not tail or not tail.start():
            continue
        words = tail.group(1).strip(" .!*")
        shorter = title[: tail.start()].rstrip(" ,;:|-–—")
        bracketed = pattern is _TAIL_BRACKET
        if _is_party(words, bracketed):
            return shorter, _PARTIES[words.casefold()]
        if _is_mark(words) or _is_place(words, context):
            return shorter, None
    return title, None


def _inner_remarks(title: str) -> tuple[str, Party | None]:
    """Remarks in brackets inside a title: ``Deputy Director (Democrat) of Elections``."""
    party: Party | None = None
    for bracket in _INNER_BRACKET.finditer(title):
        words = bracket.group(1).strip()
        if _is_party(words, bracketed=True):
            party = _PARTIES[words.casefold()]
        elif not _is_mark(words):
            continue
        shorter = title.replace(bracket.group(), "", 1).strip()
        return (shorter, party) if shorter else (title, party)
    return title, party


def _is_party(words: str, bracketed: bool) -> bool:
    return words.casefold() in _PARTIES and (bracketed or len(words) > 3)


def _is_mark(words: str) -> bool:
    parts = re.split(r"\s*[,;/|]\s*|\s+-\s+", words.casefold())
    return words.casefold() in _MARKS or all(part in _MARKS for part in parts)


def _is_place(words: str, context: Context) -> bool:
    """Whether a tail is a place: a state, a county, or one that the posting's location names."""
    if _PLACE.fullmatch(words):
        return True
    location = (context.location or "").casefold()
    plain = words.casefold()
    return len(plain) > 3 and plain in re.split(r"\s*[,;()|/]\s*", location)


def _cased(title: str) -> str:
    """A title printed in capitals throughout, in title case; short words keep theirs (IT, GIS, II)."""
    if not title.isupper() or len(title) < 8 or " " not in title:
        return title
    words = title.split(" ")
    return " ".join(
        word.lower() if i and word.lower() in SMALL_WORDS else word if _keeps_capitals(word) else word.capitalize()
        for i, word in enumerate(words)
    )


def _keeps_capitals(word: str) -> bool:
    bare = word.strip("()[],.-/&")
    return len(bare) <= 3 or bool(re.fullmatch(r"[IVX]+|UOCAVA|HAVA|USPS|FVAP|CISA", bare))
