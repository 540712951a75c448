"""Is a text one opening, or does it only look like one?

A score of signs (:mod:`parsers.pages.signs`) that a person can read and change: a posting looks for somebody, tells
the work, asks for experience, names pay, terms and dates, and says how to apply; news, events, requests for
proposals, articles and career pages have signs of their own.
"""

import re
from dataclasses import dataclass

from parsers.pages import entry, frontmatter, heads, signs
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
_SPOKEN_OF = 1.0
_UNTIL = re.compile(r"\b(?:until|once|when|if|after|unless|before|should|may|will|till|as soon as)\b[^.\n]*$")
_CLOSES = re.compile(
    r"\bopen (?:until|till) filled\b|\b(?:closing date|deadline|closes|apply by)\b"
    r"|\bapply (?:at|to|online)\b|\bto apply\b"
)
_PAYS = re.compile(r"\$ ?\d[\d,.]*")
_OPENS = re.compile(
    r"\bposition available\b|\bhas an? (?:[\w-]+ ){1,8}(?:position|opening|vacancy)\b|\b(?:job|position) title:"
)
_CARD = re.compile(
    r"^\W*(?:open until filled|apply(?: now| online| here)?|(?:posted|closes|closing)(?: on| date)?:? ?[\d/ -]{4,12}|"
    r"(?:view|see|job|more) (?:job|details|posting|position|opening)s?|learn more|read more|click here to apply)\W*$",
    re.M,
)
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


def judge(text: str, context: Context | None = None) -> Verdict:
    """Judge the plain text of a page, a document or a newsletter's item. Never raises.

    ``context`` may hold the title and employer that a board printed beside the text; they speak for a posting.
    """
    fields, body = frontmatter.split(text[:LONGEST_READ])
    plain = entry.clean(body)
    if len(plain) < FEWEST and not (context and context.title):
        return Verdict(kind="none", rejected="There is no text to speak of.", reasons=("hardly any text",))
    read = signs.Read.of(plain)
    found = {sign: full for sign in signs.SIGNS if (full := signs.strength(sign, read))}
    if not signs.ARTICLE_KEYS.isdisjoint(fields):
        found[signs.ARTICLE] = 1.0
    titled, reasons = _titled(plain, context or Context(title=fields.get("title")))
    if titled:
        found.pop(signs.CAREERS, None)
    for_it = titled + sum(sign.weight * full for sign, full in found.items() if sign.weight > 0)
    against = sum(sign.weight * full for sign, full in found.items() if sign.weight < 0)
    score = for_it + against * (0.5 if for_it >= CERTAIN or titled else 1.0)
    reasons += tuple(sign.says for sign in sorted(found, key=lambda s: -abs(s.weight * found[s])))
    if gate := _gate(read, score):
        return Verdict(
            kind="dead" if gate.kind == "dead" else "wall",
            rejected=_sentence(gate.rejects, found),
            reasons=reasons,
            score=score,
        )
    if several := _several(plain, read, found):
        return Verdict(kind="list", rejected=_sentence(several, {}), reasons=(several, *reasons), score=score)
    names = {sign.name for sign, full in found.items() if sign.name != "record" or full >= _MOST_OF_A_RECORD}
    if score >= signs.THRESHOLD and (titled or not names.isdisjoint({"vacancy", "work", "record", "listing"})):
        return Verdict(kind="posting", reasons=reasons, score=score)
    worst = min((s for s in found if s.weight < 0), key=lambda s: s.weight * found[s], default=None)
    what = (
        worst.rejects if worst else ("a menu of a site" if _is_menu(plain) else "a text without the signs of a posting")
    )
    return Verdict(kind="none", rejected=_sentence(what, found), reasons=reasons, score=score)


def _sentence(what: str, found: dict[signs.Sign, float]) -> str:
    names = {sign.name for sign in found}
    missing = [
        words
        for name, words in (("vacancy", "no vacancy with an employer"), ("apply", "no way to apply"))
        if found and name not in names
    ]
    return f"{what[0].upper()}{what[1:]}{': ' if missing else ''}{', '.join(missing)}."


def _titled(plain: str, context: Context) -> tuple[float, tuple[str, ...]]:
    """What the title says, the board that printed it, and the body that speaks of the job it names."""
    weight = 0.0
    reasons: list[str] = []
    title = _title_of(plain)
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


def _title_of(plain: str) -> str:
    """The title at the head of a text: of an entry, or a line of its own among the first."""
    if entry.starts_entry(plain):
        return entry.split(plain[: 4 * entry.LONGEST_HEAD]).title
    return next((line for line in plain.split("\n", 4)[:4] if _is_title(line)), "")


def _is_title(line: str) -> bool:
    bare = line.strip(" #*_|-:")
    parts = heads.parts_of(bare) if 3 < len(bare) < 120 else []
    return bool(parts) and heads.ends_with_role(parts[0]) and not bare.endswith((".", "?", "!"))


def _gate(read: signs.Read, score: float) -> signs.Gate | None:
    """The gate that closes on a text: words that make it a dead page or a wall, not said of a time to come."""
    for gate in signs.GATES:
        if len(read.text) <= gate.longest and score < gate.most:
            for pattern in gate.patterns:
                match = read.find(pattern)
                if match and not _UNTIL.search(read.folded, max(0, match.start() - 80), match.start()):
                    return gate
    return None


def _several(plain: str, read: signs.Read, found: dict[signs.Sign, float]) -> str | None:
    """Why a text is a list of openings or of careers, else None."""
    if (cards := len(_CARD.findall(read.folded))) >= MOST_BUTTONS:
        return f"a list of openings, {cards} times with a closing date or a button to apply"
    titles = {line.strip(" #*_|-:•").lower() for line in plain.split("\n") if len(line) < 140 and _is_title(line)}
    full = {sign.name: strength for sign, strength in found.items()}
    silent = full.keys().isdisjoint({"pay", "dates"}) and ("apply" not in full or "article" in full)
    if len(titles) > FEWEST_OPENINGS and silent:
        return f"a list of {len(titles)} kinds of work"
    if len(titles) > FEWEST_OPENINGS and full.get("work", 0.0) < 1.0 and full.get("asks", 0.0) < 1.0:
        return f"a list of {len(titles)} openings"
    sections = [m[0].strip(" \n\t#*_|-") for m in _REPEATED.finditer(read.folded)]
    if sections and (most := max(map(sections.count, set(sections)))) > FEWEST_OPENINGS:
        return f"a list of {most} openings"
    counts = (len(_OPENS.findall(read.folded)), len(_CLOSES.findall(read.folded)), len(_PAYS.findall(plain)))
    return f"a list of {counts[0]} openings" if min(counts) >= FEWEST_OPENINGS else None


_REPEATED = re.compile(
    r"^\W*(?:(?:job|position) (?:summary|description|title|purpose)|essential (?:job )?(?:functions|duties)|"
    r"(?:minimum|required) (?:qualifications|requirements)|position available|salary range|job duties)\b",
    re.M,
)


def _is_menu(plain: str) -> bool:
    """Mostly short lines without a sentence."""
    lines = [line for line in plain.split("\n") if line.strip()]
    return len(lines) > 10 and sum(1 for line in lines if _MENU_LINE.fullmatch(line)) > 0.7 * len(lines)
