"""The page for researchers: which files there are, and what each column means."""

from pathlib import Path

from exports.published import COLUMNS
from exports.site.layout import Frame, Page
from schema.codebook import CODEBOOK

_FILES = (
    ("latest/jobs.csv", "every published posting, lossless: UTF-8, ISO dates, empty cells for what is not stated"),
    ("latest/jobs-excel.csv", "the same for spreadsheets: no cell is a formula"),
    ("latest/jobs.parquet", "the same with types, for pandas, R and DuckDB"),
    ("latest/jobs.jsonl", "the same, one JSON object a line"),
    ("latest/changes.csv", "what happened in the last seven days"),
    ("latest/closed.csv", "every posting that is over, back to the first"),
    ("latest/datapackage.json", "all of it described by machine, with types and checksums"),
)


def page(frame: Frame, folder: Path) -> Page:
    """The codebook; ``folder`` is the edition's, which holds its tables already."""
    return frame.page(
        "codebook.html",
        "codebook",
        title="Data and codebook",
        description="The postings as tables, and what each column of them means.",
        files=[(path, words) for path, words in _FILES if (folder / path).exists()],
        entries=[CODEBOOK[name] for name in COLUMNS],
    )
