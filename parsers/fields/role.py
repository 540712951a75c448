"""What kind of work a posting is: role family, SOC-2018 code and level.

The title decides first. Phrases of ``role_families.toml`` are looked for in it and the weightiest match wins; some
count only at certain employers (a project manager of a voting-system maker is in ``vendor_customer_sales``). Where the
title is silent, or stands for two families, the duties decide (``role_duties.toml``). A posting whose text is outside
the election sector is ``other``, unless all that speaks against the sector is silence.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from parsers.fields import sector
from parsers.fields.employer_groups import Group, group_of, with_employer
from parsers.fields.organization import profile
from parsers.fields.wording import COMMA, Match, PhraseBook, Words, load, words_of_body
from parsers.reading import Context, Found
from schema.vocabulary import RoleFamily, RoleLevel

DUTIES_WORDS = 450
"""How many words of a body are read for the duties; requirements and benefits follow them."""

TITLE_CHARACTERS = 200
"""A title that is longer is a paragraph; its beginning is read."""

BODY_CHARACTERS = 120
"""A text shorter than this is a title or a line, no body: it cannot tell whether a posting is in the sector."""

FIELD_OF_WORK = 4
"""From this weight a phrase of the title settles the family; see role_families.toml."""

GENERAL_WORD = 3
"""From this weight it does so where the employer has no usual family."""

ALL_WEIGHTS = 99
"""Above the weight of every phrase."""

SURE = 0.7
"""From this confidence a reading outside the sector makes the family ``other``."""

BEHIND_TITLE = 3
"""So much less a phrase weighs that stands behind a title's first comma, or in the department's name at its end, where
the words before it name a field of work."""

LIKELIEST: Group = "advocacy"
"""What an employer of the sector most likely is whose kind nothing tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role: its family, SOC-2018 code (``15-1252``; None for ``other``) and level."""

    family: RoleFamily
    soc: str | None
    level: RoleLevel
    found: Found


@dataclass(frozen=True, slots=True)
class _Rule:
    family: RoleFamily
    weight: int
    employers: frozenset[str]
    soc: str | None
    soc_manager: str | None


@dataclass(frozen=True, slots=True)
class _Level:
    name: RoleLevel
    rank: int
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Duty:
    family: RoleFamily
    employers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Refinement:
    family: RoleFamily
    instead_of: frozenset[str]
    employers: frozenset[str]
    least: int
    at_most: int
    book: PhraseBook[str]


def _title_rules() -> Iterator[tuple[str, _Rule]]:
    for family in load("role_families")["family"]:
        for rule in family["rules"]:
            soc = rule.get("soc")
            manager = rule.get("soc_manager", soc or family.get("soc_manager"))
            made = _Rule(family["name"], rule["weight"], frozenset(rule.get("employers", ())), soc, manager)
            yield from ((title, made) for title in rule["titles"])


def _level_rules() -> Iterator[tuple[str, _Level]]:
    for rank, level in enumerate(load("role_levels")["level"]):
        made = _Level(level["name"], rank, frozenset(level.get("families", ())))
        yield from ((title, made) for title in level["titles"])


def _refinements() -> Iterator[_Refinement]:
    for entry in load("role_duties")["refine"]:
        book = PhraseBook((words, words) for words in entry["words"])
        yield _Refinement(
            family=entry["family"],
            instead_of=frozenset(entry["instead_of"]),
            employers=frozenset(entry["employers"]),
            least=entry["least"],
            at_most=entry.get("at_most", ALL_WEIGHTS),
            book=book,
        )


_UNITS = frozenset(load("role_duties")["units"])
_SILENT: dict[str, RoleFamily] = load("role_duties")["silent"]
_SOC: dict[str, str] = {family["name"]: family["soc"] for family in load("role_families")["family"]}
_TITLES: PhraseBook[_Rule] = PhraseBook(_title_rules())
_LEVELS: PhraseBook[_Level] = PhraseBook(_level_rules())
_DUTIES: PhraseBook[_Duty] = PhraseBook(
    (words, _Duty(entry["family"], frozenset(entry.get("employers", ()))))
    for entry in load("role_duties")["duties"]
    for words in entry["words"]
)
_REFINEMENTS = tuple(_refinements())


def parse(text: str, context: Context, *, labelled: bool = False) -> Role:
    """The role of a posting; the family is ``other`` when neither title nor duties tell it.

    ``context.title`` is the title, else the first line of ``text``. ``context.organization`` and
    ``context.organization_kind`` help with titles that every employer has.
    """
    printed = context.title or text.strip().partition("\n")[0]
    title = Words.of(printed[:TITLE_CHARACTERS])
    body = "" if labelled or len(text) < BODY_CHARACTERS else text[: sector.READ_CHARACTERS]
    context = with_employer(body, context)
    group = group_of(context)
    duties = words_of_body(body).head(DUTIES_WORDS)
    match, family, rule = _read(title, duties, group, context)
    reading = sector.parse(text, context) if body else None
    if reading and reading.election_sector and family == "other" and group == "unknown":
        match, family, rule = _read(title, duties, LIKELIEST, context)
    if reading and reading.election_sector and family == "other":
        family, rule = _SILENT.get(group, family), "silent"
    if reading and not reading.election_sector and _is_other(reading, match, group):
        match, family, rule = None, "other", "outside_the_sector"
    level = level_of(title, family)
    quote = title.quote(match.first, match.last) if match else printed[:TITLE_CHARACTERS].strip()
    found = Found(quote=quote, rule=rule, confidence=_confidence(match))
    return Role(family=family, soc=_soc(family, match, level), level=level, found=found)


def _read(title: Words, duties: Words, group: Group, context: Context) -> tuple[Match[_Rule] | None, RoleFamily, str]:
    """The deciding phrase of the title, the family, and the rule that told it."""
    match = _best(title, group)
    return match, *_family(match, duties, group, context)


def _is_other(reading: sector.Sector, match: Match[_Rule] | None, group: Group) -> bool:
    """Whether a job outside the sector is surely so, or of a public office's other work by its general title."""
    general = match is None or match.payload.weight < FIELD_OF_WORK
    return reading.found.confidence >= SURE or (general and group in ("office", "federal"))


def _best(title: Words, group: Group) -> Match[_Rule] | None:
    """The weightiest phrase in a title that counts at such an employer."""
    counting = [m for m in _TITLES.matches(title) if not m.payload.employers or group in m.payload.employers]
    behind = min(_department(title), _first_comma(title))
    settled = any(m.last < behind and m.payload.weight >= FIELD_OF_WORK for m in counting)

    def claim(match: Match[_Rule]) -> tuple[int, int, int]:
        less = BEHIND_TITLE if settled and match.first >= behind else 0
        return match.payload.weight - less, match.phrase.size(), -match.first

    return max(counting, key=claim, default=None)


def _first_comma(title: Words) -> int:
    """How many words stand before the first comma."""
    return len(Words.of(title.text.partition(",")[0]).words)


def _department(title: Words) -> int:
    """Where the name of a department begins that ends a title ("…, Training Unit"), else the end."""
    end = len(title.words)
    while end and title.words[end - 1] == COMMA:
        end -= 1
    mark = max((i for i in range(end) if title.words[i] == COMMA), default=0)
    return mark + 1 if mark and title.words[end - 1] in _UNITS else len(title.words)


def _family(match: Match[_Rule] | None, duties: Words, group: Group, context: Context) -> tuple[RoleFamily, str]:
    """The family, and the rule that told it."""
    if match and match.payload.weight >= FIELD_OF_WORK:
        family, rule = match.payload.family, "title"
    else:
        usual = profile(context.organization or "").family
        if usual:
            family, rule = cast(RoleFamily, usual), "usual_at_employer"
        elif match and match.payload.weight >= GENERAL_WORD:
            family, rule = match.payload.family, "title"
        else:
            family, rule = _by_duties(match, duties, group)
    for refinement in _REFINEMENTS:
        if _refines(refinement, family, match, duties, group):
            return refinement.family, "duties_refine_title"
    return family, rule


def _refines(
    refinement: _Refinement, family: RoleFamily, match: Match[_Rule] | None, duties: Words, group: Group
) -> bool:
    if family not in refinement.instead_of or group not in refinement.employers:
        return False
    if match and match.payload.weight > refinement.at_most:
        return False
    return len({found.payload for found in refinement.book.matches(duties)}) >= refinement.least


def _by_duties(match: Match[_Rule] | None, duties: Words, group: Group) -> tuple[RoleFamily, str]:
    """The family with most different duty phrases, at least two; else what a general word of the title says."""
    phrases = {(m.payload, m.phrase) for m in _DUTIES.matches(duties)}
    said = Counter(duty.family for duty, _ in phrases if not duty.employers or group in duty.employers)
    if match:
        said[match.payload.family] += match.payload.weight
    ranked = min(said.items(), key=lambda item: (-item[1], item[0]), default=None)
    if ranked and ranked[1] >= 2:
        return ranked[0], "duties"
    return (match.payload.family, "title") if match else ("other", "no_family_word")


def level_of(title: Words, family: RoleFamily) -> RoleLevel:
    """The level that the words of a title say; ``mid`` when they say none."""
    if not title.words:
        return "unknown"
    counting = (m.payload for m in _LEVELS.matches(title) if not m.payload.families or family in m.payload.families)
    first = min(counting, key=lambda level: level.rank, default=None)
    return first.name if first else "mid"


def _soc(family: RoleFamily, match: Match[_Rule] | None, level: RoleLevel) -> str | None:
    if family == "other":
        return None
    rule = match.payload if match and match.payload.family == family else None
    if rule and level in ("manager", "chief", "deputy") and rule.soc_manager:
        return rule.soc_manager
    return (rule and rule.soc) or _SOC[family]


def _confidence(match: Match[_Rule] | None) -> float:
    return min(1.0, 0.4 + 0.08 * match.payload.weight) if match else 0.3
