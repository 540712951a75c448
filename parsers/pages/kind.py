"""Is a text one opening, or does it only look like one?

A score of signs (:mod:`parsers.pages.signs`) that a person can read and change: a posting looks for somebody, tells
the work, asks for experience, names pay, terms and dates, and says how to apply; news, events, requests for
proposals, articles and career pages have signs of their own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from parsers.pages import entry, frontmatter, heads, signs, titles
from parsers.reading import Context
from schema.vocabulary import PageKind

LONGEST_READ = 40_000
"""Characters of a text that are looked at; a posting shows what it is in fewer."""
FEWEST = 40
"""Characters below which a text says nothing."""
FEWEST_OPENINGS = 3
"""So many openings, each with its own title, make a list."""
MOST_BUTTONS = 6
"""So many lines with nothing but a closing date or a button to apply are more than one opening has."""
CERTAIN = 8.0
"""Signs for a posting that weigh this much: those against it are then what its text is about, and count half."""

_TITLED = 2.5
_BOARD = 2.0
_MOST_OF_A_RECORD = 0.75
_REPORTS = 0.75
"""So much of the sign of news: a position that "was filled" is then somebody else's."""
_CORE = frozenset({"vacancy", "work", "record", "listing"})
_OFFERS = frozenset({"apply", "dates", "terms"})
"""Beside a title one of these will do: a name and pay alone are told of anybody's work."""
_SPOKEN_OF = 1.0
_DOES = 2.5
_SUBJECT = re.compile(
    r"\b(?:[Tt]he|[Aa]s (?:the|our|an?)|(?:[Aa]|[Oo]ur) (?:new|next)|,) (?P<title>[A-Z][\w’'/&-]*"
    r"(?:,? (?:[A-Z][\w’'/&-]*|of|for|and|the|to|&)){0,9}),?(?: \([A-Z]{2,6}\),?)? "
    r"(?:you|we|will|is (?:responsible|an?|the|part|based|tasked|accountable)|reports?|works?|leads?|supports?|"
    r"manages?|oversees?|assists?|coordinates?|directs?|drives?|develops?|provides?|performs?|plays?|serves?|ensures?|"
    r"assesses?|maintains?|helps?|designs?|builds?|plans?|organizes?|collaborates?|acts?)\b"
)
"""A job named as the one who does something: "The Field Director will …", "As our Data Analyst, you …"."""
_CAPITAL = re.compile(" [A-Z]")
_INTRODUCES = (
    *("the", "The", ","),
    *(f"{first}s {article}" for first in "Aa" for article in ("our", "an", "a")),
    *(f"{whose} {which}" for whose in ("A", "a", "Our", "our") for which in ("new", "next")),
)
"""With what _SUBJECT begins, before its name; "as the" ends like "the"."""
_MOST_SUBJECTS = 12
_UNTIL = re.compile(r"\b(?:until|once|when|if|after|unless|before|should|may|will|till|as soon as)\b[^.\n]*$")
_CLOSES = re.compile(
    r"\bopen (?:until|till) filled\b|\b(?:closing date|deadline|closes|apply by)\b"
    r"|\bapply (?:at|to|online)\b|\bto apply\b"
)
_PAYS = re.compile(r"\$ ?\d[\d,.]*")
_OPENS = re.compile(
    r"\bposition available\b|\bhas an? (?:[\w-]+ ){1,8}(?:position|opening|vacancy)\b|\b(?:job|position) title:"
)
_EDGE = r"[^\w\n]{0,12}"
_CARD = re.compile(
    rf"{_EDGE}(?:open until filled|apply(?: now| online| here)?|learn more|read more|click here to apply|"
    r"(?:posted|closes|closing)(?: on| date)?:? ?[\d/ -]{4,12}|"
    rf"(?:view|see|job|more) (?:job|details|posting|position|opening)s?){_EDGE}$"
)
_LONGEST_CARD = 80
_REPEATED = re.compile(
    r"[^\w\n]{0,12}(?:(?:job|position) (?:summary|description|title|purpose)|essential (?:job )?(?:functions|duties)|"
    r"(?:minimum|required) (?:qualifications|requirements)|position available|salary range|job duties)\b"
)
_NO_JOB = re.compile(r"^(?:how|what|why|when|where|who)\b|\b(?:RF[PIQ]|request for|invitation to bid)\b", re.IGNORECASE)
"""What a title begins with or holds when it names a job only by the way."""
_NAME_WORD = re.compile(r"[\w’'&/-]+")
_MENU_LINE = re.compile(r"[^.!?:;]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a text is: posting, none, dead, wall or list.

    ``rejected`` says in one sentence why it is no posting (None for a posting), ``reasons`` the signs the decision
    rests on, ``score`` their sum; a posting's is at least the threshold of lookups/kind.toml.
    """

    kind: PageKind
    rejected: str | None = None
    reasons: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A text with the signs found in it, each with how full it is, and their sum."""

    read: signs.Read
    found: dict[str, float]
    titled: bool
    score: float
    reasons: tuple[str, ...]
    worst: signs.Sign | None


def judge(text: str, context: Context | None = None) -> Verdict:
    """Judge the plain text of a page, a document or a newsletter's item. Never raises.

    ``context`` may hold the title and employer that a board printed beside the text; they speak for a posting.
    """
    fields, body = frontmatter.split(text[:LONGEST_READ])
    plain = entry.clean(body)
    if len(plain) < FEWEST and not (context and context.title):
        return Verdict(kind="none", rejected="There is no text to speak of.", reasons=("hardly any text",))
    weighed = _weigh(plain, context or Context(title=fields.get("title")), article=_is_article(fields))
    decided, what = _decide(weighed)
    rejected = None if decided == "posting" else _sentence(what, weighed.found, decided)
    return Verdict(kind=decided, rejected=rejected, reasons=weighed.reasons, score=weighed.score)


def _is_article(front_matter: Mapping[str, str]) -> bool:
    return not signs.known().article_keys.isdisjoint(front_matter)


def _weigh(plain: str, context: Context, *, article: bool) -> _Weighed:
    read = signs.Read.of(plain)
    known = signs.known()
    found = {sign: full for sign in known.signs if (full := signs.strength(sign, read))}
    if article:
        found[known.article] = 1.0
    if context.title and signs.strength(known.careers, signs.Read.of(f"{context.title}\n")):
        found[known.careers] = 1.0
    titled, reasons = _titled(plain, context)
    if not titled and (job := _subject(plain)):
        titled, reasons = _DOES, (f"it says what one does: {job}",)
    if titled:
        found.pop(known.careers, None)
    weights = {sign: sign.weight * full for sign, full in found.items()}
    for_it = titled + sum(weight for weight in weights.values() if weight > 0)
    against = sum(weight for weight in weights.values() if weight < 0)
    by_weight = sorted(weights, key=lambda sign: -abs(weights[sign]))
    return _Weighed(
        read=read,
        found={sign.name: full for sign, full in found.items()},
        titled=titled > 0,
        score=for_it + against * (0.5 if titled or for_it >= CERTAIN else 1.0),
        reasons=(*reasons, *(sign.says for sign in by_weight)),
        worst=next((sign for sign in by_weight if sign.weight < 0), None),
    )


def _decide(weighed: _Weighed) -> tuple[PageKind, str]:
    """The kind, and what the text is in a few words."""
    gate = _gate(weighed.read, weighed.score)
    if gate and not (gate.kind == "dead" and weighed.found.get("news", 0.0) >= _REPORTS):
        return gate.kind, gate.rejects
    titles = _titles_in(weighed.read.text)
    if titles > FEWEST_OPENINGS and _only_tells(weighed.found):
        offered = "hub" in weighed.found and "article" not in weighed.found
        return ("list", f"a list of {titles} openings") if offered else ("none", f"a list of {titles} kinds of work")
    if several := _several(weighed, titles):
        return "list", several
    core = {name for name, full in weighed.found.items() if name != "record" or full >= _MOST_OF_A_RECORD}
    if weighed.score >= signs.known().threshold and not core.isdisjoint(_CORE | _OFFERS if weighed.titled else _CORE):
        return "posting", "a posting"
    if weighed.worst:
        return "none", weighed.worst.rejects
    return "none", "a menu of a site" if _is_menu(weighed.read.text) else "a text without the signs of a posting"


def _sentence(what: str, found: dict[str, float], decided: PageKind) -> str:
    """What the text is, and of a text that is no list what it lacks."""
    lacks = {"vacancy": "no vacancy with an employer", "apply": "no way to apply"} if decided == "none" else {}
    missing = ", ".join(words for name, words in lacks.items() if name not in found)
    return f"{what[0].upper()}{what[1:]}{': ' if missing else ''}{missing}."


def _titled(plain: str, context: Context) -> tuple[float, tuple[str, ...]]:
    """What the title says, the board that printed it, and the body that speaks of the job it names."""
    weight = 0.0
    reasons: list[str] = []
    title = _title_of(plain)
    if context.title and _NO_JOB.search(context.title):
        return 0.0, ()
    if context.title and heads.names_role(context.title):
        weight, title = _TITLED, context.title
        reasons.append("its title names a job")
    elif title:
        weight = _TITLED
        reasons.append("its head names a job")
    if context.title and context.organization:
        weight += _BOARD
        reasons.append("a board names its title and employer")
    name = " ".join(_NAME_WORD.findall(heads.parts_of(title)[0])[-2:]).lower() if title.strip(" ,|") else ""
    if name and plain.lower().find(name, len(title)) > 0:
        weight += _SPOKEN_OF
        reasons.append("its text speaks of that job")
    return weight, tuple(reasons)


def _subject(plain: str) -> str:
    """The job of which the text says what it does; "" where there is none, or the office is one that is elected."""
    for match in islice(_subjects(plain), _MOST_SUBJECTS):
        title = match["title"]
        plural = title.endswith("s") and not re.search(r" (?:of|for|to) ", title)
        if titles.is_title(title) and not plural:
            return title
    return ""


def _subjects(plain: str) -> Iterator[re.Match[str]]:
    """The finds of _SUBJECT, which is only tried where one of its first words stands before a capital."""
    end = 0
    for capital in _CAPITAL.finditer(plain):
        at = capital.start()
        if at < end or not plain.endswith(_INTRODUCES, 0, at):
            continue
        starts = (at - len(words) for words in _INTRODUCES if plain.endswith(words, end, at))
        match = next(filter(None, (_SUBJECT.match(plain, start) for start in starts)), None)
        if match is not None:
            yield match
            end = match.end()


def _title_of(plain: str) -> str:
    """The title at the head of a text: of an entry, or a line of its own among the first."""
    head = plain[: 4 * entry.LONGEST_HEAD]
    if entry.starts_entry(head):
        return entry.split(head).title
    return next((line for line in plain.split("\n", 4)[:4] if _is_title(line)), "")


def _is_title(line: str) -> bool:
    bare = line.strip(" #*_|-:")
    if not 3 < len(bare) < 120 or bare.endswith((".", "?", "!")):
        return False
    parts = heads.parts_of(bare)
    return bool(parts) and heads.ends_with_role(parts[0])


def _gate(read: signs.Read, score: float) -> signs.Gate | None:
    """The gate that closes on a text: words that make it a dead page or a wall, not said of a time to come."""
    for gate in signs.known().gates:
        if len(read.text) <= gate.longest and score < gate.most:
            for pattern in gate.patterns:
                match = read.find(pattern)
                if match and not _UNTIL.search(read.folded, max(0, match.start() - 80), match.start()):
                    return gate
    return None


def _titles_in(plain: str) -> int:
    """How many different lines name a job."""
    lines = (line for line in plain.split("\n") if len(line) < 140)
    return len({line.strip(" #*_|-:•").lower() for line in lines if _is_title(line)})


def _only_tells(found: dict[str, float]) -> bool:
    """Nothing of pay, dates or, but in an article, of applying: work is told of, not offered."""
    return found.keys().isdisjoint({"pay", "dates"}) and ("apply" not in found or "article" in found)


def _several(weighed: _Weighed, titles: int) -> str | None:
    """Why a text is a list of openings, else None."""
    folded = weighed.read.folded
    lines = folded.split("\n")
    if (cards := sum(1 for line in lines if len(line) <= _LONGEST_CARD and _CARD.match(line))) >= MOST_BUTTONS:
        return f"a list of openings, {cards} times with a closing date or a button to apply"
    if titles > FEWEST_OPENINGS and weighed.found.get("work", 0.0) < 1.0 and weighed.found.get("asks", 0.0) < 1.0:
        return f"a list of {titles} openings"
    sections = Counter(match[0].strip(" \t#*_|-") for match in map(_REPEATED.match, lines) if match)
    if sections and (most := max(sections.values())) > FEWEST_OPENINGS:
        return f"a list of {most} openings"
    if any(len(pattern.findall(folded)) < FEWEST_OPENINGS for pattern in (_PAYS, _OPENS, _CLOSES)):
        return None
    return f"a list of {len(_OPENS.findall(folded))} openings"


def _is_menu(plain: str) -> bool:
    """Mostly short lines without a sentence."""
    lines = [line for line in plain.split("\n") if line.strip()]
    return len(lines) > 10 and sum(1 for line in lines if _MENU_LINE.fullmatch(line)) > 0.7 * len(lines)
