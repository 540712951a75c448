"""ISO weeks, and which of them a published folder has dated cuts of."""

import datetime as dt
import json
from pathlib import Path

WEEK = dt.timedelta(days=7)


def week_of(day: dt.date) -> str:
    """The ISO week of a day, like ``2026-W47``."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def monday(week: str) -> dt.date:
    """The first day of an ISO week like ``2026-W47``. Raises ValueError for anything else."""
    year, _, number = week.partition("-W")
    if not (len(year) == 4 and len(number) == 2 and (year + number).isdigit()):
        raise ValueError(f"{week!r} is no week; give one like 2026-W47")
    return dt.date.fromisocalendar(int(year), int(number), 1)


def weeks(folder: Path) -> list[str]:
    """The weeks that an edition's folder has cuts with an archive of, in order."""
    return sorted(path.parent.name for path in folder.glob("weekly/*/feed.xml"))


def made_on(cut: Path) -> dt.date:
    """The day that the dated cut in a folder was made."""
    package = json.loads((cut / "datapackage.json").read_text("utf-8"))
    return dt.datetime.fromisoformat(package["created"]).date()


def last_issue(folder: Path, day: dt.date) -> dt.date:
    """The day of the last dated cut before a day that a published folder holds; a week before, where there is none."""
    made = [made_on(folder / "weekly" / week) for week in weeks(folder)]
    return max((one for one in made if one < day), default=day - WEEK)
