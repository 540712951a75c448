"""The recorded pages in ../shared/samples: the kind, how many postings and links, which board; counted by eye."""

import datetime as dt
from pathlib import Path

import pytest

from parsers.pages import document, page, platform
from parsers.reading import Context

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the reference material ../shared is not here")

SEEN = dt.date(2026, 7, 15)

# file: kind, how many postings, how many links, the board it leads to
PAGES = {
    "html_no_structured_data/ayuda_en_accion_job.html": ("posting", 1, 0, None),
    "html_no_structured_data/barcelona_activa_job.html": ("posting", 1, 0, None),
    "html_no_structured_data/icann_nonprofit_careers.html": ("board", 0, 1, ("taleo", "phe.tbe")),
    "html_no_structured_data/prsliving_nonprofit_careers_nextjs.html": ("list", 0, 3, None),
    "html_no_structured_data/stormking_nonprofit_jobs_wordpress.html": (
        "board",
        0,
        1,
        ("adp", "7204acfe-35ab-415e-ab3c-650d162cd2cf"),
    ),
    "schema_org/breezy_position_jsonld.html": ("posting", 1, 0, None),
    "schema_org/cedar_careers_hub_spurious_jobposting.html": ("board", 0, 1, None),
    "schema_org/meta_engineer_jsonld.html": ("posting", 1, 0, None),
    "schema_org/moove_teamtailor_job_page.html": ("posting", 1, 0, None),
    "schema_org/neura_manager_jsonld.html": ("posting", 1, 0, None),
    "schema_org/remitly_job_page_placeholder_salary.html": ("posting", 1, 0, None),
    "embedded_ats_detection/accurx_careers_calls_ashby_api.html": ("board", 0, 1, ("ashby", "accurx")),
    "embedded_ats_detection/gtlaw_links_workday.html": ("board", 0, 1, ("workday", "gtlaw.wd1/GTLAW")),
    "embedded_ats_detection/newsela_careers_links_greenhouse.html": ("board", 0, 1, ("greenhouse", "newsela")),
    "embedded_ats_detection/shiftmove_workable_embed.html": ("board", 0, 1, ("workable", None)),
    "greenhouse/arx_eu_hosted_board_page.html": ("list", 0, 50, ("greenhouse", "arxroboticsgmbh")),
    "greenhouse/newsela_hosted_board_page.html": ("list", 0, 19, ("greenhouse", "newsela")),
    "icims/sig_job_jsonld.html": ("posting", 1, 0, None),
    "icims/wipfli_search_reduced.html": ("list", 0, 2, ("icims", "careers-wipfli")),
    "jobvite/feeding_america_search_reduced.html": ("list", 0, 2, None),
    "neogov/list_fragment_empty_board.html": ("none", 0, 0, None),
    "neogov/list_fragment_king_county.html": ("list", 0, 1, None),
    "neogov/list_fragment_new_jersey.html": ("list", 0, 2, None),
    "personio/eqs_hosted_page.html": ("list", 0, 14, None),
    "recruitee/constellr_hosted_page.html": ("list", 0, 4, None),
    "teamtailor/sweep_job_page_reduced.html": ("posting", 1, 0, None),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_a_recorded_page_holds(name):
    kind, postings, links, board = PAGES[name]
    loaded = document.load(
        (SAMPLES / name).read_bytes(), name, url="https://www.example.org/page", context=Context(date=SEEN)
    )
    read = page.read(loaded)
    assert (read.kind, len(read.postings), len(read.links)) == (kind, postings, links), read.reasons
    if board:
        assert {(link.platform, link.token) for link in read.links} == {board}


def test_the_placeholder_salary_is_refused():
    name = "schema_org/remitly_job_page_placeholder_salary.html"
    (posting,) = page.read(document.load((SAMPLES / name).read_bytes(), name, context=Context(date=SEEN))).postings
    assert posting.given("salary") == ()


def test_entities_inside_the_json_string_are_resolved():
    name = "schema_org/moove_teamtailor_job_page.html"
    (posting,) = page.read(document.load((SAMPLES / name).read_bytes(), name, context=Context(date=SEEN))).postings
    assert "&amp;" not in posting.title
    assert posting.description_html.startswith("<")


def test_no_platform_is_found_where_none_is():
    for name in ("ayuda_en_accion_job", "barcelona_activa_job", "prsliving_nonprofit_careers_nextjs"):
        markup = (SAMPLES / "html_no_structured_data" / f"{name}.html").read_text(encoding="utf-8", errors="replace")
        assert platform.detect(markup) == ()


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_of_the_seeds_two_are_postings(suffix):
    kinds = []
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        content = path.read_bytes()
        if suffix == "html":
            content = f"<html><body>{document.paragraphs(content.decode())}</body></html>".encode()
        kinds.append(page.read(document.load(content, f"seed.{suffix}", context=Context(date=SEEN))).kind)
    assert kinds == ["posting", "posting", "none", "none", "none"]
