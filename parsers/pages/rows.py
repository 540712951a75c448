"""Tables on office pages: rows of label and value, and tables whose rows are postings."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from parsers.pages import labels, titles
from parsers.pages.outline import TERM, Line
from parsers.pages.sections import Section
from schema.records import RawField

_NAMES = frozenset(
    "title organization location salary posted deadline opens start end employment remote hours department education "
    "experience languages apply openings".split()
)
_LONGEST_VALUE = 300


def fields(lines: Sequence[Line]) -> Iterator[RawField]:
    """The label-value pairs of tables and definition lists whose label is known, each name and text once."""
    seen: set[tuple[str, str]] = set()
    for name, text in (*_pairs(lines), *_terms(lines)):
        if name in _NAMES and text and len(text) <= _LONGEST_VALUE and (name, text) not in seen:
            seen.add((name, text))
            yield RawField(name=name, text=text, where="label")


def sections(lines: Sequence[Line], *, on_hub: bool) -> list[Section]:
    """The rows of a table that are whole postings without a page of their own: a title and a closing date.

    The first row must name the columns. A table whose titles are links is a list and not read here. ``on_hub``: the
    page says that it lists openings, so that pay will do for a date; elsewhere that is a scale of pay.
    """
    telling = {"salary", "deadline"} if on_hub else {"deadline"}
    found: list[Section] = []
    for _, table in groupby((line for line in lines if line.table), key=lambda line: line.table):
        rows = [list(row) for _, row in groupby(table, key=lambda line: line.row)]
        names = [labels.name_of(cell.text) for cell in rows[0]] if rows else []
        if len(rows) < 2 or "title" not in names or not telling & set(names):
            continue
        column = rows[0][names.index("title")].column
        for row in rows[1:]:
            cell = next((line for line in row if line.column == column), None)
            if cell is not None and titles.is_title(cell.text) and not any(line.anchors for line in row):
                found.append(Section(title=titles.without_label(cell.text), heading=cell, lines=row, end=row[-1].end))
    return found


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[str | None, str]]:
    header: list[str | None] = []
    table = 0
    for _, group in groupby((line for line in lines if line.row), key=lambda line: line.row):
        row = [(column, list(cells)) for column, cells in groupby(group, key=lambda line: line.column)]
        if row[0][1][0].table != table:
            table, header = row[0][1][0].table, []
        texts = [" ".join(cell.text for cell in cells) for _, cells in row]
        names = [labels.name_of(text) for text in texts]
        if len(texts) == 2 and names[0] and not names[1]:
            yield names[0], texts[1]
        elif len(texts) == 4 and names[0] and names[2]:  # two pairs in one row
            yield names[0], texts[1]
            yield names[2], texts[3]
        elif not header and sum(name is not None for name in names) > 1:
            header = names


def _terms(lines: Sequence[Line]) -> Iterator[tuple[str | None, str]]:
    for term, value in pairwise(lines):
        if term.rank == TERM and value.rank != TERM:
            yield labels.name_of(term.text), value.text
