"""docs/operations.md and docs/security.md say what there is: settings, commands, causes, modules and tests."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest

from cli import main
from schema.causes import CAUSES
from settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")
COMMANDS = re.findall(r"^electionjobs .*?(?=   |$)", OPERATIONS, re.MULTILINE)


def told(value: object) -> str:
    """A default as the table has it."""
    if isinstance(value, bool):
        return f"`{value:d}`"
    return f"`{value}`" if str(value) else "empty"


def test_the_table_has_every_setting_with_its_default():
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (.+?) \|", OPERATIONS, re.MULTILINE)
    assert sorted(rows) == sorted((f.name.upper(), told(getattr(Settings(), f.name))) for f in fields(Settings))


def test_every_cause_has_a_line():
    table = OPERATIONS.partition("## What an alarm means")[2].partition("## Backups")[0]
    named = {
        cause for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for cause in re.findall(r"`(\w+)`", row)
    }
    assert named == set(CAUSES)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one(line):
    command: click.Command = main
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    options = {option for parameter in command.params for option in parameter.opts}
    given = {word for word in words if word.startswith("--")}
    assert given <= options
    needed = [p for p in command.params if p.required and isinstance(p, click.Option)]
    assert all(given.intersection(parameter.opts) for parameter in needed)


def test_there_are_commands():
    assert len(COMMANDS) > 10


def test_what_the_threat_model_names_is_there():
    tests = set(re.findall(r"\btest_\w+", SECURITY))
    modules = set(re.findall(r"`([\w./]+\.py)`", SECURITY))
    assert len(tests) > 15
    assert len(modules) > 15
    missing = [name for name in tests if not (ROOT / "tests" / f"{name}.py").is_file()]
    assert missing + [name for name in modules if not (ROOT / name).is_file()] == []


def test_the_rows_that_it_names_are_checks():
    from benchmarks.resilience.__main__ import CHECKS

    rows = {
        name for said in re.findall(r"\brows? ((?:`\w+`(?:, | and )?)+)", SECURITY) for name in re.findall(r"\w+", said)
    }
    assert rows - {"and"} == set(CHECKS)
