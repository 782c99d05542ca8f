"""A report of Xã Nâm Nung, written for these tests, as text and as Word; taken in by Lan and read."""

from __future__ import annotations

import io

import docx
import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import Intake

REPORT = """ỦY BAN NHÂN DÂN
XÃ NÂM NUNG
Số: 45/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Nâm Nung, ngày 15 tháng 6 năm 2026

BÁO CÁO
Công tác cải cách hành chính 6 tháng đầu năm 2026

Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh Lâm Đồng về cải cách hành chính năm 2026;

I. KẾT QUẢ
1. Cải cách thủ tục hành chính
Trong 6 tháng đầu năm 2026, Ủy ban nhân dân xã đã tiếp nhận 1.310 hồ sơ, trong đó: giải quyết đúng hạn 1.206 hồ sơ, quá hạn 14 hồ sơ, đang giải quyết 80 hồ sơ.
Tỷ lệ hồ sơ nộp trực tuyến đạt 805/1.310 hồ sơ (tỷ lệ 61,45%).
2. Chuyển đổi số
Đã số hóa 450 hồ sơ.

II. NHIỆM VỤ 6 THÁNG CUỐI NĂM
1. Văn phòng HĐND và UBND xã chủ trì, phối hợp với Phòng Kinh tế rà soát thủ tục hành chính, hoàn thành trước ngày 30/9/2026.
2. Phấn đấu tỷ lệ hồ sơ trả đúng hạn đạt từ 98% trở lên.

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Y Thịnh Niê
"""  # noqa: E501 - paragraphs of a document


def as_word(text: str = REPORT) -> bytes:
    """The same as a Word file, a paragraph a line."""
    document, made = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


@pytest.fixture
def report(places: Places, lan: User) -> Intake:
    """The report as Word, read."""
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="bao-cao.docx", content=as_word())
    return read_document(intake=intake)
