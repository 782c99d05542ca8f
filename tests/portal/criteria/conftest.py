"""Sets and drafts of the cast."""

from importlib.resources import files

import pytest
from django.http import QueryDict
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions import copy_last_years_set, import_criteria_set, issue_criteria_set
from parindex.portal.criteria.engine_bridge.draft_parts import node_parts
from parindex.portal.criteria.engine_bridge.draft_tree import LEVELS, Tree, find_node, own_part
from parindex.portal.criteria.forms.parts import Box, Known, boxes_of, flat, inputs_of
from parindex.portal.criteria.models import CriteriaSetDraft, CriteriaSetVersion

SETS = files("parindex") / "rulebooks" / "criteria_sets"


@pytest.fixture
def base(db: None) -> CriteriaSetVersion:
    """This year's model set for communes, shared and issued."""
    content = (SETS / "model_commune/2026" / "criteria_set.yaml").read_bytes()
    return issue_criteria_set(actor=None, version=import_criteria_set(actor=None, content=content, source="2026"))


@pytest.fixture
def draft(hoa: User, base: CriteriaSetVersion, places: Places) -> CriteriaSetDraft:
    """The province's draft for 2027."""
    return copy_last_years_set(actor=hoa, base=base, owner=places.province)


def part_of(draft: CriteriaSetDraft, code: str) -> Tree:
    """What a node of the draft says itself."""
    place = find_node(draft.content, code)
    assert place is not None
    return own_part(place.node)


def posted(draft: CriteriaSetDraft, code: str) -> QueryDict:
    """The form of a node as a browser would send it untouched."""
    place = find_node(draft.content, code)
    assert place is not None
    own = own_part(place.node)
    parts = node_parts(place.level, leaf=not any(key in place.node for key in LEVELS))
    data = sent(boxes_of(parts, own, Known(inputs_of(own))))
    data["row_version"] = str(draft.row_version)
    return data


def sent(boxes: list[Box]) -> QueryDict:
    """What a browser sends for these boxes."""
    data = QueryDict(mutable=True)
    for box in flat(boxes):
        match box.part.shape:
            case "table" | "blocks" | "group":
                continue
            case "rule":
                data[f"{box.name}.kind"] = data[f"{box.name}.was"] = box.kind
            case "inputs":
                data.setlist(box.name, [value for value, _, chosen in box.options if chosen])
            case _:
                data[box.name] = box.text
    return data
