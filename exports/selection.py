"""A feed of any combination: which items a query like ``role=election_specialist&state=WA&min_pay=60000`` asks for.

Values of one parameter widen the choice, parameters narrow it. The words are those of the codebook; the forms that
stand in the addresses of feeds (``election-specialist``) are understood as well. An empty value asks for nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from exports import regions, wording
from exports.cuts import slug
from exports.items import Item
from schema.column_types import plain
from schema.errors import Mendable
from schema.vocabulary import OrganizationKind, RemoteMode, RoleFamily, members

_REMOTE = ("remote", "flexible")
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")
_ONCE = ("min_pay", "nonpartisan")
_MOST_PAY = 10**9


class SelectionError(Mendable):
    """A query that nobody can answer: one line that names the parameter and the values it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for; an empty tuple or None asks for nothing.

    ``min_pay`` is money a year: the highest annual pay must reach it, and pay that is not stated does not.
    """

    role: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    min_pay: Decimal | None = None
    kind: tuple[str, ...] = ()
    nonpartisan: bool = False

    @property
    def query(self) -> str:
        """The query that asks for the same, each parameter and value in its one order; "" for everything."""
        given = {name: getattr(self, name) for name in _WORDS}
        given["min_pay"] = [f"{self.min_pay:f}"] if self.min_pay is not None else []
        given["nonpartisan"] = ["1"] if self.nonpartisan else []
        return urlencode([(name, value) for name in _ORDER for value in given[name]])

    @property
    def title(self) -> str:
        """What is asked for, in words; "" for everything."""
        said = [
            " or ".join(wording.term(role) for role in self.role),
            " or ".join(regions.STATES[code] for code in self.state),
            " or ".join(wording.term(mode) for mode in self.remote),
            f"from {self.min_pay:,f} a year" if self.min_pay is not None else "",
            " or ".join(wording.term(kind) for kind in self.kind),
            "without partisan employers" if self.nonpartisan else "",
        ]
        return ", ".join(part for part in said if part)

    def chosen(self, items: Iterable[Item]) -> list[Item]:
        """The items that are asked for, in their order."""
        return [item for item in items if self._asks_for(item)]

    def _asks_for(self, item: Item) -> bool:
        row = item.row
        if self.min_pay is not None and not (row["salary_annual_max"] or Decimal(-1)) >= self.min_pay:
            return False
        return (
            (not self.role or row["role_family"] in self.role)
            and (not self.state or not set(self.state).isdisjoint(regions.states(row)))
            and (not self.remote or row["remote"] in self.remote)
            and (not self.kind or row["organization_kind"] in self.kind)
            and not (self.nonpartisan and row["partisan"] == "partisan")
        )


_WORDS: Mapping[str, Mapping[str, str]] = {
    name: {form: word for word in words for form in (word.lower(), slug(word))}
    for name, words in {
        "role": members(RoleFamily),
        "state": tuple(regions.STATES),
        "remote": members(RemoteMode),
        "kind": members(OrganizationKind),
    }.items()
}
_ORDER = ("role", "state", "remote", "min_pay", "kind", "nonpartisan")


def read(pairs: Sequence[tuple[str, str]]) -> Selection:
    """The selection that the pairs of a query ask for. Raises SelectionError."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in _ORDER:
            raise SelectionError(f"{name}: is no parameter; give some of {', '.join(_ORDER)}")
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    for name in _ONCE:
        if len(given.get(name, ())) > 1:
            raise SelectionError(f"{name}: give it once")
    return Selection(
        role=_members("role", given),
        state=_members("state", given),
        remote=_members("remote", given),
        min_pay=_amount(given.get("min_pay", [])),
        kind=_members("kind", given),
        nonpartisan=_truth("nonpartisan", given.get("nonpartisan", [])),
    )


def _members(name: str, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    known, found = _WORDS[name], set()
    for value in given.get(name, ()):
        if name == "remote" and value.lower() in _YES:
            found |= set(_REMOTE)
        elif value.lower() in known:
            found.add(known[value.lower()])
        else:
            words = sorted(set(known.values()))
            raise SelectionError(f"{name}: {_shown(value)} is none of {', '.join(words)}")
    return tuple(sorted(found))


def _amount(given: Sequence[str]) -> Decimal | None:
    if not given:
        return None
    try:
        amount = Decimal(given[0])
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= _MOST_PAY):
        raise SelectionError(f"min_pay: {_shown(given[0])} is no amount; give whole money a year, like 60000")
    return plain(amount)


def _truth(name: str, given: Sequence[str]) -> bool:
    if not given:
        return False
    if given[0].lower() not in _YES + _NO:
        raise SelectionError(f"{name}: {_shown(given[0])} is none of 1, 0")
    return given[0].lower() in _YES


def _shown(value: str) -> str:
    return repr(wording.shortened(value, 60))
