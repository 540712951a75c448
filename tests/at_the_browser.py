"""An editor before a real browser, for tests of the desk; and a document to hand in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from schema import database
from schema.tables import decisions, postings
from tests import serving


class Editor:
    """An editor before the browser. ``ids`` are the postings' ids by the last word of their titles."""

    def __init__(self, browser: Browser, served: serving.Served, **context) -> None:
        self.served = served
        self.engine = served.room.engine
        self.context = browser.new_context(base_url=served.url, **context)
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.logged: list[str] = []
        self.page.on("console", lambda message: self.logged.append(message.text))
        with database.reading(self.engine) as connection:
            rows = connection.execute(sa.select(postings.c.title, postings.c.id)).all()
        self.ids = {title.split()[-1]: name for title, name in rows}

    def come_in(self, name: str = "Dana Reyes") -> Page:
        self.page.goto("/desk/")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Open the desk").click()
        return self.page

    def entry(self, word: str):
        return self.page.locator(f"#e-{self.ids[word]}")

    def decided(self) -> list[tuple]:
        columns = (decisions.c.kind, decisions.c.who, decisions.c.why, decisions.c.via, decisions.c.active)
        with database.reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(decisions.c.id))]

    def reach(self, target) -> None:
        """Press Tab until this has the focus: what cannot be reached by keyboard is not there."""
        element = target.element_handle()
        for _ in range(250):
            if element.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"Tab does not reach {target}")
        outlined = element.evaluate("element => getComputedStyle(element).outlineStyle")
        assert outlined != "none", f"the focus does not show on {target}"

    def press(self, target) -> None:
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, target, words: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)


@contextmanager
def a_desk(browser: Browser, week: Path, folder: Path) -> Iterator[Callable[..., Editor]]:
    """A desk of a test's own, with a copy of a week; what it gives lets an editor in, with options of the context."""
    engine = serving.copy_of(week, folder, published=False)
    opened: list[Editor] = []
    with serving.serving(folder, engine) as served:

        def let_in(**context) -> Editor:
            opened.append(Editor(browser, served, **context))
            return opened[-1]

        yield let_in
        for one in opened:
            one.context.close()
    engine.dispose()


NOTICE = """Absentee Ballot Clerk
Fir County Elections Office, Firtown, Oregon

The clerk sorts absentee ballots, answers voters at the counter and keeps the log of envelopes.
Salary: $21.50 - $26.00 an hour. Full-time. Apply by March 30, 2026.
To apply, send a resume and a letter to jobs@fir.example.org.
"""


def contradict(engine) -> None:
    """A crawl reads a third value in a corrected field."""
    with database.writing(engine) as connection:
        mine = (decisions.c.kind == "correct") & decisions.c.active
        connection.execute(sa.update(decisions).where(mine).values(conflict="Opens and counts envelopes."))
