"""Clean documents are silent; each kind of slip in them is found, with its cause."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import DOCUMENTS, document, text_of

from parindex.engine.checks import Severity
from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.passages import At, CitedAct, ReportWindow
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.checks.proof_reading.text_figures import figures_of
from parindex.wording import LANGUAGES, codes, sentence

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
NAMES = sorted(each.name for each in DOCUMENTS.iterdir())


def _day_off(day: date) -> str | None:
    return "Chủ nhật" if day.weekday() == 6 else None


def _found(lines: list[str], kind: str = "Báo cáo", year: int = 2024, level: str = "district") -> list[ProofFinding]:
    return list(proof_read(text_of(lines, kind=kind, year=year, level=level), RULES, _day_off))


def _changed(name: str, old: str, new: str) -> list[str]:
    text = "\n".join(document(name))
    assert text.count(old) == 1, f"{old}: {text.count(old)}"
    return text.replace(old, new).splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_document_is_silent(name: str) -> None:
    assert _found(document(name), year=2024 if "report" in name else 2025) == []


def test_clean_documents_hold_identities_to_check() -> None:
    """Silence proves something only where there was something to check."""
    counted = {name: figures_of(text_of(document(name)).passages, RULES).statement() for name in NAMES}
    assert {name: len(found.identities) if found else 0 for name, found in counted.items()}["district_report.txt"] >= 25
    assert all(found is not None and len(found.identities) >= 3 for found in counted.values())


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "cause"),
    [
        ("district_report.txt", "3.127 hồ sơ", "3.172 hồ sơ", "sum_differs", "digits_swapped"),
        ("district_report.txt", "263 hồ sơ đang", "363 hồ sơ đang", "sum_differs", "digit_changed"),
        ("district_report.txt", "quá hạn: 12 hồ sơ", "quá hạn: 263 hồ sơ", "sum_differs", "total_for_part"),
        ("district_report.txt", "đạt 81,1%", "đạt 88,1%", "rate_differs", "digit_changed"),
        ("district_report.txt", "cấp xã đạt 81,4%", "cấp xã đạt 81,3%", "rate_differs", "mean_of_rates"),
        ("district_report.txt", "49/263", "49/214", "figures_differ", "same_as_other"),
        ("district_report.txt", "54 đơn vị sự nghiệp công lập.", "52 đơn vị sự nghiệp.", "figures_differ", None),
        ("district_report.txt", "98/102", "98/120", "sum_differs", "digits_swapped"),
        ("district_report.txt", "92,9%", "29,9%", "rate_differs", None),
        ("district_report.txt", "Hết hiệu lực một phần: 3", "Hết hiệu lực một phần: 4", "sum_differs", None),
        ("district_report.txt", "46 đơn vị.", "64 đơn vị.", "sum_differs", "digits_swapped"),
        ("index_plan.txt", "CCHC đạt 87,43%", "CCHC đạt 87,34%", "index_differs_from_total", "digits_swapped"),
        ("index_plan.txt", "8,4/9", "8,4/8", "maxima_differ_from_scale", "maximum_unconfirmed"),
        ("commune_letter.txt", "1.987 hồ sơ", "1.978 hồ sơ", "sum_differs", "digits_swapped"),
        ("commune_letter.txt", "99,44%", "94,94%", "rate_differs", None),
        ("commune_letter.txt", "9 phiếu.", "8 phiếu.", "sum_differs", None),
        ("commune_letter.txt", "90,52%", "90,25%", "rate_differs", "digits_swapped"),
    ],
)  # fmt: skip
def test_a_slip_is_found_with_its_cause(name: str, old: str, new: str, rule: str, cause: str | None) -> None:
    found = _found(_changed(name, old, new), year=2024 if "report" in name else 2025)
    told = [each for each in found if each.rule == rule]
    assert told, [each.rule for each in found]
    if cause is not None:
        assert cause in {each.cause for each in told}
    for each in found:
        assert all(sentence(f"finding.{each.rule}", each.values, language) for language in LANGUAGES)
        assert each.cause is None or sentence(f"cause.{each.cause}", each.cause_values)


@pytest.mark.parametrize(
    "line",
    [
        "Đã tổ chức 12 hội nghị, trong đó có 850 lượt người và 3 chuyên đề.",
        "Toàn xã có 1.250 hộ, trong đó: 12 hộ nghèo, 31 hộ cận nghèo.",
        "Thu ngân sách đạt 15/20 tỷ đồng, tăng 12% so với cùng kỳ.",
        "Thực hiện Quyết định số 1256/QĐ-UBND ngày 22/12/2021, ISO 9001:2015 tại 22/22 xã.",
        "Báo cáo 6 tháng đầu năm 2024 gồm 3 phần và 2 phụ lục.",
        "Bồi dưỡng 88 cán bộ, trong đó: 40 nữ, 30 đảng viên, 25 người dân tộc thiểu số.",
    ],
)
def test_what_may_leave_something_out_is_silent(line: str) -> None:
    assert _found([line]) == []


def test_a_section_left_out_is_told_once() -> None:
    (found,) = _found(["I. MỞ ĐẦU", "II. KẾT QUẢ", "1. Một", "2. Hai", "IV. ĐÁNH GIÁ", "1. Ưu điểm", "V. PHƯƠNG HƯỚNG"])
    assert (found.rule, found.severity, found.at.line) == ("section_missing", Severity.HIGH, 5)


def test_windows_with_a_gap_an_overlap_and_a_deadline_before_their_end() -> None:
    def window(name: str, first: date, last: date, due: date) -> ReportWindow:
        return ReportWindow(name, first, last, due, At(1))

    quarter = window("Quý I", date(2023, 12, 15), date(2024, 3, 10), date(2024, 3, 10))
    half = window("6 tháng", date(2023, 12, 15), date(2024, 6, 10), date(2024, 6, 10))
    third = window("Quý III", date(2024, 6, 15), date(2024, 9, 10), date(2024, 9, 10))
    year = window("Năm", date(2023, 12, 15), date(2024, 12, 14), date(2024, 12, 10))
    text = text_of([])._replace(windows=(quarter, half, third, year))
    told = {each.rule: each.values for each in proof_read(text, RULES, _day_off)}
    assert set(told) == {"window_gap", "window_after_deadline"} and told["window_gap"]["days"] == 4
    early = third._replace(first=date(2024, 6, 8))
    (overlap,) = proof_read(text._replace(windows=(quarter, half, early)), RULES, _day_off)
    assert overlap.rule == "window_overlap" and overlap.values["days"] == 3
    whole = third._replace(first=date(2024, 6, 11))
    assert proof_read(text._replace(windows=(quarter, half, whole)), RULES, _day_off) == ()


def test_one_act_with_two_dates_and_a_sunday() -> None:
    def act(number: str, day: date, line: int) -> CitedAct:
        return CitedAct(number, day, "", At(line), "")

    acts = (
        act("1741-KL/HU", date(2023, 12, 13), 23),
        act("1741-KL/HU", date(2022, 12, 13), 60),
        act("126/UBND-NV", date(2024, 1, 14), 61),
        act("167/2017/NĐ-CP", date(2017, 12, 31), 62),
        act("38/QĐ-UBND", date(2024, 1, 4), 63),
        act("38/QĐ-UBND", date(2022, 6, 17), 64),
    )
    found = proof_read(text_of([])._replace(acts=acts), RULES, _day_off)
    assert [(each.rule, each.at.line) for each in found] == [("act_with_two_dates", 60), ("issued_on_day_off", 61)]


def test_words_against_words_and_figures() -> None:
    plan = [
        "7. Chính quyền số",
        "- Phấn đấu tỷ lệ hồ sơ trực tuyến toàn trình trên Hệ thống đạt tỷ lệ 100%;",
        "- Tiếp tục các tiêu chí thành phần (đạt điểm tối đa) về: tỷ lệ hồ sơ trực tuyến toàn trình; số hóa hồ sơ.",
        "- Phấn đấu Chỉ số CCHC huyện năm 2024 giữ mức tốt.",
        "Tổng cộng có … nhiệm vụ kèm theo.",
    ]
    found = [each.rule for each in _found(plan, kind="Kế hoạch", level="commune")]
    assert found == ["improved_and_kept", "target_of_another_level", "number_left_blank"]
    report = [
        "2.4. Kết quả thực hiện dịch vụ công trực tuyến",
        "Cấp xã: 9.823/11.392 đạt 86,2%.",
        "IV. HẠN CHẾ",
        "- Việc tiếp nhận trên dịch vụ công trực tuyến tại cấp xã đạt tỉ lệ thấp.",
    ]
    assert [each.rule for each in _found(report)] == ["claim_against_figure"]
    assert _found([report[0], "Cấp xã: 3.823/11.392 đạt 33,6%.", *report[2:]]) == []


def test_a_paragraph_that_stands_there_twice() -> None:
    words = (
        "Ủy ban nhân dân huyện đẩy mạnh truyền thông về dịch vụ bưu chính công ích trong giải quyết thủ tục hành chính."
    )
    assert [each.rule for each in _found([words, "Đoạn khác.", words])] == ["paragraph_repeated"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_cause_of_the_data_has_its_words(language: str) -> None:
    known = codes("vi") if language == "vi" else codes("en")
    for rule in RULES.rules:
        assert {f"finding.{rule.id}", f"rule_name.{rule.id}"} <= known
        assert {f"cause.{cause}" for cause in rule.causes} <= known
