"""Where a remote employee may live, and which offices are named beside: the places in statements about remote work."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parsers.fields import gazetteer, places
from schema.records import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """States and countries allowed, excluded, preferred; ``towns`` ("Denver, CO") named as place of work.

    ``choice`` says that a field offers remote work beside a place ("Ohio, Remote"; "Remote or Denver") instead of
    tying it to the place ("Remote, Ohio"; "Denver (Remote)").
    """

    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    choice: bool = False
    quote: str | None = None


_STATE = re.compile(
    r"\b(?:Washington,?\s)?(?:D\.C\.?|DC)(?!\w)|\b(?:"
    + "|".join(sorted((n.replace(" ", r"\s") for n in gazetteer.STATES.values()), key=len, reverse=True))
    + r")\b|\b(?:" + "|".join(gazetteer.STATES) + r")\b"
)  # fmt: skip
_US = re.compile(r"\bU\.\s?S\.(?:A\.)?|\bUSA?\b|\b(?:United States|UNITED STATES)\b|\blower 48\b")
_LOWER_48 = re.compile(r"\b(?:continental|contiguous|lower[ -]48)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:remote(?:ly)?|telecommut\w+|telework\w*|home[- ]based|anywhere|from any\w*|virtual|work(?:ing)? from home"
    r"|from home)\b"
    r"|\b(?:must|should|required to|need to|applicants?|candidates?|employees?)(?: \w+){0,4}"
    r" (?:reside|live|be located|be based|residents? of)\b"
    r"|\b(?:applicants|candidates|residents)(?: \w+){0,2} preferred|\breside(?:nts?|ncy|nce)? (?:in|of)\b"
    r"|\b(?:located|based|living|live) (?:anywhere )?in\b",
    re.IGNORECASE,
)
_EXCLUDE = re.compile(
    r"\b(?:except(?:ing| for)?|excluding|other than|outside(?: of)?|but not"
    r"|not (?:in|available|open|eligible)(?: \w+){0,4}|cannot (?:\w+ ){1,4})\s*",
    re.IGNORECASE,
)
_PREFER = re.compile(r"\bprefer\w*|\ba plus\b|\bideally\b|\bpriority\b", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:travel\w*|trips?|office|headquarter\w*|visit\w*|authori[sz]ed|citizen\w*|salary|nonprofit|across|organization)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";|(?<![A-Z])\.\s|\s-\s|\||,\s(?=(?:with\b|prefer|ideally\b|but\b|and (?:must|travel)\b|or in our\b))"
    r"|\bbut\b|(?=\bexcept)|(?=\bexcluding)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\boffices?\b[^.;]{0,25}?\b(?:in|at)\s+(?:downtown\s+)?(?=[A-Z])"
    r"|\b(?:our|the)\s+(?=[A-Z][\w'. -]{2,25} office\b)|\b(?:based|located) (?:in|at|out of)\s+(?=[A-Z])"
)
_OR_REMOTE = re.compile(r"[,;/|(]?\s*(?:\bor\b|[/|;])\s*(?:\w+ ){0,2}remote|\bremote\w*\s*(?:or|/|\|)\s", re.IGNORECASE)
_WITHIN = re.compile(
    r"^\W*(?:fully |100% )?(?:remote|home[- ]based|virtual)\s*(?:-|\(|in\b|within\b|from\b|,)"
    r"|[-(]\s*(?:fully |100% )?remote\W*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"^(?P<place>[^()]+?)\s*[,;|/]\s*(?:\w+ )?(?:remote|virtual|home[- ]based)\b", re.IGNORECASE)


def read(sentences: list[str], spoken: list[str], *, label: bool) -> Area:
    """The places in ``spoken``, the statements about remote work, and in the residence rules of ``sentences``.

    Without such a statement a residence rule says nothing of remote work; then it is the towns of offices alone.
    """
    if not spoken and not label:
        offices, words = _towns(spoken, sentences, label=False)
        return Area(towns=offices, quote=words)
    states: list[str] = []
    countries: list[str] = []
    exclude: list[str] = []
    preferred: list[str] = []
    for sentence in dict.fromkeys([*spoken, *(s for s in sentences if _CUE.search(s))]):
        for clause in _clauses(sentence):
            named = _states(clause)
            if _EXCLUDE.search(clause):
                exclude += named
            elif _PREFER.search(clause):
                preferred += named
            elif (label or _CUE.search(clause)) and not _AWAY.search(clause):
                states += named if not _only_town(clause) or label else []
                if _US.search(clause):
                    countries.append("US")
                if _LOWER_48.search(clause):
                    countries.append("US")
                    exclude += ["AK", "HI"]
                countries += _foreign(clause) if label or sentence in spoken else []
    towns, quote = _towns(spoken, sentences, label=label)
    if states:
        countries.insert(0, "US")
    return Area(
        states=_once(states), countries=_once(countries), exclude=_once(exclude), preferred=_once(preferred),
        towns=towns, choice=label and any(_offers_choice(s, towns) for s in spoken), quote=quote,
    )  # fmt: skip


def _offers_choice(field: str, towns: tuple[str, ...]) -> bool:
    before = _CHOICE.match(field)
    if before:
        return any(x.region or x.locality for x in places.listed(before["place"]))
    return bool(towns) and not _WITHIN.search(field) and not _PREFER.search(field)


def _clauses(sentence: str) -> list[str]:
    """A sentence in clauses, each of one purpose; a list of states before "preferred" stays together."""
    return [c for c in _CLAUSE.split(sentence) if c and c.strip()]


def _states(clause: str) -> list[str]:
    shout = clause.isupper()
    found = []
    for match in _STATE.finditer(clause):
        code = gazetteer.state_code(match.group().replace("Washington,", "").replace("Washington D", "D"))
        if code and not (shout and match.group() in ("IN", "OR", "ME", "OK", "HI", "AS", "OH", "MP")):
            found.append(code)
    return found


def _only_town(clause: str) -> bool:
    """Whether the state is only part of a town's address."""
    return any(m.location.locality and m.location.region != "DC" for m in places.qualified(clause))


def _foreign(clause: str) -> list[str]:
    words = gazetteer.fold(re.sub(r"[^\w\s]", " ", clause))
    folded = f" {words} "
    found = [gazetteer.country_code(n) for n in gazetteer.country_names() if f" {n} " in folded]
    return [c for c in found if c and c not in ("US", "GE", "JE", "PR", "GU")]


def _towns(spoken: list[str], sentences: list[str], *, label: bool) -> tuple[tuple[str, ...], str | None]:
    """The towns offered beside remote work, or where the office is."""
    for sentence in spoken:
        if label or _OR_REMOTE.search(sentence) or re.search(r"possible|considered|negotiable", sentence):
            clause = (
                sentence
                if label
                else re.sub(r"\b(?:preferred|remote\w*|candidates?|location)\b", " ", sentence, flags=re.IGNORECASE)
            )
            found = _printed(places.listed(clause))
            if found:
                return found, sentence
    for sentence in sentences:
        for match in _OFFICE.finditer(sentence):
            rest = sentence[match.end() : match.end() + 60]
            name = re.match(r"[A-Z][\w'.-]*(?:\s[A-Z][\w'.-]*){0,3}(?:,\s+[A-Z][\w.]*(?:\s[A-Z]\w*)?)?", rest)
            mentions = [m.location for m in places.qualified(rest) if name and m.start < name.end()]
            found = _printed(mentions or (places.listed(name.group()) if name else []))
            if found:
                return found, sentence
    return (), None


def _printed(found: Iterable[Location]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{x.locality}, {x.region or x.country}" for x in found if x.locality))


def _once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
