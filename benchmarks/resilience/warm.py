"""Everything that a crawl, a load or an edition needs, imported and read in once: what victims are forked from."""

import datetime as dt
import importlib

from scrapy.settings import Settings as ScrapySettings
from scrapy.utils.misc import load_object

import benchmarks.resilience.victims  # noqa: F401 - for what it imports
import spiders
from parsers import posting
from schema.records import RawPosting
from settings import Settings, scrapy_settings

given = ScrapySettings(scrapy_settings(Settings()))
for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
    for name, place in given.get_component_priority_dict_with_base(kind).items():
        if place is not None:
            load_object(name)
for name in ("http", "https"):
    load_object(given["DOWNLOAD_HANDLERS_BASE"][name])
for name in ("SCHEDULER", "DOWNLOADER", "DUPEFILTER_CLASS", "STATS_CLASS", "LOG_FORMATTER"):
    load_object(given[name])
for platform in spiders.platforms():
    importlib.import_module(f"spiders.{platform}")
posting.read(
    RawPosting(
        url="https://elections.example.org/1",
        title="Elections Clerk",
        observed_on=dt.date(2026, 3, 2),
        description_text="Registers voters in Seattle, WA. Salary: $21 an hour. Apply by March 9, 2026.",
    )
)
