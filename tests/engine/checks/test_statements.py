"""The report of Cao Lộc of the first half of 2024, and statements made for one finding each."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from parindex.engine.checks import (
    Cause,
    PrintedStatement,
    Severity,
    StatementCause,
    StatementCode,
    StatementRefused,
    check_statement,
    read_statement,
)
from parindex.wording import LANGUAGES, codes, sentence

FOLDER = files("parindex") / "rulebooks" / "published_results" / "statements"
CAO_LOC = read_statement((FOLDER / "cao_loc_2024_h1.yaml").read_bytes())
D = Decimal


def said(subject: str) -> str:
    (finding,) = (each for each in check_statement(CAO_LOC) if each.subject == f"Huyện Cao Lộc/{subject}")
    cause = sentence(f"cause.{finding.cause}", finding.cause_values) if finding.cause else ""
    return f"{sentence(f'finding.{finding.code}', finding.figures)} {cause}".strip()


def test_cao_loc_has_these_findings_and_no_others() -> None:
    found = [
        (finding.code, finding.severity, finding.subject.partition("/")[2]) for finding in check_statement(CAO_LOC)
    ]
    assert found == [
        (StatementCode.SUM_DIFFERS, Severity.HIGH, "received_district"),
        (StatementCode.SUM_DIFFERS, Severity.HIGH, "online"),
        (StatementCode.RATE_DIFFERS, Severity.HIGH, "online_rate"),
        (StatementCode.FIGURES_DIFFER, Severity.HIGH, "not_by_post_base"),
        (StatementCode.FIGURES_DIFFER, Severity.HIGH, "service_units"),
        (StatementCode.FIGURES_DIFFER, Severity.MEDIUM, "cadres_assessed"),
        (StatementCode.FIGURES_DIFFER, Severity.MEDIUM, "officials_assessed"),
        (StatementCode.FIGURE_MISSING, Severity.MEDIUM, "letters_district"),
    ]


def test_resolved_and_pending_make_1380_and_not_1310() -> None:
    assert said("received_district") == (
        "Hồ sơ tiếp nhận tại huyện: in 1.310, nhưng Hồ sơ đã giải quyết tại huyện + Hồ sơ đang giải quyết tại huyện "
        "cộng lại là 1.380 (chênh 70). Từng số đều khớp với phần chi tiết của mình; một trong các số này lệch 70, muốn "
        "khớp thì: Hồ sơ tiếp nhận tại huyện 1.380; Hồ sơ đã giải quyết tại huyện 1.239; "
        "Hồ sơ đang giải quyết tại huyện 1."
    )


def test_the_portals_hold_all_dossiers_of_the_district_instead_of_the_online_ones() -> None:
    """8.943 = 7.633 + 1.310; it should have been 7.633 + 1.171 = 8.804, and 2.190 + 8.804 = 10.994."""
    text = said("online")
    assert "in 10.994" in text and "11.133 (chênh 139)" in text
    assert "Hồ sơ tiếp nhận tại huyện (1.310) thay vì Hồ sơ trực tuyến tại huyện (1.171)" in text
    assert "7.633 đúng bằng Hồ sơ cấp xã qua Cổng dịch vụ công của tỉnh. Số đúng khi đó là 8.804." in text


def test_the_rate_is_the_mean_of_two_rates() -> None:
    assert said("online_rate") == (
        "Tỷ lệ hồ sơ trực tuyến của huyện và xã: in 87,8 %, nhưng 10.994/12.702 là 86,6 %. "
        "Có thể đã lấy trung bình cộng 2 tỷ lệ (87,81 %) thay vì chia tổng cho tổng."
    )


def test_twelve_of_109_is_twelve_of_121() -> None:
    assert said("not_by_post_base").endswith("Có thể đã lấy TTHC cấp xã qua một cửa (109) thay vì 121.")


def test_late_dossiers_without_letters() -> None:
    assert said("letters_district").startswith("Thiếu Số phiếu xin lỗi và hẹn lại ngày trả (II.2.7), trong khi")
    assert said("letters_district").endswith("là 31.")


def statement(figures: dict[str, str | None], *identities: dict[str, Any]) -> PrintedStatement:
    listed = [{"code": code, "value": value, "title": code} for code, value in figures.items()]
    return PrintedStatement.model_validate({"unit": "A", "figures": listed, "identities": identities})


@pytest.mark.parametrize(
    ("figures", "identity", "cause", "repair"),
    [
        # 1.234 + 66 = 1.300: the first two digits of the whole are swapped
        ({"a": "3100", "b": "1234", "c": "66"}, {"sum": "a", "of": ["b", "c"]}, Cause.DIGITS_SWAPPED, D(1300)),
        # its last nought is lost
        ({"a": "130", "b": "1234", "c": "66"}, {"sum": "a", "of": ["b", "c"]}, Cause.DIGIT_LOST, D(1300)),
        # two digits of a part are swapped: 1.300 - 66 = 1.234
        ({"a": "1300", "b": "1324", "c": "66"}, {"sum": "a", "of": ["b", "c"]}, Cause.DIGITS_SWAPPED, D(1234)),
        # 12 may be 21, or 10 may be 01: two explanations are none
        ({"a": "12", "b": "11", "c": "10"}, {"sum": "a", "of": ["b", "c"]}, None, None),
        ({"r": "97.1", "n": "917", "d": "1000"}, {"rate": "r", "numerator": ["n"], "denominator": ["d"]},
         Cause.DIGITS_SWAPPED, D("91.7")),
        ({"r": "91.6", "n": "91688", "d": "100000"}, {"rate": "r", "numerator": ["n"], "denominator": ["d"]},
         Cause.ROUNDING, D("91.7")),
    ],
)  # fmt: skip
def test_slips_of_the_hand(
    figures: dict[str, str | None], identity: dict[str, Any], cause: Cause | None, repair: Decimal | None
) -> None:
    (finding,) = check_statement(statement(figures, identity))
    assert (finding.cause, finding.repair) == (cause, repair)


def test_what_holds_or_is_not_printed_is_silent() -> None:
    holds = statement({"a": "3", "b": "1", "c": "2", "r": "33.3"}, {"sum": "a", "of": ["b", "c"]},
                      {"rate": "r", "numerator": ["b"], "denominator": ["a"]}, {"same": "a", "as": "a"},
                      {"required": "a", "beside": ["b"]})  # fmt: skip
    assert check_statement(holds) == ()
    gaps = statement({"a": "3", "b": None, "c": "0", "r": None}, {"sum": "a", "of": ["b", "c"]},
                     {"rate": "r", "numerator": ["c"], "denominator": ["a"]}, {"same": "a", "as": "b"},
                     {"required": "b", "beside": ["c"]},
                     {"rate": "a", "numerator": ["a"], "denominator": ["c"]})  # fmt: skip
    assert check_statement(gaps) == ()


def test_a_bad_statement_is_refused_with_its_faults() -> None:
    content = (FOLDER / "cao_loc_2024_h1.yaml").read_bytes()
    for before, after in (
        (b"sum: online,", b"sum: onlin,"),
        (b"code: digitised,", b"code: online,"),
        (b"schema:", b"["),
    ):
        with pytest.raises(StatementRefused) as refused:
            read_statement(content.replace(before, after, 1))
        assert refused.value.faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: Any) -> None:
    assert {f"finding.{code}" for code in StatementCode} <= codes(language)
    assert {f"cause.{cause}" for cause in StatementCause} <= codes(language)
    for finding in check_statement(CAO_LOC):
        assert sentence(f"finding.{finding.code}", finding.figures, language)
        if finding.cause is not None:
            assert sentence(f"cause.{finding.cause}", finding.cause_values, language)


def test_every_shipped_statement_names_its_source() -> None:
    shipped = [entry for entry in FOLDER.iterdir() if entry.name.endswith(".yaml")]
    assert shipped
    for entry in shipped:
        found = read_statement(entry.read_bytes())
        assert found.source_title or found.source_url
        assert all(figure.place for figure in found.figures)
