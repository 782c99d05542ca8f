"""The plan on paper, through LibreOffice: the signature is never alone, page numbers start on the second page."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from tests.engine.documents import plans, reading

from parindex.engine.documents.improvement_plan import render_improvement_plan
from parindex.tools.libreoffice import Absent, find, to_pdf
from parindex.wording import sentence

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(isinstance(find(), Absent), reason="LibreOffice is absent"),
]


def pages(aims: int) -> list[str]:
    """Text of each page of Krông Nô's plan with so many lines more."""
    plan = replace(plans.krong_no(), aims=tuple(f"Mục tiêu thứ {number} của năm." for number in range(aims)))
    pdf = pypdfium2.PdfDocument(to_pdf(render_improvement_plan(plan, layout=reading.layout(), say=sentence)))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


@pytest.mark.parametrize("aims", range(8, 20))
def test_the_signature_stands_with_the_end_of_the_text(aims: int) -> None:
    signed = next(page for page in pages(aims) if "TM. ỦY BAN NHÂN DÂN" in page)
    assert "xem xét, giải quyết./." in signed
    assert "Nơi nhận:" in signed and "Bùi Ngọc Sơn" in signed


def test_page_numbers_start_on_the_second_page_and_again_in_the_annex() -> None:
    printed = pages(1)
    annex = next(number for number, page in enumerate(printed) if "PHỤ LỤC" in page)
    assert not printed[0].startswith("1")
    assert printed[1].startswith("2 ")
    assert not printed[annex][0].isdigit()
    assert printed[annex + 1].startswith("2 ")
    assert "STT Tiêu chí" in printed[annex + 1].replace("\n", " ")
