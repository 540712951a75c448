"""Every setting, Scrapy's and ours, read from the environment in this one place.

``Settings.from_environment()`` reads the variables named ``ELECTIONJOBS_…``; ``scrapy_settings`` makes of them what
a Scrapy crawler is given. Nothing else in the project reads the environment.
"""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from schema.errors import Mendable

PREFIX = "ELECTIONJOBS_"
SPIDER_MODULES = ["spiders"]
MEBIBYTE = 2**20

T = TypeVar("T")


class SettingError(Mendable):
    """A setting that cannot be used: its message names the variable, what stands in it, and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the program is told from outside. Durations are seconds, sizes bytes.

    ``db``               a SQLAlchemy address, or the path of an SQLite file.
    ``site``             the address that the published folder is served at.
    ``contact``          an address a site's owner can write to; it stands in the user agent.
    ``delay``            pause between two requests to one host; never 0, for at 0 requests overlap.
    ``adaptive_delay``   let slow hosts have longer pauses (Scrapy's AutoThrottle).
    ``source_seconds``   time limit of one source; ``run_seconds`` of one platform's run.
    ``hosts_at_once``    how many hosts are read side by side; each of them gets one request at a time.
    ``refusals``         answers 429 or 503 after which a source is left alone until the next run.
    ``robots_agent``     the name robots.txt files know us by.
    ``cache``            folder of the HTTP cache that makes requests conditional; empty: none.
    ``allow_loopback_base_url``  the one switch of demo and tests: a ``base_url`` may be a loopback address.
    """

    db: str = "jobs.db"
    sources: Path = Path("sources")
    out: Path = Path("public")
    site: str = "http://127.0.0.1:8000/"
    contact: str = "https://example.org/electionjobs"
    robots_agent: str = "electionjobs"
    delay: float = 2.0
    adaptive_delay: bool = True
    timeout: float = 60.0
    max_bytes: int = 10 * MEBIBYTE
    source_seconds: float = 1800.0
    run_seconds: float = 21600.0
    hosts_at_once: int = 8
    refusals: int = 5
    cache: str = ""
    log_level: str = "ERROR"
    allow_loopback_base_url: bool = False

    @property
    def user_agent(self) -> str:
        """Who we are, and where to write when we disturb."""
        return f"{self.robots_agent}/1 (+{self.contact})"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """The settings of this process; raises SettingError for a value that cannot be used."""
        given = os.environ if environment is None else environment
        known = {f.name: PREFIX + f.name.upper() for f in fields(cls)}
        unknown = sorted(name for name in given if name.startswith(PREFIX) and name not in known.values())
        if unknown:
            raise SettingError(f"{unknown[0]}: no such setting; the settings are {', '.join(sorted(known.values()))}")
        values = {n: READERS[n](v, given[v]) for n, v in known.items() if given.get(v, "").strip()}
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its own field's type


def _number(kind: Callable[[str], T], what: str, least: float, most: float) -> Callable[[str, str], T]:
    def read(variable: str, text: str) -> T:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:  # type: ignore[operator]
            raise SettingError(f"{variable}={text!r}: give {what} from {least:g} to {most:g}")
        return value

    return read


def _flag(variable: str, text: str) -> bool:
    if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
        raise SettingError(f"{variable}={text!r}: give 1 or 0")
    return text.lower() in {"1", "true", "yes"}


def _line(variable: str, text: str) -> str:
    if not text.isprintable():
        raise SettingError(f"{variable}: give one line of printable characters")
    return text.strip()


def _path(variable: str, text: str) -> Path:
    return Path(_line(variable, text)).expanduser()


def _token(variable: str, text: str) -> str:
    if not text.replace("-", "").replace("_", "").isalnum():
        raise SettingError(f"{variable}={text!r}: give one word of letters, digits, - and _")
    return text


def _log_level(variable: str, text: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if text.upper() not in levels:
        raise SettingError(f"{variable}={text!r}: give one of {', '.join(levels)}")
    return text.upper()


READERS: dict[str, Callable[[str, str], object]] = {
    "db": _line,
    "sources": _path,
    "out": _path,
    "site": _line,
    "contact": _line,
    "robots_agent": _token,
    "delay": _number(float, "seconds", 0.01, 3600),
    "adaptive_delay": _flag,
    "timeout": _number(float, "seconds", 0.1, 600),
    "max_bytes": _number(int, "bytes", 1024, 100 * MEBIBYTE),
    "source_seconds": _number(float, "seconds", 0.1, 21600),
    "run_seconds": _number(float, "seconds", 0.1, 86400),
    "hosts_at_once": _number(int, "a number", 1, 64),
    "refusals": _number(int, "a number", 1, 100),
    "cache": _line,
    "log_level": _log_level,
    "allow_loopback_base_url": _flag,
}


def scrapy_settings(settings: Settings, loopback_hosts: Collection[str] = ()) -> dict[str, object]:
    """What a Scrapy crawler is given. Why each default is changed: docs/architecture.md, "Fetching".

    ``loopback_hosts`` are the hosts of the sources' ``base_url``: local ones are reached only if the switch is on.
    """
    return {
        "BOT_NAME": settings.robots_agent,
        "SPIDER_MODULES": SPIDER_MODULES,
        "USER_AGENT": settings.user_agent,
        "LOG_LEVEL": settings.log_level,
        # our own, read by middlewares and pipelines
        "ELECTIONJOBS_DB": settings.db,
        "ELECTIONJOBS_REFUSALS": settings.refusals,
        "ELECTIONJOBS_LOOPBACK_HOSTS": sorted(loopback_hosts) if settings.allow_loopback_base_url else [],
        # politeness
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": settings.robots_agent,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.delay,
        "AUTOTHROTTLE_ENABLED": settings.adaptive_delay,
        "AUTOTHROTTLE_START_DELAY": settings.delay,
        "RETRY_TIMES": 3,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        # limits
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "CLOSESPIDER_TIMEOUT": settings.run_seconds,
        "MEMUSAGE_LIMIT_MB": 512,
        "EXTENSIONS": {
            "scrapy.extensions.memusage.MemoryUsage": None,
            "middlewares.memory.CurrentMemoryUsage": 0,
        },
        # one item after the other, so that a source's BoardResult comes behind its last posting
        "CONCURRENT_ITEMS": 1,
        # safety
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
        "TWISTED_DNS_RESOLVER": "middlewares.resolver.GlobalOnlyResolver",
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # conditional requests: always ask, and let the answer be "unchanged"
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en",
            "Cache-Control": "max-age=0",
        },
        "HTTPCACHE_ENABLED": bool(settings.cache),
        "HTTPCACHE_DIR": str(Path(settings.cache).resolve()) if settings.cache else "",
        "HTTPCACHE_POLICY": "middlewares.cache.OnlyUnchangedPolicy",
        # what stands between a request and the network
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "middlewares.address_guard.AddressGuardMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "middlewares.robots.PoliteRobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "middlewares.retry.BackoffRetryMiddleware": 550,
            "middlewares.resolver.RefusedNameMiddleware": 560,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            "middlewares.cache.ConditionalRequestMiddleware": 900,
        },
        # this one drops requests without telling their spider
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None},
    }
