"""Which row of its own source a posting is. Identity is decided here, once; a changed page keeps its row.

A platform's own job id decides where there is one. Else address and title do, and where these do not (print, pages,
files) the words of the entry itself, unless place, number or season contradict. Other sources are not looked at:
a new row is a group of its own until the cross-source matching joins it to others.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

import sqlalchemy as sa

from pipelines.likeness import Entry, contradicts, fold, likeness, link_key, other_employer, out_of_season, title_key
from pipelines.platforms import printed
from schema.records import JobPosting, ParsedPosting
from schema.tables import posting_keys, postings

NEAR = 85.0
"""Likeness (0 to 100) from which two entries of one title and employer, or of one address, are one."""

SAME_LINK = 60.0
"""The same for print entries of different days that share link and title."""

MISPRINT = 90.0
"""Likeness from which, under one link and title, the employer's name may differ."""

CHUNK = 500


@dataclass(slots=True, kw_only=True)
class Match:
    """One row: its id, whether this batch minted it, what the batch shows of it (oldest first), its keys by value."""

    id: str
    new: bool
    seen: list[ParsedPosting] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Row:
    """A row of the source, in the database or minted in this batch, as the matching sees it."""

    match: Match
    entry: Entry

    @property
    def claimed(self) -> bool:
        return bool(self.match.seen)


class _Rows:
    """The rows of a source that any posting of the batch may be, by their keys."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[str, _Row]] = defaultdict(dict)
        self.all: dict[str, _Row] = {}

    def add(self, row: _Row, keys: Iterable[str]) -> None:
        self.all[row.match.id] = row
        for key in keys:
            self.by_key[key][row.match.id] = row

    def under(self, *keys: str) -> list[_Row]:
        found = {row_id: row for key in keys if key in self.by_key for row_id, row in self.by_key[key].items()}
        return [found[row_id] for row_id in sorted(found)]


def match(connection: sa.Connection, source: str, seen: Sequence[ParsedPosting]) -> list[Match]:
    """Each posting of a batch to its row. Independent of the order of ``seen``."""
    ordered = sorted(seen, key=_order)
    keyed = [(parsed, keys_of(parsed.posting)) for parsed in ordered]
    rows = _read_rows(connection, source, {value for _, keys in keyed for value in keys.values()})
    mint = _Mint(connection, [parsed.posting for parsed in ordered])
    crowd = Counter(keys["link"] for _, keys in keyed)
    unclear = _claim_each(rows, keyed, lambda p, keys: _by_identity(rows, p, keys, alone=crowd[keys["link"]] == 1))
    unclear = _claim_each(rows, unclear, lambda p, keys: _as_it_was(rows, p, keys))
    # Only now is it known which rows the others did not mean.
    for parsed, keys in unclear:
        row = _by_content(rows, parsed.posting, keys)
        if row is None:
            row = _Row(Match(id=mint(parsed.posting), new=True), Entry.of(parsed.posting))
        _claim(rows, row, parsed, keys)
    return [row.match for row in rows.all.values() if row.claimed]


def rows_at(connection: sa.Connection, source: str, urls: Iterable[str]) -> dict[str, set[str]]:
    """The ids of a source's rows that were ever seen at one of these addresses, by address."""
    values = {url: _digest("address", link_key(url)) for url in urls}
    rows = _read_keys(connection, source, set(values.values()))
    return {url: {row_id for row_id, found in rows.items() if value in found} for url, value in values.items()}


def keys_of(posting: JobPosting) -> dict[str, str]:
    """What a posting may be recognized by: kind of key → its value."""
    title, address = title_key(posting.title), link_key(posting.url)
    keys = {"address": _digest("address", address), "link": _digest("link", address, title)}
    if posting.source_job_id:
        return keys | {"job": _digest("job", posting.source_job_id)}
    entry = Entry.of(posting)
    keys["entry"] = _digest("entry", title)
    if entry.text:
        # Of the words as printed: what the parsers make of them may change.
        keys["text"] = _digest("text", fold(posting.title_raw), fold(posting.location_raw or ""), entry.text)
    return keys


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def _order(parsed: ParsedPosting) -> tuple[object, ...]:
    posting = parsed.posting
    return (posting.observed_on, posting.source_job_id or "", posting.url, posting.title, repr(posting))


def _chunks(values: Iterable[str]) -> list[list[str]]:
    ordered = sorted(values)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


def _read_keys(connection: sa.Connection, source: str, values: set[str]) -> dict[str, set[str]]:
    keys = posting_keys.c
    found: dict[str, set[str]] = defaultdict(set)
    for chunk in _chunks(values):
        query = sa.select(keys.posting, keys.value).where(keys.source == source, keys.value.in_(chunk))
        for row_id, value in connection.execute(query):
            found[row_id].add(value)
    return found


def _read_rows(connection: sa.Connection, source: str, values: set[str]) -> _Rows:
    found = _read_keys(connection, source, values)
    rows = _Rows()
    columns = [postings.c[name] for name in ("id", *Entry.COLUMNS)]
    for chunk in _chunks(found):
        for row in connection.execute(sa.select(*columns).where(postings.c.id.in_(chunk))).mappings():
            rows.add(_Row(Match(id=row["id"], new=False), Entry.of_row(dict(row))), found[row["id"]])
    return rows


def _by_identity(rows: _Rows, posting: JobPosting, keys: dict[str, str], *, alone: bool) -> _Row | None:
    """The row that the job id, or on a page its address and title, name without doubt.

    ``alone``: no other posting of the batch has the same address and title.
    """
    if posting.source_job_id:
        numbered = rows.under(keys["job"])
        if numbered:
            return numbered[0]
        unnumbered = [row for row in rows.under(keys["link"]) if row.entry.job_id is None and not row.claimed]
        return unnumbered[0] if len(unnumbered) == 1 else None
    if printed(posting.platform):
        return None
    linked = [row for row in rows.under(keys["link"]) if row.entry.job_id is None]
    return linked[0] if alone and len(linked) == 1 else None


def _as_it_was(rows: _Rows, posting: JobPosting, keys: dict[str, str]) -> _Row | None:
    """The row that stands on a page just like this. Of postings that look alike, each keeps its own row by it."""
    if posting.source_job_id or printed(posting.platform):
        return None
    rest = [row for row in rows.under(keys["link"]) if not row.claimed and row.entry.job_id is None]
    if not rest:
        return None
    entry = Entry.of(posting)
    return next((row for row in rest if row.entry.reads_as(entry)), None)


def _by_content(rows: _Rows, posting: JobPosting, keys: dict[str, str]) -> _Row | None:
    """The most alike row that nothing contradicts. On a page, a row that was found already is another posting."""
    if posting.source_job_id:
        # Minted a moment ago for the same number: a board may list a posting twice.
        return next(iter(rows.under(keys["job"])), None)
    in_print, entry = printed(posting.platform), Entry.of(posting)
    linked = set(rows.under(keys["link"]))
    worded = set(rows.under(keys["text"])) if "text" in keys else set()
    candidates = rows.under(*(keys[kind] for kind in ("link", "entry", "text", "address") if kind in keys))
    best: tuple[float, _Row] | None = None
    for row in candidates:
        if row.claimed and not in_print:
            continue
        alike = _alike(row, entry, in_print=in_print, linked=row in linked, worded=row in worded)
        if alike is not None and (best is None or alike > best[0]):
            best = (alike, row)
    return best[1] if best else None


def _alike(row: _Row, entry: Entry, *, in_print: bool, linked: bool, worded: bool) -> float | None:
    """How alike a row and an entry are; None where they are not one posting.

    ``linked``: the row was seen with this address and title before; ``worded``: in just these words.
    """
    if linked and worded and not out_of_season(row.entry, entry, in_print=in_print):
        return 101.0
    if out_of_season(row.entry, entry, in_print=in_print) or contradicts(row.entry, entry):
        return None
    if worded and not other_employer(row.entry, entry):
        return 100.0
    same_issue = in_print and row.entry.last == entry.last
    if in_print and (row.entry.title != entry.title or (same_issue and not linked)):
        return None
    alike = likeness(row.entry, entry)
    # Under one link and title an employer that is written otherwise is a misprint, if the words agree.
    if other_employer(row.entry, entry) and not (linked and alike >= MISPRINT):
        return None
    return alike if alike >= (SAME_LINK if in_print and linked and not same_issue else NEAR) else None


_Keyed = tuple[ParsedPosting, dict[str, str]]


def _claim_each(
    rows: _Rows, postings: Iterable[_Keyed], find: Callable[[JobPosting, dict[str, str]], _Row | None]
) -> list[_Keyed]:
    """Let each posting claim the row that ``find`` names; gives those for which it names none."""
    left = []
    for parsed, keys in postings:
        row = find(parsed.posting, keys)
        if row is None:
            left.append((parsed, keys))
        else:
            _claim(rows, row, parsed, keys)
    return left


def _claim(rows: _Rows, row: _Row, parsed: ParsedPosting, keys: dict[str, str]) -> None:
    row.match.seen.append(parsed)
    row.match.keys |= {value: kind for kind, value in keys.items()}
    row.entry.renew(Entry.of(parsed.posting))
    rows.add(row, keys.values())


class _Mint:
    """Makes ids: a hash of what the posting is found by, numbered where several are found by the same."""

    def __init__(self, connection: sa.Connection, batch: Sequence[JobPosting]) -> None:
        self.connection = connection
        self.used = self._existing({self._name(posting, 1) for posting in batch})

    def __call__(self, posting: JobPosting) -> str:
        for number in count(1):
            name = self._name(posting, number)
            if name in self.used or (number > 1 and self._existing({name})):
                continue
            self.used.add(name)
            return name
        raise AssertionError("unreachable: count() has no end")

    def _existing(self, names: set[str]) -> set[str]:
        found: set[str] = set()
        for chunk in _chunks(names):
            found.update(self.connection.scalars(sa.select(postings.c.id).where(postings.c.id.in_(chunk))))
        return found

    @staticmethod
    def _name(posting: JobPosting, number: int) -> str:
        if posting.source_job_id:
            parts = [posting.source, "job", posting.source_job_id]
        else:
            parts = [posting.source, "link", link_key(posting.url), title_key(posting.title)]
        return _digest(*parts, *([str(number)] if number > 1 else []))[:16]
