"""A posting as it grows: readings of a field, which of them wins, and the evidence that stays with each column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from parsers import labels
from parsers.reading import Context, Found
from schema.records import Evidence, RawPosting
from schema.vocabulary import Where

PRECEDENCE: tuple[Where, ...] = ("structured", "label", "title", "body", "listing", "source_default")


class Value(Protocol):
    """What a field parser gives: its own attributes, and the words they were read from."""

    @property
    def found(self) -> Found: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A field's value and where it was read; of two readings the one that states more has the greater ``weight``."""

    value: Any
    where: Where
    weight: int = 1


@dataclass(slots=True)
class Columns:
    """The posting as it grows: its columns, why they are so, and the readings that lost."""

    values: dict[str, Any] = field(default_factory=dict)
    details: dict[str, object] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    conflicts: list[Evidence] = field(default_factory=list)

    def put(self, reading: Reading | None, columns: Mapping[str, object], details: Mapping[str, object]) -> None:
        """Take the stated ones of the columns and details, with the evidence of their reading."""
        if reading is None:
            return
        stated = {name: value for name, value in columns.items() if _is_stated(value)}
        kept = {name: value for name, value in details.items() if _is_stated(value)}
        self.values |= stated
        self.details |= kept
        proof = reading.value.found
        self.evidence += [
            Evidence(field=name, quote=proof.quote, where=reading.where, rule=proof.rule, confidence=proof.confidence)
            for name in [*stated, *(f"details.{name}" for name in kept)]
        ]

    def lose(self, name: str, chosen: Reading, readings: Iterable[Reading]) -> None:
        """Keep the readings that state something else than the chosen one."""
        for other in readings:
            if other is not chosen and _core(other.value) != _core(chosen.value):
                proof = other.value.found
                self.conflicts.append(
                    Evidence(
                        field=name, quote=proof.quote, where=other.where, rule=proof.rule, confidence=proof.confidence
                    )
                )


def _is_stated(value: object) -> bool:
    return value is not None and value not in ((), [], {}, "none", "unspecified", "unknown")


def _core(value: Any) -> tuple[object, ...]:  # noqa: ANN401  # any field's value
    return tuple(getattr(value, f.name) for f in fields(value) if f.name not in ("found", "flags"))


@dataclass(frozen=True, slots=True)
class Text:
    """What all fields are read from: the raw posting, its text, its labelled parts, and the context."""

    raw: RawPosting
    text: str
    segments: tuple[labels.Segment, ...]
    context: Context

    def part(self, name: str) -> str:
        """The first labelled part of a name, or ""."""
        return next((s.value for s in self.segments if s.name == name), "")

    def readings(
        self,
        name: str,
        parse: Callable[..., Any],
        *,
        from_parts: Callable[..., Any] | None = None,
        weight: Callable[[Any], int] = lambda value: 1,
    ) -> list[Reading]:
        """Every reading of a field, the best first."""
        body = parse(self.text, self.context)
        tried: list[tuple[Any, Where]] = [*self._given(name, parse, from_parts), (body, self._place(name, body))]
        tried += [(parse(s.value, self.context, labelled=True), "label") for s in self.segments if s.name == name]
        readings = [Reading(value, where, weight(value)) for value, where in tried if value is not None]
        return sorted(readings, key=lambda r: (-r.weight, PRECEDENCE.index(r.where)))

    def _given(
        self, name: str, parse: Callable[..., Any], from_parts: Callable[..., Any] | None
    ) -> Iterator[tuple[Any, Where]]:
        for given in self.raw.given(name):
            value = from_parts(given.parts, given.text, self.context) if from_parts and given.parts else None
            yield value or parse(given.text, self.context, labelled=True), given.where

    def _place(self, name: str, value: Value | None) -> Where:
        """A quote that stands in a labelled part was read at its label."""
        if value is None:
            return "body"
        quote = value.found.quote
        values = [s.value for s in self.segments if s.name == name]
        return "label" if any(quote in words or words in quote for words in values) else "body"


def best_of(columns: Columns, name: str, readings: Sequence[Reading]) -> Reading | None:
    """The best of the readings of a column, once the others are kept as conflicts; None without any.

    Of readings that say the very same, the one with the fewest words around it is the proof.
    """
    if not readings:
        return None
    first = readings[0]
    alike = [r for r in readings if r.where == first.where and _stated(r.value) == _stated(first.value)]
    chosen = min(alike, key=lambda r: len(r.value.found.quote))
    columns.lose(name, chosen, readings)
    return chosen


def _stated(value: Any) -> tuple[object, ...]:  # noqa: ANN401  # any field's value
    return tuple(getattr(value, f.name) for f in fields(value) if f.name != "found")
