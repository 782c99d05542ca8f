"""Steps are stored with codes and shown with titles."""

from decimal import Decimal

from tests.engine.tables.sample_set import sample_set

from parindex.engine.scoring.naming import named_values
from parindex.engine.scoring.values import Step

LEAVES = {leaf.code: leaf for leaf in sample_set().fields[0].criteria}


def test_codes_of_inputs_choices_and_alternatives_become_titles() -> None:
    late = named_values(LEAVES["1.1"], Step("step.input_missing", {"input": "late", "count": Decimal(3)}))
    assert late == {"input": "Hồ sơ trễ hạn", "count": Decimal(3)}
    chosen = named_values(LEAVES["1.5"], Step("x", {"input": "way", "value": "b", "alternative": "a"}))
    assert chosen == {"input": "Cách tính", "value": "Phương án B", "alternative": "a"}


def test_unknown_codes_stay() -> None:
    assert named_values(LEAVES["1.1"], Step("x", {"input": "other"})) == {"input": "other"}
