"""Who may import whom, as docs/architecture.md says it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {path.stem for path in ROOT.glob("*.py")} | set(
    "commands schema parsers spiders middlewares pipelines exports desk scheduling demo".split()
)
MAY_IMPORT = {
    "schema": set(),
    "parsers": {"schema"},
    "spiders": {"parsers", "schema"},
    "middlewares": {"parsers", "schema"},
    "pipelines": {"parsers", "schema"},
    "exports": {"schema"},
    "desk": {"exports", "schema", "settings"},
    "scheduling": {"schema"},
    "settings": {"schema"},
}
READS_SETTINGS = {"commands", "crawl", "reparse", "scheduler", "desk"}


def imports_of(path: Path) -> set[str]:
    """The dotted names of our own modules that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] in OURS}


def modules_of(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py")) if (ROOT / layer).is_dir() else [ROOT / f"{layer}.py"]


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT))
def test_a_layer_imports_only_the_layers_below_it(layer):
    allowed = MAY_IMPORT[layer] | {layer}
    breaches = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules_of(layer)
        if path.exists()
        for name in imports_of(path)
        if name.split(".")[0] not in allowed
    }
    assert breaches == set()


def test_settings_are_read_on_top_only():
    readers = {
        path.relative_to(ROOT).parts[0].removesuffix(".py")
        for name in OURS
        for path in modules_of(name)
        if path.exists() and any(i.split(".")[0] == "settings" for i in imports_of(path))
    }
    assert readers <= READS_SETTINGS


def test_spiders_share_nothing_but_board():
    breaches = {
        f"{path.name} imports {name}"
        for path in modules_of("spiders")
        for name in imports_of(path)
        if name.startswith("spiders.") and not name.startswith("spiders.board")
    }
    assert breaches == set()


def test_parsers_touch_neither_clock_nor_network_nor_log():
    refused = {"logging", "time", "socket", "requests", "urllib.request", "scrapy", "sqlalchemy", "subprocess"}
    breaches = set()
    for path in modules_of("parsers"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                breaches |= {f"{path.name}: {a.name}" for a in node.names if a.name in refused}
            elif isinstance(node, ast.ImportFrom) and node.module in refused:
                breaches.add(f"{path.name}: {node.module}")
            elif isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
                breaches.add(f"{path.name}: .{node.attr}")
    assert breaches == set()
