"""Wrong usage and help are said in Vietnamese, or English when asked; stdout holds the answer and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from tests.cli.running import COMMUNE, COMMUNES, KRONG_NO, problems, run

from parindex.cli.shape import UsageWord
from parindex.wording import codes

ENGLISH = ("Usage", "Options:", "Error", "Missing", "Try ", "Show this", "Commands:", "[OPTIONS]", "required", "TEXT",
           "INTEGER", "Did you mean")  # fmt: skip


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("score",), UsageWord.MISSING_ARGUMENT),
        (("plan", "a", "b"), UsageWord.MISSING_OPTION),
        (("score", "--nope"), UsageWord.NO_SUCH_OPTION_BUT),
        (("score", "--zzzzzzzz"), UsageWord.NO_SUCH_OPTION),
        (("scor",), UsageWord.NO_SUCH_COMMAND_BUT),
        (("nonsense",), UsageWord.NO_SUCH_COMMAND),
        (("score", "a", "b", "c"), UsageWord.EXTRA_ARGUMENTS),
        (("score", "a", "b", "--unit"), UsageWord.OPTION_VALUE),
        (("score", "a", "b", "--detail", "x"), UsageWord.NOT_A_CHOICE),
        (("score", "a", "b", "--year", "20"), UsageWord.OUT_OF_RANGE),
        (("path-to", "a", "b", "--rank", "0"), UsageWord.AT_LEAST),
    ],
)
def test_wrong_usage_is_a_problem_in_words(call: tuple[str, ...], code: UsageWord) -> None:
    result = run(*call)
    assert result.exit_code == 2 and result.stdout == ""
    assert not any(word in result.stderr for word in ENGLISH) and "--help" in result.stderr
    if code is not UsageWord.OPTION_VALUE:  # the option that lacks its value would swallow --format
        (problem,) = problems(*call, exit_code=2)
        assert problem["code"] == code and problem["remedy"].startswith("Xem cách dùng: parindex")


def test_english_when_asked() -> None:
    assert run("--language", "en", "score").stderr.startswith("RULEBOOK is missing. See: parindex score --help")
    assert "is missing" in run("score", "--language=en").stderr


def test_help_is_vietnamese_throughout() -> None:
    for call in (("--help",), ("score", "--help"), ("path-to", "--help"), ("plan", "--help"), ("check", "-h"), ()):
        result = run(*call)
        said = result.stdout + result.stderr
        assert said.startswith("Cách dùng: parindex") and not any(word in said for word in ENGLISH), (call, said)
        assert result.exit_code == (0 if call else 2)


def test_every_word_stands_in_both_languages() -> None:
    assert set(UsageWord) <= codes("vi") & codes("en")


def in_its_own_process(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code with arguments; stdout is a pipe, as for a program that reads the answer."""
    call = [sys.executable, "-c", code, *arguments]
    return subprocess.run(call, capture_output=True, text=True, timeout=120, check=False, env=dict(os.environ))


def test_reading_a_document_does_not_wait_for_what_sums_dossiers() -> None:
    code = "import sys; from parindex.cli.main import cli; cli.get_command(None, 'read'); print(*sys.modules)"
    read = set(in_its_own_process(code).stdout.split())
    assert "parindex.cli.read_command" in read
    assert not read & {"duckdb", "ibis", "pyarrow", "django"}


def test_path_to_prints_json_and_nothing_else() -> None:
    code = "from parindex.cli.main import cli; cli()"
    ended = in_its_own_process(code, "path-to", *COMMUNES, "--unit", COMMUNE, "--index", "90", "--format", "json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["reachable"] is True


def test_a_library_that_writes_to_stdout_does_not_spoil_the_answer() -> None:
    code = """
import ctypes
import parindex.cli.score_commands as commands
real = commands.read_round
def noisy(*given):
    libc = ctypes.CDLL(None)
    libc.printf(b"HighsMipSolverData: a stray line\\n")
    return real(*given)
commands.read_round = noisy
from parindex.cli.main import cli
cli()
"""
    ended = in_its_own_process(code, "score", *KRONG_NO, "--format", "json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["units"] and "stray line" in ended.stderr
