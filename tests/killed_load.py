"""Loads batch after batch into the database named on the command line until it is killed; a line for each stored."""

import sys
from pathlib import Path

from tests.loading import World, posting

world = World(Path(sys.argv[1]))
start = int(sys.argv[2])
for number in range(start, start + 10_000):
    world.load(*[posting(f"{number}-{n}", description_text="Counts ballots. " * 200) for n in range(40)])
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
