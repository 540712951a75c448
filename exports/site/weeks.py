"""The weekly issues: a page for each week that has an approved issue or a dated cut, and the list of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nh3
from markupsafe import Markup

from exports import wording
from exports.feeds import Issue
from exports.site.layout import Feed, Frame, Page

_FEED = Feed(path="digest.xml", title="The week")
_FORMS = (
    ("digest.html", "the issue as mail"),
    ("digest-paste.html", "the issue to paste"),
    ("digest.md", "the issue in Markdown"),
    ("digest.txt", "the issue as plain text"),
)
_TABLES = (
    ("jobs.csv", "every posting of that week, CSV"),
    ("jobs.parquet", "every posting of that week, Parquet"),
    ("changes.csv", "what happened to them, CSV"),
    ("feed.xml", "the week as a feed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One issue in the list: its ISO week, the day it came out, the path of its page."""

    week: str
    day: dt.date
    path: str


def pages(frame: Frame, issues: Sequence[Issue], folder: Path) -> Iterator[Page]:
    """The list of the weeks and a page for each; ``folder`` is the edition's, which holds the files of the issues."""
    weeks = [Week(week=one.week, day=one.day, path=f"weeks/{one.week}.html") for one in issues][::-1]
    lead = "What was new, what was open again, what was extended and what closed soon, week by week."
    yield frame.page("weeks.html", "weeks", title="Weekly issues", description=lead, feed=_FEED, lead=lead, weeks=weeks)
    for number, issue in enumerate(reversed(issues)):
        yield frame.page(
            weeks[number].path,
            "week",
            title=f"Week {issue.week}",
            description=f"Jobs in elections, the issue of {wording.day(issue.day)}.",
            feed=_FEED,
            issue=issue,
            text=Markup(_text(issue.html)),
            newer=weeks[number - 1] if number else None,
            older=weeks[number + 1] if number + 1 < len(weeks) else None,
            files=list(_files(folder, issue)),
        )


def _files(folder: Path, issue: Issue) -> Iterator[tuple[str, str, str]]:
    """Path, name and meaning of the files of an issue and of the dated cut of its week."""
    for place, named in ((issue.path, _FORMS), (f"weekly/{issue.week}", _TABLES)):
        for name, words in named:
            if (folder / place / name).exists():
                yield f"{place}/{name}", name, words


def _text(html: str) -> str:
    """An issue in the form that editors paste, its headings those of a page. Anybody may have edited the file."""
    kept = nh3.clean(
        html,
        tags={"h3", "p", "a", "strong"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )
    return kept.replace("<h3>", "<h2>").replace("</h3>", "</h2>")
