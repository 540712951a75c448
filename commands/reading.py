"""``electionjobs parse`` and ``match``: what documents say, and which of them are one opening. Nothing is stored."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import terminal
from commands.frame import DATE, Trouble, clear_errors
from parsers import jsonlines
from parsers.pages import document, page
from parsers.pages.document import DocumentError
from parsers.posting import read as read_posting
from parsers.reading import Context
from schema.jsonform import to_json

_Day = dt.datetime  # what click makes of DATE


def _answer_lines(answer: Callable[[str], dict[str, Any]]) -> None:
    """One JSON answer a line, each written at once, so that a caller may wait for it."""
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(answer(line)) + "\n")
            sys.stdout.flush()


@click.command()
@click.argument("files", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read JSON objects from standard input, one a line; answer one a line.")
@click.option("--field", type=click.Choice(list(jsonlines.FIELDS)), help="Read one field alone (with --jsonl).")
@click.option("--platform", help="FILE is a recorded answer of this platform's board (greenhouse, neogov, …).")
@click.option("--token", help="The board's token on its platform.")
@click.option("--date", "day", type=DATE, help="The day the document was published; dates without a year follow it.")
def parse(
    files: tuple[str, ...], jsonl: bool, field: str | None, platform: str | None, token: str | None, day: _Day | None
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


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="Read JSON objects from standard input, one a line.")
def match(jsonl: bool) -> None:
    """Tell which texts are one opening: a group for each line, and its links (same, extension, repost, sibling).

    \b
    Example:
      electionjobs match --jsonl < texts.jsonl
    """
    from pipelines.matching import lines as matching  # parse has no need of it, and starts the sooner

    for answer in matching.answer_lines(line for line in sys.stdin if line.strip()):
        sys.stdout.write(json.dumps(answer) + "\n")


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
    if len(files) != 1:
        raise click.UsageError("--platform takes one FILE")
    import crawl as crawling  # brings in all of Scrapy

    with clear_errors():
        postings = crawling.recorded(platform, _content(files[0]), token, files[0])
    read = [jsonlines.posting_json(read_posting(raw)) for raw in postings]
    sys.stdout.write(json.dumps({"postings": to_json(read)}, ensure_ascii=False, indent=1) + "\n")
