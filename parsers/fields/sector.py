"""Whether a posting belongs to the election sector, and why.

The order of the questions: is the employer's sole purpose elections; does the title name election work; do the duties
name two different election terms. Words in another sense (benefit elections, leader election, a police precinct) and
boilerplate are taken out of the text before anything is counted (``sector_words``).

A text of one line without a title in the context is a description: its head, up to "who", "for", "at" and the like,
stands for the title.
"""

from dataclasses import dataclass
from functools import lru_cache

from parsers.fields.employer_groups import Group, group_of, with_employer
from parsers.fields.organization import Profile, profile
from parsers.fields.sector_words import Reading, read
from parsers.fields.wording import STOP, Match, PhraseBook, Words, load, words_of_body
from parsers.reading import Context, Found
from schema.vocabulary import Partisan, SectorBasis

READ_CHARACTERS = 12_000
"""How much of a body is read; what follows is benefits, statements and other jobs of the page."""

LINE_CHARACTERS = 250
"""A text up to this length, without a title, is a one-line description."""

ENOUGH = 2.0
"""Two different terms in the text."""

ENOUGH_NEAR = 1.0
"""One term, for a line, and for employers with election work among others: public offices, those of the lookup."""

ENOUGH_CLERK = 0.5
"""Any election word, for clerks who often conduct elections."""

OUTWEIGHS_POST = 3.0
"""What the text of a posting must hold when its title is that of another profession."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """In or out. ``reason`` is the id of the rule; ``basis`` is None when out.

    ``role_election_specific``: the duties are about elections (false for an accountant of an election office).
    ``subsector``: campaign or private_election, else None.
    """

    election_sector: bool
    basis: SectorBasis | None
    reason: str
    role_election_specific: bool | None
    partisan: Partisan
    subsector: str | None
    found: Found


_EMPLOYERS = load("sector_employers")
_SOLE: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["sole"])
_SUPPORT: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["support"])
_PARTISAN: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["partisan"])
_COMBINED: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["combined"])
_LIKELY: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["likely"])
_CLERKS: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["clerks"])
_LABOR: PhraseBook[str] = PhraseBook((words, words) for words in _EMPLOYERS["labor"])
_HEAD_ENDS = frozenset(_EMPLOYERS["head_ends"])


@lru_cache(maxsize=4)
def parse(text: str, context: Context, *, labelled: bool = False) -> Sector | None:
    """Whether a posting is in the sector; None when there is nothing to read.

    ``text`` is the body, or a line that describes the job; ``labelled``: it is the name of the department.
    The employer and title are those of ``context``.
    """
    if not text.strip() and not context.title and not context.organization:
        return None
    one_line = not context.title and len(text) <= LINE_CHARACTERS and "\n" not in text.strip()
    context = with_employer(text, context)
    body = words_of_body(text[:READ_CHARACTERS])
    head = _head(body) if one_line else None
    printed = context.title or ("" if one_line else text.strip().partition("\n")[0])
    posting = _Posting(
        title=read(Words.of(printed[:LINE_CHARACTERS])),
        name=read(Words.of((context.organization or "")[:LINE_CHARACTERS])),
        body=read(body),
        group=group_of(context),
        employer=profile(context.organization or ""),
        sole=_SOLE.first(body) if one_line or labelled else None,
        head=head,
    )
    return posting.decide(context)


def _head(words: Words) -> int:
    """How many words of a description stand before the first that ends its head."""
    return next((i for i, word in enumerate(words.words) if word in _HEAD_ENDS or word == STOP), len(words.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posting:
    """All that the decision rests on. ``head``: how many words of a one-line description stand for its title."""

    title: Reading
    name: Reading
    body: Reading
    group: Group
    employer: Profile
    sole: Match[str] | None
    head: int | None

    def decide(self, context: Context) -> Sector:
        described = self.body if self.head is not None else self.title
        private = next((m for m in described.senses if m.payload.private), None)
        if self._sole_purpose():
            return self._in("organization", "sole_purpose_employer", context.organization or "", context)
        if self.sole:
            quote = self.body.words.quote(self.sole.first, self.sole.last)
            return self._in("organization", "sole_purpose_employer", quote, context)
        if any(m.payload.decides for m in described.senses):
            return self._out()
        if private:
            quote = described.words.quote(private.first, private.last)
            return self._in("text", "private_election", quote, context, subsector="private_election")
        if named := self._title_term():
            return self._in("title", "election_term_in_title", named, context)
        post = any(m.payload.post for m in self.title.senses)
        if self._score() >= self._enough(post):
            basis: SectorBasis = "mixed" if self._near() else "text"
            return self._in(basis, "election_terms_in_text", self.body.quote(), context)
        return self._out()

    def _score(self) -> float:
        """The weights of the different terms of title and text."""
        return sum(term.weight for term in self.title.terms.keys() | self.body.terms.keys())

    def _title_term(self) -> str | None:
        """The words of the title that name election work."""
        if self.head is None:
            match = next((m for t, m in self.title.terms.items() if t.title), None)
            return self.title.words.quote(match.first, match.last) if match else None
        heads = (m for t, m in self.body.terms.items() if t.title and not t.campaign and m.last < (self.head or 0))
        match = next(heads, None)
        return self.body.words.quote(match.first, match.last) if match else None

    def _sole_purpose(self) -> bool:
        """Whether the employer has no other purpose than elections, by the lookups or the words of its name.

        An office that records deeds beside elections is mixed where the title is that of another profession.
        """
        if self.employer.known:
            return self.employer.elections or any(t.title and t.weight >= 1 for t in self.name.terms)
        if any(m.payload.post for m in self.title.senses):
            return self.employer.elections and not _COMBINED.first(self.name.words)
        return self.employer.elections or any(t.title for t in self.name.terms)

    def _near(self) -> bool:
        """Whether elections are known to be among the employer's work."""
        return self.group in ("office", "federal") or self.employer.near

    def _enough(self, post: bool) -> float:
        if post:
            return OUTWEIGHS_POST
        if _CLERKS.first(self.title.words if self.head is None else self.body.words):
            return ENOUGH_CLERK
        if self.head is not None:
            return ENOUGH_NEAR
        return ENOUGH_NEAR if self._near() or _LIKELY.first(self.title.words) else ENOUGH

    def _in(
        self, basis: SectorBasis, reason: str, quote: str, context: Context, subsector: str | None = None
    ) -> Sector:
        terms = [*self.title.terms, *self.body.terms]
        campaign = any(t.campaign for t in terms) or self.group == "campaign"
        return Sector(
            election_sector=True,
            basis=basis,
            reason=reason,
            role_election_specific=self._specific(basis),
            partisan=self._partisan(context),
            subsector=subsector or ("campaign" if campaign and self._is_campaign() else None),
            found=Found(quote=quote[:300], rule=reason, confidence=0.95 if basis != "text" else 0.8),
        )

    def _out(self) -> Sector:
        reason = self.title.reason() or self.body.reason()
        quote = next(
            (r.words.quote(m.first, m.last) for r in (self.title, self.body) for m in r.senses if not m.payload.silent),
            self.body.quote(),
        )
        return Sector(
            election_sector=False,
            basis=None,
            reason=reason or "no_election_terms",
            role_election_specific=False,
            partisan="unknown",
            subsector=None,
            found=Found(quote=quote[:300], rule=reason or "no_election_terms", confidence=self._sure_out()),
        )

    def _sure_out(self) -> float:
        """How sure it is that a posting is out: silence of an employer that has election work says little."""
        if any(not m.payload.silent for m in self.title.senses):
            return 0.9
        return 0.5 if self._near() or self.body.score() >= 1 else 0.8

    def _is_campaign(self) -> bool:
        """A campaign, not an office that serves candidates."""
        return self.group in ("campaign", "unknown", "advocacy", "tech", "media", "legal")

    def _specific(self, basis: SectorBasis) -> bool:
        """Whether the duties, beside the employer, are about elections."""
        if basis != "organization" or any(t.title for t in self.title.terms):
            return True
        if self.sole:
            first, last = self.sole.first, self.sole.last
            return any(t.weight >= 1 and not first <= m.first <= last for t, m in self.body.terms.items())
        if _SUPPORT.first(self.title.words):
            return False
        return any(t.weight >= 1 for t in self.body.terms)

    def _partisan(self, context: Context) -> Partisan:
        if _LABOR.first(Words.of(context.organization or "")):
            return "labor"
        if self.group == "campaign" or _PARTISAN.first(self.title.words) or _PARTISAN.first(self.body.words):
            return "partisan" if self.group not in ("office", "federal", "observer", "vendor") else "nonpartisan"
        known = self.group in ("office", "federal", "observer", "vendor", "association", "research")
        said = "nonpartisan" in self.body.words.words or self.employer.elections
        return "nonpartisan" if known or said or self.sole else "unknown"
