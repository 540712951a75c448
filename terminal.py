"""What a person sees on a terminal: tables when it is one, plain lines when the output is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from parsers.reading import Page
from schema import source_writing
from schema.jsonform import to_json
from schema.records import BoardResult, JobPosting, ParsedPosting
from schema.source import Source

if TYPE_CHECKING:  # what is only shown here need not be loaded for commands that do not show it
    from detect import Detected
    from exports.edition import Edition
    from exports.history import Event, Version
    from ingest import Ingested
    from pipelines.batch import RunCounts

_QUOTE = 110


def console() -> Console:
    """A console on standard output; wide and without colour where nobody looks."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=not sys.stdout.isatty())


def warn(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(text.rstrip() + "\n")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """A table on a terminal, tab-separated lines in a pipe."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            sys.stdout.write("\t".join(" ".join(str(cell).split()) for cell in row) + "\n")
        return
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(str(cell)) for cell in row))
    console().print(shown)


def short(text: object) -> str:
    """A value as one line that does not fill the screen."""
    words = " ".join(str(text).split())
    return words if len(words) <= _QUOTE else words[: _QUOTE - 1] + "…"


def show_posting(parsed: ParsedPosting) -> None:
    """A posting's values beside the words they were read from."""
    values = to_json(parsed.posting)
    rows, last = [], ""
    for proof in parsed.evidence:
        if proof.field.endswith("_raw"):
            continue  # the words themselves, which stand beside every value
        value = values["details"].get(proof.field.removeprefix("details."), values.get(proof.field))
        words = "″" if proof.quote == last and sys.stdout.isatty() else short(f"“{proof.quote}”")
        rows.append((proof.field, short(value), words, proof.where, proof.rule))
        last = proof.quote
    table(("field", "value", "words", "where", "rule"), rows, title=parsed.posting.title_raw)
    for name, reason in absent(parsed.posting):
        console().print(escape(f"  no {name}: {reason}"))
    for conflict in parsed.conflicts:
        console().print(escape(f"  also read for {conflict.field}: “{short(conflict.quote)}” ({conflict.where})"))


_NO_PAY = {
    "unpaid": "unpaid",
    "doe": "it depends on experience",
    "negotiable": "it is negotiable",
}
_NO_DEADLINE = {
    "open_until_filled": "open until filled",
    "rolling": "applications are read as they come in",
    "continuous": "recruitment is continuous",
    "count_limited": "it closes at a number of applications",
    "priority": "the date given is that of the first review",
}
_NO_START = {"asap": "as soon as possible", "unknown": "the words name no date"}


def absent(posting: JobPosting) -> list[tuple[str, str]]:
    """The values that a posting does not state and says why: what is missing, and the reason."""
    found = []
    if posting.salary_min is None and posting.salary_max is None:
        reason = next((words for flag, words in _NO_PAY.items() if flag in posting.salary_flags), None)
        grade = posting.details.get("grade")
        reason = reason or (f"it follows from the grade {grade}" if grade else None)
        found += [("amount of pay", reason)] if reason else []
    if posting.deadline_on is None and posting.deadline_type in _NO_DEADLINE:
        found.append(("deadline", _NO_DEADLINE[posting.deadline_type]))
    if posting.starts_on is None and posting.starts_type in _NO_START:
        found.append(("start date", _NO_START[posting.starts_type]))
    if posting.ends_on is None and posting.duration_months is not None:
        found.append(("end date", f"{posting.duration_months} months from the start"))
    return found


def show_page(name: str, page: Page, postings: Sequence[ParsedPosting]) -> None:
    """What one document says."""
    out = console()
    out.print(escape(f"{name}: {page.kind}" + (f" — {page.rejected}" if page.rejected else "")))
    for reason in page.reasons:
        out.print(escape(f"  because {reason}"))
    for parsed in postings:
        out.print()
        show_posting(parsed)
    for link in page.links:
        out.print(
            escape(
                f"  link: {link.title or '(no words)'} → {link.url}" + (f" [{link.platform}]" if link.platform else "")
            )
        )


@contextmanager
def progress(sources: int) -> Iterator[Callable[[Source, BoardResult | None], None]]:
    """A bar over the sources of a crawl, on standard error and only where somebody looks.

    Gives what the crawl calls when a source starts (no result yet) and when it is done.
    """
    if not sys.stderr.isatty():
        yield lambda source, result: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("crawling", total=sources)

        def advance(source: Source, result: BoardResult | None) -> None:
            bar.update(task, description=escape(source.id), advance=int(result is not None))

        yield advance


@contextmanager
def waiting(what: str) -> Iterator[Callable[[str], None]]:
    """Says what is waited for, on standard error and only where somebody looks. Gives what changes the words."""
    if not sys.stderr.isatty():
        yield lambda said: None
        return
    with Console(stderr=True).status(escape(what)) as shown:
        yield lambda said: shown.update(escape(said))


def _trouble(result: BoardResult, counts: RunCounts | None) -> str:
    if counts is None:
        return "not stored"
    said = [] if result.complete else [result.cause or "partial", result.detail]
    if counts.held_back:
        said.append(f"held back: {counts.held_back}")
    if counts.held:
        said.append(f"{counts.held} absent postings held open by a guard")
    return ": ".join(part for part in said if part)


def show_crawl(results: Sequence[BoardResult], counts: Mapping[str, RunCounts]) -> None:
    """What a crawl did, a line a source."""
    names = ("listed", "new", "changed", "unchanged", "reopened", "closed", "expired", "set_aside")
    rows = []
    for result in results:
        done = counts.get(result.source)
        figures = [getattr(done, name) for name in names] if done else [result.listed, *[""] * (len(names) - 1)]
        rows.append((result.source, *figures, _trouble(result, done)))
    table(("source", *(name.replace("_", " ") for name in names), "trouble"), rows)


def show_ingested(done: Ingested) -> None:
    """What one file gave."""
    for title in done.titles:
        console().print(escape(f"{done.name}: posting: {title}"))
    for reason in done.reasons:
        (warn if done.failed else console().print)(
            escape(f"{done.name}: {'' if done.failed else 'set aside: '}{reason}")
        )


def show_detected(found: Detected, platforms: Collection[str]) -> None:
    """Where a page leads, and the lines of a source file for the surest board."""
    rows = [(b.platform, b.token or b.url or "(not told)", f"{b.sure:.0%}", b.why) for b in found.boards]
    table(("platform", "board", "sure", "why"), rows)
    source = found.source()
    if source is None:
        warn("Nothing is sure enough for a source file, or the name of the board is not told: a person has to look.")
    elif source.platform not in platforms:
        warn(f"No source file yet: there is no spider for {source.platform}.")
    else:
        click.echo(f"\n{source_writing.toml_of(source)}", nl=False)


def show_versions(versions: Sequence[Version]) -> None:
    """The history of a posting, a line a changed field."""
    rows = []
    for version in versions:
        head = (version.version, version.valid_from, version.status, version.round or "by hand or matching")
        pairs = [(name, short(before), short(after)) for name, (before, after) in version.changed.items()]
        rows += [(*head, *pair) for pair in pairs or [("first version" if version.version == 1 else "", "", "")]]
    table(("version", "from", "status", "run", "field", "before", "after"), rows)


def show_events(events: Iterable[Event]) -> None:
    """What happened to postings, a line an event."""
    rows = []
    for event in events:
        about = event.reason or ", ".join(event.changed)
        if event.kind == "extended":
            about = " → ".join(str(day) for day in event.changed["deadline_on"])
        rows.append((event.day, event.kind, event.posting, short(event.title), event.organization or "", about))
    table(("day", "event", "posting", "title", "organization", "about"), rows)


def show_open(postings: Iterable[Mapping[str, Any]]) -> None:
    """Open postings, a line each."""
    names = ("id", "title", "organization", "deadline_on", "first_seen", "source")
    rows = [[short("" if row[name] is None else row[name]) for name in names] for row in postings]
    table(tuple(name.replace("_", " ") for name in names), rows)


def show_demo(db: str, written: Edition) -> None:
    """Where to look after the demo."""
    out = console()
    out.print(f"\n{written.postings} open postings are published.")
    out.print(
        escape(f"  {db}: the database; try: sqlite3 {db} 'SELECT title, organization, salary_raw FROM publishable'")
    )
    for name in written.first_files:
        out.print(escape(f"  {written.folder / name}"))
    out.print(escape(f"  electionjobs status --db {db}: which sources need a person, and why"))
