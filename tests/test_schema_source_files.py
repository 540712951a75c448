"""The loader of source files: what it takes, and what it says about each mistake."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.source import Expect, Organization, Source
from schema.source_files import SourceFileError, load

PLATFORMS = {"greenhouse", "neogov", "career_page"}
HEAD = 'name = "Lark County Elections"\nhomepage = "https://lark.example.org"\n'
BOARD = '[[board]]\nplatform = "neogov"\ntoken = "lark"\n'


def write(folder: Path, text: str, name: str = "us/wa/lark-county.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(SourceFileError) as caught:
        load(folder, PLATFORMS)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [str(problem) for problem in caught.value.problems]


def test_a_whole_file(tmp_path):
    write(
        tmp_path,
        """
name = "Lark County Elections"
kind = "election office - county"
homepage = "https://lark.example.org"
state = "WA"
fips = "53999"
[[board]]
platform = "neogov"
token = "lark"
base_url = "http://127.0.0.2:8000"
only = { department = ["Elections"] }
expect = { min = 2, why = "two clerks are always wanted" }
schedule = "weekly"
at_least = "monthly"
at_most = "daily"
misses = 3
notes = "slow on Mondays"
[[board]]
platform = "career_page"
url = "https://lark.example.org/jobs"
aggregator = true
""",
    )
    organization = Organization(
        slug="us/wa/lark-county",
        name="Lark County Elections",
        kind="election office - county",
        homepage="https://lark.example.org",
        state="WA",
        country="US",
        fips="53999",
    )
    assert load(tmp_path, PLATFORMS) == (
        Source(
            id="us/wa/lark-county/career_page",
            organization=organization,
            platform="career_page",
            url="https://lark.example.org/jobs",
            aggregator=True,
        ),
        Source(
            id="us/wa/lark-county/neogov",
            organization=organization,
            platform="neogov",
            token="lark",
            base_url="http://127.0.0.2:8000",
            only={"department": ("Elections",)},
            expect=Expect(min=2, may_be_empty=False, why="two clerks are always wanted"),
            schedule="weekly",
            at_least="monthly",
            at_most="daily",
            misses=3,
            notes="slow on Mondays",
        ),
    )


def test_a_second_board_of_a_platform_leaves_the_id_of_the_first(tmp_path):
    write(tmp_path, HEAD + BOARD)
    before = [source.id for source in load(tmp_path, PLATFORMS)]
    write(tmp_path, HEAD + BOARD + BOARD.replace('"lark"', '"larkjobs"'))
    after = [source.id for source in load(tmp_path, PLATFORMS)]
    assert before == ["us/wa/lark-county/neogov"]
    assert after == ["us/wa/lark-county/neogov", "us/wa/lark-county/neogov/larkjobs"]


FILE = "us/wa/lark-county.toml: "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + BOARD + 'tokn = "x"\n', "board 1.tokn: unknown key; did you mean 'token'?"),
        (HEAD + 'stat = "WA"\n' + BOARD, "stat: unknown key; did you mean 'state'?"),
        (HEAD + BOARD + "expect = { minimum = 1 }\n", "board 1.expect.minimum: unknown key; did you mean 'min'?"),
        (HEAD + BOARD.replace("neogov", "neogv"), "board 1.platform: does not know 'neogv'; did you mean 'neogov'?"),
        (
            HEAD + BOARD.replace("neogov", "qqq"),
            "board 1.platform: does not know 'qqq'; known are: career_page, greenhouse, neogov",
        ),
        (HEAD + BOARD + 'schedule = "dayly"\n', "board 1.schedule: does not know 'dayly'; did you mean 'daily'?"),
        (
            HEAD + BOARD + 'at_least = "daily"\nschedule = "weekly"\n',
            "board 1.schedule: must lie between at_most (the most often) and at_least (the least often)",
        ),
        (
            HEAD + BOARD + 'at_least = "paused"\n',
            "board 1.at_least: does not know 'paused'; known are: daily, hourly, monthly, twice_daily, weekly",
        ),
        (
            HEAD + 'kind = "election office - conty"\n' + BOARD,
            "kind: does not know 'election office - conty'; did you mean 'election office - county'?",
        ),
        (
            HEAD + '[[board]]\nplatform = "neogov"\n',
            'board 1: needs token = "…" (the name of the board on its platform) or url = "…"',
        ),
        (HEAD + BOARD + "aggregator = 1\n", "board 1.aggregator: must be true or false, not 1"),
        (HEAD + BOARD + "misses = true\n", "board 1.misses: must be a whole number, not True"),
        (HEAD + BOARD + "misses = 0\n", "board 1.misses: must be 1 or more, not 0"),
        (HEAD + BOARD + 'only = { department = "x" }\n', """only.department: must be a list of texts like ["…"]"""),
        (HEAD + BOARD + 'only = "x"\n', "board 1.only: must be a table { … }, not 'x'"),
        (HEAD + BOARD + 'url = "lark.example.org"\n', "board 1.url: must be an absolute address that starts with http"),
        (HEAD + 'fips = "5303"\n' + BOARD, "fips: must be a FIPS code in quotes like \"53033\", not '5303'"),
        (HEAD + 'state = "Washington"\n' + BOARD, 'state: must be two capital letters like "WA"'),
        (HEAD + BOARD + "expect = { min = 1, may_be_empty = true }\n", "expect.may_be_empty: contradicts min = 1"),
        ('homepage = "https://x.example.org"\n' + BOARD, 'name: is missing; write name = "…"'),
        (HEAD.replace("Lark County Elections", " ") + BOARD, "name: is empty; give it a value"),
        (HEAD, "board: needs at least one board; write [[board]] with its keys on the lines below"),
        (HEAD + '[board]\nplatform = "neogov"\n', "board: needs at least one board; write [[board]]"),
        (HEAD + BOARD * 3, "board 3.token: the id 'us/wa/lark-county/neogov/lark' stands twice"),
        ("name = \n", "is not TOML: Invalid value (at line 1, column 8)"),
    ],
)
def test_one_mistake_is_one_clear_line(tmp_path, text, says):
    found = problems(write(tmp_path, text))
    assert len(found) == 1
    assert found[0].startswith(FILE)
    assert says in found[0]


def test_all_mistakes_of_all_files_are_told_together(tmp_path):
    write(tmp_path, HEAD + BOARD + "misses = 0\nonyl = {}\n")
    write(tmp_path, HEAD + BOARD.replace("neogov", "qqq"), "us/or/wren.toml")
    write(tmp_path, HEAD + BOARD, "us/or/good.toml")
    (tmp_path / "us/or/latin.toml").write_bytes(b'name = "caf\xe9"')
    write(tmp_path, HEAD + BOARD, "us/or/Upper Case.toml")
    found = problems(tmp_path)
    assert [line.split(":")[0] for line in found] == [
        "us/or/Upper Case.toml",
        "us/or/latin.toml",
        "us/or/wren.toml",
        "us/wa/lark-county.toml",
        "us/wa/lark-county.toml",
    ]
    assert "is not UTF-8 text; save it as UTF-8" in found[1]


def test_a_missing_folder_is_named(tmp_path):
    assert problems(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: there is no such folder of source files"]


def test_an_empty_folder_has_no_sources(tmp_path):
    assert load(tmp_path, PLATFORMS) == ()


def test_a_thousand_files_are_a_thousand_sources(tmp_path):
    for number in range(1000):
        write(tmp_path, HEAD + BOARD + 'expect = { min = 0 }\nnotes = "a note"\n', f"us/wa/o{number}.toml")
    assert len(load(tmp_path, PLATFORMS)) == 1000


@given(st.recursive(st.integers() | st.booleans() | st.text(max_size=5), lambda x: st.lists(x, max_size=2)))
def test_a_value_of_any_type_is_a_problem_or_a_source(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("sources")
    printed = repr(value) if not isinstance(value, bool) else str(value).lower()
    write(folder, HEAD + BOARD + f"misses = {printed}\n")
    try:
        (source,) = load(folder, PLATFORMS)
        assert source.misses == value
    except SourceFileError as error:
        assert all(problem.file == "us/wa/lark-county.toml" for problem in error.problems)
