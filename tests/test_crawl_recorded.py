"""Recorded answers by the name of their platform, as ``parse --platform`` reads them; and the settings of a crawl."""

import pytest

from crawl import CrawlError, recorded
from settings import SettingError, Settings, scrapy_settings
from spiders import platforms


def test_there_is_a_spider_for_each_of_these():
    assert platforms() == (
        "career_page",
        "document",
        "greenhouse",
        "job_feed",
        "lever",
        "neogov",
        "newsletter",
        "schema_org",
    )


@pytest.mark.parametrize(
    ("platform", "payload", "says"),
    [
        ("greenhouse", b"", "is not JSON"),
        ("greenhouse", b"[1, 2]", "is no Greenhouse jobs list"),
        ("greenhouse", b'{"jobs":[{"id":1,"title":null,"metadata":[7]}]}', "no answer of greenhouse has this form"),
        ("greenhouse", b"\xff\xfe", "is not JSON"),
        ("neogov", b"", "neither a list of jobs nor the words for an empty one"),
        ("lever", b"{}", "a posting without"),
        ("job_feed", b"hello", "not XML"),
        ("document", b"", "the file is empty"),
        ("carrier_pigeon", b"", "there is no spider for the platform 'carrier_pigeon'"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line(platform, payload, says):
    with pytest.raises(CrawlError) as caught:
        recorded(platform, payload, "linden", "answer.json")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_come_from_the_environment():
    given = {"ELECTIONJOBS_DELAY": "0.5", "ELECTIONJOBS_REFUSALS": "3", "ELECTIONJOBS_ALLOW_LOOPBACK_BASE_URL": "1"}
    settings = Settings.from_environment({**given, "HOME": "/home/anna", "ELECTIONJOBS_DB": "  "})
    assert settings == Settings(delay=0.5, refusals=3, allow_loopback_base_url=True)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DELAY", "0", "give seconds from 0.01 to 3600"),
        ("DELAY", "nan", "give seconds from 0.01 to 3600"),
        ("DELAY", "soon", "give seconds from 0.01 to 3600"),
        ("REFUSALS", "1.5", "give a number from 1 to 100"),
        ("ALLOW_LOOPBACK_BASE_URL", "perhaps", "give 1 or 0"),
        ("LOG_LEVEL", "loud", "give one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("ROBOTS_AGENT", "two words", "give one word of letters, digits, - and _"),
        ("CONTACT", "a@example.org\nX-Evil: 1", "give one line of printable characters"),
        ("DELLAY", "2", "no such setting"),
    ],
)
def test_a_bad_value_names_its_variable_and_the_mend(name, value, says):
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({f"ELECTIONJOBS_{name}": value})
    assert f"ELECTIONJOBS_{name}" in str(caught.value)
    assert says in str(caught.value)


def test_the_crawl_is_polite_and_safe_by_default():
    given = scrapy_settings(Settings(), {"127.0.0.2"})
    assert given["ROBOTSTXT_OBEY"] is True
    assert given["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert given["DOWNLOAD_DELAY"] == 2.0
    assert given["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert given["DOWNLOAD_HANDLERS"] == {"file": None, "data": None, "ftp": None, "s3": None}
    assert given["DOWNLOAD_MAXSIZE"] == 10 * 2**20
    assert given["ELECTIONJOBS_LOOPBACK_HOSTS"] == []
    assert (given["TELNETCONSOLE_ENABLED"], given["REMOTE_CONTROL_ENABLED"]) == (False, False)


def test_only_the_switch_lets_loopback_through():
    given = scrapy_settings(Settings(allow_loopback_base_url=True), {"127.0.0.2"})
    assert given["ELECTIONJOBS_LOOPBACK_HOSTS"] == ["127.0.0.2"]
