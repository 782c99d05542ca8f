"""The permission matrix as a page of the documentation: role × page, role × right, and who asks for which right.

Pages come from the demonstration's list, which `make demo CHECK=1` requests as every person; rights from the roles as
they are first written; the questions from the syntax of every app's `permissions.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from parindex.portal.organisations.permissions import FIRST_RIGHTS, Right
from parindex.portal.site.demo.cast import CAST, Part
from parindex.portal.site.demo.pages import PAGES

PORTAL = Path(__file__).resolve().parent.parent
DOCUMENT = PORTAL.parents[2] / "docs" / "permissions.md"
YES, NO = "x", "·"

_HEAD = """# Who may do what

Written by `parindex manage permission_matrix --write`; a test says when it is out of date. Rights hold for the unit of
a position and everything under it, on the days of the position (or of its loan to another person).

"""


def document() -> str:
    """The whole page."""
    return _HEAD + "\n".join([*_pages(), "", *_rights(), "", *_questions()]) + "\n"


def questions() -> dict[Right, list[str]]:
    """For each right, the `may_…` functions of all apps that ask for it (`assessments.may_run`)."""
    asked: dict[Right, list[str]] = {right: [] for right in Right}
    for path in sorted(PORTAL.glob("*/permissions.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("may_"):
                for right in _rights_in(function):
                    asked[right].append(f"{path.parent.name}.{function.name}")
    return asked


def column(part: Part) -> str:
    """What stands above a person's column: the role and who it is, as several hold the same."""
    return f"{part.role} ({part.username})"


def _rights_in(function: ast.FunctionDef) -> list[Right]:
    names = {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Right"
    }
    return [right for right in Right if right.name in names]


def _pages() -> Iterator[str]:
    people = [part.username for part in CAST]
    roles = [column(part) for part in CAST]
    yield "## Pages of the demonstration"
    yield ""
    yield f"| page | {' | '.join(roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for page in PAGES:
        cells = [YES if person in page.open_to else NO for person in people]
        yield f"| {page.name} | {' | '.join(cells)} |"


def _rights() -> Iterator[str]:
    roles = list(FIRST_RIGHTS)
    yield "## Rights of the roles"
    yield ""
    yield f"| right | {' | '.join(roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for right in Right:
        yield f"| {right.value} | {' | '.join(YES if right in FIRST_RIGHTS[role] else NO for role in roles)} |"


def _questions() -> Iterator[str]:
    yield "## What asks for a right"
    yield ""
    yield "| right | asked by |"
    yield "|---|---|"
    for right, names in questions().items():
        yield f"| {right.value} | {', '.join(f'`{name}`' for name in names) or 'pages and menus'} |"
