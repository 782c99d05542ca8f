"""Runs the command line as a user does, on the examples of the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from parindex.cli.main import cli

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "docs" / "examples"
KRONG_NO = ("dak_nong_district/2023", str(EXAMPLES / "krong_no_2023.csv"))
COMMUNES = ("model_commune/2026", str(EXAMPLES / "communes_2026_simulated.csv"))
COMMUNE = "Xã mô phỏng 2"


def run(*arguments: str) -> Result:
    """Run ``parindex`` with these arguments; an unexpected error is not hidden."""
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def ask(*arguments: str, exit_code: int = 0) -> Any:
    """The JSON answer of a command that must end with ``exit_code``."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def problems(*arguments: str, exit_code: int) -> Any:
    """The list of problems on stderr."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stderr)
