"""Nothing that another library frees is kept in the storage of a thread (docs/decisions/0011).

A thread of the web server that ends frees what it kept while its state is half gone; a binding that asks Python for
that state then ends the whole process. So each place with such storage is listed here, with what it keeps.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "parindex"
STORAGES = {"threading.local", "_threading_local.local", "asgiref.local.Local", "contextvars.ContextVar"}
ALLOWED = {
    "portal/platform/acting.py": "row and public ids of the position that a request acts in",
    "portal/platform/clock.py": "a moment, in tests",
    "portal/platform/prepared.py": "SQL, and Django's connection of the thread, which Django itself keeps in this way",
}


def storages_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of every storage of a thread or context that the source names, however it imports it."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, *rest = ast.unparse(node).split(".")
            full = ".".join([names.get(first, first), *rest])
            if full in STORAGES:
                yield node.lineno, full


def test_only_the_listed_places_keep_something_for_a_thread() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): [f"{line}: {name}" for line, name in storages_in(path.read_text("utf-8"))]
        for path in SOURCE.rglob("*.py")
    }
    unlisted = {path: places for path, places in found.items() if places and path not in ALLOWED}
    assert unlisted == {}, "docs/decisions/0011: keep it by the number of the thread, or list what it keeps"
    assert [path for path in ALLOWED if not found.get(path)] == [], "listed, but keeps nothing any more"


@pytest.mark.parametrize(
    "source",
    [
        "import threading\nkept = threading.local()",
        "import threading as t\nclass Kept(t.local): ...",
        "from threading import local\nkept = local()",
        "from threading import local as per_thread\nkept = per_thread()",
        "from contextvars import ContextVar\nkept: ContextVar[int] = ContextVar('kept')",
        "import asgiref.local\nkept = asgiref.local.Local()",
    ],
)
def test_each_way_to_name_one_is_seen(source: str) -> None:
    assert any(line == 2 for line, _ in storages_in(source))


def test_what_only_looks_alike_is_let_through() -> None:
    assert list(storages_in("from decimal import localcontext\nimport threading\nthreading.Lock()\nlocal = 1")) == []
