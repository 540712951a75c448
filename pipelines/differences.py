"""How a source's postings differ, many at once, from what is stored: values lost or moved, texts cut or replaced.

Pure comparison of rows: ``between`` is given what is stored and what a run shows, and gives a line a difference.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.likeness import fold, link_key, title_key

ENOUGH = 3
"""Postings from which a difference of most of them is grave. Fewer may be an employer's own edit."""

SEVERAL = 2
"""Postings from which values that moved are told of."""

MOSTLY = 0.5
"""Share of the postings with a value that must have lost it, or show it otherwise."""

CUT, KEPT = 0.7, 0.9
"""A text was cut that has less than this share of its length, and most of its words from the text before."""

COMMON = 0.3
"""Share of their words that two texts of one posting have in common at least."""

_LOSABLE = (
    "organization",
    "salary_raw",
    "location_raw",
    "employment_raw",
    "remote_raw",
    "posted_raw",
    "deadline_raw",
    "starts_raw",
    "ends_raw",
    "apply_url",
    "apply_email",
    "description_text",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """What moves together, and the words it was read from. Where these stayed, it is our reading that changed.

    ``steady``: no employer edits it. ``formed``: the form of its words tells too; not so where they are of the
    employer's choosing. ``dated``: its words may tell the time from today ("posted 3 days ago").
    """

    columns: tuple[str, ...]
    words: str
    steady: bool = False
    formed: bool = True
    dated: bool = False


_THINGS: Mapping[str, _Thing] = {
    "title": _Thing(columns=("title",), words="title_raw", formed=False),
    "url": _Thing(columns=("url",), words="url", steady=True, formed=False),
    "organization": _Thing(columns=("organization",), words="organization", steady=True, formed=False),
    "salary": _Thing(columns=("salary_min", "salary_max", "salary_unit", "salary_currency"), words="salary_raw"),
    "place": _Thing(columns=("locations",), words="location_raw"),
    "employment": _Thing(columns=("employment_types",), words="employment_raw"),
    "posted": _Thing(columns=("posted_on",), words="posted_raw", dated=True),
    "deadline": _Thing(columns=("deadline_on",), words="deadline_raw", dated=True),
    "start": _Thing(columns=("starts_on",), words="starts_raw", dated=True),
    "end": _Thing(columns=("ends_on",), words="ends_raw", dated=True),
}
COLUMNS = tuple({name for thing in _THINGS.values() for name in (*thing.columns, thing.words)} | set(_LOSABLE))
"""The columns that are compared."""

_FIGURES = re.compile(r"\d[\d.,]*")
_ENGLISH = frozenset("the and of to for".split())
_ENGLISH_SHARE = 0.03
_SOME_WORDS = 20

Row = Mapping[str, Any]
Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. The first two words of ``line`` name it; ``grave``: too many show it to be edits."""

    line: str
    grave: bool

    @property
    def name(self) -> str:
        """What differs and how, without the figures."""
        return " ".join(self.line.split()[:2])

    @property
    def field(self) -> str:
        """The column or thing that differs."""
        return self.line.split()[0]


def between(stored: Mapping[str, Row], shown: Mapping[str, Row]) -> list[Difference]:
    """What a run's postings lost or show otherwise. Both are rows by id: what is stored as open, and what is shown."""
    pairs = [(stored[row_id], shown[row_id]) for row_id in sorted(stored.keys() & shown.keys())]
    pairs += _at_one_address(stored, shown)
    lost = _lost(pairs)
    found = lost + _moved(pairs, {difference.field for difference in lost}) + _reworded(pairs)
    found += _alike(list(stored.values()), list(shown.values())) + _renumbered(stored, shown)
    told = {difference.name for difference in found}
    return found + ([] if "text replaced" in told else _foreign(list(stored.values()), list(shown.values())))


def _at_one_address(stored: Mapping[str, Row], shown: Mapping[str, Row]) -> list[Pair]:
    """A posting that went and one that came, where each is the only one of its address."""
    gone = _alone(row for row_id, row in stored.items() if row_id not in shown)
    came = _alone(row for row_id, row in shown.items() if row_id not in stored)
    return [(gone[address], came[address]) for address in sorted(gone.keys() & came.keys())]


def _alone(rows: Iterable[Row]) -> dict[str, Row]:
    by_address: dict[str, list[Row]] = {}
    for row in rows:
        by_address.setdefault(link_key(row["url"]), []).append(row)
    return {address: found[0] for address, found in by_address.items() if len(found) == 1}


def _told(what: str, number: int, of: int, *, least: int = 1, grave: bool = True) -> list[Difference]:
    """A difference that ``number`` of so many postings show, where these are most of them and enough to tell of."""
    if number < least or number <= MOSTLY * of:
        return []
    return [Difference(line=f"{what} in {number} of {of} known postings", grave=grave and number >= ENOUGH)]


def _lost(pairs: Sequence[Pair]) -> list[Difference]:
    found = []
    for name in _LOSABLE:
        had = [after for before, after in pairs if before[name]]
        found += _told(f"{name} lost", sum(not after[name] for after in had), len(had))
    return found


def _moved(pairs: Sequence[Pair], lost: Collection[str]) -> list[Difference]:
    """Values that are shown otherwise or no more, in other words; or, where they stay, words of another form."""
    found = []
    for name, thing in _THINGS.items():
        if thing.words in lost:
            continue
        had = [(before, after) for before, after in pairs if before[thing.words]]
        moved = [(before, after) for before, after in had if _differs(thing, before, after)]
        extended = name == "deadline" and all(_is_later(*pair) for pair in moved)
        told = _told(f"{name} moved", len(moved), len(had), least=1 if thing.steady else SEVERAL, grave=not extended)
        if not told and thing.formed and (moved or not thing.dated):
            reshaped = sum(_form(before[thing.words]) != _form(after[thing.words] or "") for before, after in had)
            told = _told(f"{name} worded", reshaped, len(had), least=SEVERAL)
        found += told
    return found


def _differs(thing: _Thing, before: Row, after: Row) -> bool:
    return before[thing.words] != after[thing.words] and any(before[name] != after[name] for name in thing.columns)


def _is_later(before: Row, after: Row) -> bool:
    """Whether a deadline was extended: offices do that with all of their openings at once."""
    return bool(before["deadline_on"] and after["deadline_on"] and before["deadline_on"] < after["deadline_on"])


def _form(words: str) -> str:
    """Words without their figures: how they are written, whatever they state."""
    return fold(_FIGURES.sub("0", words))


def _reworded(pairs: Sequence[Pair]) -> list[Difference]:
    """Texts that were cut, or that say something else altogether (another language, an error page)."""
    texts = [(fold(before["description_text"]), fold(after["description_text"])) for before, after in pairs]
    both = [(before, after) for before, after in texts if before and after]
    differing = [(before, after) for before, after in both if before != after]
    cut = _told("text cut", sum(_cut(*pair) for pair in differing), len(both))
    return cut + _told("text replaced", sum(_common(*pair) < COMMON for pair in differing), len(both))


def _cut(before: str, after: str) -> bool:
    return len(after) < CUT * len(before) and _common(before, after) >= KEPT


def _common(before: str, after: str) -> float:
    """Share of the words of the text with fewer that stand in the other."""
    old, new = set(before.split()), set(after.split())
    return len(old & new) / min(len(old), len(new))


def _alike(stored: Sequence[Row], shown: Sequence[Row]) -> list[Difference]:
    """Postings that are suddenly all alike: one page in the place of each."""
    key: Mapping[str, Callable[[Row], str]] = {
        "title": lambda row: title_key(row["title"]),
        "description_text": lambda row: fold(row["description_text"]),
    }
    if min(len(stored), len(shown)) < ENOUGH:
        return []
    return [
        Difference(line=f"{name} alike in all {len(shown)} postings", grave=True)
        for name, of in key.items()
        if len({of(row) for row in shown}) == 1 < len({of(row) for row in stored})
    ]


def _renumbered(stored: Mapping[str, Row], shown: Mapping[str, Row]) -> list[Difference]:
    """Most postings went, and came as others of the same titles: their numbers or addresses moved."""
    gone = Counter(title_key(row["title"]) for row_id, row in stored.items() if row_id not in shown)
    came = Counter(title_key(row["title"]) for row_id, row in shown.items() if row_id not in stored)
    return _told("number moved", (gone & came).total(), len(stored), least=ENOUGH)


def _foreign(stored: Sequence[Row], shown: Sequence[Row]) -> list[Difference]:
    """Texts that all came in another language than the stored ones have."""
    before = [_is_english(row["description_text"]) for row in stored if _is_long(row)]
    after = [_is_english(row["description_text"]) for row in shown if _is_long(row)]
    if not before or not all(before) or not after or any(after):
        return []
    return [Difference(line=f"language other in all {len(after)} postings", grave=len(after) >= ENOUGH)]


def _is_long(row: Row) -> bool:
    return len(row["description_text"].split()) >= _SOME_WORDS


def _is_english(text: str) -> bool:
    words = text.lower().split()
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)
