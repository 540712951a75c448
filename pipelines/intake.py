"""The whole way of one round in one object: items of many sources in, rows out, one load a source.

Scrapy's pipelines (pipelines/scrapy_stages.py) and ``ingest`` both stand on it.
"""

import datetime as dt
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from pipelines import load, normalize, validate
from pipelines.batch import RunCounts
from pipelines.spool import Item, Spool
from schema.records import BoardResult, ParsedPosting, RawPosting, SetAside
from schema.source import Source


class Intake:
    """One round of loading.

    ``name`` is the round's name in ``runs.round``; ``clock`` gives aware moments (a fixed one in tests and the demo).
    """

    def __init__(
        self, engine: sa.Engine, sources: Iterable[Source], name: str, clock: Callable[[], dt.datetime]
    ) -> None:
        self.engine = engine
        self.sources = {source.id: source for source in sources}
        self.name = name
        self.clock = clock
        self.started = clock()
        self.spool = Spool()
        self.counts: dict[str, RunCounts] = {}

    def read(self, raw: RawPosting) -> ParsedPosting | SetAside:
        """Read and check a raw posting of one of the sources; set aside with the reason where it is not sound."""
        parsed = normalize.readable(raw, self.sources[raw.source])
        return validate.validate(parsed) if isinstance(parsed, ParsedPosting) else parsed

    def put(self, item: Item) -> None:
        """Let an item wait for its source's result."""
        self.spool.put(item)

    def finish(self, result: BoardResult) -> RunCounts:
        """Load a source, now that its result is known. Raises DatabaseError; the other sources are not touched."""
        source = self.sources[result.source]
        batch = self.spool.take(result.source)
        counts = load.load(self.engine, source, self.name, batch, result, self.clock(), self.started)
        self.counts[result.source] = counts
        return counts

    def take(self, item: RawPosting | Item | BoardResult) -> None:
        """Any item, all the way: what a caller without Scrapy uses."""
        if isinstance(item, BoardResult):
            self.finish(item)
        elif isinstance(item, RawPosting):
            self.put(self.read(item))
        else:
            self.put(item)
