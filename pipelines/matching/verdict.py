"""What two postings are to each other, with a score and the reasons.

A contradiction (place, party, grade, rank, requisition number, employer) outweighs all likeness. Without one, signs
are added up: shared words most, then title, number, address, employer, pay, deadline, place and nearness in time.
"""

import datetime as dt
from dataclasses import dataclass

from pipelines.likeness import SEASON
from pipelines.matching import employers, titles
from pipelines.matching.shingles import shared
from pipelines.matching.titles import Likeness
from pipelines.matching.traits import Traits
from schema.vocabulary import LinkKind

ENOUGH = 7.0
"""Signs from which two postings are one."""

NEARLY_ENOUGH = 6.0
"""Signs from which a person should look at two postings that are not one by ENOUGH."""

FULL = 16.0
"""Signs that are as many as there need be: a score of 1."""

MONTH = dt.timedelta(days=28)
NEAR = dt.timedelta(days=45)
OVER = dt.timedelta(days=90)
"""So long after its deadline a posting is not extended any more, but advertised anew."""

_CONTAINED = 0.5
_ALIKE = 0.3
_COPY = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``kind`` None: they have nothing to do with each other. ``score`` 0 to 1, how alike they are."""

    kind: LinkKind | None
    score: float
    reasons: tuple[str, ...]
    contradicted: bool = False
    rank: tuple[float, float] = (0.0, 0.0)

    @property
    def joins(self) -> bool:
        """Whether the two are one opening."""
        return self.kind in ("same", "extension")

    @property
    def doubtful(self) -> bool:
        """Whether nearly enough speaks for one opening and nothing against it: a person should look."""
        return self.kind is None and not self.contradicted and self.score >= NEARLY_ENOUGH / FULL

    @property
    def parts(self) -> bool:
        """Whether the two must not be in one group."""
        return self.kind in ("sibling", "repost") or self.contradicted


_STRANGERS = Verdict(kind=None, score=0.0, reasons=("other employer",), contradicted=True)


def compare(a: Traits, b: Traits) -> Verdict:
    """Judge a pair. The same in either order."""
    employer = _employer(a, b)
    if employer is False:
        # The most frequent case by far, and one that no likeness changes.
        return _STRANGERS
    if b.id < a.id:
        a, b = b, a
    words = _containment(a, b)
    title = _title(a, b)
    against = _contradictions(a, b, title, words)
    signs, reasons = _signs(a, b, title, employer, words)
    score = round(min(1.0, signs / FULL), 3)
    gap = _gap(a, b)
    if against == ("other number",) and title is Likeness.EQUAL and gap:
        return Verdict(kind="repost", score=score, reasons=("other number", *reasons))
    if against:
        kin = employer is True and (words >= _ALIKE or title > Likeness.UNKNOWN)
        return Verdict(kind="sibling" if kin else None, score=score, reasons=(*against, *reasons), contradicted=True)
    differ = words < _ALIKE and _of_one_length(a, b) and not _same_terms(a, b) and not a.addresses & b.addresses
    if signs < ENOUGH or differ:
        return Verdict(kind=None, score=score, reasons=reasons)
    if gap is not None and (gap > SEASON or _over_before(a, b) or _over_before(b, a)):
        return Verdict(kind="repost", score=score, reasons=(f"{gap.days} days between", *reasons))
    rank = (float(gap // MONTH) if gap is not None else 0.0, -signs)
    if a.deadline and b.deadline and a.deadline != b.deadline:
        return Verdict(kind="extension", score=score, reasons=("deadline moved", *reasons), rank=rank)
    return Verdict(kind="same", score=score, reasons=reasons, rank=rank)


def _over_before(a: Traits, b: Traits) -> bool:
    """Whether the one had been closed for a while when the other, with a deadline of its own, was first shown."""
    return (
        a.deadline is not None
        and b.deadline is not None
        and b.first is not None
        and a.deadline != b.deadline
        and b.first - a.deadline > OVER
    )


def _containment(a: Traits, b: Traits) -> float:
    """The share of the shorter text's runs that the longer one has."""
    short = min(a.runs.size, b.runs.size)
    return shared(a.runs, b.runs) / short if short else 0.0


def _title(a: Traits, b: Traits) -> Likeness:
    if a.title is None or b.title is None:
        return Likeness.UNKNOWN
    found = titles.compare(a.title, b.title)
    if found is Likeness.OTHER and not (a.sure_title and b.sure_title):
        return Likeness.UNKNOWN
    return found


def _employer(a: Traits, b: Traits) -> bool | None:
    """Whether the employer is one; None where that is not known."""
    if a.employer is not None and b.employer is not None:
        if employers.agree(a.employer, b.employer):
            return True
        if a.sure_employer and b.sure_employer:
            return False
    mentioned = any(
        one.employer and one.sure_employer and employers.named_in(one.employer, other.text)
        for one, other in ((a, b), (b, a))
    )
    return True if mentioned else None


def _contradictions(a: Traits, b: Traits, title: Likeness, words: float) -> tuple[str, ...]:
    against = []
    if title is Likeness.OTHER:
        against.append("other title")
    if a.title is None and b.title is None and words < _COPY:
        against.append("no title")
    if title is Likeness.PART and words < _CONTAINED:
        against.append("other title")
    if title is Likeness.NEARLY and words < _CONTAINED and not _same_terms(a, b):
        against.append("other title")
    if a.party and b.party and a.party != b.party:
        against.append("other party")
    if a.numbers and b.numbers and not any(x in y or y in x for x in a.numbers for y in b.numbers):
        against.append("other number")
    if a.source and a.source == b.source:
        if a.job and b.job and a.job != b.job:
            against.append("other number")
        elif words < _COPY and _beside(a, b):
            against.append("shown beside it")
    if a.places and b.places and not any(_meet(one, other) for one in a.places for other in b.places):
        against.append("other place")
    return tuple(against)


def _beside(a: Traits, b: Traits) -> bool:
    """Whether both were shown at one time: what one source shows as two is two."""
    return (
        a.first is not None
        and a.last is not None
        and b.first is not None
        and b.last is not None
        and (a.first <= b.last and b.first <= a.last)
    )


def _same_terms(a: Traits, b: Traits) -> bool:
    """Whether pay or deadline are stated and equal."""
    return (a.pay is not None and a.pay == b.pay) or (a.deadline is not None and a.deadline == b.deadline)


def _of_one_length(a: Traits, b: Traits) -> bool:
    """Whether both texts are of a kind, two notices or two pages: then those of one opening share words."""
    short, long = sorted((a.runs.size, b.runs.size))
    return long <= 1.6 * short


def _meet(one: tuple[str | None, str | None, str | None], other: tuple[str | None, str | None, str | None]) -> bool:
    """Whether two places may be one. A county and a town are not compared: the one may lie in the other."""
    if any(x and y and x != y for x, y in zip(one[1:], other[1:], strict=True)):
        return False
    here, there = one[0], other[0]
    if not here or not there or here == there or here in there or there in here:
        return True
    return here.endswith((" county", " parish")) != there.endswith((" county", " parish"))


def _signs(a: Traits, b: Traits, title: Likeness, employer: bool | None, words: float) -> tuple[float, tuple[str, ...]]:
    """The sum of what speaks for one opening, and what that is."""
    found: list[tuple[float, str]] = []
    if words >= 0.1:
        found.append((10 * words, f"{round(100 * words)} % of the words"))
    if title is Likeness.EQUAL:
        found.append((4, "same title"))
    elif title in (Likeness.PART, Likeness.NEARLY):
        found.append((2, "title in title"))
    elif title is Likeness.UNKNOWN and _named(a, b):
        found.append((2, "title in text"))
    if a.numbers & b.numbers:
        found.append((6, "same number"))
    if a.addresses & b.addresses:
        found.append((4, "same address"))
    if employer:
        found.append((2, "same employer"))
    if a.pay and a.pay == b.pay:
        found.append((2, "same pay"))
    if a.deadline and a.deadline == b.deadline:
        found.append((2, "same deadline"))
    if any(one[0] and one == other for one in a.places for other in b.places):
        found.append((1, "same place"))
    gap = _gap(a, b)
    if gap is not None and gap <= NEAR:
        found.append((1, "near in time"))
    return sum(weight for weight, _ in found), tuple(reason for _, reason in found)


def _named(a: Traits, b: Traits) -> bool:
    """Whether the one's title stands in the other's text."""
    return any(
        one.title is not None and one.sure_title and f" {one.title.text} " in f" {other.text} "
        for one, other in ((a, b), (b, a))
    )


def _gap(a: Traits, b: Traits) -> dt.timedelta | None:
    """The time in which neither was shown, between the two; None where a date is missing."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    return max(b.first - a.last, a.first - b.last, dt.timedelta(0))
