"""The ``electionjobs`` command: a few lines a subcommand, no logic."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

import terminal
from parsers import jsonlines
from parsers.pages import document, page
from parsers.pages.document import DocumentError
from parsers.posting import read as read_posting
from parsers.reading import Context
from schema.jsonform import to_json

_DATE = click.DateTime(formats=["%Y-%m-%d"])


class Trouble(click.ClickException):
    """Done with trouble, or not done: one clear line on standard error, exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401  # click's own signature
        terminal.warn(f"electionjobs: {self.format_message()}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="electionjobs")
def main() -> None:
    """Postings of the election sector: crawl career pages, read them, keep their history, publish feeds and tables.

    \b
    Examples:
      electionjobs demo                       see it work on bundled sample sites
      electionjobs crawl --due                crawl every source whose time has come
      electionjobs parse posting.pdf          see what one document says
      electionjobs export --out public        write tables and feeds
    """


def _lines() -> Iterable[str]:
    return (line for line in sys.stdin if line.strip())


def _answer_lines(answer: Callable[[str], dict[str, Any]]) -> None:
    """One JSON answer a line, each written at once, so that a caller may wait for it."""
    for line in _lines():
        sys.stdout.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
        sys.stdout.flush()


@main.command()
@click.argument("files", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read JSON objects from standard input, one a line; answer one a line.")
@click.option("--field", type=click.Choice(list(jsonlines.FIELDS)), help="Read one field alone (with --jsonl).")
@click.option("--platform", help="FILE is a recorded answer of this platform's board (greenhouse, neogov, …).")
@click.option("--token", help="The board's token on its platform.")
@click.option("--date", "day", type=_DATE, help="The day the document was published; dates without a year follow it.")
def parse(
    files: tuple[str, ...],
    jsonl: bool,
    field: str | None,
    platform: str | None,
    token: str | None,
    day: datetime | None,
) -> None:
    """Show what a document says, each value beside the words it was read from. Nothing is stored.

    \b
    Examples:
      electionjobs parse posting.html
      pbpaste | electionjobs parse -
      electionjobs parse --platform greenhouse board.json
      electionjobs parse --field salary --jsonl < texts.jsonl
    """
    if field and not jsonl:
        raise click.UsageError("--field goes with --jsonl")
    if jsonl:
        _answer_lines(
            (lambda line: jsonlines.field_line(field, line))
            if field
            else (lambda line: jsonlines.parse_line(line, lambda path: Path(path).read_bytes()))
        )
    elif platform:
        _parse_recorded(platform, token, files)
    else:
        context = Context(date=day.date() if day else None)
        troubles = [trouble for name in files or ("-",) if (trouble := _parse_file(name, context))]
        if troubles:
            raise Trouble("\n".join(troubles))


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _parse_file(name: str, context: Context) -> str | None:
    """Show one document; the trouble with it in one line, or None."""
    try:
        read = page.read(document.load(_content(name), "stdin.txt" if name == "-" else name, context=context))
    except OSError as problem:
        return f"{name}: {problem.strerror}"
    except DocumentError as problem:
        return str(problem)
    terminal.show_page(name, read, [read_posting(raw) for raw in read.postings])
    return None


def _parse_recorded(platform: str, token: str | None, files: tuple[str, ...]) -> None:
    import crawl

    if len(files) != 1:
        raise click.UsageError("--platform takes one FILE")
    try:
        postings = crawl.recorded(platform, _content(files[0]), token, files[0])
    except (OSError, crawl.CrawlError) as problem:
        raise Trouble(f"{files[0]}: {getattr(problem, 'strerror', None) or problem}") from problem
    read = [jsonlines.posting_json(read_posting(raw)) for raw in postings]
    sys.stdout.write(json.dumps({"postings": to_json(read)}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
