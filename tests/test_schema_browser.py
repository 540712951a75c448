"""``browser = true`` in source files: read strictly, for an office's own pages alone, and written again."""

import pytest

from schema.source_files import SourceFileError, load
from schema.source_writing import toml_of

OFFICE = (
    'name = "Linden"\nhomepage = "https://linden.example.org"\n[[board]]\nplatform = "{}"\n'
    'url = "https://linden.example.org/jobs"\n{}\n'
)


def read(folder, line, platform="career_page"):
    (folder / "linden.toml").write_text(OFFICE.format(platform, line), "utf-8")
    (source,) = load(folder)
    return source


@pytest.mark.parametrize(("line", "browser"), [("", False), ("browser = false", False), ("browser = true", True)])
def test_an_office_page_may_ask_for_a_browser(tmp_path, line, browser):
    source = read(tmp_path, line)
    assert source.browser is browser
    assert ("browser = true" in toml_of(source).splitlines()) is browser


@pytest.mark.parametrize(
    ("line", "platform", "says"),
    [
        (
            "browser = true",
            "lever",
            "linden.toml: board 1.browser: builds pages of the platform career_page; leave it out of a lever board",
        ),
        ('browser = "yes"', "career_page", "linden.toml: board 1.browser: must be true or false, not 'yes'"),
        ("browsers = true", "career_page", "linden.toml: board 1.browsers: unknown key; did you mean 'browser'?"),
    ],
)
def test_mistakes_are_told(tmp_path, line, platform, says):
    with pytest.raises(SourceFileError) as told:
        read(tmp_path, line, platform)
    assert str(told.value) == says
