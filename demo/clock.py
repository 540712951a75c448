"""Dates of the sample sites: written as days from a base date, so that the demo is never out of date."""

import datetime as dt
import re

_PLACEHOLDER = re.compile(r"\{(day|md|iso)([+-]\d+)\}")


def us_date(day: dt.date) -> str:
    """``December 5, 2026``."""
    return f"{day:%B} {day.day}, {day.year}"


def filled(text: str, base: dt.date) -> str:
    """A text with its placeholders filled: ``{day+12}`` December 5, 2026; ``{md+12}`` Dec. 5; ``{iso-3}`` ISO."""

    def date(match: re.Match[str]) -> str:
        day = base + dt.timedelta(days=int(match[2]))
        if match[1] == "day":
            return us_date(day)
        return day.isoformat() if match[1] == "iso" else f"{day:%B} {day.day}"

    return _PLACEHOLDER.sub(date, text)
