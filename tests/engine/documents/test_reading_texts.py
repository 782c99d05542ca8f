"""Documents written for these tests, read: a letter, a decision with a regulation, a noisy plan, a plan in markdown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from pydantic import BaseModel
from tests.engine.documents.reading_support import FOLDER, read_own, read_text

from parindex.engine.documents.reading.model import (
    Counter,
    FigureKind,
    Operator,
    Passage,
    Reading,
    Relation,
    Standing,
    TaskKind,
)
from parindex.engine.documents.reading.schema import schema_text

OWN = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".md"))


def passages(value: object) -> list[Passage]:
    """Every passage anywhere in a value."""
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple | list):
        return [each for part in value for each in passages(part)]
    if isinstance(value, BaseModel):
        return [each for name in type(value).model_fields for each in passages(getattr(value, name))]
    return []


@pytest.mark.parametrize("name", OWN)
def test_every_passage_is_the_files_own_words(name: str) -> None:
    reading = read_own(name)
    found = passages(reading)
    assert len(found) > 15
    for each in found:
        line = reading.lines[each.line - 1].text
        assert each.text.split("\n")[0] == line[each.start : each.end], each


@pytest.mark.parametrize("name", OWN)
def test_a_reading_survives_its_json(name: str) -> None:
    reading = read_own(name)
    assert Reading.model_validate_json(reading.model_dump_json(by_alias=True)) == reading


def test_the_published_schema_is_fresh() -> None:
    published = (files("parindex") / "rulebooks" / "document_reading.schema.json").read_text(encoding="utf-8")
    assert published == schema_text()


def test_a_letter() -> None:
    (letter,) = read_own("letter.txt").documents
    head = letter.metadata
    assert (head.type, head.number, head.symbol, head.place) == ("Công văn", "731", "SNV-CCHC", "Phú Lâm")
    assert head.title and head.title.value.startswith("đôn đốc gửi tài liệu kiểm chứng")
    assert head.issuing_body and head.issuing_body.value == "SỞ NỘI VỤ"
    assert head.superior_body and head.superior_body.value == "UBND TỈNH PHÚ LÂM"
    assert head.date and head.date.date.whole == date(2026, 1, 5)
    assert head.signer_mode == "KT" and head.signer_position and head.signer_position.value == "PHÓ GIÁM ĐỐC"
    assert head.signer_for and head.signer_for.value == "GIÁM ĐỐC"
    assert head.signer_name and head.signer_name.value == "Lê Quang Vinh"
    assert [each.value for each in head.recipients] == ["Như trên", "Giám đốc, các PGĐ Sở", "Lưu: VT, CCHC"]
    share = letter.figures[0]
    assert (share.kind, share.numerator, share.denominator, share.percent) == (
        FigureKind.RATIO,
        Decimal(87),
        Decimal(124),
        Decimal("70.16"),
    )
    assert share.as_of == date(2025, 12, 31)
    old = next(each for each in letter.citations if each.number == "61/2018/NĐ-CP")
    assert old.standing is Standing.REPLACED and old.replaced_by == ("118/2025/NĐ-CP",)


def test_a_decision_and_the_regulation_attached_to_it() -> None:
    decision, regulation = read_own("decision.txt").documents
    assert decision.metadata.type == "Quyết định" and regulation.metadata.type == "Quy chế"
    assert regulation.attached_to == decision.id
    assert decision.metadata.number == "64" and decision.metadata.number_recovered_from is not None
    assert [each.present for each in decision.metadata.attachments] == [True]
    assert [each.relation for each in decision.citations] == [
        Relation.BASIS,
        Relation.BASIS,
        Relation.BASIS,
        Relation.IMPLEMENTS,
        Relation.BASIS,
    ]
    assert decision.citations[3].within == decision.citations[2].id
    assert decision.citations[4].missing == ("date", "issuer")
    assert [each.label for each in decision.sections] == ["Điều 1", "Điều 2", "Điều 3"]
    shown = {each.label: (each.counter, each.depth, each.title) for each in regulation.sections}
    assert shown["Chương I"] == (Counter.PART, 1, "NHỮNG QUY ĐỊNH CHUNG")
    assert shown["Chương I.Điều 1.2.a"][:2] == (Counter.LETTER, 4)
    assert shown["Chương II.Điều 3"][1] == 2


def test_a_noisy_plan_is_read_and_its_words_are_kept() -> None:
    reading = read_own("noisy_plan.txt")
    (plan,) = reading.documents
    assert {each.passage.text: each.read_as for each in reading.repairs} == {
        "Phân đấu": "Phấn đấu",
        "hô sơ": "hồ sơ",
        "tỷ lê": "tỷ lệ",
        "Đầy mạnh": "Đẩy mạnh",
        "các các": "các",
        "cập nhập": "cập nhật",
    }
    assert [(each.operator, each.value, each.base_year) for each in plan.targets[:5]] == [
        (Operator.GTE, Decimal(85), None),
        (Operator.GTE, Decimal(40), None),
        (Operator.GT, Decimal(92), None),
        (Operator.LTE, Decimal(1), None),
        (Operator.DECREASE_BY, Decimal(15), 2024),
    ]
    assert plan.targets[1].within == plan.targets[0].id
    tasks = {each.passage.line: each for each in plan.tasks}
    first = plan.tasks[0]
    assert [each.name for each in first.leads] == ["Phòng Tư pháp"] and first.inherited
    assert first.deadline and first.deadline.value == "hoàn thành trong quý III/2025"
    led = next(each for each in plan.tasks if each.cooperating)
    assert [each.name for each in led.leads] == ["Văn phòng HĐND và UBND huyện"]
    assert [each.name for each in led.cooperating] == ["Phòng Nội vụ", "Phòng Văn hóa và Thông tin"]
    shared = next(each for each in plan.tasks if len(each.leads) == 3)
    assert [each.name for each in shared.leads] == [
        "Phòng Nội vụ",
        "Phòng Tài chính - Kế hoạch",
        "Phòng Văn hóa và Thông tin",
    ]
    assert shared.deadline_on == date(2025, 6, 30)
    assert len(tasks) == 6
    assert [(each.first_day, each.cut_off, each.due) for each in plan.windows] == [
        (date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 20)),
        (date(2024, 12, 15), date(2025, 12, 14), date(2025, 12, 20)),
    ]


def test_a_plan_in_markdown() -> None:
    (plan,) = read_own("improvement_plan.md").documents
    assert plan.metadata.date and plan.metadata.date.date.month == 3 and plan.metadata.date.date.day is None
    assert plan.metadata.number is None and plan.metadata.symbol == "KH-UBND"
    assert [(each.kind, each.value, each.denominator) for each in plan.figures if each.kind is FigureKind.RANK] == [
        (FigureKind.RANK, Decimal(31), Decimal(54))
    ]
    keep = next(each for each in plan.tasks if each.kind is TaskKind.MAINTAIN)
    assert keep.items == ("Ban hành kế hoạch kịp thời", "công khai thủ tục hành chính", "thực hiện chế độ báo cáo")
    organised = [each for each in plan.tasks if each.kind is TaskKind.ORGANISE]
    assert [each.leads[0].name for each in organised] == [
        "Phòng Văn hóa - Xã hội",
        "Phòng Văn hóa - Xã hội",
        "Trung tâm Phục vụ hành chính công phường",
    ]
    assert [each.name for each in organised[2].cooperating] == ["Bưu điện thành phố", "các đơn vị liên quan"]
    assert organised[0].deadline_on == date(2026, 11, 15)
    assert [(each.operator, each.value, each.unit) for each in plan.targets] == [
        (Operator.EQ, Decimal(100), "%"),
        (Operator.GTE, Decimal(2), "sáng kiến"),
        (Operator.GTE, Decimal(2), "cuộc"),
    ]


def test_parts_of_a_figure_know_their_whole() -> None:
    (report,) = read_text(
        "BÁO CÁO\nKết quả năm 2025\nI. KẾT QUẢ\nTiếp nhận 120 hồ sơ, trong đó: giải quyết 110 hồ sơ "
        "(trước hạn: 60 hồ sơ; đúng hạn: 45 hồ sơ; quá hạn: 05 hồ sơ), đang giải quyết 10 hồ sơ.\n"
        "Thu 15.500 triệu đồng, đạt 62% dự toán.\n"
    ).documents
    names = {each.id: each.name for each in report.figures}
    assert [(each.name, each.value, names.get(each.part_of or "")) for each in report.figures[:6]] == [
        ("Tiếp nhận", Decimal(120), None),
        ("giải quyết", Decimal(110), "Tiếp nhận"),
        ("trước hạn", Decimal(60), "giải quyết"),
        ("đúng hạn", Decimal(45), "giải quyết"),
        ("quá hạn", Decimal(5), "giải quyết"),
        ("đang giải quyết", Decimal(10), "Tiếp nhận"),
    ]
    money = report.figures[6]
    assert (money.value, money.unit, money.percent, money.percent_of) == (
        Decimal(15500),
        "triệu đồng",
        Decimal(62),
        "dự toán",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Tiêu chuẩn TCVN ISO 9001:2015 giai đoạn 2021-2025, mức độ 3, 4.",
        "Căn cứ Điều 15, khoản 2 của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018.",
        "Trong quý I/2025 và 6 tháng đầu năm 2025, theo mẫu số 05, Phụ lục 2.",
        "Tại khuôn viên 3-2, trang https://dichvucong.gov.vn/2025/12 hoạt động 24/7.",
    ],
)
def test_names_dates_and_numbers_of_acts_are_no_figures(text: str) -> None:
    (report,) = read_text(f"BÁO CÁO\nKết quả\nI. KẾT QUẢ\n{text}\n").documents
    assert [each.printed for each in report.figures] == []


def test_a_table_drawn_with_pipes() -> None:
    (report,) = read_text(
        "BÁO CÁO\nKết quả\nI. KẾT QUẢ\n\n| STT | Lĩnh vực | Tiếp nhận | Tỷ lệ |\n| --- | --- | --- | --- |\n"
        "| 1 | Hộ tịch | 1.210 | 98,5% |\n| | Tổng cộng | 1.210 | 98,5% |\n"
    ).documents
    assert [(each.name, each.scope, each.value, each.percent) for each in report.figures] == [
        ("Hộ tịch", "Tiếp nhận", Decimal(1210), None),
        ("Hộ tịch", "Tỷ lệ", None, Decimal("98.5")),
        ("Tổng cộng", "Tiếp nhận", Decimal(1210), None),
        ("Tổng cộng", "Tỷ lệ", None, Decimal("98.5")),
    ]
    assert report.tables[0].header_rows == 1


def test_footnotes_are_joined_to_their_marks() -> None:
    (report,) = read_text(
        "BÁO CÁO\nKết quả\nI. KẾT QUẢ\nTiếp nhận 100 hồ sơ⁽¹⁾ trong năm, đạt kết quả và được đánh giá cao do có sự\n\n"
        "⁽¹⁾ Trực tuyến 80 hồ sơ; trực tiếp 20 hồ sơ.\n\nphối hợp tốt².\n"
    ).documents
    first, second = report.footnotes
    assert (first.number, len(first.references), first.text) == (1, 1, "Trực tuyến 80 hồ sơ; trực tiếp 20 hồ sơ.")
    assert (second.number, second.text, len(second.references)) == (2, None, 1)
    whole = report.figures[0]
    assert whole.split_by == first.id
    assert [each.part_of for each in report.figures[1:]] == [whole.id, whole.id]
    assert any(each.text.endswith("do có sự phối hợp tốt.") for each in report.paragraphs)


def test_a_basis_without_its_number_is_listed_as_incomplete() -> None:
    (plan,) = read_text(
        "KẾ HOẠCH\nCải cách hành chính năm 2026\n"
        "Căn cứ Quyết định số      /QĐ-UBND ngày      tháng 01 năm 2026 của UBND tỉnh về phân cấp;\n"
        "Căn cứ Nghị quyết của Hội đồng nhân dân xã về nhiệm vụ năm 2026;\n"
        "I. MỤC TIÊU\n1. Giữ vững kết quả năm trước đã đạt được.\n"
    ).documents
    assert [(each.type, each.number, each.missing, each.issuer and each.issuer.name) for each in plan.citations] == [
        ("Quyết định", None, ("number", "date"), "Ủy ban nhân dân tỉnh"),
        ("Nghị quyết", None, ("number", "date"), "Hội đồng nhân dân xã"),
    ]


def test_a_mark_that_stands_alone_on_a_line_belongs_to_the_paragraph_above() -> None:
    (report,) = read_text("BÁO CÁO\nKết quả\nI. KẾT QUẢ\nTiếp nhận 100 hồ sơ\n⁽¹⁾\ntrong năm.\n").documents
    assert [(each.number, len(each.references)) for each in report.footnotes] == [(1, 1)]
    assert report.paragraphs[-1].text == "Tiếp nhận 100 hồ sơ trong năm."


def test_the_issuer_may_be_the_subject_of_the_sentence() -> None:
    (report,) = read_text(
        "BÁO CÁO\nKết quả\n\nI. KẾT QUẢ\n"
        "UBND xã đã ban hành Kế hoạch số 12/KH-UBND ngày 15/01/2026 về cải cách hành chính và Quyết định số 45/QĐ-UBND "
        "ngày 20/01/2026 giao chỉ tiêu.\n"
        "Căn cứ Kế hoạch số 14/KH-UBND ngày 15/01/2026 của UBND tỉnh, UBND xã ban hành Công văn số 88/UBND-VP ngày "
        "03/02/2026 về việc đôn đốc.\n"
        "Xã đã làm theo Kế hoạch số 13/KH-UBND ngày 15/01/2026. UBND xã đã họp; Kế hoạch số 16/KH-UBND ngày 16/01/2026 "
        "đã được ban hành.\n"
    ).documents
    told = [(each.number, each.issuer and each.issuer.printed, each.missing) for each in report.citations]
    assert told == [
        ("12/KH-UBND", "UBND xã", ()),
        ("45/QĐ-UBND", "UBND xã", ()),
        ("14/KH-UBND", "UBND tỉnh", ()),
        ("88/UBND-VP", "UBND xã", ()),
        ("13/KH-UBND", None, ("issuer",)),
        ("16/KH-UBND", None, ("issuer",)),
    ]
