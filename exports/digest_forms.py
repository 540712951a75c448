"""A digest in print: e-mail, HTML to paste, Markdown and plain text, each as paragraphs or in the modern style.

The paragraph is the form that the sector knows: linked title, office, place — duties, then Salary, Deadline and
Application behind bold labels. Editors of sites paste HTML of h3, p, a and strong alone: anything else is stripped.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from html import escape
from typing import Literal

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from exports import wording
from exports.digest import Digest, Entry

Form = Literal["email", "paste", "markdown", "text"]
Style = Literal["paragraph", "modern"]

MOST_BYTES_OF_MAIL = 100_000
"""Mail programs cut longer messages off."""

_SUMMARY_STEPS = (2000, 600, 300, 120, 0)
_LIST_STEPS = (400, 200, 120, 80, 40, 20, 8, 2)

_TEMPLATES = Environment(
    loader=PackageLoader("exports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&|~#])")
_STARTS_A_LIST = re.compile(r"^([-+=]|\d+(?=[.)]))")


def render(digest: Digest, form: Form, style: Style = "paragraph") -> str:
    """A digest in one form and style, ending with a line feed."""
    return _FORMS[form](digest, style)


def office(entry: Entry) -> str:
    """Employer and place, as they stand behind the title."""
    return ", ".join(part for part in (entry.organization, entry.place) if part)


def pay(entry: Entry) -> str:
    """The pay; where it is not stated this is said, and which law asks for it."""
    said = entry.pay[:1].upper() + entry.pay[1:]
    return f"{said} (asked for by law in {', '.join(entry.pay_asked_by)})" if entry.pay_asked_by else said


def facts(entry: Entry) -> list[str]:
    """What the modern style shows between title and summary."""
    closes = f"Apply by {entry.deadline}" if entry.deadline[-4:].isdigit() else entry.deadline
    return [part for part in (office(entry), entry.remote, pay(entry), closes) if part]


def labels(entry: Entry) -> list[tuple[str, str]]:
    """The bold labels of the paragraph form, and what stands behind each."""
    return [("Salary:", pay(entry)), *([("Deadline:", entry.deadline)] if entry.deadline else [])]


def apply_at(entry: Entry) -> str:
    """The words that lead to the application: the title; where one writes to somebody, the address."""
    address = entry.apply_link.removeprefix("mailto:")
    return address if address != entry.apply_link else entry.title


def remarks(entry: Entry) -> list[str]:
    """What happened to the posting, and the editor's note, as sentences."""
    said = [entry.remark, entry.note]
    return [wording.sentence(text) for text in said if text]


def headings(digest: Digest) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Every heading and the entries under it: the section, and its group where there are groups."""
    for section in digest.sections:
        for group in section.groups:
            yield f"{section.title}: {group.name}" if group.name else section.title, group.entries


def _intro(digest: Digest) -> str:
    count = len(digest.entries)
    openings = "1 opening" if count == 1 else f"{count} openings"
    return f"{openings}. Since {wording.day(digest.since)}; the next issue comes on {wording.day(digest.until)}."


def _paste(digest: Digest, style: Style) -> str:
    parts = [f"<p>{escape(_intro(digest))}</p>"]
    entry_of = paste_paragraph if style == "paragraph" else _paste_modern
    for heading, entries in headings(digest):
        parts.append(f"<h3>{escape(heading)}</h3>")
        parts += [entry_of(entry) for entry in entries]
    return "\n".join(parts) + "\n"


def _anchor(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)


def paste_paragraph(entry: Entry) -> str:
    """One entry as the HTML that is pasted: everything in it is escaped."""
    head = f"<strong>{_anchor(entry.url, entry.title)}</strong>" + (
        f", {escape(office(entry))}" if office(entry) else ""
    )
    said = " ".join(escape(text) for text in (*remarks(entry), entry.summary) if text)
    named = " ".join(f"<strong>{label}</strong> {escape(text)}." for label, text in labels(entry))
    apply = f"<strong>Application:</strong> {escape(entry.apply_words)} {_anchor(entry.apply_link, apply_at(entry))}."
    return f"<p>{head} — {said + ' ' if said else ''}{named} {apply}</p>"


def _paste_modern(entry: Entry) -> str:
    lines = [
        f"<p><strong>{_anchor(entry.url, entry.title)}</strong></p>",
        f"<p>{escape(' · '.join(facts(entry)))}</p>",
        *(f"<p><strong>{escape(text)}</strong></p>" for text in remarks(entry)),
        *([f"<p>{escape(entry.summary)}</p>"] if entry.summary else []),
    ]
    return "\n".join(lines)


def _mark(text: str) -> str:
    """A text in Markdown that is read as nothing but itself."""
    return _STARTS_A_LIST.sub(
        lambda found: f"\\{found[1]}" if not found[1].isdigit() else f"{found[1]}\\", _MARKDOWN.sub(r"\\\1", text)
    )


def _markdown(digest: Digest, style: Style) -> str:
    parts = [f"## {_mark(digest.title)}, {wording.day(digest.day)}", _intro(digest)]
    for heading, entries in headings(digest):
        parts.append(f"### {_mark(heading)}")
        parts += [_markdown_entry(entry, style) for entry in entries]
    return "\n\n".join(parts) + "\n"


def _markdown_entry(entry: Entry, style: Style) -> str:
    def anchor(address: str, words: str) -> str:
        return f"[{_mark(words)}](<{address}>)" if address else _mark(words)

    said = [_mark(text) for text in (*remarks(entry), entry.summary) if text]
    if style == "modern":
        return "\n\n".join([f"**{anchor(entry.url, entry.title)}**", _mark(" · ".join(facts(entry))), *said])
    head = f"**{anchor(entry.url, entry.title)}**" + (f", {_mark(office(entry))}" if office(entry) else "")
    named = [f"**{label}** {_mark(text)}." for label, text in labels(entry)]
    apply = f"**Application:** {entry.apply_words} {anchor(entry.apply_link, apply_at(entry))}."
    return " ".join([head, "—", *said, *named, apply])


def _text(digest: Digest, style: Style) -> str:
    parts = [f"{digest.title.upper()}, {wording.day(digest.day)}", _wrapped(_intro(digest))]
    for heading, entries in headings(digest):
        parts.append(f"{heading.upper()}\n{'-' * min(len(heading), 72)}")
        parts += [_text_entry(entry, style) for entry in entries]
    return "\n\n".join(parts) + "\n"


def _text_entry(entry: Entry, style: Style) -> str:
    said = [*remarks(entry), *([entry.summary] if entry.summary else [])]
    if style == "modern":
        lines = [entry.title, " · ".join(facts(entry)), *said]
        return "\n".join([*(_wrapped(text) for text in lines), *([f"<{entry.url}>"] if entry.url else [])])
    head = ", ".join(part for part in (entry.title, office(entry)) if part)
    named = [f"{label} {text}." for label, text in labels(entry)]
    at = f"\n<{entry.apply_link.removeprefix('mailto:')}>" if entry.apply_link else f" {entry.title}."
    return _wrapped(" ".join([head, "—", *said, *named, f"Application: {entry.apply_words}"])) + at


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 72, break_long_words=False, break_on_hyphens=False)


def _email(digest: Digest, style: Style) -> str:
    """Tables and inline styles; summaries, and at the very last entries, give way until the mail is short enough."""
    template = _TEMPLATES.get_template("digest_email.html.jinja")
    for most_entries in _LIST_STEPS:
        for most_words in _SUMMARY_STEPS:
            made = template.render(
                digest=digest,
                style=style,
                intro=_intro(digest),
                headings=_cut(digest, most_entries),
                left_out=max(len(digest.entries) - most_entries, 0),
                shortened=lambda text, most=most_words: wording.shortened(text, most) if most else "",
                office=office,
                pay=pay,
                facts=facts,
                labels=labels,
                apply_at=apply_at,
                remarks=remarks,
            )
            mail = css_inline.inline(made, load_remote_stylesheets=False)
            if len(mail.encode()) < MOST_BYTES_OF_MAIL:
                return mail
    raise ValueError(f"the issue of {digest.day} does not fit into a mail of {MOST_BYTES_OF_MAIL} bytes")


def _cut(digest: Digest, most: int) -> list[tuple[str, tuple[Entry, ...]]]:
    kept = []
    for heading, entries in headings(digest):
        if most > 0:
            kept.append((heading, entries[:most]))
        most -= len(entries)
    return kept


_FORMS: dict[Form, Callable[[Digest, Style], str]] = {
    "email": _email,
    "paste": _paste,
    "markdown": _markdown,
    "text": _text,
}
