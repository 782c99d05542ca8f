"""The documentation names every command and option, and its examples run."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.cli.running import PROJECT

from parindex.cli.main import COMMANDS, cli
from parindex.cli.words import HelpText, Key, ProblemCode
from parindex.wording import codes

PAGE = (PROJECT / "docs" / "command-line.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ parindex (.+)$", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented_with_an_example(name: str) -> None:
    assert f"## `parindex {name}" in PAGE
    assert any(example.split()[0] == name for example in EXAMPLES)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.opts[0] in PAGE, parameter.opts


@pytest.mark.parametrize("example", [example for example in EXAMPLES if not example.startswith("manage")])
def test_examples_run(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    placed = [str(PROJECT / each) if each.startswith("docs/") else each for each in shlex.split(example)]
    result = CliRunner().invoke(cli, placed, catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    assert result.stdout


@pytest.mark.parametrize("code", [*HelpText, *ProblemCode, *(f"cli.column.{key}" for key in Key)])
def test_every_word_of_the_command_line_is_in_both_catalogues(code: str) -> None:
    assert code in codes("vi")
    assert code in codes("en")
