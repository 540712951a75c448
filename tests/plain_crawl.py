"""Fetches a few addresses with a bare Scrapy spider in a process of its own: for tests of middlewares by themselves."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def fetch(urls: list[str], **settings: object) -> dict[str, str]:
    """What became of each address: its status, or the refusal's cause and detail. ``settings`` are Scrapy's."""
    task = json.dumps({"urls": urls, "settings": settings})
    done = subprocess.run(
        [sys.executable, __file__], input=task, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from settings import Settings, scrapy_settings

    task = json.loads(sys.stdin.read())
    outcome: dict[str, str] = {}

    class Plain(scrapy.Spider):
        name = "plain"

        async def start(self):
            for url in task["urls"]:
                yield scrapy.Request(
                    url,
                    callback=self.done,
                    errback=self.failed,
                    dont_filter=True,
                    meta={"asked": url, "source": "plain"},
                )

        def done(self, response):
            outcome[response.meta["asked"]] = str(response.status)

        def failed(self, failure):
            status = getattr(getattr(failure.value, "response", None), "status", None)
            outcome[failure.request.meta["asked"]] = str(status or ": ".join(str(a) for a in failure.value.args))

    ours = Settings(
        delay=0.01,
        adaptive_delay=False,
        timeout=5,
        captures=None,
        log_level="CRITICAL",
        allow_loopback_base_url=True,
    )
    process = AsyncCrawlerProcess(
        {**scrapy_settings(ours, {"127.0.0.2", "127.0.0.3"}), "SPIDER_MODULES": [], **task["settings"]}
    )
    process.crawl(Plain)
    process.start()
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
