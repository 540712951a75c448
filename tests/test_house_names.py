"""Names that must agree with each other, and packages that must be ours."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPIDERS = sorted(
    path.stem
    for path in (ROOT / "spiders").glob("*.py")
    if path.stem not in {"__init__", "board"} and "name = " in path.read_text()
)


@pytest.mark.parametrize("stem", SPIDERS)
def test_a_spider_is_named_like_its_file_and_has_a_folder_of_cases(stem):
    module = importlib.import_module(f"spiders.{stem}")
    spiders = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and hasattr(value, "custom_settings")
    ]
    assert [spider.name for spider in spiders] == [stem]
    assert any((ROOT / "tests" / "cases" / stem).iterdir())


@pytest.mark.parametrize("folder", ["sources", "demo"])
def test_the_platforms_of_source_files_are_spiders(folder):
    platforms = {
        board["platform"]
        for path in (ROOT / folder).rglob("*.toml")
        for board in tomllib.loads(path.read_text("utf-8")).get("board", [])
    }
    assert platforms <= set(SPIDERS)


@pytest.mark.parametrize(
    "package", ["schema", "parsers", "spiders", "middlewares", "pipelines", "exports", "demo", "cli"]
)
def test_a_package_is_ours(package):
    """An unrelated distribution named ``schema`` exists; whichever is installed, ours must be the one imported."""
    origin = importlib.import_module(package).__file__
    assert origin and (ROOT in Path(origin).parents)


def test_no_module_is_a_drawer_for_everything():
    refused = re.compile(r"(?:^|_)(?:utils?|helpers?|misc|common|stuff)(?:_|$)")
    named = [p for p in ROOT.rglob("*.py") if ".venv" not in p.parts and refused.search(p.stem)]
    assert named == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if ".venv" not in path.parts
        and path.read_text("utf-8").strip()
        and not path.read_text("utf-8").lstrip().startswith(('"""', "#!", 'r"""'))
    ]
    assert silent == []


def test_no_module_outgrows_its_room():
    long = {
        str(p.relative_to(ROOT)): n
        for p in ROOT.rglob("*.py")
        if ".venv" not in p.parts and (n := len(p.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
