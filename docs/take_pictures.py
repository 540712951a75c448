"""Takes the pictures of the README: plays the demo, serves what it published, and looks at it with Chromium.

    make pictures

Each picture is a line of ``PICTURES``. They are PNG files of at most 256 colours, so that they stay small.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"


class Picture(NamedTuple):
    """One picture: its file's name, the page, the size in CSS pixels, the scheme, and what is searched for in it."""

    name: str
    path: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    search: str = ""


def pictures(posting: str) -> list[Picture]:
    """All pictures; ``posting`` is the path of the posting that is shown."""
    return [
        Picture("list", "index.html", 1280, 800),
        Picture("posting", posting, 1280, 800),
        Picture("phone", "index.html", 390, 780, search="clerk"),
        Picture("dark", "index.html", 1280, 800, "dark", search="remote"),
        Picture("desk", "desk/?look=doubts", 1280, 800),
        Picture("digest", "desk/preview", 1280, 800),
    ]


@contextmanager
def _served(db: Path, folder: Path) -> Iterator[str]:
    """``electionjobs serve`` on a free port: its address."""
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", "--db", str(db), "--out", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()


def _take(browser: Browser, site: str, picture: Picture) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme
    )
    page = context.new_page()
    page.goto(picture.path)
    if picture.path.startswith("desk/"):
        page.get_by_label("Your name").fill("Dana Reyes")
        page.get_by_role("button", name="Open the desk").click()
        page.wait_for_load_state("networkidle")
    if picture.search:
        page.get_by_role("searchbox").fill(picture.search)
        page.locator("#results").wait_for()
    taken = Image.open(BytesIO(page.screenshot()))
    taken.convert("RGB").quantize(256).save(FOLDER / f"{picture.name}.png", optimize=True)
    context.close()


def _with_copies(folder: Path) -> str:
    """The path of a posting that stands on several sites: its page shows the most."""
    shown = sorted(path for path in (folder / "jobs").iterdir() if 'class="copies"' in path.read_text("utf-8"))
    return shown[0].relative_to(folder).as_posix()


def main() -> None:
    """Play the demo in a folder of its own and take every picture."""
    with tempfile.TemporaryDirectory() as temporary:
        public = Path(temporary) / "public"
        demo = [sys.executable, "-m", "cli", "demo", "--db", f"{temporary}/jobs.db", "--out", str(public)]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with _served(Path(temporary) / "jobs.db", public) as site, sync_playwright() as playwright:
            # root may not use Chromium's own sandbox; the pages are ours
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
            for picture in pictures(_with_copies(public.resolve())):
                _take(browser, site, picture)
            browser.close()


if __name__ == "__main__":
    main()
