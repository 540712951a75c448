"""A real browser for tests of pages: Debian's Chromium, driven by playwright; skipped by name where it is missing.

``pages`` gives a browser for one test module; each test opens contexts of its own in it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (320, 768, 1280)
"""The widths that pages are looked at, in CSS pixels: a phone, a tablet, a desk."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running headless browser, closed afterwards."""
    if not CHROMIUM.exists():
        pytest.skip("no chromium (make chromium installs it)")
    with sync_playwright() as playwright:
        # root may not use Chromium's own sandbox; the pages are ours
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        try:
            yield browser
        finally:
            browser.close()
