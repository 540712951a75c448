"""Tests that could not run are named in one line at the end; where CI is true they are failures.

Only ``tests/shared`` may be skipped there: what it reads lies beside the project and may be absent.
"""

import os
from collections.abc import Iterator

import pytest

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
