"""The coordinator's page: stages, who has not handed in (worst first), what needs a look, the pace, reminding."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.explanations.conftest import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    StageTimes,
    TakingPart,
    dispute_known_figure,
    extend_stage,
    open_round,
    record_figures,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.actions.remind_units import remind_units
from parindex.portal.assessments.models import EvidenceLink, Round, RoundStage, RoundUnit, Score, Sheet, Stage
from parindex.portal.assessments.queries.round_overview import Filling, round_overview
from parindex.portal.assessments.queries.self_sheets import points_of, self_sheet
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


def hand_in(member: RoundUnit) -> None:
    """The sheet of the unit is handed in now."""
    sheet = Sheet.objects.get(round_unit=member)
    sheet.hand_in()
    sheet.handed_in_at = clock.now()
    sheet.save()


def test_units_worst_first_with_how_far_they_are(
    running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, lan: User
) -> None:
    page = round_overview(running)
    assert [(row.member.name, row.filling) for row in page.waiting] == [
        ("Xã Đắk Wil", Filling.NOT_BEGUN),
        ("Phường Phước Hội", Filling.NOT_BEGUN),
        ("Xã Nâm Nung", Filling.ENTERING),
    ]
    own = page.waiting[-1]
    assert (own.entered, own.of, own.without_evidence, str(own.points)) == (1, 6, 1, "1.000000000")
    assert own.people == lan.full_name
    assert [row.tone for row in page.waiting] == ["mute", "mute", "info"], "five and a half days are left"
    with clock.stopped_at(at(12, 12, 2026)):
        assert round_overview(running).waiting[0].tone == "warn"
    with clock.stopped_at(at(17, 12, 2026)):
        extend_stage(
            actor=None, round_unit=dak_wil, stage=RoundStage.SELF_ASSESSMENT, until=at(20, 12, 2026), reason="mất điện"
        )
        tags = {row.member.name: row.tag for row in round_overview(running).waiting}
        assert tags == {
            "Xã Đắk Wil": "filling.extended",
            "Phường Phước Hội": "filling.overdue",
            "Xã Nâm Nung": "filling.overdue",
        }


def test_the_numbers_are_those_of_the_units_own_sheet(
    running: Round, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    row = next(row for row in round_overview(running).rows if row.member.pk == nam_nung.pk)
    sheet = self_sheet(nam_nung)
    assert (row.entered, row.of) == (sheet.entered, len(sheet.own)) == (2, 6), "a leaf that facts fill wholly counts"
    assert row.points == sheet.points == Decimal("1") + (sheet.leaves["HS-HAN"].points or 0)
    assert row.without_evidence == len(sheet.without_evidence)
    assert row.filling == Filling.ENTERING
    others = [row for row in round_overview(running).rows if row.member.pk != nam_nung.pk]
    assert {row.filling for row in others} == {Filling.NOT_BEGUN}


def figures_of_rows(running: Round) -> list[tuple[object, ...]]:
    """Of every unit as the overview tells it."""
    rows = sorted(round_overview(running).rows, key=lambda row: row.member.pk)
    return [(row.entered, row.of, row.without_evidence, row.points, row.saved_at) for row in rows]


def figures_of_sheets(running: Round) -> list[tuple[object, ...]]:
    """Of every unit as its own sheet tells it."""
    members = RoundUnit.objects.filter(round=running).select_related("round__set_version", "group", "unit")
    told: list[tuple[object, ...]] = []
    for sheet in map(self_sheet, members.order_by("pk")):
        scores = [row.score for row in sheet.own if isinstance(row.score, Score)]
        saved = [score.saved_at for score in scores if score.saved_at is not None]
        missing = len(sheet.without_evidence)
        told.append((sheet.entered, len(sheet.own), missing, points_of(sheet.own), max(saved, default=None)))
    return told


def test_every_state_of_a_row_counts_as_on_the_sheet(
    running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, known_dossiers: FactVersion, lan: User
) -> None:
    def save(member: RoundUnit, leaf: str, note: str = "", **texts: str) -> None:
        save_self_assessment_inputs(actor=None, round_unit=member, leaf=leaf, texts=texts, note=note)

    assert figures_of_rows(running) == figures_of_sheets(running), "with a figure that is known"
    save(nam_nung, "KH-TILE", **{"x-tasks-tu": "9", "x-tasks-mau": "10"})
    save(dak_wil, "KH-TILE", **{"x-tasks-tu": "7"})
    save(dak_wil, "KH-NGAY", note="theo kế hoạch", **{"x-issued_on": "10/01/2026"})
    assert figures_of_rows(running) == figures_of_sheets(running), "with half a ratio and an explanation"
    score = Score.objects.get(entry__round_unit=nam_nung, entry__leaf__code="KH-TILE", stage=Stage.SELF)
    report = register_document(actor=None, card=DocumentCard(DocumentKind.REPORT, "Báo cáo", published=True))
    EvidenceLink.objects.create(score=score, document=report, linked_at=clock.now())
    dispute_known_figure(
        actor=lan, round_unit=nam_nung, leaf="HS-HAN", input_code="on_time", reason="sổ của xã ghi khác",
        texts={"x-on_time-tu": "1280", "x-on_time-mau": "1306"},
    )  # fmt: skip
    Score.objects.filter(entry__round_unit=dak_wil, entry__leaf__code="KH-NGAY").update(status="not_applicable")
    assert figures_of_rows(running) == figures_of_sheets(running), "with evidence, a dispute, a leaf not applied"
    Score.objects.filter(entry__round_unit__round=running).update(sealed_at=clock.now(), status="not_yet_due")
    assert figures_of_rows(running) == figures_of_sheets(running), "as sealed"


def test_stages_and_their_bars(running: Round, nam_nung: RoundUnit) -> None:
    hand_in(nam_nung)
    first, second, *_ = round_overview(running).stages
    assert (first.stage, first.done, first.of) == (RoundStage.SELF_ASSESSMENT, 1, 3)
    assert [part.number for part in first.parts] == [1, 0, 0, 2]
    assert str(sum(part.width for part in first.parts)) == "100.00"
    assert (second.done, second.of) == (None, None), "it has not begun"


def test_the_pace_against_last_year(running: Round, nam_nung: RoundUnit) -> None:
    hand_in(nam_nung)
    pace = round_overview(running).pace
    assert pace is not None
    assert [(row.day, row.now, row.before) for row in pace.table] == [
        (date(2026, 12, 10), 1, None),
        (date(2026, 12, 9), 0, None),
        (date(2026, 12, 8), 0, None),
    ]


def test_the_pace_goes_on_while_an_extension_runs(running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit) -> None:
    hand_in(nam_nung)
    until = at(19, 12, 2026)
    extend_stage(actor=None, round_unit=dak_wil, stage=RoundStage.SELF_ASSESSMENT, until=until, reason="Mất điện")
    for today, last in ((16, 16), (18, 18), (20, 18)):
        with clock.stopped_at(at(today, 12, 2026, hour=9)):
            pace = round_overview(running).pace
        assert pace is not None
        assert [(row.day.day, row.now) for row in pace.table] == [(last, 1), (last - 1, 1), (last - 2, 1)], today
        assert len(pace.days) == last, "every day since 01/12, empty ones too"
        assert pace.length == 17, "the axis reaches the last end"


def test_the_pace_beside_last_years(
    running: Round, nam_nung: RoundUnit, places: Places, small_set: CriteriaSetVersion
) -> None:
    before = open_round(
        actor=None,
        title="Chỉ số CCHC cấp xã năm 2025",
        owner=places.province,
        set_version=small_set,
        year=2025,
        units=[TakingPart(places.nam_nung), TakingPart(places.dak_wil)],
    )
    window = StageTimes(RoundStage.SELF_ASSESSMENT, at(1, 12, 2025), at(16, 12, 2025))
    set_calendar(actor=None, round_=before, stages=[window])
    for day, member in zip((8, 12), before.units.order_by("pk"), strict=True):
        with clock.stopped_at(at(day, 12, 2025, hour=15)):
            hand_in(member)
    Round.objects.filter(pk=running.pk).update(previous=before)
    hand_in(nam_nung)
    pace = round_overview(Round.objects.get(pk=running.pk)).pace
    assert pace is not None
    assert [(row.now, row.before, row.change) for row in pace.table] == [(1, 1, 0), (0, 1, -1), (0, 1, -1)]
    assert list(pace.whole_before) == [0] * 7 + [1] * 4 + [2] * 4


def test_leaves_without_an_appraiser_are_named(running: Round) -> None:
    assert [node.number for node in round_overview(running).unassigned] == ["1.2", "2.1", "2.2", "2.3"]


def test_the_coordinator_reminds_marked_units_once_a_day(
    running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, hoa: User, lan: User, thinh: User, nga: User
) -> None:
    hand_in(dak_wil)
    units = list(running.units.select_related("unit", "sheet"))
    assert remind_units(actor=hoa, round_=running, units=units) == 2, "Đắk Wil has handed in"
    assert set(Notification.objects.values_list("person_id", flat=True)) == {lan.pk, thinh.pk}
    remind_units(actor=hoa, round_=running, units=units)
    assert Notification.objects.count() == 2
    told = AuditEntry.objects.filter(action="assessments.remind_units", subject=nam_nung.unit.public_id)
    assert [entry.references for entry in told.order_by("number")] == [
        {"people": 2, "told": 2},
        {"people": 2, "told": 0},
    ]
    with pytest.raises(ActionRefused):
        remind_units(actor=hoa, round_=running, units=[])
    with pytest.raises(NotAllowed):
        remind_units(actor=lan, round_=running, units=units)


def test_the_page_filters_and_reminds(
    running: Round, nam_nung: RoundUnit, places: Places, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(hoa), reverse("assessments:round_overview", args=[running.public_id])
    shown = client.get(address).content.decode()
    for words in ("Tổng quan đợt", "Chưa bắt đầu", "0/3", "Xã Đắk Wil", "Cần chú ý", "Đã nộp theo ngày"):
        assert words in shown, words
    found = client.get(address + "?q=nam+nung").content.decode()
    assert "Xã Nâm Nung" in found and "Xã Đắk Wil" not in found
    sheet = client.get(address + "?q=nam+nung&format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in rows if str(row[0]).startswith("Xã")] == [["Xã Nâm Nung", "Đang nhập", 1.0, 6.0]]
    done = client.post(address, {"act": "remind", "unit": [places.nam_nung.public_id]}, follow=True)
    assert "Đã nhắc 1 đơn vị" in done.content.decode()
    assert client.post(address, {"act": "remind"}).status_code == 422
    assert (
        "cho phép các đơn vị"
        in client.post(address, {"act": "objections", "allowed": "yes"}, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "reads", "reminds"),
    [
        ("hoa", 200, 302),
        ("minh", 200, 403),
        ("phu", 200, 403),
        ("ngan", 200, 403),
        ("lan", 403, 403),
        ("thinh", 403, 403),
        ("quan", 403, 403),
        ("long", 403, 403),
    ],
)
def test_who_reads_and_who_reminds(
    running: Round,
    places: Places,
    who: str,
    reads: int,
    reminds: int,
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
) -> None:
    client = signed_in(request.getfixturevalue(who))
    address = reverse("assessments:round_overview", args=[running.public_id])
    assert client.get(address).status_code == reads
    posted = {"act": "remind", "unit": [places.nam_nung.public_id]}
    assert client.post(address, posted).status_code == reminds


def test_the_navigation_leads_to_the_running_round(running: Round, hoa: User, lan: User, signed_in: SignedIn) -> None:
    answer = signed_in(hoa).get(reverse("assessments:current_round"))
    assert answer["Location"] == reverse("assessments:round_overview", args=[running.public_id])
    assert signed_in(lan).get(reverse("assessments:current_round"))["Location"] == reverse("assessments:rounds")


def test_the_number_of_queries_is_fixed(
    running: Round, nam_nung: RoundUnit, places: Places, django_assert_num_queries: object
) -> None:
    round_overview(running)
    with django_assert_num_queries(20):  # type: ignore[operator]
        round_overview(running)
    rows = [FigureRow(unit.unit_id, "CD-TT", {"done": True}) for unit in running.units.all()]
    record_figures(actor=None, round_=running, stage=Stage.SELF, rows=rows)
    with django_assert_num_queries(20):  # type: ignore[operator]
        round_overview(running)
