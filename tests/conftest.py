"""Tests that could not run are named in one line at the end; where CI is true they are failures.

Only ``tests/shared`` may be skipped there: what it reads lies beside the project and may be absent.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from schema import database
from tests import serving
from tests.at_the_browser import Editor, a_desk
from tests.browser import chromium
from tests.loading import World, new_world


def _unexcused(report: pytest.TestReport) -> bool:
    return "tests/shared/" not in report.nodeid


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped})
    if skipped:
        terminalreporter.write_line(f"not run here: {len(skipped)} tests ({'; '.join(reasons)})")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", []) if _unexcused(report)]
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def world() -> Iterator[World]:
    """An empty database to load into; whatever a test did to it, it must be whole afterwards."""
    with new_world() as world:
        yield world
        assert world.healthy()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running browser. No longer than a module: it keeps an event loop, beside which no other one may run."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def a_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a week at the desk that has something of everything."""
    folder = tmp_path_factory.mktemp("week")
    serving.a_week(folder).engine.dispose()
    return folder


@pytest.fixture
def editor(browser: Browser, a_week: Path, tmp_path: Path) -> Iterator[Callable[..., Editor]]:
    """Opens that week's desk in the browser."""
    with a_desk(browser, a_week, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of sixty postings and hardly anything published, to be served."""
    folder = tmp_path_factory.mktemp("serve")
    engine = serving.sixty(folder)
    serving.publish_little(folder)
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[serving.Served]:
    """That folder, or a module's own, as it is served."""
    engine = database.engine(folder / "jobs.db")
    with serving.serving(folder, engine) as served:
        yield served
    engine.dispose()


@pytest.fixture(scope="module")
def web(served: serving.Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url) as client:
        yield client
