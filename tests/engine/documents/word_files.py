"""Word files for tests of reading: a commune's plan with numbered lists, tables and a footnote; hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

_NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
_FOOTNOTES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes {nsdecls("w")}>
<w:footnote w:id="3"><w:p><w:r><w:t>Trực tuyến 1.240 hồ sơ; trực tiếp 310 hồ sơ.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def _numbered(document: Any, text: str, level: int) -> Any:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'))
    return paragraph


def _head(document: Any) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.text = "UBND TỈNH PHÚ LÂM\nỦY BAN NHÂN DÂN XÃ TÂN LẬP\nSố: 09/BC-UBND"
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nTân Lập, ngày 10 tháng 6 năm 2026"
    for line in ("BÁO CÁO", "Công tác cải cách hành chính 6 tháng đầu năm 2026"):
        document.add_paragraph(line)


def _results_table(document: Any) -> None:
    table = document.add_table(rows=4, cols=4)
    rows = (
        ("Cấp giải quyết", "Hồ sơ tiếp nhận", "", "Đã giải quyết"),
        ("", "Kỳ trước chuyển sang", "Mới tiếp nhận", ""),
        ("Cấp xã", "46", "1.504", "1.497"),
        ("Tổng cộng", "46", "1.504", "1.497"),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def report() -> bytes:
    """A report with labels that only Word computes, a merged table head, a footnote, a foot in a table."""
    document = Document()
    _head(document)
    _numbered(document, "KẾT QUẢ", 0)
    _numbered(document, "Giải quyết thủ tục hành chính", 1)
    paragraph = _numbered(document, "Tiếp nhận", 2)
    paragraph = document.add_paragraph("Tổng số hồ sơ tiếp nhận: 1.550 hồ sơ")
    paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="3"/>'))
    paragraph.add_run(", đã giải quyết 1.497 hồ sơ.")
    _numbered(document, "Kết quả theo cấp", 2)
    _results_table(document)
    _numbered(document, "PHƯƠNG HƯỚNG, NHIỆM VỤ", 0)
    work = "Phòng Kinh tế chủ trì, phối hợp với Văn phòng HĐND và UBND xã hoàn thành trước ngày 30/9/2026."
    _numbered(document, work, 1)
    document.add_paragraph("Trên đây là báo cáo của UBND xã./.")
    foot = document.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT."
    foot.rows[0].cells[1].text = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nĐinh Thị Lan"
    return _with_parts(document, {"word/numbering.xml": _NUMBERING, "word/footnotes.xml": _FOOTNOTES})


def _with_parts(document: Any, parts: Mapping[str, str]) -> bytes:
    plain = io.BytesIO()
    document.save(plain)
    return replaced(plain.getvalue(), parts)


def replaced(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The package with these parts in the place of its own, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return made.getvalue()


def body(inner: str) -> bytes:
    """A Word file whose body is this XML."""
    document = io.BytesIO()
    Document().save(document)
    xml = f'<?xml version="1.0"?><w:document {nsdecls("w")}><w:body>{inner}</w:body></w:document>'
    return replaced(document.getvalue(), {"word/document.xml": xml})


def printed_report() -> bytes:
    """A report of two pages as an office prints it; ``reading_files/report.pdf`` was made of it with LibreOffice."""
    document = Document()
    _head(document)
    document.add_paragraph("I. KẾT QUẢ")
    document.add_paragraph("1. Giải quyết thủ tục hành chính")
    for at in range(1, 9):
        figures = f"tiếp nhận 1.{at}50 hồ sơ, trong đó: giải quyết 1.{at}00 hồ sơ, đang giải quyết 50 hồ sơ."
        paragraph = document.add_paragraph(f"{_LONG} Lần {_WORDS[at - 1]}, Ủy ban nhân dân xã đã {figures}")
        paragraph.paragraph_format.first_line_indent = Pt(28)
    document.add_paragraph("2. Kết quả theo lĩnh vực")
    rows = (("Lĩnh vực", "Tiếp nhận", "Đã giải quyết"), ("Hộ tịch", "1.210", "1.205"), ("Đất đai", "300", "270"))
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("II. PHƯƠNG HƯỚNG, NHIỆM VỤ")
    document.add_paragraph("1. Phòng Kinh tế chủ trì hoàn thành việc số hóa kết quả còn hiệu lực trước ngày 30/9/2026.")
    document.add_paragraph("Trên đây là báo cáo của UBND xã./.")
    foot = document.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT."
    foot.rows[0].cells[1].text = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nĐinh Thị Lan"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


_WORDS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám")
_LONG = (
    "Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh, Đảng ủy xã và Hội đồng nhân dân xã đã quan tâm lãnh đạo công tác "
    "cải cách hành chính; các phòng chuyên môn, Trung tâm Phục vụ hành chính công xã bố trí đủ công chức, trang thiết "
    "bị phục vụ người dân, doanh nghiệp; công khai thủ tục hành chính tại trụ sở, "
    "trên trang thông tin điện tử và đài truyền thanh của xã."
)
