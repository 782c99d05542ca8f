"""From opening a round to its publication, as stories."""

from datetime import date
from decimal import Decimal

import pytest
from tests.portal.assessments.conftest import Years, opened, rows_of
from tests.portal.conftest import Places
from tests.portal.criteria.test_criteria_sets import content

from parindex.engine.composite.totals import score_unit
from parindex.engine.scoring.values import Absence, Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    TakingPart,
    compute_results,
    open_round,
    publish_results,
    record_figures,
)
from parindex.portal.assessments.models import NodeResult, Round, Score, Stage, UnitResult
from parindex.portal.assessments.queries import compiled_for, figures_of, standing_scores
from parindex.portal.criteria.actions import import_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.platform.models import AuditEntry, Event
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


def initiatives(places: Places, number: int) -> FigureRow:
    """Xã Nâm Nung had so many initiatives recognised."""
    return FigureRow(places.nam_nung.pk, "SK-CONGNHAN", {"initiatives": Decimal(number)})


def test_a_round_opens_with_its_units_as_they_are_called(open_2026: Round, places: Places) -> None:
    assert open_2026.state == "open"
    unit = open_2026.units.get(unit=places.nam_nung)
    assert (unit.name, unit.kind, unit.folded) == ("Xã Nâm Nung", "commune", "xa nam nung")
    entry = AuditEntry.objects.get(action="assessments.open_round")
    assert entry.references["units"] == 3


def test_a_round_is_not_opened_twice_nor_empty_nor_on_a_draft(
    open_2026: Round, hoa: User, places: Places, set_2026: CriteriaSetVersion
) -> None:
    with pytest.raises(ActionRefused, match="assessments.round_stands"):
        opened(hoa, places, set_2026)
    common = {"actor": hoa, "title": "Đợt", "owner": places.province, "year": 2026}
    with pytest.raises(ActionRefused, match="assessments.no_units"):
        open_round(**common, set_version=set_2026, units=[])  # type: ignore[arg-type]
    draft = import_criteria_set(actor=hoa, content=content("model_commune/2025"), source="2025")
    with pytest.raises(ActionRefused, match="assessments.set_not_issued"):
        open_round(**common, set_version=draft, units=[TakingPart(places.nam_nung)])  # type: ignore[arg-type]


def test_only_the_coordinator_of_the_province_opens_a_round(
    lan: User, quan: User, places: Places, set_2026: CriteriaSetVersion
) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            opened(person, places, set_2026)
    assert not Round.objects.exists()


def test_lan_saves_a_figure_of_her_commune_and_sees_its_points(open_2026: Round, lan: User, places: Places) -> None:
    (answer,) = record_figures(actor=lan, round_=open_2026, stage=Stage.SELF, rows=[initiatives(places, 2)])
    assert answer.outcome is not None and answer.outcome.points == Decimal(1)
    score = Score.objects.get()
    assert (score.points, score.maximum, score.status, score.row_version) == (Decimal(1), Decimal("1.5"), "scored", 1)
    assert score.inputs == {"initiatives": "2"}
    assert score.steps
    (again,) = record_figures(actor=lan, round_=open_2026, stage=Stage.SELF, rows=[initiatives(places, 3)])
    assert again.outcome is not None and again.outcome.points == Decimal("1.5")
    score.refresh_from_db()
    assert score.row_version == 2
    assert AuditEntry.objects.filter(action="assessments.record_figures", actor=lan).count() == 2


def test_lan_may_not_save_for_another_commune(open_2026: Round, lan: User, places: Places) -> None:
    row = FigureRow(places.dak_wil.pk, "SK-CONGNHAN", {"initiatives": Decimal(3)})
    with pytest.raises(NotAllowed):
        record_figures(actor=lan, round_=open_2026, stage=Stage.SELF, rows=[initiatives(places, 2), row])
    assert not Score.objects.exists(), "nothing of the call is kept"


def test_every_row_gets_its_own_answer(open_2026: Round, hoa: User, places: Places) -> None:
    rows = [
        initiatives(places, 1),
        FigureRow(places.nam_nung.pk, "NO-SUCH", {}),
        FigureRow(places.stranger_commune.pk, "SK-CONGNHAN", {}),
        FigureRow(places.nam_nung.pk, "SK-NHANRONG", {"spread": Decimal(1)}),
        FigureRow(places.nam_nung.pk, "KH-HOANTHANH", {"tasks_done": Ratio(Decimal(40), Decimal(42))}),
    ]
    answers = record_figures(actor=hoa, round_=open_2026, stage=Stage.SELF, rows=rows)
    assert [answer.code for answer in answers] == [
        "",
        "assessments.no_such_leaf",
        "assessments.unit_not_in_round",
        "assessments.wrong_inputs",
        "",
    ]
    assert Score.objects.count() == 2


def test_stages_never_touch_each_other_and_the_later_one_counts(
    open_2026: Round, hoa: User, lan: User, places: Places
) -> None:
    record_figures(actor=lan, round_=open_2026, stage=Stage.SELF, rows=[initiatives(places, 3)])
    record_figures(actor=hoa, round_=open_2026, stage=Stage.APPRAISAL_1, rows=[initiatives(places, 1)])
    assert sorted(Score.objects.values_list("stage", "points")) == [
        ("appraisal_1", Decimal("0.5")),
        ("self", Decimal("1.5")),
    ]
    member = open_2026.units.get(unit=places.nam_nung)
    figures = figures_of(compiled_for(open_2026), standing_scores(open_2026))
    assert figures[member.pk]["SK-CONGNHAN"] == {"initiatives": Decimal(1)}


def test_missing_values_of_every_kind_come_back_as_they_went(open_2026: Round, hoa: User, places: Places) -> None:
    rows = [
        FigureRow(places.nam_nung.pk, "KH-BANHANH", {"issued_on": date(2025, 12, 30)}),
        FigureRow(places.nam_nung.pk, "TT-KEHOACH", {"issued_on": Absence.NEVER}),
        FigureRow(places.nam_nung.pk, "SK-NHANRONG", {"spread": False}),
        FigureRow(places.nam_nung.pk, "KH-HOANTHANH", {"tasks_done": Ratio(Decimal(40), Decimal(42))}),
    ]
    record_figures(actor=hoa, round_=open_2026, stage=Stage.SELF, rows=rows)
    member = open_2026.units.get(unit=places.nam_nung)
    figures = figures_of(compiled_for(open_2026), standing_scores(open_2026))[member.pk]
    assert {row.leaf: row.inputs for row in rows} == figures


def test_the_round_is_computed_by_the_engine_and_ranked(years: Years, places: Places) -> None:
    ready = compiled_for(years.now)
    figures = figures_of(ready, standing_scores(years.now))
    results = {result.round_unit.unit_id: result for result in UnitResult.objects.filter(round_unit__round=years.now)}
    for unit in (places.nam_nung, places.dak_wil):
        result = results[unit.pk]
        expected = score_unit(ready, "x", figures[result.round_unit_id])
        assert result.points == expected.total.points
        assert result.band == expected.band
        assert result.of == 2
    assert {results[places.nam_nung.pk].rank, results[places.dak_wil.pk].rank} == {1, 2}
    absent = results[places.phuoc_hoi.pk]
    assert (absent.rank, absent.points, absent.unplaced_reason) == (None, None, "not_submitted")
    fields = NodeResult.objects.filter(result=results[places.nam_nung.pk], node__kind="field")
    assert sum(field.points for field in fields if field.points) == results[places.nam_nung.pk].points
    assert Event.objects.filter(kind="assessments.round_published", subject=years.now.public_id).count() == 1


def test_computing_again_before_publication_writes_anew(open_2026: Round, hoa: User, places: Places) -> None:
    record_figures(actor=hoa, round_=open_2026, stage=Stage.SELF, rows=rows_of(open_2026, [places.nam_nung]))
    compute_results(actor=hoa, round_=open_2026)
    before = UnitResult.objects.get(round_unit__unit=places.nam_nung).points
    record_figures(actor=hoa, round_=open_2026, stage=Stage.APPRAISAL_1, rows=[initiatives(places, 0)])
    compute_results(actor=hoa, round_=open_2026)
    after = UnitResult.objects.get(round_unit__unit=places.nam_nung)
    assert after.version == 1
    assert before is not None and after.points is not None and after.points <= before


def test_a_published_round_is_frozen(years: Years, hoa: User, places: Places) -> None:
    with pytest.raises(ActionRefused, match="assessments.round_not_open"):
        record_figures(actor=hoa, round_=years.now, stage=Stage.SELF, rows=[initiatives(places, 3)])
    with pytest.raises(ActionRefused, match="assessments.round_frozen"):
        compute_results(actor=hoa, round_=years.now)
    with pytest.raises(ActionRefused, match="assessments.published_already"):
        publish_results(actor=hoa, round_=years.now, decision="QĐ", published_on=date(2027, 3, 1))


def test_results_are_computed_and_published_by_those_who_may(open_2026: Round, hoa: User, lan: User) -> None:
    with pytest.raises(NotAllowed):
        compute_results(actor=lan, round_=open_2026)
    compute_results(actor=hoa, round_=open_2026)
    with pytest.raises(NotAllowed):
        publish_results(actor=lan, round_=open_2026, decision="QĐ", published_on=date(2027, 2, 11))
    with pytest.raises(ActionRefused, match="assessments.decision_missing"):
        publish_results(actor=hoa, round_=open_2026, decision=" ", published_on=date(2027, 2, 11))
    published = publish_results(
        actor=hoa, round_=open_2026, decision="QĐ 318", decision_number="318/QĐ-UBND", published_on=date(2027, 2, 11)
    )
    publication = published.publications.get()
    assert (publication.decision, publication.decision_number) == ("QĐ 318", "318/QĐ-UBND")
    assert (published.state, published.published_version) == ("published", 1)
    assert AuditEntry.objects.filter(action="assessments.publish_results").count() == 1
