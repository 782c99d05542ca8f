"""Documents against each other: one report twice, targets down the levels."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files

from tests.engine.checks.proof_reading.plain_text import document, text_of

from parindex.engine.checks.proof_reading.across import across_documents
from parindex.engine.checks.proof_reading.passages import Aim, At, ProofText
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
TITLE = "Kết quả công tác cải cách hành chính 9 tháng đầu năm 2024"


def _report(lines: list[str], name: str, body: str = "UBND huyện Sơn Hà", title: str = TITLE) -> ProofText:
    return text_of(lines)._replace(name=name, body=body, title=title)


def _aimed(level: str, value: str, measure: str, unit: str = "%", year: int = 2024) -> ProofText:
    aim = Aim(measure, Decimal(value), unit, True, At(5))
    return text_of([], level=level, year=year)._replace(name=f"{level}.txt", aims=(aim,))


def test_one_report_in_two_versions() -> None:
    lines = document("district_report.txt")
    later = "\n".join(lines).replace("412.600.000 đồng/515.750.000", "421.600.000 đồng/527.000.000").splitlines()
    found = list(across_documents([_report(lines, "một"), _report(later, "hai")], RULES))
    assert [(each.rule, each.document, each.values["other"]) for each in found] == [
        ("documents_differ", "hai", "một")
    ] * len(found)
    assert {(str(each.values["expected"]), str(each.values["printed"])) for each in found} == {
        ("412600000", "421600000")
    }


def test_the_same_version_other_bodies_and_other_periods_are_silent() -> None:
    lines = document("district_report.txt")
    later = "\n".join(lines).replace("412.600.000 đồng/515.750.000", "421.600.000 đồng/527.000.000").splitlines()
    assert not list(across_documents([_report(lines, "một"), _report(lines, "hai")], RULES))
    assert not list(across_documents([_report(lines, "một"), _report(later, "hai", body="UBND huyện Khác")], RULES))
    year = "Kết quả công tác cải cách hành chính 6 tháng đầu năm 2024"
    assert not list(across_documents([_report(lines, "một"), _report(later, "hai", title=year)], RULES))


def test_a_target_below_the_superior_one() -> None:
    upper = _aimed("province", "70", "Tối thiểu 70% hồ sơ giải quyết trực tuyến toàn trình trên tổng số hồ sơ")
    lower = _aimed("commune", "50", "Tỷ lệ hồ sơ giải quyết trực tuyến toàn trình trên tổng số hồ sơ đạt 50%")
    (found,) = across_documents([lower, upper], RULES)
    assert (found.rule, found.document, found.at.line) == ("target_below_superior", "commune.txt", 5)
    assert (found.values["printed"], found.values["expected"]) == (Decimal(50), Decimal(70))


def test_targets_that_reach_the_superior_one_or_mean_another_thing_are_silent() -> None:
    upper = _aimed("province", "70", "hồ sơ giải quyết trực tuyến toàn trình trên tổng số hồ sơ")
    same = _aimed("district", "75", "hồ sơ giải quyết trực tuyến toàn trình trên tổng số hồ sơ")
    another = _aimed("district", "20", "kết quả giải quyết thủ tục hành chính được số hóa")
    other_year = _aimed("district", "20", "hồ sơ giải quyết trực tuyến toàn trình trên tổng số hồ sơ", year=2023)
    for each in (same, another, other_year):
        assert not list(across_documents([upper, each], RULES))
