"""Where the work is done: the places of a posting.

A label's own words are read as a list of places. A body is read where it speaks of this job's place: the heading of a
newsletter entry ("Title, Office, Place — …"), a "Location:" line, "based in …". The employer's own name comes next
(a state's office is in that state), a street address last.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from parsers.fields import gazetteer, places
from parsers.fields.organization import kind_of
from parsers.reading import Context, Found
from schema.records import Location

HEADING = 260
"""A heading of "Title, Office, Place —" is at most this many characters long."""

REACH = 130
"""How far behind "located in" a place may stand, in characters."""

LEAD = 100
"""How many characters before a name may hold the words that make it this job's place."""

BODY = 40_000
"""Characters of a body that are read; what follows is never about the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locations:
    """The places of work, in the order of the text, each once; never empty."""

    locations: tuple[Location, ...]
    found: Found


_WORLDWIDE = ("international observer/assistance", "federal agency", "media")
"""Kinds of employers whose "Georgia" or "Washington" is as often another one."""

_RULES = gazetteer.lookup("location")
_HEADING_END = re.compile(r"\s*[—–]|\s-+\s|\s?-{2}|:\s|\n")
_LABEL_HERE = re.compile(rf"\W{{0,6}}(?:{'|'.join(_RULES['cue']['label'])})\s*:[\s*]*", re.IGNORECASE)
_BEFORE_LABEL = re.compile(r"[\n.;*|]")
# "Remote, with a preference for Ohio": where applicants should live, not where the work is done.
_WISHED = re.compile(
    r"(?<=remote)(?:ly)?\s*[,;(–—-]?\s*(?:(?:with|and|an?|strong)\s+)*prefer(?:ence|ably|ring)\b[^.;|]*", re.IGNORECASE
)
_LABEL_ANYWHERE = re.compile(r"\b(?:Location|LOCATION|Locations|Duty [Ss]tation)\s*:[\s*]*")
_NEXT_LABEL = re.compile(
    r"\n|;\s|(?<!\bSt)(?<!\bFt)(?<!\bAve)(?<!\bRd)(?<!\bDr)(?<!Blvd)(?<!Bldg)(?<!\s[A-Z])\.\s+(?=[A-Z][a-z])|\s(?=(?![A-Z]{2}\b)(?:[A-Z][\w/&]*\s)?[A-Z][\w/&]*:)"
)
_CUE_STEMS: list[str] = _RULES["cue"]["stems"]
_ARTICLE = r"(?:the|our|its|an?|downtown|beautiful|historic|sunny|greater|metropolitan|central|either)"
_ARTICLES = rf"(?: {_ARTICLE})*"
_JOB_CUE = re.compile(rf"(?:{'|'.join(_RULES['cue']['job'])}){_ARTICLES}$", re.IGNORECASE)
_EMPLOYER_CUE = re.compile(rf"(?:{'|'.join(_RULES['cue']['employer'])}){_ARTICLES}$", re.IGNORECASE)
_TO_PLACE = re.compile(
    r"\b(?:in|at|from|near|within|of|to)\s+"
    rf"(?:{_ARTICLE}\s+)*(?=[A-ZÀ-Þ])"
)
_ITS_OFFICE = re.compile(r"(?:,\s[A-Z][\w. ]{1,20})?[\s-](?:based\s)?(?:office|headquarters|campus)\b")
_NAME = re.compile(
    r"(?:(?:the|our|its|a|an|downtown|beautiful|historic|sunny|greater|metropolitan|central|either)\s+)*", re.I
)
_NAME = re.compile(r"(?:City of\s+)?[A-ZÀ-Þ][\w'.-]*(?:\s+(?:of\s+|de\s+|la\s+)?[A-ZÀ-Þ][\w'.-]*){0,4}")
_FURTHER = re.compile(rf"(?:,|,? or| and)\s+(?:{_ARTICLE}\s+)*(?P<name>{_NAME.pattern})")
_STATE_NAME = re.compile(
    r"(?=[A-Z])\b("
    + "|".join(
        form.replace(" ", r"\s+")
        for name in sorted(gazetteer.STATES.values(), key=len, reverse=True)
        for form in (name, name.upper())
    )
    + rf")\b(?!\s+(?:City|Parish|Beach)\b|\s+County\b(?!\s+{places.OFFICIALS}))"
)
_HOST = re.compile(r"\b([a-z]{2})\.(?:us|gov)\b")
_GOVERNMENT = re.compile(r"\b(?:" + "|".join(map(re.escape, _RULES["government"]["words"])) + r")\b", re.IGNORECASE)
_CITY_OFFICE = re.compile(r"\b(?:" + "|".join(map(re.escape, _RULES["city_office"]["words"])) + r")\b", re.IGNORECASE)


def parse(text: str, context: Context, *, labelled: bool = False) -> Locations | None:
    """The places of work that a text names.

    ``labelled``: the text is the field itself. Else it is a whole posting, and ``context.location``,
    ``context.title`` and ``context.organization`` are places to look as well. None when no place is named.
    """
    text = text[:BODY]
    near = _near(text, context)
    if labelled:
        return _label(text, context, near) or _cued(text, near, _JOB_CUE, "said of the job")
    if context.location and (given := _label(context.location, context, near)):
        return given
    return _posting(text, context, near)


def from_parts(parts: Mapping[str, str], text: str, context: Context) -> Locations | None:
    """The place that a structured source gives in pieces: ``locality county region country`` in any spelling."""
    pieces = {k: " ".join(v.split()) for k, v in parts.items() if v and v.strip()}
    given = pieces.get("country", "")
    country = gazetteer.country_code(given) or gazetteer.iso_country(given)
    region = gazetteer.state_code(pieces.get("region", "")) if country in (None, "US", "PR") else None
    if country is None and region is None:
        joined = ", ".join(pieces[k] for k in ("locality", "county", "region", "country") if k in pieces)
        return _label(joined or text, context, _near(text, context)) if joined or text.strip() else None
    locality, county = places.town_only(pieces.get("locality", "")), pieces.get("county")
    if region is None and country == "CA":
        region = gazetteer.province_code(pieces.get("region", ""))
    if region is None and country == "US" and locality and (town := places.alone(locality, country="US")):
        region = town.region
    if region and country in (None, "PR"):
        country = "US"
    if region and county:
        county = gazetteer.county_name(county, region) or gazetteer.county_name(f"{county} County", region) or county
    place = Location(locality=locality, county=county, region=region, country=country)
    return Locations(locations=(place,), found=Found(quote=text or ", ".join(pieces.values()), rule="parts"))


def _label(text: str, context: Context, near: frozenset[str]) -> Locations | None:
    words = _WISHED.sub("", _unlabelled(text))
    found = places.listed(words, near, country=_abroad(context))
    return _result(found, text.strip(), "label")


def _unlabelled(text: str) -> str:
    """The text without the first label in it."""
    found = next(_labels_at_edges(text), None)
    return text[: found.start()] + text[found.end() :] if found else text


def _posting(text: str, context: Context, near: frozenset[str]) -> Locations | None:
    head = _heading(text)
    readings: tuple[Callable[[], Locations | None], ...] = (
        lambda: _headed(head, near),
        lambda: _lined(text, context, near),
        lambda: _cued(text, near, _JOB_CUE, "said of the job"),
        lambda: _headed(context.title or "", near),
        lambda: _employer(context.organization or "", near) or _employer(head, near),
        lambda: _cued(text, near, _EMPLOYER_CUE, "said of the employer"),
        lambda: _addressed(text),
        lambda: _employer(text[: HEADING * 2], near, opening=True),
    )
    found = next((r for reading in readings if (r := reading()) is not None), None)
    return _refined(found, text, near) if found else None


def _refined(found: Locations, text: str, near: frozenset[str]) -> Locations:
    """A bare state takes the town that the body names within it."""
    if len(found.locations) > 1 or found.locations[0].locality or found.locations[0].county:
        return found
    region = found.locations[0].region
    for cue in (_JOB_CUE, _EMPLOYER_CUE):
        told = _cued(text, near | {region} if region else near, cue, found.found.rule)
        if told and region and {x.region for x in told.locations} == {region}:
            return told
    return found


def _heading(text: str) -> str:
    """What stands before the first dash or colon of a newsletter entry, else nothing."""
    opening = text.lstrip()[:HEADING]
    ends = [m.start() for m in re.finditer(r"\s*—", opening.partition("\n")[0])]
    if not ends:
        end = _HEADING_END.search(opening)
        return opening[: end.start()] if end else ""
    return next((opening[:end] for end in ends if "," in opening[:end]), opening[: ends[0]])


def _headed(head: str, near: frozenset[str]) -> Locations | None:
    """The place at the end of "Title, Office, Place"."""
    for aside in re.findall(r"\(([^()]{4,60}|DC)\)", head):
        if found := [x for x in places.listed(aside, near) if x.region]:
            return _result(found, head.strip(), "heading")
    _, comma, rest = head.partition(",")
    if not comma:
        return None
    return _result(places.listed(rest, near, heading=True), head.strip(), "heading")


def _lined(text: str, context: Context, near: frozenset[str]) -> Locations | None:
    """The first "Location:" that names a place."""
    flat = places.plain(text)
    for matches in (_labels_at_edges(flat), _LABEL_ANYWHERE.finditer(flat)):
        for match in matches:
            words = flat[match.end() : match.end() + REACH]
            end = _NEXT_LABEL.search(words)
            words = words[: end.start()] if end else words
            found = places.listed(words, near, country=_abroad(context))
            if found:
                return _result(found, text[match.start() : match.end() + len(words)].strip(), "location line")
    return None


def _labels_at_edges(text: str) -> Iterator[re.Match[str]]:
    """ "Location:" and the like at the beginning of a line, a sentence or an item."""
    for edge in chain((0,), (mark.end() for mark in _BEFORE_LABEL.finditer(text))):
        if found := _LABEL_HERE.match(text, edge):
            yield found


def _cued(text: str, near: frozenset[str], cue: re.Pattern[str], rule: str) -> Locations | None:
    """The place right behind words such as "based in"."""
    flat = places.plain(text)
    for match in _TO_PLACE.finditer(flat):
        rest = flat[match.end() : match.end() + REACH].replace("\n", " ")
        name = _NAME.match(rest)
        if name is None or not _speaks(flat[max(0, match.start() - LEAD) : match.end()], rest, name, cue):
            continue
        mentions = [m for m in places.qualified(rest) if m.start <= name.end()]
        found = [m.location for m in mentions] or _bare(name.group(), near)
        if found and not mentions and (further := _FURTHER.match(rest, name.end())):
            found += _bare(further["name"], near)
        if found:
            end = match.end() + max([m.end for m in mentions], default=name.end())
            begin = max(flat.rfind(stop, 0, match.start()) for stop in (". ", "\n", "; ", "— ")) + 1
            return _result(found, text[max(begin, match.start() - LEAD) : end].strip(), rule)
    return None


def _speaks(lead: str, rest: str, name: re.Match[str], cue: re.Pattern[str]) -> bool:
    """Whether the words before a name, or "office" after it, make it this job's place."""
    if not any(stem in lead for stem in _CUE_STEMS):
        return False
    if cue is _JOB_CUE and _ITS_OFFICE.match(rest, name.end()) and re.search(r"\b(?:our|the|its)\s+$", lead):
        return True
    return bool(cue.search(" ".join(lead.split())) or cue.search(" ".join(lead.rpartition("\n")[2].split())))


def _bare(name: str, near: frozenset[str]) -> list[Location]:
    """The longest beginning of these capitalised words that is a place by itself."""
    words = name.rstrip(".").split()
    for end in range(len(words), 0, -1):
        part = " ".join(words[:end]).rstrip(".")
        region = gazetteer.state_code(part) if len(part) > 3 else None
        if (region and region not in gazetteer.TIMID) or gazetteer.fold(part) == "washington state":
            return [Location(region=region, country="US")]
        if (place := places.alone(part, near)) is not None:
            return [place]
    return []


def _employer(name: str, near: frozenset[str], *, opening: bool = False) -> Locations | None:
    """The place in an employer's name: its county, its city, or the state whose office or chapter it is.

    ``opening``: the name is a body's first sentences instead, which count only where they are of one state.
    """
    if not name.strip():
        return None
    flat = places.plain(name)
    mentions = [m.location for m in places.qualified(flat, known=True)]
    county = places.county_alone(flat, near)
    if opening and len({x.region for x in (*mentions, county) if x}) > 1:
        return None
    if mentions or county:
        return _result(mentions or [county] if county else mentions, name.strip(), "employer's name")
    for match in _STATE_NAME.finditer(flat):
        code = gazetteer.state_code(match[1])
        after = flat[match.end() : match.end() + 60].strip().casefold()
        official = (
            _GOVERNMENT.match(after)
            or after.startswith("state ")
            or "state of " in flat[: match.start()].casefold()[-9:]
        )
        if code is None or after.startswith(tuple(_RULES["not_state"].get(match[1], ()))):
            continue
        chapter = not after and not opening and kind_of(name) not in (None, *_WORLDWIDE)
        if official or chapter or not (opening or code in gazetteer.TIMID):
            return _result([Location(region=code, country="US")], name.strip(), "employer's name")
    towns = [place for part in flat.split(",") if (place := _office_of_town(part.strip(), near))]
    return _result(towns[:1], name.strip(), "employer's name")


def _office_of_town(name: str, near: frozenset[str]) -> Location | None:
    """The town whose own office this is: "City of X", "X Board of Election Commissioners", "X City Clerk"."""
    if named := re.match(r"(?:City|Town|Village|Borough|Township) of ([A-Z][\w'. -]+)$", name):
        words = named[1].split()
        ends = range(min(4, len(words)), 0, -1)
        return next((place for end in ends if (place := places.alone(" ".join(words[:end]), near))), None)
    words = name.split()
    for end in range(min(4, len(words) - 1), 0, -1):
        if _CITY_OFFICE.match(" ".join(words[end:])) and (place := places.alone(" ".join(words[:end]), near)):
            return place
    return None


def _addressed(text: str) -> Locations | None:
    """The place of the street addresses, where they are all in one state."""
    found = [m.location for m in places.qualified(places.plain(text)) if m.address]
    one = len({x.region for x in found}) == 1
    return _result(found[:1] if one else [], str(found[0].locality or found[0].county) if one else "", "address")


def _abroad(context: Context) -> str | None:
    """The country of the posting, where it is known or the words around tell Georgia from Georgia."""
    around = f"{context.title or ''} {context.organization or ''} {context.location or ''}".casefold()
    return context.country or ("GE" if any(word in around for word in _RULES["georgia"]["words"]) else None)


def _near(text: str, context: Context) -> frozenset[str]:
    """The states named around the posting, else the only one named in it."""
    around = " | ".join(x for x in (context.title, context.organization, context.location) if x)
    states = {c for m in _STATE_NAME.finditer(around) if (c := gazetteer.state_code(m[1]))}
    states |= {m[1].upper() for m in _HOST.finditer((context.url or "").casefold()) if m[1].upper() in gazetteer.STATES}
    if not states:
        states = {c for m in _STATE_NAME.finditer(text) if m[1][0].isupper() and (c := gazetteer.state_code(m[1]))}
    folded = places.plain(f"{around} {text[:HEADING]}").casefold()
    return frozenset(states | {code for words, code in _RULES["title"].items() if words in folded})


def _result(found: list[Location], quote: str, rule: str) -> Locations | None:
    if not found:
        return None
    return Locations(locations=tuple(dict.fromkeys(found)), found=Found(quote=quote, rule=rule))
