"""Form II.06a: the identities of every row, the total row, opening and last closing."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks import StatementCode, check_form, read_form
from parindex.engine.checks.statistical_form import Row
from parindex.wording import sentence

FORM = read_form((files("parindex") / "rulebooks" / "statistical_forms" / "form_ii_06a.yaml").read_bytes())
PARTS = ("c4", "c6", "c8", "c9", "c10", "c12", "c13")


def row(c4: int, c6: int, c8: int, c9: int, c10: int, c12: int, c13: int) -> dict[str, int | None]:
    """A row that holds: what came directly (c5) is what is needed for it."""
    resolved, pending = c8 + c9 + c10, c12 + c13
    received = resolved + pending
    return {
        "c3": received, "c4": c4, "c5": received - c4 - c6, "c6": c6, "c7": resolved, "c8": c8, "c9": c9, "c10": c10,
        "c11": pending, "c12": c12, "c13": c13,
    }  # fmt: skip


CAO_LOC: Row = {
    "c3": 1310, "c6": 66, "c7": 1309, "c8": 856, "c9": 430, "c10": 23, "c11": 71, "c12": 63, "c13": 8,
}  # fmt: skip
GOOD = {"A": row(10, 5, 20, 10, 1, 3, 1), "B": row(7, 2, 8, 4, 0, 2, 0)}
TOTAL: dict[str, int | None] = {
    code: sum(each[code] or 0 for each in GOOD.values()) for code in (f"c{number}" for number in range(3, 14))
}


def test_the_columns_are_those_of_the_form() -> None:
    assert [column.code for column in FORM.columns] == [f"c{number}" for number in range(3, 14)]
    assert len(FORM.identities) == 4


def test_cao_loc_as_a_row() -> None:
    (finding,) = check_form(FORM, {"Huyện Cao Lộc": CAO_LOC})
    assert (finding.code, finding.subject) == (StatementCode.SUM_DIFFERS, "Huyện Cao Lộc/c3")
    assert "1.380" in sentence(f"finding.{finding.code}", finding.figures)


def test_what_stands_beside_the_form_is_a_part_of_its_sums() -> None:
    """346 resolved of which 2 have no due date: the form itself does not hold, as it is shown it does."""
    resolved: Row = {"c7": 346, "c8": 300, "c9": 40, "c10": 4, "c14": 2, "c11": 5, "c12": 3, "c13": 1, "c15": 1}
    shown = FORM.with_beside()
    assert [column.code for column in shown.columns[-2:]] == ["c14", "c15"]
    assert check_form(shown, {"A": resolved}) == ()
    (finding,) = check_form(shown, {"A": {**resolved, "c14": 3}})
    assert finding.subject == "A/c7"
    alone = {code: count for code, count in resolved.items() if code not in ("c14", "c15")}
    assert [each.subject for each in check_form(FORM, {"A": alone})] == ["A/c7", "A/c11"]


def test_a_form_that_holds_is_silent() -> None:
    before = {name: {"c11": each["c6"]} for name, each in GOOD.items()}
    assert check_form(FORM, GOOD, total=TOTAL, total_name="Tổng", previous=before) == ()


def test_the_opening_is_the_last_closing() -> None:
    (finding,) = check_form(FORM, GOOD, previous={"A": {"c11": 7}, "C": {"c11": 1}})
    assert (finding.code, finding.subject) == (StatementCode.OPENING_DIFFERS, "A/c6")
    assert sentence(f"finding.{finding.code}", finding.figures) == (
        "Từ kỳ trước chuyển qua (6) là 5, nhưng Đang giải quyết cuối kỳ trước (11) là 7 (chênh 2)."
    )


def test_the_total_row_is_the_sum_of_the_rows() -> None:
    findings = check_form(FORM, GOOD, total=TOTAL | {"c8": 29, "c7": 44, "c3": 50}, total_name="Tổng")
    assert {finding.subject for finding in findings if finding.code is StatementCode.TOTAL_ROW_DIFFERS} == {
        "Tổng/c3", "Tổng/c7", "Tổng/c8",
    }  # fmt: skip
    assert [finding.code for finding in findings if finding.subject == "Tổng/c3"][0] is StatementCode.SUM_DIFFERS
    for finding in findings:
        assert sentence(f"finding.{finding.code}", finding.figures, "en")


def test_a_gap_proves_nothing() -> None:
    assert check_form(FORM, GOOD | {"C": {"c3": None}}, total=TOTAL | {"c3": TOTAL["c3"]}) == ()


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(KeyError):
        check_form(FORM, {"A": {"c14": 1}})


rows = st.builds(row, *(st.integers(0, 2000) for _ in PARTS))


@given(rows)
def test_every_row_that_holds_is_silent(good: dict[str, int | None]) -> None:
    assert check_form(FORM, {"A": good}) == ()


@given(rows, st.sampled_from([f"c{number}" for number in range(3, 14)]), st.integers(1, 500))
def test_one_wrong_figure_is_always_found(good: dict[str, int | None], column: str, off: int) -> None:
    findings = check_form(FORM, {"A": good | {column: (good[column] or 0) + off}})
    assert findings
    assert {finding.code for finding in findings} == {StatementCode.SUM_DIFFERS}
