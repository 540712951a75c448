"""The recorded answers of platforms in ../shared/samples: as many postings as each file holds, texts whole."""

import datetime as dt
import importlib
import re
from pathlib import Path

import pytest

from spiders.board import BoardError

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the reference material ../shared is not here")

DAY = dt.date(2026, 11, 20)
ESCAPED = re.compile(r"&(?:amp;)?(?:lt|gt|amp);(?:/?[a-z]|#|[a-z]+;)", re.IGNORECASE)

# How many postings each file holds, counted by hand or by its own total.
HELD = {
    "greenhouse/anthropic_list_nocontent_449jobs.json": 449,
    "greenhouse/arx_eu_hosted_board_page.html": 50,
    "greenhouse/coinbase_detail_questions.json": 1,
    "greenhouse/gitlab_list_content_2of167.json": 2,
    "greenhouse/gongio_detail.json": 1,
    "greenhouse/gongio_list.json": 3,
    "greenhouse/newsela_hosted_board_page.html": 19,
    "greenhouse/stripe_departments.json": 131,
    "greenhouse/stripe_list_nocontent_6.json": 6,
    "lever/idealist_consulting_list.json": 2,
    "lever/leverdemo_list_6.json": 6,
    "lever/matchgroup_list.json": 2,
    "neogov/fulton_county_jobsfeed_2026_sanitized.xml": 2,
    "neogov/list_fragment_empty_board.html": 0,
    "neogov/list_fragment_king_county.html": 1,
    "neogov/list_fragment_new_jersey.html": 2,
    "neogov/michigan_bad_locations_2013.rss": 1,
    "neogov/michigan_expired_2013.rss": 1,
    "neogov/michigan_jobfeed_2013.rss": 5,
    "neogov/newprint_fragment_king_county.html": 1,
    "rss/unhcr_jobs_generated_feed.xml": 56,
    "rss/unicef_jobs_generated_feed.xml": 32,
}
MODULES = {"rss": "job_feed"}
REFUSED = {"lever/notfound_body.json": "unknown_board"}


def read(name):
    path = SAMPLES / name
    module = importlib.import_module(f"spiders.{MODULES.get(path.parent.name, path.parent.name)}")
    return module.parse_recorded(path.read_bytes(), None, path.name, DAY)


@pytest.mark.parametrize("name", HELD)
def test_a_recorded_answer_gives_all_its_postings(name):
    postings = read(name)
    assert len(postings) == HELD[name]
    assert len({p.source_job_id or p.url for p in postings}) == HELD[name]
    assert all(p.title and p.url.startswith("http") for p in postings)
    assert [p.title for p in postings if ESCAPED.search(p.title)] == []


@pytest.mark.parametrize("name", [n for n in HELD if "michigan" in n or "fulton" in n or "gitlab" in n])
def test_texts_are_whole_and_no_longer_escaped(name):
    for posting in read(name):
        assert "<" in posting.description_html
        assert "&lt;p" not in posting.description_html
        assert "&amp;nbsp;" not in posting.description_html


def test_every_sample_is_counted():
    folders = {name.partition("/")[0] for name in HELD}
    found = {f"{f}/{p.name}" for f in folders for p in (SAMPLES / f).iterdir() if p.suffix != ".md"}
    assert found == set(HELD) | set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_without_a_board_says_so(name):
    with pytest.raises(BoardError) as caught:
        read(name)
    assert caught.value.cause == REFUSED[name]


def test_the_parts_of_a_lever_posting_are_all_there():
    for posting in read("lever/leverdemo_list_6.json") + read("lever/matchgroup_list.json"):
        assert "<ul>" in posting.description_html
