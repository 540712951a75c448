"""Sound boards of every platform as recorded answers: the sample sites, the cases of spiders, and samples beside us.

A recording is what a crawl of one source is answered, path by path, so that it can be changed and played again.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import within
from benchmarks.resilience.boards import HTML, Script
from demo.server import answer, sites
from demo.site import Site
from schema import source_files
from schema.source import Organization, Source
from tests.loopback import Answer

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
SAMPLES = ROOT.parent / "shared" / "samples"
MOMENT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
OFFICE = Organization(
    slug="us/or/linden", name="Linden County Elections", kind=None, homepage="https://linden.example.org"
)
_XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A source, and its sound answers by path."""

    name: str
    source: Source
    script: Script


class _Recorder(dict[str, Answer]):
    """A script that asks a sample site for what it has no answer to, and keeps it."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def get(self, path: str, otherwise: Answer | None = None) -> Answer:  # type: ignore[override]
        if path not in self:
            given = answer(self.site, path)
            self[path] = Answer(status=given.status, body=given.body, headers={"Content-Type": given.type})
        return self[path]


def sample_sites(engine: sa.Engine) -> Iterator[Recording]:
    """The boards of the sample sites, each as a crawl into ``engine`` found it."""
    by_name = {site.name: site for site in sites(1, MOMENT.date())}
    with as_file(files("demo") / "sources") as folder:
        sources = source_files.load(Path(folder))
    for source in sources:
        recorder = _Recorder(by_name[source.organization.slug.rpartition("/")[2]])
        within.crawl(engine, source, recorder, MOMENT)
        yield Recording(name=f"sample site {source.id}", source=source, script=dict(recorder))


def cases() -> Iterator[Recording]:
    """The spiders' own cases."""
    yield _case("greenhouse", "list_with_content.json", "/v1/boards/linden/jobs")
    yield _case("lever", "list.json", "/v0/postings/linden")
    yield _case("job_feed", "wordpress.xml", "/feed")
    yield _case("job_feed", "atom.xml", "/feed")
    yield _case("career_page", "one_posting.html", "/jobs")
    yield _case("schema_org", "posting.html", "/jobs")
    yield _case("document", "posting.md", "/posting.md")
    yield _case("newsletter", "issue.html", "/issue.html")


def samples() -> Iterator[Recording]:
    """Recorded answers beside the project; none where that folder is not there."""
    for platform, name, path in (
        ("greenhouse", "gongio_list.json", "/v1/boards/linden/jobs"),
        ("greenhouse", "gitlab_list_content_2of167.json", "/v1/boards/linden/jobs"),
        ("lever", "leverdemo_list_6.json", "/v0/postings/linden"),
        ("lever", "matchgroup_list.json", "/v0/postings/linden"),
        ("lever", "idealist_consulting_list.json", "/v0/postings/linden"),
        ("rss", "unicef_jobs_generated_feed.xml", "/feed"),
        ("rss", "unhcr_jobs_generated_feed.xml", "/feed"),
        ("schema_org", "breezy_position_jsonld.html", "/jobs"),
        ("schema_org", "neura_manager_jsonld.html", "/jobs"),
        ("html_no_structured_data", "stormking_nonprofit_jobs_wordpress.html", "/jobs"),
        ("neogov", "fulton_county_jobsfeed_2026_sanitized.xml", "/SearchEngine/JobsFeed"),
    ):
        if (SAMPLES / platform / name).is_file():
            yield _recording(_SPIDERS.get(platform, platform), SAMPLES / platform / name, path, "sample")


_SPIDERS = {"rss": "job_feed", "html_no_structured_data": "career_page"}


def _case(platform: str, name: str, path: str) -> Recording:
    return _recording(platform, CASES / platform / name, path, "case")


def _recording(platform: str, file: Path, path: str, kind: str) -> Recording:
    headers = {".json": _JSON, ".xml": _XML, ".html": HTML}.get(file.suffix, {"Content-Type": "text/plain"})
    url = None if platform in ("greenhouse", "lever", "neogov") else f"{OFFICE.homepage}{path}"
    source = Source(
        id=f"{OFFICE.slug}/{platform}/{file.stem.lower()}",
        organization=OFFICE,
        platform=platform,
        token="linden",
        url=url,
    )
    script = {path: Answer(body=file.read_bytes(), headers=headers)}
    return Recording(name=f"{kind} {platform}/{file.name}", source=source, script=script)
