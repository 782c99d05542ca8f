"""The decision that publishes results as a Word document: its text as a golden file, its annex as a wide table."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.engine.documents import reading

from parindex.engine.documents.codes import DecisionCode
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.publication_decision import (
    Corrected,
    DecisionField,
    DecisionGroup,
    DecisionRefused,
    DecisionRow,
    PublicationDecision,
    UnplacedRow,
    render_publication_decision,
)
from parindex.wording import codes, sentence

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
D = Decimal
FIELDS = (
    ("Chỉ đạo", 14),
    ("Thể chế", 11),
    ("TTHC", 17),
    ("Bộ máy", "7.5"),
    ("Công vụ", 11),
    ("Tài chính", 11),
    ("CQ số", "15.5"),
    ("Tác động", 13),
)


def row(rank: int, unit: str, less: str, change: str | None) -> DecisionRow:
    points = tuple(D(maximum) - D(less) for _, maximum in FIELDS)
    total = sum(points, D(0))
    return DecisionRow(rank, unit, points, total, D(100), total, "Tốt", None if change is None else D(change))


def decision() -> PublicationDecision:
    return PublicationDecision(
        issuer=IssuingBody(
            ("ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG"), "Lâm Đồng", "QĐ-UBND", spoken="Ủy ban nhân dân tỉnh Lâm Đồng"
        ),
        authority="Chủ tịch Ủy ban nhân dân tỉnh Lâm Đồng",
        title="Chỉ số cải cách hành chính cấp xã năm 2026",
        legal_bases=("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",),
        proposer="Giám đốc Sở Nội vụ",
        responsible="Chánh Văn phòng UBND tỉnh, Giám đốc Sở Nội vụ",
        fields=tuple(DecisionField(title, D(maximum)) for title, maximum in FIELDS),
        groups=(
            DecisionGroup(
                "Các xã, phường",
                (row(1, "Xã Nâm Nung", "0.5", "2.53"), row(2, "Xã Đắk Wil", "1.0625", "-0.4"), row(3, "X", "2", None)),
                (UnplacedRow("Phường Phước Hội", "chưa nộp phiếu"),),
            ),
        ),
        signature=Signature("CHỦ TỊCH"),
        recipients=Recipients(("Như Điều 3", "Bộ Nội vụ"), "VT, NC"),
    )


def rendered(made: PublicationDecision) -> bytes:
    return render_publication_decision(made, layout=reading.layout(), say=sentence)


def text_of(made: PublicationDecision) -> str:
    return "\n".join(reading.lines(rendered(made))) + "\n"


def test_text_is_the_golden_text() -> None:
    assert text_of(decision()) == (GOLDEN / "publication_decision.txt").read_text(encoding="utf-8")


def test_number_and_date_are_slots_until_they_are_given() -> None:
    given = replace(decision(), number="318/QĐ-UBND", signed_on=date(2027, 2, 11))
    blank, filled = text_of(decision()), text_of(given)
    assert "Số:        /QĐ-UBND" in blank
    assert "318/QĐ-UBND" not in blank
    assert "Số: 318/QĐ-UBND | Lâm Đồng, ngày 11 tháng 02 năm 2027" in filled
    assert "Kèm theo Quyết định số 318/QĐ-UBND ngày 11 tháng 02 năm 2027" in filled


def test_a_correction_names_what_it_corrects() -> None:
    made = replace(decision(), corrected=Corrected("Quyết định số 318/QĐ-UBND", "phúc tra được chấp nhận."))
    assert "đã công bố tại Quyết định số 318/QĐ-UBND" in text_of(made)
    assert "Lý do: phúc tra được chấp nhận." in text_of(made)


def test_the_annex_is_wide_and_its_head_repeats() -> None:
    document = Document(io.BytesIO(rendered(decision())))
    assert document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    heads = [each._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None for each in document.tables[-1].rows]
    assert heads == [True] + [False] * 4


def test_several_groups_have_their_titles() -> None:
    first = decision().groups[0]
    both = replace(decision(), groups=(first, replace(first, title="Các sở")))
    assert "Các sở" in text_of(both)
    assert "Các xã, phường" not in text_of(decision())


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (replace(decision(), groups=()), DecisionCode.REFUSED_EMPTY),
        (replace(decision(), fields=decision().fields[:2]), DecisionCode.REFUSED_FIELDS),
    ],
)
def test_contradictions_are_refused(made: PublicationDecision, code: DecisionCode) -> None:
    with pytest.raises(DecisionRefused) as refused:
        rendered(made)
    assert refused.value.code == code
    assert sentence(code, refused.value.values)


@pytest.mark.parametrize("code", DecisionCode)
def test_every_sentence_is_in_both_catalogues(code: str) -> None:
    assert code in codes("vi")
    assert code in codes("en")
