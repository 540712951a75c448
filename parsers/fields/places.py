"""The grammar of places: how a text names a town, a county, a state, a country.

``listed`` reads a text that is nothing but places ("Atlanta, GA; Remote", "Harris County, Texas"); ``qualified`` finds
places that carry their state within running text ("… in Wilmington, Del., and …").
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.fields import gazetteer
from schema.records import Location

_PLAIN = {
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t\r", " "),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’ʼ´", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("•·▪●", "\n"),
}
_RARE = re.compile(f"[{''.join(_PLAIN)}]")

LONGEST = 4_000
"""Characters of a list of places that are read."""

_DC = re.compile(
    r"\b(?:Washington,?\s{1,3})?(?:D\.\s?C\.?|DC|District\s+of\s+Columbia)(?!\w)(?:\s?[-,]\s?Washington\b)?",
    re.IGNORECASE,
)
_DC_HINT = re.compile(r"[Dd](?:[Cc]|\.|[Ii][Ss][Tt])")
_MODE = re.compile(
    r"\b(?:remote(?:ly)?|hybrid|on-?site|in[- ]person|in[- ]office|telework|home[- ]based|anywhere)\b"
    r"(?:\s(?:in|within|from)\b)?",
    re.IGNORECASE,
)
_CITY_AND_COUNTY = re.compile(r"\bcity\s+and\s+county\s+of\b", re.IGNORECASE)
_ZIP = re.compile(r"\s*\b\d{5}(?:-\d{4})?\s*$")
_ITEMS = re.compile(r"[;|\n/]|\s(?:or|and|&)\s|\bor\b(?=\s)", re.IGNORECASE)
_PARTS = re.compile(r",|\s-\s|-\s|\s-|[():]|(?<=\b[A-Z]{2})-(?=[A-Z])")
_CAPITALS = re.compile(
    r"(?:[^\W\d_a-z][\w'.-]*|of|de|la|del|and|du)(?:\s+(?:[^\W\d_a-z][\w'.-]*|of|de|la|del|du))*\s*$"
)
OFFICIALS = r"(?:Clerks|Auditors|Recorders|Commissioners|Registrars|Attorneys|Officials|Election Officials)\b"
_COUNTY = re.compile(
    rf"(?<![\w'.-])((?:[^\W\d_][\w'.-]*\s+){{1,5}}?)({gazetteer.COUNTY_WORD}\b|Co(?=\.?,|\.?$))(?!\s+{OFFICIALS})",
    re.IGNORECASE,
)
_COUNTY_OF = re.compile(r"\bcounty\s+of\s+((?:[^\W\d_][\w'.-]*\s*){1,3})", re.IGNORECASE)
_TOWN_OF = re.compile(
    r"^(?:the\s+)?(?:city|town|village|township|borough|municipality)(?:\s+and\s+county)?\s+of\s+", re.I
)
_AROUND = re.compile(
    r"^(?:downtown|greater|metro|central)\s+|\s+(?:metro(?:politan)?\s+)?(?:area|region|metro|office)$", re.I
)
_AREA = re.compile(r"\s+(?:metro(?:politan)?\s+)?(?:area|region)$|\s+metro$", re.I)
_WITHIN = re.compile(r"\b(?:in|within|inside|throughout|across)$", re.I)
_SHORTS = sorted(
    (s for row in gazetteer.lookup("states").values() for s in row.get("short", ())), key=len, reverse=True
)
_NAMES = sorted(gazetteer.STATES.values(), key=len, reverse=True)
_REGION = (
    "(?:"
    + "|".join(re.escape(s).replace(r"\ ", r"\s?") + r"(?!\w)" for s in _SHORTS)
    + "|(?:"
    + "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in _NAMES)
    + r")\b|(?-i:[A-Z]{2})\b)"
)
_AFTER_COMMA = re.compile(rf",\s*(?P<region>{_REGION})(?P<zip>\s*,?\s*\d{{5}}\b)?", re.IGNORECASE)
_TRAILING = re.compile(rf"^(?P<before>.*\S)\s+(?P<region>{_REGION})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place and where its words stand in the text; ``address`` says that a postal code follows."""

    start: int
    end: int
    location: Location
    address: bool = False


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The text with one kind of space, dash and quotation mark; every character keeps its place."""
    return _RARE.sub(lambda m: _PLAIN[m[0]], text)


def listed(
    text: str, near: Collection[str] = (), *, country: str | None = None, heading: bool = False
) -> list[Location]:
    """The places in a text that consists of places, in their order, each once.

    ``near`` are states named close by: they decide between towns or counties of one name. With ``heading`` the text is
    a heading's list of office and place, so that only its last word may be a town without a state.
    """
    if (whole := gazetteer.country_code(text)) and not gazetteer.state_code(text):
        return [Location(country=whole)]
    text = text[:LONGEST]
    flat = _MODE.sub(" , ", _DC.sub(" District of Columbia ", plain(text)))
    flat = _CITY_AND_COUNTY.sub("City of", flat)
    items = [i for i in _ITEMS.split(flat) if i and i.strip()]
    found: list[Location] = []
    for item in items:
        reader = _Item(near=frozenset(near), country=country, strict=heading)
        found += reader.read([p.strip(" .\"'*") for p in _PARTS.split(item)])
    return _settled(found)


class _Item:
    """Reads one item of a list of places, part by part: names wait until their state or country comes."""

    def __init__(self, *, near: frozenset[str], country: str | None, strict: bool) -> None:
        self.near, self.country, self.strict = near, country, strict
        self.waiting: list[str] = []
        self.found: list[Location] = []

    def read(self, parts: list[str]) -> list[Location]:
        parts = [p for p in parts if p]
        for n, part in enumerate(parts):
            self._take(part, parts[n + 1] if n + 1 < len(parts) else "")
        self._give_up()
        return self.found

    def _take(self, part: str, following: str) -> None:
        bare = _AREA.sub("", _ZIP.sub("", part))
        region = gazetteer.state_code(bare) if not self.strict or len(bare) > 2 or bare.isupper() else None
        if region == "DC" or (region and not self._is_town_before(bare, following)):
            self._close(region)
        elif (code := gazetteer.country_code(part)) and len(part) > 1:
            self._abroad(code)
        elif code := gazetteer.province_code(part):
            self._canada(code)
        elif (tail := _TRAILING.match(bare)) and (region := gazetteer.state_code(tail["region"])):
            if self._has_place(tail["before"], region):
                self.waiting.append(tail["before"])
                self._close(region)
            elif _WITHIN.search(tail["before"]):
                self._close(region)
            else:
                self.waiting.append(part)
        else:
            self.waiting.append(part)

    @staticmethod
    def _is_town_before(name: str, following: str) -> bool:
        """Whether a state's name is here a town's: "New York, NY", "Washington, Pa."; in full both are states."""
        after = _ZIP.sub("", following)
        region = gazetteer.state_code(after) if after else None
        if not region or len(name) <= 3:
            return False
        short = gazetteer.fold(after) != gazetteer.fold(gazetteer.STATES[region])
        return short or gazetteer.fold(name) == "new york" == gazetteer.fold(after)

    @staticmethod
    def _has_place(words: str, region: str) -> bool:
        return bool(gazetteer.city_in(words, region) or _county(words, region))

    def _close(self, region: str) -> None:
        """A state has come: it belongs to the names that wait, or stands alone."""
        county = next((c for w in reversed(self.waiting) if (c := _county(w, region))), None)
        towns = [t for w in self.waiting if (not _COUNTY_OF.search(w) or _TOWN_OF.match(w)) and (t := _town(w, region))]
        if region == "WA" and self.strict and not towns and not county:
            self.waiting.clear()  # in a heading the bare name means the capital as often
            return
        if region == "GA" and self.country == "GE":
            self._abroad("GE")
            return
        if region == "GA" and not towns and any(c.country == "GE" for w in self.waiting for c in gazetteer.cities(w)):
            self._abroad("GE")
            return
        named = not self.strict or len(self.waiting) > 1 or any(_TOWN_OF.match(w) for w in self.waiting)
        if not towns and self.waiting and not county and named:
            last = _STREET.sub("", self.waiting[-1])
            towns = [t for t in [last if gazetteer.state_code(last) else _unknown_town(last, region)] if t]
        if region == "DC":
            towns = ["Washington"]
        for town in towns[:-1]:
            self.found.append(_us(region, locality=town))
        repeated = not towns and not county and self.found and self.found[-1].region == region
        if not repeated:
            self.found.append(_us(region, locality=towns[-1] if towns else None, county=county))
        self.waiting.clear()

    def _abroad(self, code: str) -> None:
        if code == "US":
            if self.waiting or not self.found:
                self._give_up(near_country="US")
                if not self.found:
                    self.found.append(Location(country="US"))
            return
        if self.found and self.found[-1].country == code and not self.waiting:
            return
        known = [w for w in self.waiting if any(c.country == code for c in gazetteer.cities(w))]
        town = next((t for w in known or self.waiting if (t := _unknown_town(w))), None)
        self.found.append(Location(locality=town, country=code))
        self.waiting.clear()

    def _canada(self, code: str) -> None:
        town = _unknown_town(self.waiting[-1]) if self.waiting else None
        self.found.append(Location(locality=town, region=code, country="CA"))
        self.waiting.clear()

    def _give_up(self, near_country: str | None = None) -> None:
        """No state has come for the names that wait: read those that speak for themselves."""
        names = self.waiting[-1:] if self.strict else self.waiting
        alone_before = len(self.found)
        for name in names:
            location = alone(name, self.near, country=near_country or self.country)
            if location is not None:
                self.found.append(location)
        self._join(alone_before)
        if self.strict:
            for name in self.waiting[: len(self.waiting) - len(names)]:
                location = county_alone(name, self.near)
                if location is not None and not self.found:
                    self.found.append(location)
        self.waiting.clear()

    def _join(self, start: int) -> None:
        """A county and a town of one state that stand side by side are one place."""
        pair = self.found[start:]
        if len(pair) == 2 and pair[0].region == pair[1].region and pair[0].county and pair[1].locality:
            self.found[start:] = [replace(pair[0], locality=pair[1].locality)]


def alone(name: str, near: Collection[str] = (), *, country: str | None = None) -> Location | None:
    """What a name means without its state: a county that is the only one, a city that dwarfs its namesakes."""
    town = _AROUND.sub("", _TOWN_OF.sub("", name.strip()))
    if (location := county_alone(name, near)) is not None:
        return location
    city = gazetteer.famous_city(town, near)
    if city is None and country == "US":
        american = [c for c in gazetteer.cities(town) if c.region]
        city = american[0] if len(american) == 1 else None
    if city is None:
        return None
    return Location(locality=_spelled(town, city.name), region=city.region, country=city.country)


def county_alone(name: str, near: Collection[str] = ()) -> Location | None:
    """The county in these words, where only one state (or one of those nearby) has a county of that name."""
    for county in _counties_in(name):
        region = gazetteer.famous_county(county, near)
        if region is not None:
            return _us(region, county=gazetteer.county_name(county, region))
    return None


def qualified(text: str, *, known: bool = False) -> Iterator[Mention]:
    """The places with their state in running text (already ``plain``); ``known`` leaves out towns we do not know."""
    for dc in _DC.finditer(text) if _DC_HINT.search(text) else ():
        yield Mention(start=dc.start(), end=dc.end(), location=_us("DC", locality="Washington"))
    for match in _AFTER_COMMA.finditer(text):
        region = gazetteer.state_code(match["region"])
        if region is None or not match["region"][0].isupper() or region == "DC":
            continue
        left = re.split(
            r"[,;|\n():]|\s-\s|(?<![.\s]\w)(?<!St)(?<!Ft)(?<!Mt)\.\s", text[max(0, match.start() - 70) : match.start()]
        )[-1]
        run = _CAPITALS.search(left)
        if run is None:
            continue
        words = run.group().strip()
        county = _county(words, region)
        goes_on = known or (match["region"][-1] != "." and re.match(r"\s+[A-Z]", text[match.end() : match.end() + 4]))
        town = None if county else _town(words, region) or (None if goes_on else _unknown_town(words, region))
        if county or town:
            yield Mention(
                start=match.start() - len(run.group()), end=match.end("region"),
                location=_us(region, locality=town, county=county), address=match["zip"] is not None,
            )  # fmt: skip


def _us(region: str, *, locality: str | None = None, county: str | None = None) -> Location:
    return Location(locality=locality, county=county, region=region, country="US")


def _counties_in(words: str) -> Iterator[str]:
    """County names in these words, longest reading first."""
    for match in _COUNTY.finditer(words):
        names = match[1].split()
        kind = "County" if match[2].casefold() == "co" else match[2]
        for start in range(len(names)):
            yield " ".join([*names[start:], kind])
    for match in _COUNTY_OF.finditer(words):
        names = match[1].split()
        for end in range(len(names), 0, -1):
            yield " ".join([*names[:end], "County"])


def _county(words: str, region: str) -> str | None:
    return next((n for c in _counties_in(words) if (n := gazetteer.county_name(c, region))), None)


def _town(words: str, region: str) -> str | None:
    """The longest end of these words that is a known city of the state."""
    names = _TOWN_OF.sub("", words.strip()).split()
    for start in range(max(0, len(names) - 4), len(names)):
        name = " ".join(names[start:])
        city = gazetteer.city_in(name, region)
        if city is not None:
            return _spelled(name, city.name)
    return None


_STREET = re.compile(
    r"^.*\d.*\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|highway|hwy|way|floor"
    r"|suite \w+)\b\.?\s+",
    re.I,
)
"""A street address that runs into the town's name without a comma."""

_ALSO_TOWNS = ("NY", "WA")
"""States whose names are as often a city's: after a famous city of another state they are the next item of a list."""

_NOT_TOWN = re.compile(
    r"\d|\b(?:county|board|office|elections?|department|division|center|centre|building|street|avenue|ave|st|road|rd|blvd"
    r"|suite|floor|state|commission|secretary|university|college|clerk|remote|hybrid|various|anywhere"
    r"|nationwide|international|virtual|hq|headquarters|multiple|statewide|home|inc"
    r"|llc|association|institute|foundation|project|manager|director|coordinator|registrar)\b(?!\.\s?\w)",
    re.IGNORECASE,
)


def _unknown_town(words: str, region: str | None = None) -> str | None:
    """These words as a town we do not know: short, capitalised, and with no word of an office or a street."""
    name = _TOWN_OF.sub("", words.strip())
    if not 1 <= len(name.split()) <= 4 or len(name) < 2 or not name[0].isupper() or _NOT_TOWN.search(name):
        return None
    famous = gazetteer.famous_city(name)
    if (
        gazetteer.state_code(name)
        or gazetteer.country_code(name)
        or (region in _ALSO_TOWNS and famous and famous.region != region)
    ):
        return None
    return _spelled(name, name.title())


def town_only(locality: str) -> str | None:
    """A structured source's town, or None where its words are only a way of working ("Remote")."""
    return locality if re.search(r"\w", _MODE.sub("", plain(locality))) else None


def _spelled(printed: str, official: str) -> str:
    """As printed, unless the print is a heading's capitals or no capitals at all."""
    return official if printed.isupper() or printed.islower() else " ".join(printed.split())


def _settled(found: list[Location]) -> list[Location]:
    """Each place once; Georgia among foreign places is the country; a bare country yields to places in it."""
    if any(x.country not in (None, "US") for x in found) and not any(
        x.region and x.region != "GA" for x in found if x.country == "US"
    ):
        found = [Location(locality=x.locality, country="GE") if x.region == "GA" and not x.county else x for x in found]
    within = {x.country for x in found if x.region or x.locality}
    found = [x for x in found if x.region or x.locality or x.country not in within]
    exact = {(x.region, x.country) for x in found if x.locality or x.county}
    found = [x for x in found if x.locality or x.county or (x.region, x.country) not in exact]
    return list(dict.fromkeys(found))
