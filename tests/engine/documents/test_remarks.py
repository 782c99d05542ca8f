"""Remarks go into the author's own Word file at their paragraphs; the text stays as it is."""

from __future__ import annotations

import io

import docx
from docx.text.paragraph import Paragraph

from parindex.engine.documents.reading import ReadingLimits
from parindex.engine.documents.reading.word_input import elements_of_lines, read_word
from parindex.engine.documents.remarks import Remark, text_with_remarks, word_with_remarks


def _word() -> bytes:
    document, made = docx.Document(), io.BytesIO()
    document.add_paragraph("BÁO CÁO")
    paragraph = document.add_paragraph("dòng một")
    paragraph.runs[0].add_break()
    paragraph.add_run("dòng hai")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Đơn vị", "Số"), ("Xã A", "12")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("cuối")
    document.save(made)
    return made.getvalue()


def test_lines_lead_back_to_their_paragraph_or_row() -> None:
    lines = read_word(_word(), limits=ReadingLimits()).texts
    assert lines == ["BÁO CÁO", "dòng một", "dòng hai", "Đơn vị\tSố", "Xã A\t12", "cuối"]
    # paragraphs of cells are counted too: row 2 stands after the two paragraphs of row 1
    assert elements_of_lines(_word(), limits=ReadingLimits()) == (0, 1, 1, 2, 5, 8)


def test_each_remark_is_a_comment_at_its_line_and_the_text_is_the_same() -> None:
    remarks = [Remark(3, "Sai tổng"), Remark(5, "Hàng này \x01 thiếu"), Remark(0, "Thiếu phụ lục")]
    made = word_with_remarks(_word(), remarks, author="Xã Nâm Nung")
    document = docx.Document(io.BytesIO(made))
    assert [each.text for each in document.comments] == ["Sai tổng", "Hàng này  thiếu", "Thiếu phụ lục"]
    assert {each.author for each in document.comments} == {"Xã Nâm Nung"}
    assert read_word(made, limits=ReadingLimits()).texts == read_word(_word(), limits=ReadingLimits()).texts
    marked = [
        Paragraph(each, document).text
        for each in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
        if each.find(".//{*}commentReference") is not None
    ]
    assert marked == ["BÁO CÁO", "dòng một\ndòng hai", "Xã A"]


def test_the_lines_of_another_file_become_a_word_file_with_comments() -> None:
    made = text_with_remarks(["một", "hai\x0c"], [Remark(2, "Xem lại"), Remark(99, "Cả văn bản")], author="Xã")
    document = docx.Document(io.BytesIO(made))
    assert [each.text for each in document.paragraphs] == ["một", "hai"]
    assert [each.text for each in document.comments] == ["Xem lại", "Cả văn bản"]


def test_rows_of_a_table_stand_in_a_table_and_the_copy_says_what_it_is() -> None:
    lines = ["I. SỐ LIỆU", "Đơn vị\tTiếp nhận", "Xã A\t1.180", "Xã B\t130", "lẻ\tloi\thàng", "cuối"]
    made = text_with_remarks(lines, [Remark(3, "Xem lại"), Remark(6, "Thiếu")], author="Xã", note="Chỉ giữ chữ")
    document = docx.Document(io.BytesIO(made))
    assert [each.text for each in document.paragraphs] == ["Chỉ giữ chữ", "I. SỐ LIỆU", "lẻ\tloi\thàng", "cuối"]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Đơn vị", "Tiếp nhận"], ["Xã A", "1.180"], ["Xã B", "130"],
    ]  # fmt: skip
    marked = [each for each in document.element.body.iter("{*}p") if each.find(".//{*}commentReference") is not None]
    assert [Paragraph(each, document).text for each in marked] == ["Xã A", "cuối"]
