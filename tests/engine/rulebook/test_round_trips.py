"""Writing and reading is the identity, in every form in which a set is kept."""

from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.criteria_sets import KINDS, criteria_sets, leaves_of_kind

from parindex.engine.rulebook.canonical import canonical_json, from_canonical, set_hash, to_yaml
from parindex.engine.rulebook.compare import compare_sets
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.faults import Severity
from parindex.engine.rulebook.lint_rules import DIVIDES, INPUT_TYPES
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.engine.rulebook.rules import Rule
from parindex.engine.rulebook.spreadsheet import from_workbook, to_workbook

RULE_KINDS = {get_args(part.model_fields["kind"].annotation)[0] for part in get_args(get_args(Rule)[0])}
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_lint_and_strategy_know_every_rule_kind() -> None:
    assert set(INPUT_TYPES) == set(KINDS) == RULE_KINDS
    assert DIVIDES < RULE_KINDS


@few
@given(criteria_sets())
def test_a_generated_set_has_no_error(generated: CriteriaSet) -> None:
    faults = find_faults(canonical_json(generated))
    assert [fault for fault in faults if fault.severity is Severity.ERROR] == []


@few
@given(criteria_sets())
def test_canonical_form(generated: CriteriaSet) -> None:
    content = canonical_json(generated)
    again = from_canonical(content)
    assert again == generated
    assert canonical_json(again) == content
    assert set_hash(again) == set_hash(generated)


@few
@given(criteria_sets())
def test_yaml(generated: CriteriaSet) -> None:
    again = read_criteria_set(to_yaml(generated))
    assert again == generated
    assert set_hash(again) == set_hash(generated)


@few
@given(criteria_sets())
def test_workbook(generated: CriteriaSet) -> None:
    again = from_workbook(to_workbook(generated))
    assert again == generated
    assert set_hash(again) == set_hash(generated)


@few
@given(criteria_sets())
def test_a_set_differs_from_itself_in_nothing(generated: CriteriaSet) -> None:
    assert compare_sets(generated, generated.model_copy(update={"crosswalk": None})).same


@few
@given(st.data(), st.sampled_from(KINDS))
def test_every_kind_can_be_generated(data: st.DataObject, kind: str) -> None:
    leaf = data.draw(leaves_of_kind(kind))
    assert leaf.rule is not None and leaf.rule.kind == kind


def test_the_order_of_keys_and_the_way_of_writing_numbers_do_not_change_the_hash() -> None:
    text = (Path(__file__).parent / "sample.yaml").read_text(encoding="utf-8")
    moved = text.replace("level: commune\n", "").replace("scale: 100\n", "scale: 100.0\nlevel: commune\n")
    assert set_hash(read_criteria_set(text.encode())) == set_hash(read_criteria_set(moved.encode()))
