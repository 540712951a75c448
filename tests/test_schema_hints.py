"""Hints of sources: read strictly from their files."""

import pytest

from schema.source import Hints
from schema.source_files import SourceFileError, load

OFFICE = 'name = "Linden"\nhomepage = "https://linden.example.org"\n[[board]]\nplatform = "{}"\nurl = "https://linden.example.org/jobs"\n'


def read(folder, hints, platform="career_page"):
    (folder / "linden.toml").write_text(OFFICE.format(platform) + hints, "utf-8")
    (source,) = load(folder)
    return source.hints


def test_hints_are_read(tmp_path):
    text = '[board.hints]\nlist = "ul.x"\nbody = "#p"\nlink = "/t/[0-9]+"\nlanguage = "es"\n'
    assert read(tmp_path, text) == Hints(list="ul.x", body="#p", link="/t/[0-9]+", language="es")


def test_a_board_without_hints_has_none(tmp_path):
    assert read(tmp_path, "") is None


@pytest.mark.parametrize(
    ("hints", "platform", "says"),
    [
        ('lists = "ul"', "career_page", "unknown key"),
        ('link = "("', "career_page", "no regular expression"),
        ('language = "Spanish"', "career_page", "two small letters"),
        ('list = ""', "career_page", "is empty"),
        ('list = "ul"', "lever", "lever takes none"),
    ],
)
def test_mistakes_are_told(tmp_path, hints, platform, says):
    with pytest.raises(SourceFileError, match=says):
        read(tmp_path, f"[board.hints]\n{hints}\n", platform)
