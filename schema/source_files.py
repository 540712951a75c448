"""Reads the folder of source files: strict, all mistakes of all files at once, each with its mend."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

from schema.errors import Mendable
from schema.source import Expect, Hints, Organization, Schedule, Source
from schema.vocabulary import OrganizationKind, members

T = TypeVar("T")

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
_STATE = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_FIPS = re.compile(r"\d{2}|\d{5}|\d{7}|\d{10}")
_TYPES: dict[type, str] = {str: "text in quotes", bool: "true or false", int: "a whole number", dict: "a table { … }"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: the file below the sources folder, the key ("" for the whole file), what is wrong and its mend."""

    file: str
    key: str
    says: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.says) if part)


class SourceFileError(Mendable):
    """The sources folder cannot be used as it is; ``problems`` are all the mistakes in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load(folder: Path, platforms: Collection[str] | None = None) -> tuple[Source, ...]:
    """Every source below ``folder``, in the order of their ids.

    ``platforms`` are the names a board may have; None accepts any name.
    Raises SourceFileError with every problem of every file.
    """
    problems: list[Problem] = []
    sources: list[Source] = []
    if not folder.is_dir():
        raise SourceFileError((Problem(file=str(folder), key="", says="there is no such folder of source files"),))
    for path in sorted(folder.rglob("*.toml")):
        sources += _read_file(path, path.relative_to(folder).as_posix(), platforms, problems)
    if problems:
        raise SourceFileError(tuple(problems))
    return tuple(sorted(sources, key=lambda source: source.id))


def chosen(
    folder: Path, platforms: Collection[str], named: Collection[str] = (), platform: str | None = None
) -> tuple[Source, ...]:
    """The sources below ``folder`` that are asked for, in the order of their ids.

    ``named`` are ids, beginnings of ids, or parts of them between slashes; none means all. ``platform`` leaves only
    that platform's. Raises SourceFileError as :func:`load`, and for a name or platform that there is not.
    """
    every = load(folder, platforms)
    if unknown := [name for name in named if not any(_is_named(source, name) for source in every)]:
        says = f"no such source in {folder}; electionjobs sources list shows them"
        raise SourceFileError((Problem(file=unknown[0], key="", says=says),))
    if platform and platform not in platforms:
        says = f"no such platform; there are {', '.join(platforms)}"
        raise SourceFileError((Problem(file=platform, key="", says=says),))
    wanted = [source for source in every if not named or any(_is_named(source, name) for name in named)]
    return tuple(source for source in wanted if platform in (None, source.platform))


def _is_named(source: Source, name: str) -> bool:
    return source.id == name or source.id.startswith(name.rstrip("/") + "/") or f"/{name}/" in f"/{source.id}/"


class _Reader:
    """One TOML table: its keys are taken by type; what is wrong, and what nobody asked for, is a problem."""

    def __init__(self, file: str, at: str, values: Mapping[str, Any], problems: list[Problem]) -> None:
        self.file, self.at, self.values, self.problems = file, at, values, problems
        self.asked: list[str] = []

    def problem(self, key: str, says: str) -> None:
        where = f"{self.at}.{key}" if self.at and key else self.at or key
        self.problems.append(Problem(file=self.file, key=where, says=says))

    def take(self, key: str, kind: type[T], required: bool = False) -> T | None:
        self.asked.append(key)
        if key not in self.values:
            if required:
                self.problem(key, f'is missing; write {key} = "…"')
            return None
        value = self.values[key]
        if type(value) is not kind:  # isinstance would take true for a number
            self.problem(key, f"must be {_TYPES[kind]}, not {value!r}")
            return None
        return value

    def text(self, key: str, form: re.Pattern[str] | None = None, like: str = "", required: bool = False) -> str | None:
        value = self.take(key, str, required)
        if value is None:
            return None
        if not value.strip() and key != "notes":
            self.problem(key, "is empty; give it a value or leave the line out")
            return None
        if form and not form.fullmatch(value):
            self.problem(key, f"must be {like}, not {value!r}")
            return None
        return value

    def address(self, key: str, required: bool = False) -> str | None:
        return self.text(key, _ADDRESS, "an absolute address that starts with http:// or https://", required)

    def choice(self, key: str, allowed: Collection[str] | None, required: bool = False) -> str | None:
        value = self.text(key, required=required)
        if value is None or allowed is None or value in allowed:
            return value
        near = _suggest(value, allowed)
        self.problem(key, f"does not know {value!r}; {near or 'known are: ' + ', '.join(sorted(allowed))}")
        return None

    def number(self, key: str, least: int) -> int | None:
        value = self.take(key, int)
        if value is not None and value < least:
            self.problem(key, f"must be {least} or more, not {value}")
            return None
        return value

    def table(self, key: str) -> "_Reader":
        return _Reader(self.file, f"{self.at}.{key}" if self.at else key, self.take(key, dict) or {}, self.problems)

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                near = _suggest(key, self.asked)
                self.problem(key, f"unknown key; {near or 'known are: ' + ', '.join(self.asked)}")


def _suggest(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""


def _read_file(path: Path, file: str, platforms: Collection[str] | None, problems: list[Problem]) -> list[Source]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        problems.append(Problem(file=file, key="", says=f"cannot be read: {error.strerror}"))
        return []
    except UnicodeDecodeError:
        problems.append(Problem(file=file, key="", says="is not UTF-8 text; save it as UTF-8"))
        return []
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file=file, key="", says=f"is not TOML: {error}"))
        return []
    top = _Reader(file, "", values, problems)
    before = len(problems)
    organization = _read_organization(top, file.removesuffix(".toml"))
    boards = _read_boards(top, organization, platforms)
    top.close()
    return boards if len(problems) == before else []


def _read_organization(top: _Reader, slug: str) -> Organization:
    if not _SLUG.fullmatch(slug):
        top.problem("", "rename the file and its folders to small letters, digits, - and _")
    return Organization(
        slug=slug,
        name=top.text("name", required=True) or "",
        kind=cast("OrganizationKind | None", top.choice("kind", members(OrganizationKind))),
        homepage=top.address("homepage", required=True) or "",
        state=top.text("state", _STATE, 'two capital letters like "WA"'),
        country=top.text("country", _STATE, 'two capital letters like "US"') or "US",
        fips=top.text("fips", _FIPS, 'a FIPS code in quotes like "53033"'),
    )


def _read_boards(top: _Reader, organization: Organization, platforms: Collection[str] | None) -> list[Source]:
    top.asked.append("board")
    boards = top.values.get("board", [])
    if not isinstance(boards, list) or not boards or not all(isinstance(board, dict) for board in boards):
        top.problem("board", "needs at least one board; write [[board]] with its keys on the lines below")
        return []
    sources: dict[str, Source] = {}
    for place, values in enumerate(boards, 1):
        reader = _Reader(top.file, f"board {place}", values, top.problems)
        source = _read_board(reader, organization, platforms, {known.platform for known in sources.values()})
        reader.close()
        if source.id in sources:
            reader.problem("token", f"the id {source.id!r} stands twice; give each board a token of its own")
        sources[source.id] = source
    return list(sources.values())


def _read_board(
    board: _Reader, organization: Organization, platforms: Collection[str] | None, earlier: set[str]
) -> Source:
    platform = board.choice("platform", platforms, required=True) or ""
    token, url = board.text("token"), board.address("url")
    if "token" not in board.values and "url" not in board.values:
        board.problem("", 'needs token = "…" (the name of the board on its platform) or url = "…"')
    source_id = f"{organization.slug}/{platform}"
    # The first board of a platform keeps its id when a second is added: its history hangs on it.
    if platform in earlier and token is not None:
        source_id = f"{source_id}/{token}"
    return Source(
        id=source_id,
        organization=organization,
        platform=platform,
        token=token,
        url=url,
        base_url=board.address("base_url"),
        employer=board.text("employer"),
        aggregator=bool(board.take("aggregator", bool)),
        only=_read_only(board.table("only")),
        expect=_read_expect(board.table("expect")),
        **_read_cadence(board),
        misses=board.number("misses", least=1),
        browser=_read_browser(board, platform),
        hints=_read_hints(board.table("hints"), platform) if "hints" in board.values else None,
        notes=board.text("notes") or "",
    )


def _read_cadence(board: _Reader) -> dict[str, Any]:
    """How often a board is asked, and the bounds of it: three keys from the most often to the least."""
    often = [word for word in members(Schedule) if word != "paused"]
    schedule = board.choice("schedule", members(Schedule)) or "daily"
    bounds = {key: board.choice(key, often) for key in ("at_most", "at_least")}
    said = [word for word in (bounds["at_most"], schedule, bounds["at_least"]) if word in often]
    if said != sorted(said, key=often.index):
        board.problem("schedule", "must lie between at_most (the most often) and at_least (the least often)")
    return {"schedule": schedule, **bounds}


def _read_only(only: _Reader) -> dict[str, tuple[str, ...]]:
    for key, wanted in only.values.items():
        if not isinstance(wanted, list) or not wanted or not all(isinstance(value, str) for value in wanted):
            only.problem(key, f'must be a list of texts like ["…"], not {wanted!r}')
    return {key: tuple(wanted) for key, wanted in only.values.items() if isinstance(wanted, list)}


def _read_browser(board: _Reader, platform: str) -> bool:
    browser = bool(board.take("browser", bool))
    if browser and platform != "career_page":
        board.problem("browser", f"builds pages of the platform career_page; leave it out of a {platform} board")
    return browser


def _read_hints(hints: _Reader, platform: str) -> Hints:
    read = Hints(
        list=hints.text("list"),
        body=hints.text("body"),
        link=hints.text("link"),
        language=hints.text("language", _LANGUAGE, 'two small letters like "es"'),
    )
    hints.close()
    if platform != "career_page":
        hints.problem("", f"help to read a career_page; {platform or 'this board'} takes none")
    try:
        re.compile(read.link or "")
    except re.error as error:
        hints.problem("link", f"is no regular expression: {error}")
    return read


def _read_expect(expect: _Reader) -> Expect:
    minimum = expect.number("min", least=0) or 0
    may_be_empty = expect.take("may_be_empty", bool)
    why = expect.text("why") or ""
    expect.close()
    if minimum and may_be_empty:
        expect.problem("may_be_empty", f"contradicts min = {minimum}; leave one of them out")
    return Expect(min=minimum, may_be_empty=minimum == 0 if may_be_empty is None else may_be_empty, why=why)
