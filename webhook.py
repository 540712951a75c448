"""Tells an address of the maintainer's choosing what changed in the health of the sources, after a round.

What was told is in the table ``told``: a round whose message did not arrive is told with the next one, and nothing is
told twice. The address is a secret (whoever knows it can write there), so no line of a log holds it.
"""

import datetime as dt
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import sqlalchemy as sa

from exports import health
from exports.health import SourceHealth
from schema import database
from schema.errors import Mendable
from schema.tables import told

TIMEOUT = 10.0
TRIES = 3
PAUSE = 1.0
"""Seconds before the second try; before the third twice as many."""

_PASSING = frozenset({429, 500, 502, 503, 504})

logger = logging.getLogger("webhook")


def tell(address: str, engine: sa.Engine, now: dt.datetime, *, pause: float = PAUSE) -> bool:
    """Tell what changed since the last message that arrived; whether there was nothing to tell, or it arrived.

    Never raises: a round does not fail by its message.
    """
    try:
        with database.reading(engine) as connection:
            found = health.read(connection, now)
            before = {row.source: row.cause for row in connection.execute(sa.select(told))}
        message = changes(found, before, now)
        if message is None:
            return True
        if not _post(address, message, pause):
            return False
        with database.writing(engine) as connection:
            _keep(connection, found, before, now)
    except Mendable as error:
        logger.error("what changed could not be told: %s", error)
        return False
    return True


def changes(found: Sequence[SourceHealth], before: Mapping[str, str], now: dt.datetime) -> dict[str, Any] | None:
    """The message: the sources that newly need a person, or for another cause, and those that are well again.

    ``before`` is what was told, the cause by source. None where nothing changed. A source that fails in passing is not
    well yet.
    """
    needing = [one for one in health.urgent_first(found) if one.needs_person]
    new = [health.as_json(one) for one in needing if before.get(one.source) != one.cause]
    well = [{"source": source, "cause": before[source]} for source in sorted(before.keys() - _unwell(found))]
    if not new and not well:
        return None
    said = f"{len(new)} sources newly need a person, {len(well)} are well again, {len(needing)} need one in all"
    return {"text": said, "at": now.isoformat(), "needs_person": new, "well_again": well, "in_all": len(needing)}


def _unwell(found: Sequence[SourceHealth]) -> set[str]:
    return {one.source for one in found if one.task is not None}


def _keep(
    connection: sa.Connection, found: Sequence[SourceHealth], before: Mapping[str, str], now: dt.datetime
) -> None:
    """Keep what was told, so that it is told once."""
    needing = {one.source: one.cause for one in found if one.needs_person}
    over = before.keys() - _unwell(found)
    connection.execute(sa.delete(told).where(told.c.source.in_(over | needing.keys())))
    rows = [{"source": source, "cause": cause, "told_at": now} for source, cause in needing.items()]
    if rows:
        connection.execute(sa.insert(told), rows)


def _post(address: str, message: Mapping[str, Any], pause: float) -> bool:
    for number in range(TRIES):
        if number:
            time.sleep(pause * number)
        try:
            status = httpx.post(address, json=message, timeout=TIMEOUT, follow_redirects=False).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = type(error).__name__  # its words may hold the address
        else:
            if 200 <= status < 300:
                return True
            trouble = f"it answered {status}"
            if status not in _PASSING:
                break
    logger.error("the webhook did not take what changed (%s); it is told with the next round", trouble)
    return False
