"""The matrix in the documentation is what the code answers, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.permissions import FIRST_RIGHTS, Right, has_right
from parindex.portal.site.demo.cast import CAST
from parindex.portal.site.permission_matrix import DOCUMENT, column, document, questions

PORTAL = Path(__file__).resolve().parents[3] / "src" / "parindex" / "portal"


def _cells(title: str) -> dict[str, dict[str, str]]:
    """A table of the document: row → column → cell."""
    lines = DOCUMENT.read_text(encoding="utf-8").partition(f"## {title}\n")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    head = rows[0]
    table: dict[str, dict[str, str]] = {}
    for row in rows[2:]:
        if len(row) != len(head):
            break
        table[row[0]] = dict(zip(head[1:], row[1:], strict=True))
    return table


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "parindex manage permission_matrix --write"


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(FIRST_RIGHTS))
def test_every_right_of_a_role_is_answered_as_the_document_says(role: str, places: Places) -> None:
    person = register_person(actor=None, username="ai", full_name="Người Thử")
    appoint(actor=None, person=person, role=role, unit=places.home_affairs, scope=places.province)
    said = _cells("Rights of the roles")
    for right in Right:
        held = said[right.value][role] == "x"
        assert bool(has_right(person, right, places.nam_nung)) is held, right
        assert not has_right(person, right, places.stranger_commune), right


def test_every_role_of_the_cast_has_a_column() -> None:
    columns = _cells("Pages of the demonstration")["people"]
    assert list(columns) == [column(part) for part in CAST]
    assert {part.role for part in CAST} == set(FIRST_RIGHTS), "every role signs in"
    assert columns["coordinator (hoa)"] == "x" and columns["leader (phu)"] == "·"


def test_every_right_is_asked_for_somewhere() -> None:
    nowhere = {right for right, names in questions().items() if not names} - {Right.SEE_UNITS_BELOW}
    assert {right for right in nowhere if not _named_elsewhere(right)} == set()


def _named_elsewhere(right: Right) -> bool:
    return any(
        f"Right.{right.name}" in path.read_text(encoding="utf-8")
        for path in PORTAL.rglob("*.py")
        if path.name != "permissions.py" or path.parent.name != "organisations"
    )
