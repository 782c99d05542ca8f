"""Only actions write: no other room of an app calls anything that changes rows.

The platform's own instruments (audit, events, files, jobs) write their own rows; actions call them. Migrations are
exempt.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "src" / "parindex" / "portal"
# Names that mean a write on a manager, a queryset or a row; and those that may mean something else too.
ALWAYS = {
    "abulk_create",
    "acreate",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update_from_queryset",
}
ON_ROWS = {"create", "delete", "save", "update", "set_password", "add", "remove", "set", "clear"}
ROWS = {"objects"}
# The one place each where the platform writes its own rows, and the demonstration's loading rows.
INSTRUMENTS = {
    "platform/audit.py",
    "platform/events.py",
    "platform/files.py",
    "platform/jobs.py",
    "platform/models/audit.py",
    "platform/notifications.py",
    "site/reactions.py",
    "site/schedule.py",
    "site/demo/loading.py",
}


def writes_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and call of every write in the source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, target = node.func.attr, node.func.value
        if name in ALWAYS or (name in ON_ROWS and _touches_rows(target, name)):
            yield node.lineno, ast.unparse(node.func)
        elif name == "execute" and _is_statement_that_writes(node):
            yield node.lineno, ast.unparse(node.func)


def _touches_rows(target: ast.expr, name: str) -> bool:
    """A manager or queryset chain, or a bare `row.save()` / `row.delete()`."""
    inside = [part.attr for part in ast.walk(target) if isinstance(part, ast.Attribute)]
    if ROWS & set(inside) or any(attribute in {"filter", "exclude", "all"} for attribute in inside):
        return True
    return name in {"save", "delete", "set_password"} and not _is_super(target)


def _is_super(target: ast.expr) -> bool:
    return isinstance(target, ast.Call) and isinstance(target.func, ast.Name) and target.func.id == "super"


def _is_statement_that_writes(node: ast.Call) -> bool:
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) for text in texts)


def _rooms_that_only_read() -> list[Path]:
    return [
        path
        for path in sorted(PORTAL.rglob("*.py"))
        if not {"actions", "migrations"} & set(path.relative_to(PORTAL).parts)
        and path.relative_to(PORTAL).as_posix() not in INSTRUMENTS
    ]


@pytest.mark.parametrize("path", _rooms_that_only_read(), ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_only_actions_write(path: Path) -> None:
    assert list(writes_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "Unit.objects.create(name='x')",
        "Unit.objects.filter(pk=1).update(name='x')",
        "unit.versions.all().delete()",
        "unit.save()",
        "row.delete()",
        "person.set_password('x')",
        "Unit.objects.bulk_create([])",
        "units.get_or_create(code='1')",
        "cursor.execute('UPDATE x SET y = 1')",
    ],
)
def test_a_write_is_found(source: str) -> None:
    assert list(writes_in(source))


@pytest.mark.parametrize(
    "source", ["seen.add(1)", "values.update({})", "super().save()", "x.clear()", "hashlib.new('a').update(b'')"]
)
def test_what_only_looks_like_a_write_is_not(source: str) -> None:
    assert list(writes_in(source)) == []
