"""The languages a posting asks for, besides the one it is written in."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from parsers.reading import Context, Found

_TABLE: dict[str, list[str]] = tomllib.loads(
    (files("parsers") / "fields" / "lookups" / "languages.toml").read_text("utf-8")
)
_CODES = {word: code for code, words in _TABLE.items() for word in words}
_LANGUAGE = re.compile(r"\b(?:" + "|".join(sorted(_CODES, key=len, reverse=True)) + r")\b")
_ASKED = re.compile(
    r"\b(?:bilingual|fluen(?:t|cy)|proficien(?:t|cy)|speaks?|speakers?|speaking|spoken|native|literate|command of)\b",
    re.I,
)
_WISHED = re.compile(r"\b(?:prefer\w*|desir\w*|plus|asset|advantage|helpful|bonus|nice to have|encouraged)\b", re.I)
_OF_OTHERS = re.compile(
    r"\b(?:limited|non)[- ]english|[- ]speaking (?:voters|communit\w+|citizens|residents|people|populations?)",
    re.I,
)
_SENTENCE = re.compile(r"[^.;\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """ISO 639-1 codes, in the order named."""

    languages: tuple[str, ...]
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Languages | None:
    """Read the languages that the employee must speak; None when none is asked for.

    A language that is served, translated or only an advantage does not count.
    """
    title = context.title or ""
    lowered = f"{title}\n{text}".lower()
    named = [word for word in _CODES if word in lowered]
    if not named:
        return None
    for words, rule in [(title, "languages.title"), *((m[0], "languages.asked") for m in _SENTENCE.finditer(text))]:
        low = words.lower()
        if not any(word in low for word in named):
            continue
        codes = tuple(dict.fromkeys(_CODES[m[0]] for m in _LANGUAGE.finditer(low)))
        asked = _ASKED.search(words) or (rule == "languages.asked" and labelled)
        if codes and asked and not _WISHED.search(words) and not _OF_OTHERS.search(words):
            return Languages(languages=codes, found=Found(quote=words.strip()[:300], rule=rule))
    return None
