"""An editor at work, for the tests: deeds on a world's database, on a day that does not move by itself."""

import datetime as dt
from pathlib import Path

from deciding import Deciding
from desk import draft, weeks
from desk.draft import Draft
from desk.weeks import Wanted
from schema import database
from tests.loading import DAY, World, noon
from tests.publishing import SITE

BY = {"who": "ada", "why": "seen with my own eyes"}
WEEK = "2026-W10"


def unreachable(url: str) -> tuple[bytes, str]:
    raise AssertionError(f"nothing is fetched here, and {url} was")


class Desk:
    """The deeds (``do``) on a world, and its draft. ``day`` is today."""

    def __init__(self, world: World, folder: Path, day: dt.date = DAY) -> None:
        self.world, self.folder, self.day = world, folder, day
        self.do = Deciding(world.engine, unreachable, clock=lambda: noon(self.day))

    def wanted(self, **given) -> Wanted:
        with database.reading(self.world.engine) as connection:
            return weeks.wanted(connection, self.folder, SITE, self.day, **given)

    def draft(self, **given) -> Draft:
        wanted = self.wanted(**given)
        with database.reading(self.world.engine) as connection:
            return draft.read(connection, wanted)

    def approve(self, why: str = "", **given):
        return self.do.approve(self.wanted(**given), who="ada", why=why)
