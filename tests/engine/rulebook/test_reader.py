"""Every fault is named with its place; all at once; and the reasons can be said in both languages."""

from pathlib import Path

import pytest

from parindex.engine.rulebook.faults import Fault, FaultCode, RulebookRefused, Severity
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.wording import codes as worded
from parindex.wording import sentence

SAMPLE = (Path(__file__).parent / "sample.yaml").read_text(encoding="utf-8")
C = FaultCode

WORKBOOK_ONLY = {
    C.WORKBOOK_UNREADABLE,
    C.SHEET_MISSING,
    C.COLUMN_MISSING,
    C.ROW_WITHOUT_PARENT,
    C.CELL_UNREADABLE,
}
PLANTED: list[tuple[FaultCode, str, str]] = [
    # fault, what stands in the sample, what is planted instead
    (C.YAML_SYNTAX, "scale: 100", "scale: [100"),
    (C.DUPLICATE_KEY, "scale: 100", "scale: 100\nscale: 90"),
    (C.CONTROL_CHARACTER, "title: Bộ tiêu chí thử", 'title: "Bộ \\x01 tiêu chí"'),
    (C.MISSING_KEY, "level: commune\n", ""),
    (C.UNKNOWN_KEY, "scale: 100", "scale: 100\nscales: 100"),
    (C.UNKNOWN_SCHEMA, "criteria-set/1", "criteria-set/9"),
    (C.UNKNOWN_OPTION, "level: commune", "level: village"),
    (C.UNKNOWN_RULE_KIND, "kind: complement_ratio", "kind: complement"),
    (C.NOT_TEXT, 'version: "2026"', "version: 2026"),
    (C.NOT_A_NUMBER, "scale: 100", "scale: một trăm"),
    (C.NOT_A_WHOLE_NUMBER, "month: 12", "month: 12.5"),
    (C.NOT_YES_NO, "outside_scale: true", "outside_scale: maybe"),
    (C.NOT_A_DATE, "valid_from: 2026-01-01", "valid_from: 31/12/2025"),
    (C.NOT_A_LIST, "evidence: [Quyết định ban hành]", "evidence: Quyết định ban hành"),
    (C.NOT_A_MAPPING, "rounding: {leaf: 3}", "rounding: 3"),
    (C.TOO_MANY_DECIMALS, "points: 12.5}", "points: 12.5000000001}"),
    (C.TOO_MANY_DIGITS, "scale: 100", "scale: 12345678901234567"),
    (C.OUT_OF_BOUNDS, "day: 31", "day: 41"),
    (C.TOO_FEW_ENTRIES, "bad: [late]", "bad: []"),
    (C.BAD_CODE, "code: sample_set", "code: Sample Set"),
    (C.EMPTY_TEXT, "title: Sáng kiến\n", 'title: " "\n'),
    (C.SUM_DIFFERS, "maximum: 20\n    owner: so_noi_vu", "maximum: 21\n    owner: so_noi_vu"),
    (C.SUM_ABOVE_PARENT, "maximum: 60", "maximum: 59"),
    (C.SCALE_DIFFERS, "scale: 100", "scale: 101"),
    (C.EXCEPTION_STALE, "sum: 99.5", "sum: 99"),
    (C.EXCEPTION_UNKNOWN_NODE, "- {declared: 100", '- {node: "77", declared: 100'),
    (C.EXCEPTION_REPEATED, "exceptions:\n", "exceptions:\n  - {declared: 100, sum: 99.5, explanation: Hai lần}\n"),
    (C.MAXIMUM_NEGATIVE, "maximum: 28", "maximum: -28"),
    (C.MAXIMUM_ZERO, "maximum: 28", "maximum: 0"),
    (C.DUPLICATE_CODE, 'code: "2.2"', 'code: "2.1"'),
    (
        C.DUPLICATE_NUMBER,
        "[{group: dac_khu, maximum: 2.5}]",
        """[]
            number: "1.3.2"
          - {code: extra, number: "1.3.2", title: Thừa, maximum: 0}""",
    ),
    (C.NODE_WITH_BOTH, "title: Sáng kiến và đối thoại", "title: Cả hai\n        rule: {kind: boolean, answer: held}"),
    (C.NODE_WITH_NEITHER, "rule: {kind: complement_ratio, bad: [late], denominator: all}", "note: Chưa có"),
    (C.LEAF_PART_ON_PARENT, "title: Sáng kiến và đối thoại", "title: Cha\n        evidence: [Quyết định]"),
    (C.LEAF_WITHOUT_MEASURED, "    measured: imported\n", ""),
    (C.LEAF_WITHOUT_POLICIES, "    policies: {missing: survey_missing_rescale}\n", ""),
    (C.LEAF_WITHOUT_EVIDENCE, "standing: test", "standing: model"),
    (C.LEAF_WITHOUT_OWNER, "standing: test", "standing: model"),
    (C.MEASURED_UNFIT, "measured: imported", "measured: self"),
    (C.GROUP_REPEATED, "[{group: dac_khu, maximum: 2.5}]", "[{group: a, maximum: 2.5}, {group: a, maximum: 2.5}]"),
    (C.ZERO_DENOMINATOR_UNDECLARED, "{zero_denominator: exclude_and_renormalise}", "{}"),
    (C.UNKNOWN_INPUT, "bad: [late]", "bad: [too_late]"),
    (C.UNUSED_INPUT, "bad: [late]", "bad: [too_late]"),
    (C.DUPLICATE_INPUT, "code: late, title", "code: all, title"),
    (C.INPUT_REPEATED, "bad: [late]", "bad: [late, late]"),
    (C.INPUT_TYPE_UNFIT, "code: late, title: Quá hạn, type: count", "code: late, title: Quá hạn, type: yes_no"),
    (C.INPUT_BOUNDS_REVERSED, "minimum: 0, maximum: 100", "minimum: 100, maximum: 0"),
    (
        C.CHOICE_WITHOUT_OPTIONS,
        "choices: [{code: a, title: Có đối thoại}, {code: b, title: Theo tỷ lệ}]",
        "choices: []",
    ),
    (
        C.OPTIONS_WITHOUT_CHOICE,
        "title: Đã đối thoại, type: yes_no",
        "title: Đã, type: yes_no, choices: [{code: a, title: A}]",
    ),
    (C.DUPLICATE_OPTION, "{code: b, title: Theo tỷ lệ}]", "{code: a, title: Theo tỷ lệ}]"),
    (C.RATIO_PARTS_UNNAMED, "numerator: cuộc, ", ""),
    (
        C.BANDS_UNORDERED,
        "[{at_least: 3, points: 2.5}, {at_least: 1, points: 1}]",
        "[{at_least: 1, points: 1}, {at_least: 3, points: 2.5}]",
    ),
    (C.BANDS_OVERLAP, "{at_least: 1, points: 1}]", "{at_least: 3, points: 1}]"),
    (C.BAND_ABOVE_MAXIMUM, "{at_least: 3, points: 2.5}", "{at_least: 3, points: 3}"),
    (C.BAND_WITHOUT_POINTS, "{at_least: 0.8, linear: true}", "{at_least: 0.8}"),
    (C.BAND_WITH_TWO_RESULTS, "{at_least: 0.8, linear: true}", "{at_least: 0.8, linear: true, points: 2}"),
    (C.BAND_POINTS_RISE, "points: 2.5}, {at_least: 1, points: 1}", "points: 1}, {at_least: 1, points: 2.5}"),
    (C.SHARE_ABOVE_ONE, "target: 0.9}", "target: 90}"),
    (C.MAXIMUM_NOT_REACHED, "{at_least: 3, points: 2.5}", "{at_least: 3, points: 2}"),
    (C.CHECKLIST_SUM_DIFFERS, "points: 12.5}", "points: 12}"),
    (C.TERMS_ABOVE_MAXIMUM, "weight: 10}", "weight: 11}"),
    (C.NOT_POSITIVE, "weight: 10}", "weight: 0}"),
    (C.DEADLINE_INVALID, "month: 12", "month: 2"),
    (
        C.LOWEST_ABOVE_MAXIMUM,
        "{kind: additive_checklist, items: [{answer: full, points: 12.5}, {answer: timely, points: 7.5}]}",
        "{kind: deduction_per_violation, violations: full, deduction: 1, lowest: 30}",
    ),
    (C.ALTERNATIVES_DIFFER, "- {code: b, title: Theo tỷ lệ, rule", "- {code: c, title: Theo tỷ lệ, rule"),
    (C.DUPLICATE_ALTERNATIVE, "- {code: b, title: Theo tỷ lệ, rule", "- {code: a, title: Theo tỷ lệ, rule"),
    (C.BONUS_INSIDE_SCALE, "outside_scale: true", "outside_scale: false"),
    (C.DATES_REVERSED, "valid_to: 2026-12-31", "valid_to: 2025-12-31"),
    (C.ROUNDING_OUT_OF_RANGE, "{leaf: 3}", "{leaf: 12}"),
    (C.TIE_BREAK_UNKNOWN, 'tie_break: ["3", "1"]', 'tie_break: ["3", "9"]'),
    (C.TIE_BREAK_MISSING, ', tie_break: ["3", "1"]', ""),
    (C.CLASS_BANDS_UNORDERED, "at_least: 80}", "at_least: 95}"),
    (C.CLASS_BANDS_WITHOUT_ZERO, "    - {name: Yếu, at_least: 0}\n", ""),
    (C.CLASS_BAND_REPEATED, "name: Khá", "name: Tốt"),
    (C.CROSSWALK_UNKNOWN_CODE, 'after: ["1.1"]', 'after: ["7.7"]'),
    (C.CROSSWALK_REPEATED, '{before: ["2.9"]', '{before: ["1.9"]'),
    (C.CROSSWALK_EMPTY_LINE, '{before: ["2.9"], comparable: false}', "{comparable: false}"),
    (C.CROSSWALK_TO_ITSELF, 'version: "2025"', 'version: "2026"'),
    (C.OFFICIAL_WITHOUT_ACT, "standing: test", "standing: official"),
]


def planted(*changes: tuple[str, str]) -> bytes:
    text = SAMPLE
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text.encode()


def codes(faults: tuple[Fault, ...]) -> set[FaultCode]:
    return {fault.code for fault in faults}


def say(fault: Fault) -> None:
    for kind in ("fault", "remedy"):
        for language in ("vi", "en"):
            assert sentence(f"{kind}.{fault.code}", fault.values, "vi" if language == "vi" else "en")


def test_the_sample_has_no_fault() -> None:
    assert find_faults(SAMPLE.encode()) == ()


@pytest.mark.parametrize(("code", "old", "new"), PLANTED, ids=[code.value for code, _, _ in PLANTED])
def test_a_planted_fault_is_named_with_a_line_and_a_sentence(code: FaultCode, old: str, new: str) -> None:
    found = [fault for fault in find_faults(planted((old, new)), source="sample.yaml") if fault.code is code]
    assert found
    for fault in found:
        assert fault.line is not None and fault.source == "sample.yaml"
        say(fault)


def test_ten_planted_faults_of_different_kinds_are_all_named_at_once() -> None:
    content = planted(
        ("level: commune", "level: village"),
        ("valid_to: 2026-12-31", "valid_to: 2025-12-31"),
        ("maximum: 60", "maximum: 59"),
        ('code: "2.2"', 'code: "2.1"'),
        ("month: 12", "month: 2"),
        ("points: 12.5}", "points: 12}"),
        ("{at_least: 1, points: 1}]", "{at_least: 3, points: 1}]"),
        ("bad: [late]", "bad: [too_late]"),
        ("{zero_denominator: exclude_and_renormalise}", "{}"),
        ('after: ["1.1"]', 'after: ["7.7"]'),
    )
    with pytest.raises(RulebookRefused) as refused:
        read_criteria_set(content, source="sample.yaml")
    named = {(fault.code, fault.path) for fault in refused.value.faults}
    assert named >= {
        (C.UNKNOWN_OPTION, "level"),
        (C.DATES_REVERSED, "valid_to"),
        (C.SUM_ABOVE_PARENT, "fields[1].maximum (2)"),
        (C.DUPLICATE_CODE, "fields[1].criteria[1].code (2.1)"),
        (C.DEADLINE_INVALID, "fields[0].criteria[0].rule.day (1.1)"),
        (C.CHECKLIST_SUM_DIFFERS, "fields[1].criteria[2].rule.items (2.3)"),
        (C.BANDS_OVERLAP, "fields[0].criteria[2].sub_criteria[0].rule.bands[1].at_least (1.3.1)"),
        (C.UNKNOWN_INPUT, "fields[1].criteria[1].rule.bad[0] (2.1)"),
        (C.ZERO_DENOMINATOR_UNDECLARED, "fields[1].criteria[1].policies (2.1)"),
        (C.CROSSWALK_UNKNOWN_CODE, "crosswalk.lines[0].after[0]"),
    }
    lines = SAMPLE.splitlines()
    at = next(fault.line for fault in refused.value.faults if fault.code is C.DEADLINE_INVALID)
    assert at is not None and "day: 31" in lines[at - 1]


def test_a_warning_does_not_refuse() -> None:
    content = planted(("numerator: cuộc, ", ""))
    assert {fault.severity for fault in find_faults(content)} == {Severity.WARNING}
    assert read_criteria_set(content).code == "sample_set"


def test_a_parent_smaller_than_its_children_and_the_scale_are_two_faults() -> None:
    found = codes(find_faults(planted(("maximum: 60", "maximum: 59"))))
    assert {C.SUM_ABOVE_PARENT, C.SCALE_DIFFERS, C.EXCEPTION_STALE} <= found


def test_an_exception_that_is_no_longer_needed_is_a_fault() -> None:
    assert codes(find_faults(planted(("scale: 100", "scale: 99.5")))) == {C.EXCEPTION_STALE}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", C.NOT_UTF8),
        (b"  \n", C.EMPTY_DOCUMENT),
        (b"# only a comment\n", C.EMPTY_DOCUMENT),
        (b"- a\n- b\n", C.NOT_A_MAPPING),
        (b'{"schema": ', C.JSON_SYNTAX),
        (b'{"scale": 1, "scale": 2}', C.DUPLICATE_KEY),
        (b"a: " + b"[" * 5000, C.TOO_DEEP),
        (b"{" + b'"a":{' * 50_000, C.TOO_DEEP),
        (b"x" * (9 * 1024 * 1024), C.TOO_LARGE),
        (b"a: &a [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
            b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 10)) for n in range(8)
        ), C.TOO_DEEP),
        (b"a: &a [*a]\n", C.TOO_DEEP),
        (b"? [1, 2]\n: 3\n", C.UNKNOWN_KEY),
    ],
)  # fmt: skip
def test_a_text_that_is_no_document_is_refused_and_never_breaks(content: bytes, code: FaultCode) -> None:
    faults = find_faults(content)
    assert code in codes(faults)
    for fault in faults:
        say(fault)


def test_decimals_keep_their_text() -> None:
    content = planted(("points: 12.5}", "points: 12.100000001}"), ("points: 7.5}]", "points: 7.899999999}]"))
    assert read_criteria_set(content)


def test_every_code_is_planted_somewhere() -> None:
    elsewhere = {C.NOT_UTF8, C.TOO_LARGE, C.TOO_DEEP, C.JSON_SYNTAX, C.EMPTY_DOCUMENT, C.NOT_UNDERSTOOD}
    elsewhere |= {C.CROSSWALK_OTHER_SET}
    assert {code for code, _, _ in PLANTED} | WORKBOOK_ONLY | elsewhere == set(FaultCode)


def test_every_code_has_its_reason_and_remedy() -> None:
    for language in ("vi", "en"):
        known = worded("vi" if language == "vi" else "en")
        assert {f"{kind}.{code}" for kind in ("fault", "remedy") for code in FaultCode} <= known
