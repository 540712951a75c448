"""Publishes editions one after another until it is killed, each for a site of its own: ``DB OUT FIRST``."""

import datetime as dt
import sys
from pathlib import Path

from exports import edition
from schema import database

if __name__ == "__main__":
    engine = database.engine(sys.argv[1])
    for number in range(int(sys.argv[3]), int(sys.argv[3]) + 1000):
        with database.reading(engine) as connection:
            site = f"https://edition{number}.example.org"
            edition.publish(connection, Path(sys.argv[2]), site, today=dt.date(2026, 3, 2))
