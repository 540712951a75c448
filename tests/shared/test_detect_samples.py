"""Where the recorded pages in ../shared/samples lead: platform, board and how sure, found by reading each page."""

from pathlib import Path

import pytest

import detect

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the reference material ../shared is not here")

# file: platform and board (None: the page does not tell it); no entry: the page leads to no platform
BOARDS = {
    "embedded_ats_detection/accurx_careers_calls_ashby_api.html": ("ashby", "accurx"),
    "embedded_ats_detection/gtlaw_links_workday.html": ("workday", "gtlaw.wd1/GTLAW"),
    "embedded_ats_detection/newsela_careers_links_greenhouse.html": ("greenhouse", "newsela"),
    "embedded_ats_detection/shiftmove_workable_embed.html": ("workable", None),
    "ashby/fyxer_hosted_board_page.html": ("ashby", "fyxer"),
    "greenhouse/arx_eu_hosted_board_page.html": ("greenhouse", "arxroboticsgmbh"),
    "greenhouse/newsela_hosted_board_page.html": ("greenhouse", "newsela"),
    "html_no_structured_data/icann_nonprofit_careers.html": ("taleo", "phe.tbe"),
    "html_no_structured_data/stormking_nonprofit_jobs_wordpress.html": (
        "adp",
        "7204acfe-35ab-415e-ab3c-650d162cd2cf",
    ),
    "icims/wipfli_search_reduced.html": ("icims", "careers-wipfli"),
    "icims/sig_job_jsonld.html": ("icims", "careers-sig"),
    "jobvite/feeding_america_search_reduced.html": ("jobvite", None),
    "neogov/list_fragment_empty_board.html": ("neogov", None),
    "neogov/list_fragment_king_county.html": ("neogov", "kingcounty"),
    "neogov/list_fragment_new_jersey.html": ("neogov", "newjersey"),
    "neogov/michigan_jobfeed_2013.rss": ("neogov", "michigan"),
    "neogov/michigan_bad_locations_2013.rss": ("neogov", "michigan"),
    "neogov/michigan_expired_2013.rss": ("neogov", "michigan"),
    "neogov/fulton_county_jobsfeed_2026_sanitized.xml": ("neogov", "exampleagency"),
    "paylocity/nc_advanced_energy_board.html": ("paylocity", None),
    "personio/eqs_hosted_page.html": ("personio", "eqs-group"),
    "personio/helicon_hosted_page_empty_board.html": ("personio", "helicon"),
    "personio/sanitized_feed.xml": ("personio", None),
    "recruitee/constellr_hosted_page.html": ("recruitee", "constellr"),
    "rss/unhcr_jobs_generated_feed.xml": ("workday", "unhcr.wd3/External"),
    "rss/unicef_jobs_generated_feed.xml": ("job_feed", None),
    "schema_org/breezy_position_jsonld.html": ("breezy", "exampleco"),
    "schema_org/moove_teamtailor_job_page.html": ("teamtailor", None),
    "schema_org/remitly_job_page_placeholder_salary.html": ("workday", "remitly.wd5/Remitly_Careers"),
    "teamtailor/sweep_job_page_reduced.html": ("teamtailor", "sweep"),
}
PAGES = sorted(
    str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*") if path.suffix in {".html", ".rss", ".xml"}
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_where_it_leads(name):
    found = detect.read((SAMPLES / name).read_bytes(), name)
    if name in BOARDS:
        assert (found.boards[0].platform, found.boards[0].token) == BOARDS[name]
    else:
        assert all(board.platform in {"career_page", "schema_org"} and board.sure <= 0.5 for board in found.boards)


@pytest.mark.parametrize("name", [name for name in BOARDS if name.startswith("embedded_ats_detection/")])
def test_what_is_embedded_or_linked_is_sure_where_it_has_a_name(name):
    found = detect.read((SAMPLES / name).read_bytes(), name)
    (board,) = found.boards
    assert board.sure >= (detect.SURE if board.token else 0.8)


def test_the_original_address_of_a_file_tells_its_board():
    name = "jobvite/feeding_america_search_reduced.html"
    found = detect.read((SAMPLES / name).read_bytes(), name, "https://jobs.jobvite.com/feedingamerica/jobs")
    assert [(board.platform, board.token) for board in found.boards] == [("jobvite", "feedingamerica")]
