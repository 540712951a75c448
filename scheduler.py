"""What runs when: which sources are due by their own schedules."""

import datetime as dt
from collections.abc import Mapping, Sequence

from schema.source import Schedule, Source

EVERY: Mapping[Schedule, dt.timedelta | None] = {
    "hourly": dt.timedelta(hours=1),
    "twice_daily": dt.timedelta(hours=12),
    "daily": dt.timedelta(days=1),
    "weekly": dt.timedelta(weeks=1),
    "monthly": dt.timedelta(days=30),
    "paused": None,
}
"""How long after its last run a source is due again; None is never."""

# A crawl that starts a little earlier than yesterday's must not skip a day.
_EARLY = 0.1


def due(sources: Sequence[Source], last_runs: Mapping[str, dt.datetime], now: dt.datetime) -> tuple[Source, ...]:
    """The sources whose time has come at ``now``; one that never ran is due unless it is paused."""
    found = []
    for source in sources:
        interval = EVERY[source.schedule]
        last = last_runs.get(source.id)
        if interval is not None and (last is None or now - last >= interval * (1 - _EARLY)):
            found.append(source)
    return tuple(found)
