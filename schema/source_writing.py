"""Writes source files: the few lines a person would write, checked as they will be read."""

import json
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from schema.source import Source
from schema.source_files import Problem, SourceFileError, load


def toml_of(source: Source) -> str:
    """The text of a source's file: who the organization is, and one board with its address. A kind is asked for."""
    office = source.organization
    lines = [
        _line("name", office.name),
        _line("kind", office.kind) or '# kind = "election office - county"',
        _line("homepage", office.homepage),
        _line("state", office.state),
        "",
        "[[board]]",
        _line("platform", source.platform),
        _line("token", source.token),
        _line("url", source.url),
        "aggregator = true" if source.aggregator else None,
        "browser = true" if source.browser else None,
        _line("notes", source.notes),
    ]
    return "\n".join(line for line in lines if line is not None) + "\n"


def slug_of(name: str, state: str | None) -> str:
    """The path of an organization's file below the sources folder: ``us/wa/king-county-elections``.

    Raises SourceFileError where the name or the state gives none.
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:100].strip("-")
    if not stem:
        raise _one_problem(name, "name", "needs letters from a to z or digits, for the file is named after it")
    if state is None:
        return f"us/{stem}"
    if not re.fullmatch(r"[A-Z]{2}", state):
        raise _one_problem(name, "state", f'must be two capital letters like "WA", not {state!r}')
    return f"us/{state.lower()}/{stem}"


def add(folder: Path, source: Source, platforms: Collection[str]) -> Path:
    """Write the file of a new organization below ``folder``, under its slug; gives its path.

    Raises SourceFileError, and writes nothing, where the file stands already, another source has the same board, or
    the lines would not be read without a mistake.
    """
    text, file = toml_of(source), f"{source.organization.slug}.toml"
    path = folder / file
    if path.exists():
        raise _one_problem(file, "", "stands already; add a [[board]] to it, or give another name")
    for known in load(folder, platforms) if folder.is_dir() else ():
        if (known.platform, known.token, known.url) == (source.platform, source.token, source.url):
            raise _one_problem(file, "board", f"is crawled already as {known.id}")
    with TemporaryDirectory() as draft:
        _write(Path(draft) / file, text)
        load(Path(draft), platforms)
    _write(path, text)
    return path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def _line(key: str, value: str | None) -> str | None:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}" if value else None


def _one_problem(file: str, key: str, says: str) -> SourceFileError:
    return SourceFileError((Problem(file=file, key=key, says=says),))
