"""Loads batch after batch into a database until it is killed; tests run it as a process of its own."""

from pathlib import Path

from tests.loading import World, posting


def load_on(path: Path, start: int, stored: Path) -> None:
    """Load batches from number ``start`` on; each that is stored gets a line in the file ``stored``."""
    world = World(path)
    with stored.open("w", buffering=1) as lines:
        for number in range(start, start + 10_000):
            world.load(*[posting(f"{number}-{n}", description_text="Counts ballots. " * 200) for n in range(40)])
            lines.write(f"{number}\n")
