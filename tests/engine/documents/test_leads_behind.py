"""Who leads, where the text names him behind what is to be done."""

from __future__ import annotations

import pytest
from tests.engine.documents.reading_support import words

from parindex.engine.documents.reading.assigned_units import assigned_in


@pytest.mark.parametrize(
    ("text", "leads", "cooperating"),
    [
        ("Rà soát thủ tục; Phòng Kinh tế chủ trì, xong trước 30/9/2026.", ["Phòng Kinh tế"], []),
        ("Rà soát thủ tục hành chính, Phòng Kinh tế chủ trì.", ["Phòng Kinh tế"], []),
        ("Rà soát thủ tục hành chính (Phòng Kinh tế chủ trì).", ["Phòng Kinh tế"], []),
        ("Nộp trực tuyến đạt 80%. Giao Văn phòng chủ trì, phối hợp với Công an xã.", ["Văn phòng"], ["Công an xã"]),
        ("Nộp trực tuyến đạt 80%. Phòng Văn hóa - Xã hội chủ trì.", ["Phòng Văn hóa - Xã hội"], []),
        ("Rà soát thủ tục. Chủ trì: Phòng Kinh tế. Phối hợp: Công an xã.", ["Phòng Kinh tế"], ["Công an xã"]),
        ("Rà soát thủ tục; đơn vị chủ trì: Phòng Kinh tế.", ["Phòng Kinh tế"], []),
        ("Rà soát thủ tục, do Phòng Kinh tế chủ trì.", ["Phòng Kinh tế"], []),
        ("Họp giao ban hằng tuần, đồng chí Chủ tịch chủ trì.", [], []),
        ("Các cuộc họp do lãnh đạo chủ trì được ghi biên bản.", [], []),
        ("Công an xã thực hiện Đề án 06, Phòng Kinh tế chủ trì phần dữ liệu.", ["Công an xã"], []),
    ],
)
def test_the_lead_is_read_where_it_stands(text: str, leads: list[str], cooperating: list[str]) -> None:
    assigned = assigned_in(text, words())
    assert [each.name for each in assigned.leads] == leads
    assert [each.name for each in assigned.cooperating] == cooperating
    assert not assigned.only
