"""Every step has a sentence in both languages, and the sentence finds its values."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.scoring.cases import KIND_LEAVES, d, inputs_for, ratio, scored

from parindex.engine.scoring.naming import named_values
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Outcome
from parindex.wording import LANGUAGES, Language, sentence
from parindex.wording.catalogues import room_catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_the_step_codes(language: Language) -> None:
    assert set(room_catalogue(language, "scoring")) == set(StepCode)


def _said(outcome: Outcome, language: Language = "vi") -> list[str]:
    return [sentence(step.code, step.values, language) for step in outcome.steps]


@pytest.mark.parametrize("name", sorted(KIND_LEAVES))
@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_every_step_can_be_said(name: str, data: Any) -> None:
    node = KIND_LEAVES[name]
    outcome = scored(node, data.draw(inputs_for(node)))
    for language in get_args(Language):
        assert all(_said(outcome, language))


def test_the_calculation_reads_as_an_official_writes_it() -> None:
    said = _said(scored(KIND_LEAVES["linear_proportion"], {"r": ratio(41, 42)}))
    assert said == ["41 ÷ 42 = 97,62 %", "2,000 × 97,62 % = 1,952"]


def test_a_band_reads_with_what_is_missing() -> None:
    said = _said(scored(KIND_LEAVES["step_table_ratio"], {"r": ratio(29, 42)}))
    assert said[1:] == ["Đạt mức từ 30 % trở lên: 0,500 điểm", "Mức kế tiếp từ 70 %: 1,000 điểm; còn thiếu 1"]


def test_what_is_missing_carries_the_unit_of_measure() -> None:
    node = KIND_LEAVES["step_table_ratio"]
    measured = node.model_copy(
        update={"inputs": tuple(each.model_copy(update={"unit": "nhiệm vụ"}) for each in node.inputs)}
    )
    step = scored(node, {"r": ratio(29, 42)}).steps[-1]
    assert sentence(step.code, named_values(measured, step)).endswith("còn thiếu 1 nhiệm vụ")
    assert sentence(step.code, named_values(node, step)).endswith("còn thiếu 1")


def test_a_fault_reads_with_its_figures() -> None:
    said = _said(scored(KIND_LEAVES["linear_proportion"], {"r": ratio(1310, 42)}))
    assert said == ["“r”: tử số 1.310 lớn hơn mẫu số 42."]
    assert _said(scored(KIND_LEAVES["deduction_per_violation"], {"n": d(10)}))[1].endswith("tính −0,250 điểm.")
