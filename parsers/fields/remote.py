"""Where the employee works: on site, at home, or both; from which states; with how much travel.

The wordings are data (``lookups/remote.toml``). Each sentence is read by itself: words that only look like a statement
are blanked first, then every kind of statement that the sentence makes is noted, and the notes are weighed at the end.
A town or an office that is named says nothing about the mode.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from parsers.fields import gazetteer, places, remote_area
from parsers.reading import Context, Found
from schema.vocabulary import RemoteMode

BODY = 60_000
"""Characters of a body that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """How far the work is tied to a place. States are two letters, countries ISO 3166-1 alpha-2.

    ``states`` and ``countries`` limit where the employee may live, ``exclude`` are states shut out, ``preferred``
    states preferred. ``locations`` ("Denver, CO") are the places named as the alternative or the office.
    ``travel_percent`` and ``telework_percent`` are shares of the time, 0 to 100; of a range the upper end.
    """

    mode: RemoteMode = "unspecified"
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    travel: bool | None = None
    travel_percent: int | None = None
    telework_percent: int | None = None
    days_onsite_per_week: int | None = None
    temporary: bool | None = None
    remote_possible: bool | None = None
    locations: tuple[str, ...] = ()
    found: Found


@dataclass(frozen=True, slots=True)
class _Note:
    """One statement: what kind, in which sentence."""

    kind: str
    sentence: str
    number: int


def _compiled(patterns: list[str], words: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{p})" for p in patterns)
    for _ in range(2):
        for word, meaning in words.items():
            pieces = re.split(rf"(?<![A-Za-z\\]){word}(?![A-Z])", joined)
            joined = meaning.join(pieces)
    return re.compile(joined)


_DATA = gazetteer.lookup("remote")
_FRIENDS = _DATA["false_friends"]
_REMOTE_THING = "".join(f"(?<!{re.escape(words)})" for words in _FRIENDS["unless_before"]) + (
    rf"\bremote (?:{'|'.join(_FRIENDS['after_remote'])})\b"
    r"(?!(?: \S+)? (?:positions?|roles?|jobs?|internship|opportunity)\b)"
)
# Some of these stand in every wording of the rules; the other stems tell of places and of travel.
_TELLS = re.compile(
    r"remote|tele|hybrid|home|virtual|any|site|person|office|report|distribut|campus|physical|headquarter|warehouse"
)
_STEMS: list[str] = _DATA["stems"]["words"]
_SENTENCES = re.compile(
    r"[\s;](?:(?<=\n)\n*|(?<=[.!?]\s)\s*(?!(?:Yes|No|YES|NO)\b)(?=[^\W\d_a-z]|\d|\*)|(?<=\s)\*\s|(?<=;)\s(?=[A-Z]))"
)
# Where a posting names the capital, its bare "Washington" is not the state.
_CAPITAL = re.compile(r"Washington,?\s(?:D\.\s?C|DC\b)")
_WASHINGTON = re.compile(r"\bWashington\b(?!,?\s(?:D\.\s?C|DC\b|[Ss]tate\b|[A-Z][a-z]))")
_BLANKS = re.compile(r" {2,}")
_LABEL_REMOTE = re.compile(
    r"\b(?:remote(?:ly)?|virtual|home[- ]based|home office|work[- ]from[- ](?:home|anywhere)|telecommut\w+|telework\w*"
    r"|anywhere|distributed)\b"
)
_LABEL_ONSITE = re.compile(r"\b(?:on-?site|on site|in[- ]person|in[- ]office)\b")
_LOCATION_LINE = re.compile(r"\W*(?:\w+ )?locations?(?:\(s\))?\s*:\W*(?P<value>.{3,160})$", re.IGNORECASE)
_MODE_WORD = re.compile(r"remote|home|telework|telecommut|hybrid|on-?site|in[- ]person|virtual|anywhere")
_TITLE_MODE = re.compile(r"\b(?:remote|hybrid)\b")
_EITHER = re.compile(r"\bor\b|/|\||;")
_PERCENT = re.compile(r"(\d{1,3})\s?(?:%|percent)")
_TRAVEL = re.compile(
    r"\b(?:no|not?|without)\b(?: \S+){0,2} travel\w*|travel(?:l?ing)?\b"
    r"(?! (?:expense|reimburse|budget|cost|voucher|agenc|arrange|stipend|allowance|document|time to|insurance))"
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri)days?\b")
_WEEKDAYS_THERE = re.compile(r"days?,? (?:in|at) (?!home\b|(?:the )?(?:morning|afternoon|evening|\d))")
_DAYS = re.compile(
    r"\b(?P<n>[1-5]|one|two|three|four|five)(?:\s?\(\d\))?"
    r"(?:\s?(?:-|to|or)\s?(?P<m>[1-5]|two|three|four|five))?[ -](?:\S+ )?days?\b"
    r"(?P<after>[^,;.]{0,45})"
)
_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_AT_OFFICE = re.compile(
    r"on-?site|on site|in[- ]person|office|on campus|\b(?:in|at) (?:the|our|its) (?:[\w.'-]+ ){0,3}"
    r"(?:laboratory|lab|headquarters|warehouse|facility|courthouse|campus)\b"
)
_AT_HOME = re.compile(r"remote|home|telework|telecommut")


# Compiling these takes longer than all else that is read for a posting: it waits for the first one.
@functools.cache
def _false_friends() -> re.Pattern[str]:
    return _compiled([_REMOTE_THING, *_FRIENDS["patterns"]], _DATA["words"])


@functools.cache
def _temporary() -> re.Pattern[str]:
    return _compiled(_DATA["temporary"]["patterns"], _DATA["words"])


@functools.cache
def _rules() -> dict[str, re.Pattern[str]]:
    return {rule["name"]: _compiled(rule["patterns"], _DATA["words"]) for rule in _DATA["rule"]}


def parse(text: str, context: Context, *, labelled: bool = False) -> Remote | None:
    """What a text says about where the employee works; None when it says nothing.

    ``labelled``: the text is the location or workplace field itself, so that a bare "Remote" counts. Else it is a
    whole posting, and ``context.title`` ("Organizer (Remote)") is read with it.
    """
    text = unescape(text) if "&" in text else text
    if labelled:
        field = text[: places.LONGEST]
        return _read([(field, places.plain(field).strip())], label=True)
    body = text[:BODY]
    title = places.plain(context.title or "")
    whole = f"{title}\n{body}"
    folded = " ".join(places.plain(whole).casefold().split())
    stems = [stem for stem in _STEMS if stem in folded]
    spoken = list(_spoken(whole, stems)) if stems else []
    if _CAPITAL.search(whole) or (context.location and _CAPITAL.search(context.location)):
        spoken = [(raw, _WASHINGTON.sub("Washington, DC", s)) for raw, s in spoken]
    lines = [line for _, s in spoken if (line := _LOCATION_LINE.match(s)) and _MODE_WORD.search(s.casefold())]
    stated = _read([(lines[0].group(), lines[0]["value"])], label=True) if lines else None
    return combine(_titled(title), combine(stated, _read(spoken, label=False)))


def _titled(title: str) -> Remote | None:
    """What a title says ("Remote Organizer", "Trainer (Hybrid)"); the words beside it are the job, not a place."""
    if not _TITLE_MODE.search(_false_friends().sub("", title.casefold())):
        return None
    said = _read([(title, title)], label=True)
    if said is None or said.mode != "flexible" or _EITHER.search(title.casefold()):
        return said
    return replace(said, mode="remote", locations=(), remote_possible=None)


def _spoken(whole: str, stems: list[str]) -> Iterator[tuple[str, str]]:
    """The sentences that hold one of the stems, as printed and in plain words."""
    flat, start = places.plain(whole), 0
    for end, following in [*(m.span() for m in _SENTENCES.finditer(whole)), (len(whole), len(whole))]:
        words = " ".join(flat[start:end].casefold().split())
        if any(stem in words for stem in stems):
            yield whole[start:end], _BLANKS.sub(" ", flat[start:end]).strip(" *")
        start = following


def combine(label: Remote | None, body: Remote | None) -> Remote | None:
    """The reading of a posting from those of its location field and its body.

    The field decides the mode where it states one, else the body; what the deciding one leaves open the other fills.
    """
    if label is None or body is None:
        return label or body
    first, second = (label, body) if label.mode != "unspecified" else (body, label)
    if second.mode not in ("unspecified", first.mode):
        second = replace(second, telework_percent=None, days_onsite_per_week=None, temporary=None, remote_possible=None)
    return replace(
        first,
        states=first.states or second.states,
        countries=first.countries or second.countries,
        exclude=first.exclude or second.exclude,
        preferred=first.preferred or second.preferred,
        travel=second.travel if first.travel is None else first.travel,
        travel_percent=second.travel_percent if first.travel_percent is None else first.travel_percent,
        telework_percent=second.telework_percent if first.telework_percent is None else first.telework_percent,
        days_onsite_per_week=(
            second.days_onsite_per_week if first.days_onsite_per_week is None else first.days_onsite_per_week
        ),
        temporary=second.temporary if first.temporary is None else first.temporary,
        remote_possible=second.remote_possible if first.remote_possible is None else first.remote_possible,
        locations=first.locations or second.locations,
    )


def _read(sentences: list[tuple[str, str]], *, label: bool) -> Remote | None:
    notes = [note for n, (_, s) in enumerate(sentences) for note in _notes(s, n, label=label)]
    kinds = {note.kind for note in notes}
    said = list(dict.fromkeys(note.number for note in notes))
    spoken = [sentences[n][1] for n in said]
    percent, telework = _travel(sentences), _telework_percent(spoken)
    temporary = any(_temporary().search(s.casefold()) for s in spoken if _AT_HOME.search(s.casefold())) or None
    mode = _mode(kinds, telework, temporary=bool(temporary))
    area = remote_area.read([s for _, s in sentences], spoken, label=label)
    if mode == "remote" and area.choice:
        mode = "flexible"
    days = _days_onsite(spoken) if mode == "hybrid" else None
    if days == 5:
        mode, days = "onsite", None
    if area.towns and mode != "remote":
        area = replace(area, states=tuple(s for s in area.states if not any(t.endswith(s) for t in area.towns)))
    if mode in ("onsite", "unspecified"):
        area = replace(area, states=(), countries=(), exclude=(), preferred=())
    travel, travel_percent = percent
    if mode == "unspecified" and travel is None and not area.towns:
        return None
    main = next((note for kind in _KINDS[mode] for note in notes if note.kind == kind), None)
    quote = sentences[main.number][0].strip() if main else area.quote or ""
    return Remote(
        mode=mode, states=area.states, countries=area.countries, exclude=area.exclude, preferred=area.preferred,
        travel=travel, travel_percent=travel_percent, telework_percent=telework,
        days_onsite_per_week=days,
        temporary=temporary if mode == "remote" else None,
        remote_possible=True if mode == "flexible" else None, locations=area.towns,
        found=Found(quote=quote, rule=main.kind if main else "travel" if travel is not None else "place"),
    )  # fmt: skip


def _notes(sentence: str, number: int, *, label: bool) -> list[_Note]:
    """Every kind of statement that one sentence makes."""
    words = " ".join(sentence.casefold().replace("*", " ").split())
    if not _TELLS.search(words):
        return []
    words = _false_friends().sub(lambda m: "_" * len(m.group()), words)
    kinds: list[str] = []
    for kind, pattern in _rules().items():
        if pattern.search(words):
            kinds.append(kind)
            if kind == "no":
                words = pattern.sub(lambda m: "_" * len(m.group()), words)
    if label and not kinds:
        away, here = _LABEL_REMOTE.search(words), _LABEL_ONSITE.search(words)
        if "hybrid" in words or (away and here and not _EITHER.search(words)):
            kinds.append("hybrid")
        elif away:
            kinds.append("option" if here else "remote")
        elif here:
            kinds.append("onsite")
    return [_Note(kind, sentence, number) for kind in kinds]


_KINDS: dict[RemoteMode, tuple[str, ...]] = {
    "hybrid": ("hybrid", "remote", "option", "may"),
    "remote": ("strong", "remote"),
    "flexible": ("option", "may", "remote"),
    "onsite": ("no", "onsite", "hybrid"),
    "unspecified": (),
}
"""Which kinds of statement speak for a mode, the plainest first: the first one is quoted."""


def _mode(kinds: set[str], telework: int | None, *, temporary: bool) -> RemoteMode:
    """Weigh the statements: the mixed kinds first, since they hold the words of the plain ones."""
    if telework is not None:
        return "remote" if telework == 100 else "hybrid"
    if temporary and kinds & {"remote", "strong"}:
        return "remote"
    if "hybrid" in kinds:
        return "hybrid"
    if "strong" in kinds and "option" not in kinds:
        return "remote"
    if "option" in kinds or ("may" in kinds and "strong" not in kinds):
        return "flexible"
    if "no" in kinds:
        return "onsite"
    if "remote" in kinds:
        return "hybrid" if "onsite" in kinds else "remote"
    return "onsite" if "onsite" in kinds else "unspecified"


def _travel(sentences: list[tuple[str, str]]) -> tuple[bool | None, int | None]:
    """Whether the job travels, and the share of the time in percent."""
    travels: bool | None = None
    percent: int | None = None
    for _, sentence in sentences:
        words = sentence.casefold()
        for match in _TRAVEL.finditer(words):
            denied = match.group().startswith(("no", "without"))
            travels = travels or not denied
            around = words[max(0, match.start() - 40) : match.end() + 45]
            shares = [int(m[1]) for m in _PERCENT.finditer(around) if int(m[1]) <= 100]
            if shares and not denied:
                percent = max(shares) if percent is None else percent
    return travels, percent


def _telework_percent(spoken: list[str]) -> int | None:
    for sentence in spoken:
        match = re.search(
            r"(\d{1,3})\s?(?:%|percent)(?: of)?(?: the)?(?: time)? ?(?:tele|remote|from home|work from home)",
            sentence.casefold(),
        )
        match = match or re.search(
            r"(?:telework\w*|telecommut\w*|remote(?:ly)?)(?: up to)? \(?(\d{1,3})\s?(?:%|percent)", sentence.casefold()
        )
        if match and 0 < int(match[1]) <= 100:
            return int(match[1])
    return None


def _days_onsite(spoken: list[str]) -> int | None:
    """Days a week in the office, where the text counts or names them."""
    for sentence in spoken:
        words = sentence.casefold()
        for match in _DAYS.finditer(words):
            number = match["m"] or match["n"]
            told = match.group()
            if not _AT_OFFICE.search(told) and not _AT_HOME.search(told):
                told = words[max(0, match.start() - 30) : match.start()]
            if _AT_OFFICE.search(told) and not _AT_HOME.search(told.split("office")[0]):
                return _NUMBER.get(number) or int(number)
        days = set(_WEEKDAY.findall(words))
        if days and (_AT_OFFICE.search(words) or _WEEKDAYS_THERE.search(words)):
            return len({d.rstrip("s") for d in days})
    return None
