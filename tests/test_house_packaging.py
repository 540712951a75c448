"""What is shipped and declared: modules, libraries, the lock. That the wheel runs is shown by test_demo_story."""

import ast
import importlib.metadata
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_library_that_is_imported_is_declared():
    ours = {path.stem for path in ROOT.glob("*.py")} | {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()}
    imported: dict[str, set[str]] = {}
    for name in PROJECT["tool"]["hatch"]["build"]["only-include"]:
        for path in [ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                else:
                    names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
                for module in names:
                    imported.setdefault(module.split(".")[0], set()).add(path.relative_to(ROOT).as_posix())
    providers = importlib.metadata.packages_distributions()
    foreign = imported.keys() - ours - set(sys.stdlib_module_names)
    # an extra: what needs it says so before it imports these two
    assert imported["playwright"] == {"middlewares/browser_page.py", "middlewares/chromium.py"}
    foreign -= {"playwright"}
    wanted = {name.lower().replace(".", "-").replace("_", "-") for module in foreign for name in providers[module]}
    declared = {line.split(">")[0].split("[")[0].strip().lower() for line in PROJECT["project"]["dependencies"]}
    assert wanted - declared <= {"twisted"}  # Scrapy's own reactor


def test_the_wheel_and_mypy_know_every_module():
    shipped = set(PROJECT["tool"]["hatch"]["build"]["only-include"])
    here = {p.name for p in ROOT.glob("*.py")} | {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()}
    assert here - {"tests", "benchmarks"} <= shipped
    assert shipped == set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert shipped - {"sources"} <= set(PROJECT["tool"]["mypy"]["files"])


def test_the_lock_has_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = [line for line in lock.splitlines() if "==" in line]
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)
    assert not any(word in lock for word in ("index-url", "find-links", "http://", "https://"))
