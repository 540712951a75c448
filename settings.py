"""Every setting, Scrapy's and ours, read from the environment in this one place.

``Settings.from_environment()`` reads the variables named ``ELECTIONJOBS_…``; ``scrapy_settings`` makes of them what
a Scrapy crawler is given. Nothing else in the project reads the environment.
"""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from schema.errors import Mendable

PREFIX = "ELECTIONJOBS_"
SPIDER_MODULES = ["spiders"]
MEBIBYTE = 2**20
SHORTEST_SECRET = 16

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
    ``captures``         folder of the raw answers that ``reparse`` reads again; None: they are not kept.
    ``capture_days``     how long they are kept.
    ``backups``          folder of the database's backups; ``backups_kept`` is how many of them stay.
    ``weekly``           day and hour of the weekly edition, by the clock of ``zone``.
    ``zone``             the time zone of days and hours (``America/New_York``); everything is kept in UTC.
    ``chromium``         the browser's program, for sources whose pages only a browser can build.
    ``browser_seconds``  time limit of one such page, the pauses between what it asks for included.
    ``desk_token``       the words that open the desk and the explorer of ``serve`` to others than this machine.
    ``webhook``          an address that is told, after a round, which sources newly need a person; it is a secret.
    ``log_format``       how lines about the work are written on standard error: text, or json.
    ``allow_loopback_base_url``  the one switch of demo and tests: a ``base_url`` may be a loopback address.
    """

    db: str = field(default="jobs.db", repr=False)
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
    captures: Path | None = Path("captures")
    capture_days: int = 90
    backups: Path = Path("backups")
    backups_kept: int = 12
    weekly: str = "thu 12:00"
    zone: str = "America/New_York"
    log_level: str = "ERROR"
    log_format: str = "text"
    chromium: Path = Path("/usr/bin/chromium")
    browser_seconds: float = 180.0
    allow_loopback_base_url: bool = False
    desk_token: str = field(default="", repr=False)
    webhook: str = field(default="", repr=False)

    @property
    def user_agent(self) -> str:
        """Who we are, and where to write when we disturb."""
        return f"{self.robots_agent}/1 (+{self.contact})"

    def secrets(self) -> tuple[str, ...]:
        """What no line of a log may hold."""
        password = urlsplit(self.db).password if "://" in self.db else None
        return tuple(secret for secret in (self.desk_token, self.webhook, password) if secret)

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


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment of a subprocess that has the same database and folders, whatever the command line said."""
    given = {"db": settings.db, "sources": settings.sources, "out": settings.out}
    return {**os.environ, **{f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}}


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


def _path_or_off(variable: str, text: str) -> Path | None:
    return None if text.lower() == "off" else _path(variable, text)


def _day_and_hour(variable: str, text: str) -> str:
    if not re.fullmatch(r"(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d", text.lower()):
        raise SettingError(f'{variable}={text!r}: give a day and an hour like "thu 12:00"')
    return text.lower()


def _secret(variable: str, text: str) -> str:
    if len(text.strip()) < SHORTEST_SECRET or not text.isprintable():
        raise SettingError(f"{variable}: give {SHORTEST_SECRET} printable characters or more, that nobody can guess")
    return text.strip()


def _token(variable: str, text: str) -> str:
    if not text.replace("-", "").replace("_", "").isalnum():
        raise SettingError(f"{variable}={text!r}: give one word of letters, digits, - and _")
    return text


def _log_format(variable: str, text: str) -> str:
    if text.lower() not in ("text", "json"):
        raise SettingError(f"{variable}={text!r}: give text or json")
    return text.lower()


def _webhook(variable: str, text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or not text.strip().isprintable():
        raise SettingError(f"{variable}: give an https or http address")
    return text.strip()


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
    "captures": _path_or_off,
    "capture_days": _number(int, "days", 1, 3650),
    "backups": _path,
    "backups_kept": _number(int, "a number", 1, 1000),
    "weekly": _day_and_hour,
    "zone": _line,
    "log_level": _log_level,
    "log_format": _log_format,
    "webhook": _webhook,
    "chromium": _path,
    "browser_seconds": _number(float, "seconds", 0.5, 3600),
    "allow_loopback_base_url": _flag,
    "desk_token": _secret,
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
        # logs.py writes the lines
        "LOG_INSTALL_ROOT_HANDLER": False,
        # our own, read by middlewares and pipelines
        "ELECTIONJOBS_DB": settings.db,
        "ELECTIONJOBS_REFUSALS": settings.refusals,
        "ELECTIONJOBS_CAPTURES": str(settings.captures.resolve()) if settings.captures else "",
        "ELECTIONJOBS_CHROMIUM": str(settings.chromium),
        "ELECTIONJOBS_BROWSER_SECONDS": settings.browser_seconds,
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
            # doors into a running crawl: not only shut but not there
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
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
            "middlewares.capture.CaptureBuiltMiddleware": 55,
            "middlewares.browser.BrowserMiddleware": 60,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "middlewares.robots.PoliteRobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "middlewares.retry.BackoffRetryMiddleware": 550,
            "middlewares.resolver.RefusedNameMiddleware": 560,
            "middlewares.capture.CaptureMiddleware": 890,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "middlewares.redirect.NamedRedirectMiddleware": 600,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "middlewares.unpacking.NamedCompressionMiddleware": 590,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            "middlewares.cache.ConditionalRequestMiddleware": 900,
        },
        # this one drops requests without telling their spider
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None},
    }
