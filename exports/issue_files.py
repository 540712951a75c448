"""The files of digests in an edition's folder: in the dated cut of a week, and of each approved issue for itself.

``issues/2026-W47/2/`` is the second revision of that week's issue. Like a cut it is written once and never again.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from exports import datapackage, digest_forms
from exports.digest import Digest
from exports.feeds import Issue as ToldIssue
from exports.issues import Issue
from exports.weeks import made_on, weeks
from schema.jsonform import to_json

FILES: Mapping[str, digest_forms.Form] = {
    "digest.html": "email",
    "digest-paste.html": "paste",
    "digest.md": "markdown",
    "digest.txt": "text",
}
"""The files of a digest, and their form."""

_ABOUT = "issue.json"


def write_digest(folder: Path, digest: Digest) -> None:
    """Write a digest in all its forms."""
    for name, form in FILES.items():
        (folder / name).write_text(digest_forms.render(digest, form), "utf-8")


def write(folder: Path, issues: Iterable[Issue]) -> None:
    """Write every approved issue, given in their order, that an edition's folder does not hold yet."""
    known: dict[str, set[str]] = {}
    for issue in issues:
        told = known.setdefault(issue.week, set())
        news = {entry.id for entry in issue.digest.entries if told.isdisjoint((entry.id, entry.url))}
        told |= {name for entry in issue.digest.entries for name in (entry.id, entry.url) if name}
        place = folder / "issues" / issue.week / str(issue.revision)
        if not place.exists():
            place.mkdir(parents=True)
            write_digest(place, issue.digest)
            about = {
                "week": issue.week,
                "revision": issue.revision,
                "approved_on": issue.approved_at.date(),
                "brings_openings": bool(news),
                "digest": issue.digest,
            }
            text = json.dumps(to_json(about), ensure_ascii=False, indent=1) + "\n"
            (place / _ABOUT).write_text(text, "utf-8")
            datapackage.write_checksums(place)


def read(folder: Path) -> list[ToldIssue]:
    """What an edition's folder tells, week by week: the latest approved revision, else the digest of the cut."""
    told = {week: _of_cut(folder, week) for week in weeks(folder)}
    for place in folder.glob("issues/*"):
        told[place.name] = _of_issue(folder, place)
    return [told[week] for week in sorted(told)]


def _of_cut(folder: Path, week: str) -> ToldIssue:
    cut = folder / "weekly" / week
    html = (cut / "digest-paste.html").read_text("utf-8")
    return ToldIssue(week=week, day=made_on(cut), html=html, path=f"weekly/{week}")


def _of_issue(folder: Path, place: Path) -> ToldIssue:
    revisions = sorted(place.iterdir(), key=lambda path: int(path.name))
    about: list[dict[str, Any]] = [json.loads((path / _ABOUT).read_text("utf-8")) for path in revisions]
    event = max((one for one in about if one["brings_openings"]), key=lambda one: int(one["revision"]))
    first = event["revision"] == 1
    return ToldIssue(
        week=place.name,
        day=dt.date.fromisoformat(event["digest"]["day"] if first else event["approved_on"]),
        html=(revisions[-1] / "digest-paste.html").read_text("utf-8"),
        path=revisions[-1].relative_to(folder).as_posix(),
        event=event["revision"],
    )
