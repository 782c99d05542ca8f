"""Worked examples are read and written as the rulebooks have them, and told when they no longer hold."""

from decimal import Decimal

import pytest
from tests.rulebooks.worked_examples import LeafExample, criteria_set, leaf_examples, set_files

from parindex.engine.rulebook.document import leaves
from parindex.engine.scoring.worked_examples import (
    ExampleFault,
    WorkedExample,
    examples_yaml,
    holds,
    inputs_of_kept,
    kept_inputs,
    read_examples,
)

LEAF_EXAMPLES: tuple[LeafExample, ...] = tuple(leaf_examples())
FILES = sorted({each.file for each in LEAF_EXAMPLES})


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[2].name}/{path.parents[1].name}/{path.stem}")
def test_every_shipped_file_is_read_holds_and_comes_back_the_same(path: object) -> None:
    read = read_examples(path.read_bytes())  # type: ignore[attr-defined]
    by_hand = [each for each in LEAF_EXAMPLES if each.file == path]
    assert not read.faults
    assert [(each.leaf, each.name, each.inputs, each.points, each.status) for each in read.examples] == [
        (each.leaf, each.name, each.inputs, each.points, each.status) for each in by_hand
    ]
    by_code = {leaf.code: leaf for leaf in leaves(criteria_set(path.parents[1] / "criteria_set.yaml"))}  # type: ignore[attr-defined]
    for each in read.examples:
        assert holds(by_code[each.leaf], each)[0], each
        assert inputs_of_kept(kept_inputs(each.inputs)) == each.inputs
    again = read_examples(examples_yaml(read.criteria_set, read.version, 2026, read.examples))
    assert (again.examples, again.criteria_set, again.version) == (read.examples, read.criteria_set, read.version)


def test_other_points_or_an_unknown_input_do_not_hold() -> None:
    example = LEAF_EXAMPLES[0]
    leaf = next(leaf for leaf in leaves(criteria_set(set_files()[0])) if leaf.code == example.leaf)
    said = WorkedExample(example.leaf, example.name, example.year, example.inputs, example.points, example.status)
    assert holds(leaf, said)[0]
    agrees, outcome = holds(leaf, said._replace(points=Decimal("77")))
    assert not agrees and outcome.points == example.points
    assert not holds(leaf, said._replace(inputs={**example.inputs, "gone": Decimal(1)}))[0]


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"\xff\xfe", b"a: [", b"a: 1\na: 2\n"])
def test_what_is_no_file_of_examples_is_said(content: bytes) -> None:
    assert [fault.code for fault in read_examples(content).faults] == [ExampleFault.UNREADABLE]


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    content = """
criteria_set: x
version: "1"
year: 2026
examples:
  - {leaf: A, name: một, inputs: {n: 1}, expect: {points: 1}}
  - {leaf: A, name: hai, inputs: {n: {wrong: 1}}, expect: {points: 1}}
  - {leaf: A, name: ba, inputs: {n: 1}, expect: {points: nhiều}}
  - {leaf: A, inputs: {n: 1}, expect: {points: 1}}
  - {leaf: A, name: năm, inputs: 3, expect: {points: 1}}
  - 7
units: [{}, {}]
"""
    read = read_examples(content.encode())
    assert [each.name for each in read.examples] == ["một"]
    assert [(fault.place, fault.code) for fault in read.faults] == [
        (f"examples[{row}]", ExampleFault.SHAPE) for row in (1, 2, 3, 4, 5)
    ]
    assert read.faults[0].line == 7
    assert read.unit_examples == 2
