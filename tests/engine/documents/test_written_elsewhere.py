"""Documents by an author who had seen neither reader nor rules: what he says stands in them is read and found.

What is not read yet stands in ``open_items.yaml`` with the reason; an item that is read after all must leave that list.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.engine.documents.against_gold import AREAS, items_of, names

_LIST: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "written_elsewhere" / "open_items.yaml").read_text("utf-8")
)
OPEN = {(document, each["item"]): each["why"] for document, items in _LIST.items() for each in items}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("name", names())
def test_as_the_author_says(name: str, area: str) -> None:
    missed = [each for each in items_of(name) if each.area == area and not each.good]
    assert [each for each in missed if (name, f"{area}: {each.name}") not in OPEN] == []


@pytest.mark.parametrize(
    ("name", "item"),
    [
        pytest.param(name, item, marks=pytest.mark.xfail(strict=True, reason=why), id=f"{name}-{item}")
        for (name, item), why in sorted(OPEN.items())
    ],
)
def test_not_read_yet(name: str, item: str) -> None:
    assert [each.good for each in items_of(name) if f"{each.area}: {each.name}" == item] == [True]


def test_half_of_the_documents_are_clean() -> None:
    """Silence is measured on as many documents as findings are."""
    planted = [sum(each.area == "findings" for each in items_of(name)) for name in names()]
    assert (len(planted), sum(not each for each in planted)) == (10, 5)
    assert all(2 <= each <= 4 for each in planted if each)
