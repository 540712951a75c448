"""``datapackage.json``: what the tables of a folder are, as a Frictionless Data Package made from the codebook."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exports.published import COLUMNS
from exports.tables import CHANGE_COLUMNS
from schema.codebook import CODEBOOK, Entry

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}
_TITLES = {
    "jobs.csv": "Open postings, lossless",
    "jobs-excel.csv": "Open postings, safe to open in a spreadsheet: texts only, long ones cut",
    "jobs.jsonl": "Open postings, one JSON object a line",
    "jobs.parquet": "Open postings, typed",
    "closed.csv": "Postings that are over",
    "changes.csv": "What happened to postings in the week",
}
_CHANGES = {
    "day": ("date", "First day on which it holds."),
    "kind": ("string", "new, changed, extended, reopened, closed or regrouped."),
    "id": ("string", "The posting."),
    "title": ("string", "Its title then."),
    "organization": ("string", "Its employer then."),
    "source": ("string", "The board it was found on."),
    "url": ("string", "Where it stood."),
    "reason": ("string", "Why it was closed."),
    "changed": ("object", "Columns that differ: [before, after]; long texts are left out."),
}


def _field(entry: Entry) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if entry.name == "id":
        constraints = {"required": True, "unique": True}
    elif entry.members and entry.kind == "string":
        constraints = {"enum": list(entry.members)}
    given = {"name": entry.name, "type": entry.kind, "description": entry.meaning}
    return given | ({"constraints": constraints} if constraints else {})


def _schema(name: str) -> dict[str, Any]:
    if name == "changes.csv":
        fields: list[dict[str, Any]] = [
            {"name": column, "type": _CHANGES[column][0], "description": _CHANGES[column][1]}
            for column in CHANGE_COLUMNS
        ]
    elif name == "jobs-excel.csv":
        fields = [{"name": column, "type": "string", "description": CODEBOOK[column].meaning} for column in COLUMNS]
    else:
        fields = [_field(CODEBOOK[column]) for column in COLUMNS]
    key = {} if name == "changes.csv" else {"primaryKey": ["id"]}
    return {"fields": fields, "missingValues": [""]} | key


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resource(path: Path) -> dict[str, Any]:
    suffix = path.suffix[1:]
    given: dict[str, Any] = {
        "name": path.name.replace(".", "-"),
        "path": path.name,
        "title": _TITLES[path.name],
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
    }
    if suffix == "parquet":
        del given["encoding"]  # a binary file
        return given
    return given | {"type": "table", "schema": _schema(path.name)}


def write(folder: Path, tables: Sequence[str], version: str, created: dt.date | None = None) -> None:
    """Write ``datapackage.json`` about the named tables of a folder; a dated cut also says when it was made."""
    package = {
        "$schema": _PROFILE,
        "name": "electionjobs",
        "title": "Job postings of the election sector",
        "description": "Read from the employers' own pages; every column is explained in the schema of its table.",
        "version": version,
        **({"created": f"{created.isoformat()}T12:00:00Z"} if created else {}),
        "resources": [_resource(folder / name) for name in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, "utf-8")


def write_checksums(folder: Path) -> None:
    """Write ``SHA256SUMS`` of all files of a folder, to check with ``sha256sum -c``."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    lines = "".join(f"{digest_of(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(lines, "utf-8")
