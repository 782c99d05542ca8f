"""Number and date in the blank slots of a frozen document: the head, the notes of annexes, nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.engine.documents.reading import layout, lines
from tests.engine.documents.test_templates import given, rendered

from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import render_document
from parindex.engine.documents.templates.slots import SlotsMissing, fill_slots
from parindex.engine.documents.templates.values import TemplateKind
from parindex.tools.shipped_templates import shipped_template
from parindex.wording import sentence

DAY = date(2027, 2, 5)


def filled(kind: TemplateKind, **changed: Any) -> tuple[list[str], list[str]]:
    """The blank document and the filled one, as lines."""
    issuer = read_values(kind, {**given(kind), **changed}).issuer
    blank = rendered(kind, **changed)
    return lines(blank), lines(fill_slots(blank, issuer=issuer, number="09", day=DAY, say=sentence))


@pytest.mark.parametrize("kind", TemplateKind)
def test_the_head_is_as_if_number_and_date_had_been_given_from_the_first(kind: TemplateKind) -> None:
    blank, now = filled(kind)
    assert now[1] == lines(rendered(kind, number="09", signed_on=DAY.isoformat()))[1]
    changed = [line for line, before in zip(now, blank, strict=True) if line != before]
    assert all("09/" in line for line in changed)


def test_the_notes_of_plan_and_annex_name_the_decision() -> None:
    _, now = filled(TemplateKind.DECISION)
    body = "của Ủy ban nhân dân xã Đông Sơn)"
    assert f"(Ban hành kèm theo Quyết định số 09/QĐ-UBND ngày 05 tháng 02 năm 2027 {body}" in now
    assert f"(Kèm theo Kế hoạch ban hành theo Quyết định số 09/QĐ-UBND ngày 05 tháng 02 năm 2027 {body}" in now


def test_blanks_that_an_officer_typed_stay() -> None:
    typed = "Thay thế Báo cáo số        /BC-UBND ngày      tháng      năm        của Ủy ban nhân dân xã."
    sections = [{"heading": "Kết quả", "paragraphs": [typed, "Hết"]}]
    blank, now = filled(TemplateKind.REPORT, sections=sections)
    assert typed in now
    assert sum(line != before for line, before in zip(now, blank, strict=True)) == 2, "the head, the note of the annex"


def test_a_document_without_blank_slots_is_refused() -> None:
    kind = TemplateKind.PLAN
    values = read_values(kind, {**given(kind), "number": "08", "signed_on": "2027-01-04"})
    dated = render_document(shipped_template(kind), values, layout=layout(), say=sentence)
    with pytest.raises(SlotsMissing):
        fill_slots(dated, issuer=values.issuer, number="09", day=DAY, say=sentence)
