"""The engine opens nothing by path, reads no clock and no environment: import contracts cannot see built-in calls."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "src" / "parindex" / "engine"
BUILT_IN = {"open", "input", "print", "eval", "exec", "__import__"}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}


def impurities_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and call of everything that reaches outside."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in BUILT_IN:
            yield node.lineno, node.func.id
        elif isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = ast.unparse(node.func.value).rsplit(".", 1)[-1]
            if owner in {"date", "datetime"}:
                yield node.lineno, ast.unparse(node.func)


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_the_engine_reaches_nothing_outside(path: Path) -> None:
    assert list(impurities_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("source", ["open('x')", "datetime.now()", "date.today()", "datetime.date.today()", "print(1)"])
def test_an_impurity_is_found(source: str) -> None:
    assert list(impurities_in(source))
