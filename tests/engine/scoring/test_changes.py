"""What changed inside a sub-criterion: only what differs is said, and every code has its sentence."""

from __future__ import annotations

from pathlib import Path

import parindex
from parindex.engine.rulebook.compare import SET_PARTS, compare_sets
from parindex.engine.rulebook.document import CriteriaSet, InputType, Level, MeasuredBy, Standing, leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.rulebook.rules import StepTableRatio
from parindex.engine.scoring.changes import ChangedPart, SaidCode, node_changes, set_change
from parindex.wording import codes, sentence

SETS = Path(parindex.__file__).parent / "rulebooks" / "criteria_sets"


def shipped_set(name: str) -> CriteriaSet:
    """A set that the project carries."""
    return read_criteria_set((SETS / name / "criteria_set.yaml").read_bytes())


def last_and_this() -> tuple[CriteriaSet, CriteriaSet]:
    return shipped_set("model_commune/2025"), shipped_set("model_commune/2026")


def test_only_the_bands_that_moved_are_said() -> None:
    (leaf,) = (each for each in leaves(shipped_set("model_commune/2025")) if each.code == "KT-THUCHIEN")
    assert isinstance(leaf.rule, StepTableRatio)
    first, second, *rest = leaf.rule.bands
    bands = (first, second.model_copy(update={"at_least": second.at_least - 1}), *rest)
    other = leaf.model_copy(update={"rule": leaf.rule.model_copy(update={"bands": bands})})
    (change,) = node_changes(leaf, other)
    assert change.part == ChangedPart.RULE and len(change.before) == len(change.after) == 1
    assert node_changes(leaf, leaf) == ()


def test_a_change_that_no_sentence_tells_is_still_told() -> None:
    leaf = next(each for each in leaves(shipped_set("model_commune/2026")) if each.inputs)
    other = leaf.model_copy(update={"inputs": (leaf.inputs[0].model_copy(update={"hint": "khác"}), *leaf.inputs[1:])})
    (change,) = node_changes(leaf, other)
    assert change.before == () and [step.code for step in change.after] == [SaidCode.UNSAID]


def test_evidence_maximum_and_title_are_parts() -> None:
    leaf = leaves(shipped_set("model_commune/2026"))[0]
    other = leaf.model_copy(update={"evidence": ("Biên bản",), "maximum": leaf.maximum + 1, "title": "Tên khác"})
    parts = {change.part for change in node_changes(leaf, other)}
    assert {ChangedPart.EVIDENCE, ChangedPart.MAXIMUM, ChangedPart.TITLE} <= parts


def test_every_code_has_its_sentence() -> None:
    words = {f"changed_value.{each.value}" for kind in (Level, Standing, MeasuredBy, InputType) for each in kind}
    names = {f"changed_set.{name}" for name in SET_PARTS}
    for language in ("vi", "en"):
        assert {*ChangedPart, *SaidCode, *words, *names} <= codes(language)


def test_two_shipped_versions_are_said_in_full() -> None:
    before, after = last_and_this()
    comparison = compare_sets(before, after)
    said = [set_change(each) for each in comparison.set_changes]
    assert said and all(sentence(step.code, step.values) for change in said for step in (*change.before, *change.after))
