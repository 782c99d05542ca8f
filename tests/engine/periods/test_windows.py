"""Windows of two real schemes, and what is wrong with one of them."""

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.periods import (
    NoSuchDay,
    Period,
    PeriodFault,
    PeriodKind,
    SchemesRefused,
    Span,
    WindowScheme,
    find_faults,
    read_window_schemes,
    resolve,
)
from parindex.wording import LANGUAGES, codes, sentence

SHIPPED = files("parindex") / "rulebooks" / "calendars" / "vn" / "reporting_windows.yaml"


def scheme(code: str) -> WindowScheme:
    return next(scheme for scheme in read_window_schemes(SHIPPED.read_bytes()) if scheme.code == code)


def plain_quarters(q2_first: str = "{month: 4, day: 1}") -> WindowScheme:
    document = f"""
schema: parindex/reporting-windows/1
schemes:
  - code: quarters
    title: Quý theo lịch
    sources: [{{act: none}}]
    windows:
      - {{period: q1, first_day: {{month: 1, day: 1}}, cut_off: {{month: 3, day: 31}}, due: {{month: 4, day: 5}}, cumulative: false}}
      - {{period: q2, first_day: {q2_first}, cut_off: {{month: 6, day: 30}}, due: {{month: 7, day: 5}}, cumulative: false}}
      - {{period: half_2, first_day: {{month: 7, day: 1}}, cut_off: {{month: 12, day: 31}}, due: {{month: 1, day: 5, year_offset: 1}},
          cumulative: false}}
"""  # noqa: E501
    return read_window_schemes(document.encode())[0]


def test_the_ministry_scheme_resolves() -> None:
    windows = resolve(scheme("cv_581"), 2026)
    assert [(window.period.kind, *window.span, window.due_on) for window in windows] == [
        ("q1", date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 20)),
        ("half_1", date(2025, 12, 15), date(2026, 6, 14), date(2026, 6, 20)),
        ("q3", date(2026, 6, 15), date(2026, 9, 14), date(2026, 9, 20)),
        ("year", date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 20)),
    ]
    assert windows[-1].span.days == 365
    assert windows[-1].estimated is None


def test_the_ministry_scheme_has_one_remark_its_third_quarter_is_not_cumulative() -> None:
    assert [(finding.kind, finding.code) for finding in find_faults(scheme("cv_581"), 2026)] == [
        (PeriodKind.Q3, PeriodFault.MIXED_METHODS)
    ]


def test_ba_nam_has_a_gap_and_a_year_report_due_before_its_cut_off() -> None:
    findings = {finding.code: finding for finding in find_faults(scheme("ba_nam_2024"), 2024)}
    assert set(findings) == {PeriodFault.DUE_BEFORE_CUT_OFF, PeriodFault.GAP, PeriodFault.MIXED_METHODS}
    assert findings[PeriodFault.GAP].kind is PeriodKind.Q3
    assert findings[PeriodFault.GAP].values["first"] == date(2024, 6, 11)
    assert findings[PeriodFault.GAP].values["last"] == date(2024, 6, 14)
    late = findings[PeriodFault.DUE_BEFORE_CUT_OFF]
    assert late.kind is PeriodKind.YEAR
    assert sentence(late.code, late.values) == (
        "Năm: hạn gửi báo cáo 10/12/2024 trước ngày chốt số liệu 14/12/2024; "
        "số liệu của 4 ngày sau hạn gửi phải ghi là ước thực hiện."
    )


def test_the_days_to_estimate_are_named() -> None:
    year = resolve(scheme("ba_nam_2024"), 2024)[-1]
    assert year.span.days == 366
    assert year.estimated == Span(date(2024, 12, 11), date(2024, 12, 14))


def test_plain_quarters_without_fault() -> None:
    assert find_faults(plain_quarters(), 2026) == ()


def test_an_overlap_is_found_with_its_days() -> None:
    (finding,) = find_faults(plain_quarters("{month: 3, day: 25}"), 2026)
    assert finding.code is PeriodFault.OVERLAP
    assert (finding.values["first"], finding.values["last"], finding.values["days"]) == (
        date(2026, 3, 25),
        date(2026, 3, 31),
        7,
    )


def test_a_window_that_ends_before_it_begins_is_found() -> None:
    codes_found = [finding.code for finding in find_faults(plain_quarters("{month: 7, day: 25}"), 2026)]
    assert PeriodFault.BACKWARDS in codes_found


def test_a_day_that_the_year_does_not_have_is_refused() -> None:
    leap = plain_quarters("{month: 2, day: 29}")
    assert resolve(leap, 2024)[1].span.first == date(2024, 2, 29)
    with pytest.raises(NoSuchDay):
        resolve(leap, 2026)


def test_a_bad_document_is_refused_with_every_fault() -> None:
    document = b"""
schema: parindex/reporting-windows/1
schemes:
  - {code: "Bad Code", title: x, sources: [], windows: [{period: weekly, cut_off: {month: 13, day: 1}}]}
"""
    with pytest.raises(SchemesRefused) as refused:
        read_window_schemes(document)
    paths = {fault.path for fault in refused.value.faults}
    assert {"schemes.0.code", "schemes.0.sources", "schemes.0.windows.0.period"} <= paths
    assert "schemes.0.windows.0.cut_off.month" in paths


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b""])
def test_what_is_no_yaml_is_refused(content: bytes) -> None:
    with pytest.raises(SchemesRefused):
        read_window_schemes(content)


@given(st.integers(min_value=1990, max_value=2100), st.sampled_from(PeriodKind))
def test_calendar_spans(year: int, kind: PeriodKind) -> None:
    span = Period(year, kind).calendar_span
    assert span.first.day == 1
    assert span.days in {90, 91, 92, 181, 182, 184, 273, 274, 365, 366}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    known = codes("vi" if language == "vi" else "en")
    assert set(PeriodFault) <= known
    assert {f"period.kind.{kind}" for kind in PeriodKind} <= known


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13-01", "2026-02-30 25:61:00"])
def test_a_date_that_no_calendar_has_is_refused_with_its_place(written: str) -> None:
    content = DATED.replace("2026-01-01", written).encode()
    with pytest.raises(SchemesRefused) as refused:
        read_window_schemes(content)
    (fault,) = refused.value.faults
    assert fault.path == "schemes.0.valid_from"
    assert written in fault.value


def test_a_day_of_the_year_that_no_year_has_is_refused_with_its_place() -> None:
    content = DATED.replace("{month: 1, day: 1}", "{month: 2, day: 30}").encode()
    with pytest.raises(SchemesRefused) as refused:
        read_window_schemes(content)
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [
        ("schemes.0.windows.0.first_day", "no_such_day")
    ]
    assert read_window_schemes(DATED.replace("{month: 1, day: 1}", "{month: 2, day: 29}").encode())


DATED = """
schema: parindex/reporting-windows/1
schemes:
  - code: dated
    title: Thử
    valid_from: 2026-01-01
    sources: [{act: Thử}]
    windows:
      - period: year
        first_day: {month: 1, day: 1}
        cut_off: {month: 12, day: 14}
        due: {month: 12, day: 20}
        cumulative: true
"""
