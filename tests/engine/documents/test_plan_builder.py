"""From a result and its ledger to the plan's lists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from parindex.engine.composite.ledger import lost_points
from parindex.engine.composite.path import TargetPoints, path_to_target
from parindex.engine.composite.totals import score_unit
from parindex.engine.documents.codes import PlanCode
from parindex.engine.documents.parts import Phrase, words
from parindex.engine.documents.plan_builder import Offices, past_result, plan_fields
from parindex.engine.documents.plan_values import ImproveLine
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.values import Figures, Ratio
from parindex.wording import sentence

D = Decimal


def _leaf(code: str, maximum: str, rule: Mapping[str, object], inputs: list[dict[str, object]]) -> dict[str, object]:
    return {
        "code": code,
        "title": f"Tiêu chí {code}",
        "maximum": maximum,
        "measured": "self",
        "rule": rule,
        "inputs": inputs,
        "policies": {"zero_denominator": "refuse"},
        "remedies": ["Làm tốt hơn."],
        "product": "Báo cáo",
    }


@pytest.fixture(scope="module")
def compiled() -> CompiledSet:
    ratio = {"kind": "linear_to_target", "ratio": "r", "target": "1"}
    yes = {"kind": "boolean", "answer": "done"}
    ratio_input: list[dict[str, object]] = [{"code": "r", "title": "Tỷ lệ đúng hạn", "type": "ratio"}]
    yes_input: list[dict[str, object]] = [{"code": "done", "title": "Ban hành kế hoạch", "type": "yes_no"}]
    document = {
        "schema": "parindex/criteria-set/1",
        "code": "small",
        "version": "1",
        "title": "Bộ thử",
        "level": "commune",
        "standing": "test",
        "scale": "10",
        "fields": [
            {
                "code": "A",
                "title": "Lĩnh vực A",
                "maximum": "6",
                "criteria": [_leaf("A1", "4", ratio, ratio_input), _leaf("A2", "2", yes, yes_input)],
            },
            {"code": "B", "title": "Lĩnh vực B", "maximum": "4", "criteria": [_leaf("B1", "4", yes, yes_input)]},
        ],
    }
    return compile_set(CriteriaSet.model_validate(document), year=2026)


FIGURES: Figures = {"A1": {"r": Ratio(D(3), D(4))}, "A2": {"done": False}, "B1": {"done": True}}


def test_lost_points_are_improved_and_full_ones_are_kept(compiled: CompiledSet) -> None:
    result = score_unit(compiled, "u", FIGURES)
    ledger = lost_points(compiled.criteria_set, result)
    offices = Offices(leads={"A": "Văn phòng", "A2": "Phòng Kinh tế"}, due="Quý III")
    ladders = {code: leaf.ladder(FIGURES[code]) for code, leaf in compiled.leaves.items()}
    first, second = plan_fields(compiled.criteria_set, result, ledger, ladders=ladders, offices=offices)
    assert [(line.code, line.lost, line.expected, line.lead) for line in first.improve] == [
        ("A1", D(1), D(1), "Văn phòng"),
        ("A2", D(2), D(2), "Phòng Kinh tế"),
    ]
    assert (first.keep, [keep.code for keep in second.keep], second.improve) == ((), ["B1"], ())
    line = first.improve[0]
    assert (line.remedies, line.product, line.due) == (("Làm tốt hơn.",), "Báo cáo", "Quý III")
    assert _said(line) == ("Tỷ lệ đúng hạn: 4/4 (100 %)",)
    assert _said(first.improve[1]) == ("hoàn thành: Ban hành kế hoạch",)


def test_a_measured_target_takes_the_place_of_the_general_one(compiled: CompiledSet) -> None:
    remedies = (
        "Cảnh báo trước hạn; giải quyết hồ sơ quá hạn, phấn đấu 100% hồ sơ đúng hạn",
        "Phấn đấu 100 % đạt chuẩn.",
        "Số hóa 100% hồ sơ; phấn đấu có từ 03 sáng kiến",
    )
    fields = compiled.criteria_set.fields
    leaf = fields[0].criteria[0].model_copy(update={"remedies": remedies})
    field = fields[0].model_copy(update={"criteria": (leaf, *fields[0].criteria[1:])})
    general = compiled.criteria_set.model_copy(update={"fields": (field, *fields[1:])})
    result = score_unit(compiled, "u", FIGURES)
    ledger = lost_points(general, result)
    ladders = {code: leaf.ladder(FIGURES[code]) for code, leaf in compiled.leaves.items()}
    measured = plan_fields(general, result, ledger, ladders=ladders)[0].improve[0]
    assert measured.remedies == ("Cảnh báo trước hạn; giải quyết hồ sơ quá hạn", remedies[2])
    assert plan_fields(general, result, ledger)[0].improve[0].remedies == remedies


def _said(line: ImproveLine) -> tuple[str, ...]:
    return tuple(words(target, sentence) for target in line.targets)


def test_causes_come_from_the_ledger_or_from_a_person(compiled: CompiledSet) -> None:
    result = score_unit(compiled, "u", FIGURES)
    ledger = lost_points(compiled.criteria_set, result)
    fields = plan_fields(compiled.criteria_set, result, ledger, causes={"A1": ("Thiếu người.",)})
    first, second = fields[0].improve
    assert first.causes == ("Thiếu người.",)
    assert second.causes == (Phrase("reason.not_done", {}),)


def test_a_path_names_the_lines_and_their_expected_points(compiled: CompiledSet) -> None:
    result = score_unit(compiled, "u", FIGURES)
    ledger = lost_points(compiled.criteria_set, result)
    path = path_to_target(compiled, "u", FIGURES, TargetPoints(D(9)), untouched=("A1",))
    assert path.reachable
    field, _ = plan_fields(compiled.criteria_set, result, ledger, path=path)
    assert [(line.code, line.expected) for line in field.improve] == [("A2", D(2))]


def test_a_field_level_set_gives_field_level_lines() -> None:
    printed = {"kind": "points_as_printed", "points": "points"}
    inputs: list[dict[str, object]] = [{"code": "points", "title": "Điểm", "type": "number"}]
    leaf = {**_leaf("F", "11", printed, inputs), "remedies": [], "product": None}
    document = {
        "schema": "parindex/criteria-set/1",
        "code": "printed",
        "version": "1",
        "title": "Bộ thử",
        "level": "district",
        "standing": "field_level",
        "scale": "11",
        "fields": [leaf],
    }
    compiled = compile_set(CriteriaSet.model_validate(document), year=2023)
    result = score_unit(compiled, "krong_no", {"F": {"points": D("7.787")}})
    (field,) = plan_fields(compiled.criteria_set, result, lost_points(compiled.criteria_set, result))
    (line,) = field.improve
    assert (line.code, line.lost, line.expected, line.targets) == (field.code, D("3.213"), D(0), ())
    assert line.causes == (Phrase(PlanCode.CAUSE_NOT_FULL, {"points": D("7.787"), "maximum": D(11)}),)
    past = past_result(compiled.criteria_set, result, rank=1)
    assert (past.points, past.scale, past.fields[0].lost) == (D("7.787"), D(11), D("3.213"))
