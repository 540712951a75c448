"""Lines about the work: text or JSON, in UTC, with what they are about, and without a secret."""

import json
import logging
import re

import pytest

import logs
from settings import SettingError, Settings

DB = "postgresql+psycopg://jobs:hunter22@db.example.org/jobs"
GIVEN = Settings(db=DB, webhook="https://hooks.example.org/T0/abcdef", desk_token="a-token-of-the-desk")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(autouse=True)
def _as_before():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.bind("")


def lines(capsys) -> list[str]:
    return capsys.readouterr().err.splitlines()


def begin(form: str) -> logging.Logger:
    logs.begin("INFO", form, GIVEN.secrets())
    return logging.getLogger("electionjobs.test")


def test_a_json_line_has_time_level_event_round_source_and_cause(capsys):
    logger = begin("json")
    logs.bind("2026-03-02T12:00:00Z")
    logger.warning("not read to its end: %s", "gone", extra={"source": "us/wa/lark", "cause": "http_404"})
    (line,) = map(json.loads, lines(capsys))
    assert TIME.fullmatch(line.pop("time"))
    assert line == {
        "level": "WARNING",
        "logger": "electionjobs.test",
        "event": "not read to its end: gone",
        "round": "2026-03-02T12:00:00Z",
        "source": "us/wa/lark",
        "cause": "http_404",
    }


def test_a_text_line_says_the_same(capsys):
    begin("text").error("it broke\nhere", extra={"source": "us/wa/lark"})
    (line,) = lines(capsys)
    assert TIME.sub("TIME", line) == "TIME ERROR it broke\\nhere (source=us/wa/lark)"


def test_others_lines_go_the_same_way(capsys):
    begin("json")
    logging.getLogger("scrapy.core.engine").info("Spider opened")
    logging.getLogger("apscheduler.scheduler").info("Added job")
    assert [json.loads(line)["event"] for line in lines(capsys)] == ["Spider opened"]


def test_to_begin_again_says_nothing_twice(capsys):
    begin("text")
    begin("text").info("once")
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize(
    "said",
    [
        f"cannot open {DB}",
        "POST https://hooks.example.org/T0/abcdef",
        "opened with a-token-of-the-desk",
        "https://user:hunter22@example.org/",
        "GET https://api.example.org/jobs?api_key=hunter22&page=2",
        '{"password": "hunter22"}',
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_holds_a_secret(capsys, form, said):
    logger = begin(form)
    try:
        raise ValueError(said)
    except ValueError:
        logger.exception("%s", said, extra={"source": said})
    told = capsys.readouterr().err
    assert "***" in told
    assert not any(secret in told for secret in ("hunter22", "abcdef", "a-token-of-the-desk"))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LOG_FORMAT", "xml", "ELECTIONJOBS_LOG_FORMAT='xml': give text or json"),
        ("WEBHOOK", "ftp://secret.example.org", "ELECTIONJOBS_WEBHOOK: give an https or http address"),
    ],
)
def test_settings_that_cannot_be_used(name, value, says):
    with pytest.raises(SettingError) as raised:
        Settings.from_environment({f"ELECTIONJOBS_{name}": value})
    assert str(raised.value) == says


def test_settings_are_shown_without_their_secrets():
    assert "abcdef" not in repr(GIVEN)
    assert "a-token-of-the-desk" not in repr(GIVEN)
    assert "hunter22" not in repr(GIVEN)
