"""Rows of the sheet: figures as typed, without guessing; two people, two tabs, deadlines, known figures."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.portal.self_assessment.conftest import CLOSES, OPENS

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureNotRead,
    RowConflict,
    SavedRow,
    assign_leaf_owner,
    dispute_known_figure,
    save_self_assessment_inputs,
    undo_last_save,
    withdraw_dispute,
)
from parindex.portal.assessments.models import DisputeState, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.self_sheets import RowState, self_sheet
from parindex.portal.assessments.queries.sheet_totals import totals_of
from parindex.portal.assessments.views.sheet_parts import next_step
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

Save = Callable[..., SavedRow]


@pytest.fixture
def save(lan: User, nam_nung: RoundUnit) -> Save:
    """Lan saves a row of Nâm Nung: ``save("KH-TILE", tasks_tu="41")``, with underscores for the boxes' hyphens."""

    def saving(leaf: str, *, note: str | None = None, row_version: int | None = None, **texts: str) -> SavedRow:
        named = {
            f"x-{name.replace('_tu', '-tu').replace('_mau', '-mau').replace('_chua', '-chua')}": text
            for name, text in texts.items()
        }
        return save_self_assessment_inputs(
            actor=lan, round_unit=nam_nung, leaf=leaf, texts=named, note=note, row_version=row_version
        )

    return saving


def test_points_come_with_the_save(save: Save, lan: User) -> None:
    saved = save("KH-TILE", tasks_tu="41", tasks_mau="42")
    assert saved.outcome.points == Decimal("1.952380952")
    assert saved.score is not None
    assert (saved.score.stage, saved.score.actor, saved.score.saved_by) == (Stage.SELF, None, lan)
    assert saved.score.inputs == {"tasks": ["41", "42"]}
    told = AuditEntry.objects.get(action="assessments.save_self_assessment_inputs")
    assert told.references == {"leaf": "KH-TILE", "version": 1, "changes": {"tasks": [None, ["41", "42"]]}}


@pytest.mark.parametrize(
    ("leaf", "box", "text", "code"),
    [
        ("KH-SANGKIEN", "ideas", "1,5", "number.not_whole"),
        ("KH-SANGKIEN", "ideas", "-2", "number.negative"),
        ("KH-SANGKIEN", "ideas", "hai", "number.not_a_number"),
        ("KH-SANGKIEN", "ideas", "9" * 14, "assessments.figure_too_large"),
        ("HS-THU", "money", "1.500", "number.ambiguous"),
        ("HS-THU", "money", "-1,5", "number.negative"),
        ("KH-NGAY", "issued_on", "31/02/2026", "number.no_such_day"),
        ("KH-NGAY", "issued_on", "hôm qua", "number.not_a_date"),
        ("CD-TT", "done", "maybe", "assessments.not_a_choice"),
    ],
)
def test_what_is_no_value_is_asked_and_kept(save: Save, leaf: str, box: str, text: str, code: str) -> None:
    saved = save(leaf, **{box: text})
    assert [problem.code for problem in saved.problems.values()] == [code]
    assert saved.score is not None
    assert saved.score.unfinished == {f"x-{box}": text}
    assert saved.score.inputs == {}
    assert saved.score.points is None


@pytest.mark.parametrize(("text", "value"), [("1,5", "1.5"), ("1.5", "1.5"), ("1500", "1500"), ("1.500,25", "1500.25")])
def test_decimals_that_mean_one_thing_are_taken(save: Save, text: str, value: str) -> None:
    saved = save("HS-THU", money=text, way="b")
    assert saved.score is not None and saved.score.inputs["money"] == value
    assert saved.score.alternative == "b"


def test_a_count_groups_thousands(save: Save) -> None:
    saved = save("KH-SANGKIEN", ideas="1.500")
    assert saved.score is not None and saved.score.inputs == {"ideas": "1500"}


def test_a_ratio_above_one_keeps_the_figures_that_stood(save: Save) -> None:
    save("KH-TILE", tasks_tu="40", tasks_mau="42")
    saved = save("KH-TILE", tasks_tu="43")
    assert [problem.code for problem in saved.problems.values()] == ["assessments.numerator_above"]
    assert saved.score is not None
    assert saved.score.inputs == {"tasks": ["40", "42"]}
    assert saved.score.unfinished == {"x-tasks-tu": "43", "x-tasks-mau": "42"}
    mended = save("KH-TILE", tasks_mau="44")
    assert mended.score is not None
    assert (mended.score.inputs, mended.score.unfinished) == ({"tasks": ["43", "44"]}, {})


def test_half_a_ratio_is_kept_and_is_no_fault(save: Save, nam_nung: RoundUnit) -> None:
    saved = save("KH-TILE", tasks_tu="41")
    assert not saved.problems
    assert self_sheet(nam_nung).leaves["KH-TILE"].state == RowState.ENTERING
    whole = save("KH-TILE", tasks_mau="42")
    assert whole.score is not None and whole.score.inputs == {"tasks": ["41", "42"]}


def test_a_wrong_box_does_not_stop_the_others(save: Save) -> None:
    saved = save("HS-THU", money="12.345", way="a")
    assert saved.score is not None
    assert saved.score.inputs == {"way": "a"}
    assert list(saved.problems) == ["x-money"]


def test_decomposed_vietnamese_becomes_one_form(save: Save) -> None:
    decomposed = unicodedata.normalize("NFD", "Kế hoạch đã ký")
    saved = save("CD-TT", done="co", note=decomposed)
    assert saved.score is not None and saved.score.note == "Kế hoạch đã ký"


def test_a_date_that_never_came_is_a_figure(save: Save) -> None:
    saved = save("KH-NGAY", issued_on_chua="1")
    assert saved.score is not None and saved.score.inputs == {"issued_on": {"absent": "never"}}
    assert saved.outcome.points == 0


def test_a_double_click_is_one_save(save: Save) -> None:
    first = save("KH-SANGKIEN", ideas="2", row_version=0)
    again = save("KH-SANGKIEN", ideas="2", row_version=0)
    assert (first.changed, again.changed) == (True, False)
    assert AuditEntry.objects.filter(action="assessments.save_self_assessment_inputs").count() == 1


def test_two_tabs_the_second_sees_both_values(save: Save) -> None:
    save("KH-TILE", tasks_tu="40", tasks_mau="42", row_version=0)
    save("KH-TILE", tasks_tu="41", row_version=1)
    with pytest.raises(RowConflict) as conflict:
        save("KH-TILE", tasks_tu="39", row_version=1)
    assert conflict.value.standing.inputs == {"tasks": ["41", "42"]}
    assert conflict.value.opened is not None and conflict.value.opened.inputs == {"tasks": ["40", "42"]}
    assert Score.objects.get().inputs == {"tasks": ["41", "42"]}


def test_the_deadline_passes_between_load_and_save(save: Save) -> None:
    with clock.stopped_at(CLOSES), pytest.raises(ActionRefused) as refused:
        save("KH-SANGKIEN", ideas="2")
    assert refused.value.code == "assessments.window_closed"
    assert refused.value.values["received"] == "00:00:00 16/12/2026"
    with clock.stopped_at(OPENS.replace(year=2025)), pytest.raises(ActionRefused) as early:
        save("KH-SANGKIEN", ideas="2")
    assert early.value.code == "assessments.window_not_yet"
    assert not Score.objects.exists()


def test_strangers_and_readers_do_not_fill(quan: User, hoa: User, ngan: User, nam_nung: RoundUnit) -> None:
    for person in (quan, hoa, ngan):
        with pytest.raises(NotAllowed):
            save_self_assessment_inputs(actor=person, round_unit=nam_nung, leaf="CD-TT", texts={"x-done": "co"})


def test_leaves_of_others_are_not_self_scored(save: Save) -> None:
    with pytest.raises(ActionRefused) as refused:
        save("HS-DTXHH", mean_tu="9", mean_mau="10")
    assert refused.value.code == "assessments.not_self_scored"


def test_a_known_figure_fills_the_row_and_cannot_be_overtyped(
    save: Save, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    row = self_sheet(nam_nung).leaves["HS-HAN"]
    assert row.points == Decimal("1.975497703")
    assert (row.state, row.from_facts) == (RowState.COMPLETE, True)
    saved = save("HS-HAN", on_time_tu="1306", on_time_mau="1306")
    assert saved.score is not None
    assert saved.score.inputs == {"on_time": ["1290", "1306"]}
    assert saved.score.fact_versions == {"on_time": known_dossiers.pk}


def test_a_dispute_stands_beside_the_known_figure(lan: User, nam_nung: RoundUnit, known_dossiers: FactVersion) -> None:
    texts = {"x-on_time-tu": "1.300", "x-on_time-mau": "1306"}
    dispute = dispute_known_figure(
        actor=lan, round_unit=nam_nung, leaf="HS-HAN", input_code="on_time", texts=texts, reason="hồ sơ tạm dừng"
    )
    row = self_sheet(nam_nung).leaves["HS-HAN"]
    assert (row.state, row.points) == (RowState.DISPUTED, Decimal("1.975497703"))
    assert (dispute.own_value, dispute.known_value) == (["1300", "1306"], ["1290", "1306"])
    with pytest.raises(ActionRefused) as twice:
        dispute_known_figure(
            actor=lan, round_unit=nam_nung, leaf="HS-HAN", input_code="on_time", texts=texts, reason="nữa"
        )
    assert twice.value.code == "assessments.disputed_already"
    withdraw_dispute(actor=lan, dispute=dispute)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.WITHDRAWN
    assert self_sheet(nam_nung).leaves["HS-HAN"].state == RowState.COMPLETE


@pytest.mark.parametrize(
    ("texts", "reason", "code"),
    [
        ({"x-on_time-tu": "1290", "x-on_time-mau": "1306"}, "sai", "assessments.same_figure"),
        ({"x-on_time-tu": "1300", "x-on_time-mau": "1306"}, " ", "assessments.reason_missing"),
    ],
)
def test_a_dispute_needs_another_figure_and_a_reason(
    lan: User, nam_nung: RoundUnit, known_dossiers: FactVersion, texts: dict[str, str], reason: str, code: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        dispute_known_figure(
            actor=lan, round_unit=nam_nung, leaf="HS-HAN", input_code="on_time", texts=texts, reason=reason
        )
    assert refused.value.code == code


def test_a_dispute_with_half_a_figure_names_the_box(
    lan: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    with pytest.raises(FigureNotRead) as refused:
        dispute_known_figure(
            actor=lan,
            round_unit=nam_nung,
            leaf="HS-HAN",
            input_code="on_time",
            texts={"x-on_time-tu": "1400", "x-on_time-mau": "1306"},
            reason="sai",
        )
    assert list(refused.value.problems) == ["x-on_time-tu"]


def test_the_last_save_is_taken_back_and_stays_in_the_history(save: Save, lan: User, nam_nung: RoundUnit) -> None:
    save("KH-SANGKIEN", ideas="1", note="một")
    save("KH-SANGKIEN", ideas="5", note="năm")
    undone = undo_last_save(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", row_version=2)
    assert undone.score is not None
    assert (undone.score.inputs, undone.score.note, undone.score.row_version) == ({"ideas": "1"}, "một", 3)
    assert [version.inputs.get("ideas") for version in undone.score.versions.all()] == ["1", "5", "1"]


def test_the_first_save_is_taken_back_to_nothing(save: Save, lan: User, nam_nung: RoundUnit) -> None:
    save("KH-SANGKIEN", ideas="1")
    undone = undo_last_save(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", row_version=1)
    assert undone.score is not None and undone.score.inputs == {}
    assert self_sheet(nam_nung).leaves["KH-SANGKIEN"].state == RowState.NOT_ENTERED


def test_leaves_are_given_to_people_of_the_unit(lan: User, thinh: User, hoa: User, nam_nung: RoundUnit) -> None:
    assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["KH-NGAY", "CD-TT"], person=lan)
    sheet = self_sheet(nam_nung)
    assert totals_of(sheet, lan).views["cua-toi"] == 2
    with pytest.raises(ActionRefused):
        assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["CD-TT"], person=hoa)
    assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["CD-TT"], person=None)
    assert totals_of(self_sheet(nam_nung), lan).views["cua-toi"] == 1


def test_subtotals_add_up_and_say_what_is_left_out(save: Save, nam_nung: RoundUnit) -> None:
    save("KH-TILE", tasks_tu="41", tasks_mau="42")
    save("KH-SANGKIEN", ideas="1")
    save("CD-TT", done="co")
    sheet = self_sheet(nam_nung)
    groups = {row.node.code: row for row in sheet.rows if not row.is_leaf}
    assert groups["CD-KH"].points == Decimal("2.452380952")
    assert groups["CD"].points == Decimal("4.452380952") == sheet.points
    assert (sheet.maximum, sheet.others.maximum) == (Decimal(9), Decimal(1))
    assert (sheet.entered, len(sheet.own), len(sheet.without_evidence)) == (3, 6, 3)
    assert [row.node.number for row in sheet.shown("chua-nhap")] == ["1", "1.1", "1.1.1", "2", "2.1", "2.2"]
    assert [row.node.number for row in sheet.shown(text="sang kien")] == ["1", "1.1", "1.1.3"]


def test_what_a_next_step_gains_is_rounded_as_every_figure_is(nam_nung: RoundUnit) -> None:
    """25 of 800 tasks more give 0,0625: half up as everywhere, not half even as Python's own rounding."""
    texts = {"x-tasks-tu": "700", "x-tasks-mau": "800"}
    save_self_assessment_inputs(actor=None, round_unit=nam_nung, leaf="KH-TILE", texts=texts)
    words = next_step(self_sheet(nam_nung).leaves["KH-TILE"])
    assert "0,063" in words, words
