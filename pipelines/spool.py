"""A source's items wait here until its BoardResult arrives: only then is it known what their absence means."""

from collections import defaultdict

from pipelines.batch import Batch
from schema.records import Gone, Lead, ParsedPosting, SetAside

Item = ParsedPosting | SetAside | Lead | Gone


class Spool:
    """The batches of the sources that are being read, by source id."""

    def __init__(self) -> None:
        self._waiting: dict[str, Batch] = defaultdict(Batch)

    def put(self, item: Item) -> None:
        """Keep an item with the others of its source."""
        if isinstance(item, ParsedPosting):
            self._waiting[item.posting.source].postings.append(item)
            return
        batch = self._waiting[item.source]
        if isinstance(item, SetAside):
            batch.set_aside.append(item)
        elif isinstance(item, Lead):
            batch.leads.append(item)
        else:
            batch.gone.append(item)

    def take(self, source: str) -> Batch:
        """The whole batch of a source, which is then forgotten; an empty one where nothing came."""
        return self._waiting.pop(source, Batch())
