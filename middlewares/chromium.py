"""The browser's program: started without a network, one page at a time, stopped when a page does not let go of it."""

import asyncio
import contextlib
import os
import resource
import signal
from pathlib import Path
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, CDPSession, Error, Playwright, async_playwright
from scrapy.exceptions import IgnoreRequest

from middlewares.browser_page import Built, Visit

NO_NETWORK = (
    "--proxy-server=http://no.network.invalid:9",
    "--proxy-bypass-list=<-loopback>",  # without it Chromium asks local addresses past its proxy
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""Why nothing that is not intercepted leaves the browser. tests/test_middlewares_browser.py tries each way out."""

GRACE = 3.0
"""Seconds that the browser may take to close a page or itself before it is killed."""
MOST_MEMORY = 768 * 2**20
"""Bytes of its own memory that the process of a page may use."""
_LOOK = 0.25


class ChromiumError(Exception):
    """The browser does not start; the message is one line with the reason."""


class Chromium:
    """A running browser. It is killed and started again behind a page that does not end."""

    def __init__(self, playwright: Playwright, program: str, user_agent: str) -> None:
        self.playwright = playwright
        self.program = program
        self.user_agent = user_agent
        self.browser: Browser | None = None
        self.processes: CDPSession | None = None
        self.process: int | None = None

    @classmethod
    async def start(cls, program: str, user_agent: str) -> Self:
        """Start the browser. Raises ChromiumError where it does not come up."""
        chromium = cls(await async_playwright().start(), program, user_agent)
        try:
            await chromium.launch()
        except Error as error:
            await chromium.playwright.stop()
            raise ChromiumError(
                f"the source needs a browser, and {program} does not start: {_reason(error)}"
            ) from error
        return chromium

    async def launch(self) -> Browser:
        """The browser, started if it is not running. Its environment holds nothing of ours."""
        if self.browser is None or not self.browser.is_connected():
            self.browser = await self.playwright.chromium.launch(
                executable_path=self.program,
                args=list(NO_NETWORK),
                chromium_sandbox=os.geteuid() != 0,  # Chromium has no sandbox for root
                env={"PATH": os.defpath},
                handle_sigint=False,
                handle_sigterm=False,
            )
            self.processes = await self.browser.new_browser_cdp_session()
            found = await self.processes.send("SystemInfo.getProcessInfo")
            self.process = next(one["id"] for one in found["processInfo"] if one["type"] == "browser")
        return self.browser

    async def build(self, visit: Visit, limit: float) -> Built:
        """Let a page be built within ``limit`` seconds. Raises IgnoreRequest where it does not get there."""
        try:
            browser = await self.launch()
            context = await browser.new_context(
                user_agent=self.user_agent, locale="en-US", accept_downloads=False, service_workers="block"
            )
            work = asyncio.create_task(visit.build(context))
            watch = asyncio.create_task(self.overgrown())
            try:
                ends: set[asyncio.Future[Any]] = {work, watch, visit.stopped}
                await asyncio.wait(ends, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
                return visit.outcome(work, limit, overgrown=watch.done())
            finally:
                visit.end()
                await self.put_away(context, work, watch)
        except Error as error:
            raise IgnoreRequest("error", f"{visit.url}: the browser could not build it: {_reason(error)}") from error

    async def overgrown(self) -> None:
        """Ends when a page's process uses more memory than it may."""
        assert self.processes is not None
        while True:
            found = await self.processes.send("SystemInfo.getProcessInfo")
            if any(_own_memory(one["id"]) > MOST_MEMORY for one in found["processInfo"] if one["type"] == "renderer"):
                return
            await asyncio.sleep(_LOOK)

    async def put_away(self, context: BrowserContext, *tasks: "asyncio.Task[object]") -> None:
        """Close a page; kill the browser under one that does not let itself be closed."""
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            async with asyncio.timeout(GRACE):
                await context.close()
        except (TimeoutError, Error):
            await self.kill()

    async def kill(self) -> None:
        """End the browser's process; the next page gets another browser."""
        process, self.browser, self.process = self.process, None, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    async def close(self) -> None:
        """End the browser for good."""
        if self.browser is not None:
            with contextlib.suppress(TimeoutError, Error):
                async with asyncio.timeout(GRACE):
                    await self.browser.close()
        await self.playwright.stop()


def _own_memory(process: int) -> int:
    """Bytes that a process holds for itself alone; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text("ascii").split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * resource.getpagesize()


def _reason(error: Error) -> str:
    return next((line.strip() for line in error.message.splitlines() if line.strip()), "no reason given")[:200]
