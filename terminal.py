"""What a person sees on a terminal: tables when it is one, plain lines when the output is piped."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from parsers.reading import Page
from schema.jsonform import to_json
from schema.records import ParsedPosting

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
    shown = Table(*headings, title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(escape(str(cell)) for cell in row))
    console().print(shown)


def _short(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _QUOTE else words[: _QUOTE - 1] + "…"


def show_posting(parsed: ParsedPosting) -> None:
    """A posting's values beside the words they were read from."""
    values = to_json(parsed.posting)
    proofs = {e.field: e for e in parsed.evidence}
    rows = []
    for name, proof in proofs.items():
        value = values["details"].get(name.removeprefix("details."), values.get(name))
        rows.append((name, _short(value), _short(f"“{proof.quote}”"), proof.where, proof.rule))
    table(("field", "value", "words", "where", "rule"), rows, title=parsed.posting.title_raw)
    for conflict in parsed.conflicts:
        console().print(escape(f"  also read for {conflict.field}: “{_short(conflict.quote)}” ({conflict.where})"))


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
