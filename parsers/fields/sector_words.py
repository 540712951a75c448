"""Election words of a text, and its words in another sense.

Terms (``sector_terms.toml``) count for the sector. Other senses (``sector_negatives.toml``: benefit elections, a police
precinct, boilerplate) keep their words from counting. Each word of a text has one reading only.
"""

from dataclasses import dataclass, field

from parsers.fields.wording import STOP, Match, PhraseBook, Words, load


@dataclass(frozen=True, slots=True)
class Term:
    """One election term, with the marks of its lookup entry."""

    name: str
    weight: float
    title: bool
    campaign: bool


@dataclass(frozen=True, slots=True)
class Sense:
    """Another sense of election words, with the marks of its lookup entry."""

    reason: str
    sentence: bool
    private: bool
    silent: bool
    post: bool
    decides: bool


@dataclass(slots=True)
class Reading:
    """What stands in one text: its election terms, and the other senses that were taken out."""

    words: Words
    terms: dict[Term, Match[Term]] = field(default_factory=dict)
    senses: list[Match[Sense]] = field(default_factory=list)

    def score(self) -> float:
        """The weights of the different terms, added up."""
        return sum(term.weight for term in self.terms)

    def quote(self, limit: int = 3) -> str:
        """The words of the weightiest terms, as they are printed."""
        best = sorted(self.terms.values(), key=lambda match: (-match.payload.weight, match.first))[:limit]
        return " … ".join(self.words.quote(match.first, match.last) for match in best)

    def reason(self) -> str | None:
        """The reason of the first other sense that is one, else None."""
        return next((m.payload.reason for m in self.senses if not m.payload.silent), None)


def _terms() -> PhraseBook[Term]:
    entries = load("sector_terms")["term"]
    return PhraseBook(
        (words, Term(e["name"], e["weight"], bool(e.get("title")), bool(e.get("campaign"))))
        for e in entries
        for words in e["words"]
    )


def _senses() -> PhraseBook[Sense]:
    entries = load("sector_negatives")["negative"]
    marks = ("sentence", "private", "silent", "post", "decides")
    return PhraseBook(
        (words, Sense(e["reason"], *(bool(e.get(mark)) for mark in marks))) for e in entries for words in e["words"]
    )


_TERMS = _terms()
_SENSES = _senses()


def read(words: Words) -> Reading:
    """The terms of a text whose words have no other sense there.

    Each word counts once, for the match with the best claim on it.
    """
    reading = Reading(words)
    found = list(_SENSES.matches(words))
    taken: set[int] = set()
    for sense in found:
        if sense.payload.sentence:
            reading.senses.append(sense)
            taken.update(_sentence(words, sense))
    rest: list[Match[Sense] | Match[Term]] = [sense for sense in found if not sense.payload.sentence]
    rest.extend(_TERMS.matches(words))
    for match in sorted(rest, key=_claim):
        place = range(match.first, match.last + 1)
        if not taken.isdisjoint(place):
            continue
        taken.update(place)
        if isinstance(match.payload, Sense):
            reading.senses.append(match)
        else:
            reading.terms.setdefault(match.payload, match)
    return reading


def _claim(match: Match[Sense] | Match[Term]) -> tuple[int, int, int]:
    """How a match ranks: several words in a row, then others, weak terms last; then the first, then the longest."""
    if isinstance(match.payload, Term) and match.payload.weight < 1:
        rank = 2
    else:
        rank = int(match.has_gap() or match.first == match.last)
    return rank, match.first, -match.last


def terms_in(text: str) -> tuple[str, ...]:
    """The names of the election terms that count in a text."""
    return tuple(dict.fromkeys(term.name for term in read(Words.of(text)).terms))


def senses_in(text: str) -> tuple[str, ...]:
    """The reasons of the other senses that were found in a text."""
    return tuple(dict.fromkeys(match.payload.reason for match in read(Words.of(text)).senses))


def _sentence(words: Words, match: Match[Sense]) -> range:
    first, last = match.first, match.last
    while first and words.words[first - 1] != STOP:
        first -= 1
    while last + 1 < len(words.words) and words.words[last + 1] != STOP:
        last += 1
    return range(first, last + 1)
