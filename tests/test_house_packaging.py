"""The wheel holds everything: installed into an environment of its own, the program runs in another folder."""

import ast
import importlib.metadata
import json
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The ``electionjobs`` of a fresh environment that knows the wheel and our dependencies, but not this folder."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("electionjobs-*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).strip())
    # The dependencies as they are pinned here. A plain line in a .pth file does not follow the .pth files in there.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    return home / "bin" / "electionjobs"


def test_the_installed_program_runs_the_demo_in_another_folder(installed, tmp_path):
    run(installed, "demo", cwd=tmp_path)
    assert {"jobs.db", "public"} <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "public" / "jobs.csv").stat().st_size > 10_000
    assert "whole" in run(installed, "db", "check", cwd=tmp_path)


def test_the_installed_program_reads_a_posting(installed, tmp_path):
    line = json.dumps(
        {"id": 1, "text": "Clerk, Pell County, Ohio — registers voters. Salary: $20 an hour. To apply, click here."}
    )
    done = subprocess.run(
        [installed, "parse", "--jsonl"], input=line + "\n", cwd=tmp_path, capture_output=True, text=True, check=True
    )
    (posting,) = json.loads(done.stdout)["postings"]
    assert (posting["salary_min"], posting["salary_unit"], posting["organization"]) == (20, "HOUR", "Pell County")


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
