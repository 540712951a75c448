"""What an editor sees on a terminal: decisions, submissions, the draft of an issue."""

from collections.abc import Iterable

import click

from desk.decided import Decision
from desk.draft import Draft, Item
from desk.issues import Issue
from desk.submitted import Outcome, Submission
from exports import wording
from schema.records import ParsedPosting
from terminal import short, show_posting, table


def show_decisions(decisions: Iterable[Decision]) -> None:
    """What editors decided, a line each."""
    rows = []
    for one in decisions:
        about = one.posting or one.source or one.week or (f"submission {one.submission}" if one.submission else "")
        rows.append((one.number, one.kind, about, _said(one), one.who, f"{one.when:%Y-%m-%d}", one.why))
    table(("number", "decision", "about", "what", "who", "when", "why"), rows)


_DEEDS = ("add", "undo", "approve", "revise")
"""What was done with them is done: they do not hold, and nobody expects it."""


def _said(one: Decision) -> str:
    said = []
    if one.field:
        said.append(f"{one.field} {short(one.old)} → {short(one.new)}")
    elif isinstance(one.new, list):
        said.append(" ".join(str(value) for value in one.new))
    elif one.kind == "undo":
        said.append(f"of {one.old}")
    elif one.new is not None:
        said.append(short(one.new))
    if one.conflict is not None:
        said.append(f"the source now says {short(one.conflict)}")
    return " ".join(said if one.active or one.kind in _DEEDS else [*said, "(holds no longer)"])


def show_submissions(found: Iterable[Submission]) -> None:
    """What was handed in, a line a posting."""
    rows = [
        (
            one.number,
            one.state,
            short(one.values["title"]),
            one.values["organization"] or "",
            one.name,
            one.given_by,
            f"{one.given_at:%Y-%m-%d}",
            one.posting or "",
        )
        for one in found
    ]
    table(("number", "state", "title", "organization", "document", "who", "when", "posting"), rows)


def show_submission(one: Submission, parsed: ParsedPosting) -> None:
    """What was read in a submission beside its words, and what the editor put in its place."""
    click.echo(f"submission {one.number}: {one.name}")
    show_posting(parsed)
    for field, value in one.corrected.items():
        click.echo(f"  corrected: {field}: {short(one.read[field])} → {short(value)}")
    if not one.values["election_sector"]:
        click.echo(
            "  outside the election sector as read: it will not be published unless election_sector is corrected"
        )


def show_outcome(number: int, outcome: Outcome) -> None:
    """What became of an accepted submission."""
    click.echo(f"{number}: accepted as {outcome.posting}")
    if outcome.same_as:
        click.echo(f"  the same opening as {', '.join(outcome.same_as)}")
    if outcome.not_published:
        click.echo(f"  not published: {outcome.not_published}")


def show_draft(draft: Draft) -> None:
    """A draft: its openings and what to look at, changed ones, suspected duplicates, what is held."""
    wanted = draft.wanted
    click.echo(
        f"{wanted.week}: issue of {wording.day(wanted.day)}, since {wording.day(wanted.since)}; "
        f"{len(draft.items)} openings; fingerprint {draft.fingerprint}"
    )
    if draft.approved is not None:
        said = "nothing differs from it" if not draft.differences else "approving again makes a revision"
        click.echo(f"revision {draft.approved.revision} of this week is approved; {said}")
    for line in draft.differences:
        click.echo(f"  {line}")
    rows = [
        (item.id, item.section, item.entry.title, item.entry.organization, item.entry.deadline, _look_at(item))
        for item in (*draft.items, *draft.changed, *draft.left_out)
    ]
    table(("id", "section", "title", "organization", "deadline", "look at"), rows)
    if draft.duplicates:
        click.echo("\nMay be one opening (edit join ID ID, or edit split ID ID):")
        pairs = [
            (pair.one["id"], pair.other["id"], pair.one["title"], f"{pair.score:.0%}", "; ".join(pair.reasons))
            for pair in draft.duplicates
        ]
        table(("id", "id", "title", "alike", "because"), pairs)
    if draft.held:
        click.echo("\nHeld (edit undo NUMBER):")
        held = [
            (one.number, held.row["id"], held.row["title"], one.who, f"{one.when:%Y-%m-%d}", one.why)
            for held in draft.held
            for one in held.decisions
        ]
        table(("number", "id", "title", "who", "when", "why"), held)


def _look_at(item: Item) -> str:
    changed = [f"{one.field}: {short(one.before)} → {short(one.after)}" for one in item.changes]
    dead = [f"{link.status} link {link.url}: {link.detail}" for link in item.dead_links]
    return "; ".join([*dead, *(doubt.words for doubt in item.doubts), *changed])


def show_issues(issues: Iterable[Issue]) -> None:
    """The approved issues, a line a revision."""
    rows = [
        (
            one.week,
            one.revision,
            one.day,
            len(one.digest.entries),
            one.approved_by,
            f"{one.approved_at:%Y-%m-%d}",
            one.why,
        )
        for one in issues
    ]
    table(("week", "revision", "day", "openings", "who", "when", "why"), rows)
