"""Signs of risk on real rows, bulk acceptance of what shows none, samples, disputed figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import APPRAISING, FILLING, STAGES, at, member_of
from tests.portal.conftest import Places, SignedIn
from tests.portal.self_assessment.conftest import SET

from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.scoring.values import Inputs, Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Assigning,
    FigureRow,
    TakingPart,
    accept_self_scores,
    appraise,
    assign_appraiser,
    decide_dispute,
    dispute_known_figure,
    draw_sample,
    hand_in_self_assessment,
    open_round,
    record_accepted_figure,
    record_figures,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.actions.tell_of_dispute import tell_of_dispute
from parindex.portal.assessments.engine_bridge.appraisal import RiskCode, reason_codes, sample_order
from parindex.portal.assessments.models import DisputeState, EvidenceLink, FigureDispute, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.appraisal import AppraisalRow, Bench, list_by_leaf, list_by_unit
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion, NodeRow
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import Fact, FactStatus, Shape
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.site.reactions import REACTIONS
from parindex.wording import LANGUAGES, Language, sentence

D = Decimal
Nodes = dict[str, NodeRow]


def row_of(round_: Round, node: NodeRow, short: str) -> AppraisalRow:
    listed = list_by_leaf(Bench(round_, Stage.APPRAISAL_1, None), node)
    return next(row for row in listed.rows if row.member.name.endswith(short))


def codes(row: AppraisalRow) -> set[RiskCode]:
    return {risk.code for risk in row.risks}


@pytest.fixture
def with_evidence(round_2026: Round, survey_report: Document) -> None:
    """Every self score shows a document, linked well before the end."""
    EvidenceLink.objects.bulk_create(
        EvidenceLink(score=score, document=survey_report, linked_at=FILLING)
        for score in Score.objects.filter(entry__round_unit__round=round_2026, stage=Stage.SELF)
    )


def test_signs_on_a_row(round_2026: Round, nodes: Nodes, survey_report: Document) -> None:
    assert codes(row_of(round_2026, nodes["KH-TILE"], "Nâm Nung")) == {RiskCode.NO_EVIDENCE}
    score = Score.objects.get(entry__round_unit__name="Xã Nâm Nung", entry__leaf=nodes["KH-TILE"])
    link = EvidenceLink.objects.create(score=score, document=survey_report, linked_at=at(16) - timedelta(minutes=9))
    row = row_of(round_2026, nodes["KH-TILE"], "Nâm Nung")
    assert codes(row) == {RiskCode.LATE_HOUR}
    assert row.risks[0].values["at"] == link.linked_at
    by_unit = list_by_unit(Bench(round_2026, Stage.APPRAISAL_1, None), row.member)
    assert codes(next(each for each in by_unit.rows if each.node.code == "KH-TILE")) == {RiskCode.LATE_HOUR}


def test_last_year_is_found_through_the_crosswalk(
    places: Places, round_2026: Round, nodes: Nodes, with_evidence: None
) -> None:
    content = SET.replace('version: "2026"', 'version: "2025"').encode()
    version = issue_criteria_set(actor=None, version=import_criteria_set(actor=None, content=content, source="tests"))
    before = open_round(
        actor=None,
        title="Chỉ số CCHC cấp xã năm 2025",
        owner=places.province,
        set_version=version,
        year=2025,
        units=[TakingPart(places.nam_nung)],
    )
    figures: dict[str, Inputs] = {"KH-TILE": {"tasks": Ratio(D(80), D(100))}, "KH-SANGKIEN": {"ideas": D(1)}}
    rows = [FigureRow(places.nam_nung.pk, leaf, inputs) for leaf, inputs in figures.items()]
    record_figures(actor=None, round_=before, stage=Stage.FINAL, rows=rows)
    Round.objects.filter(pk=round_2026.pk).update(previous=before)

    def as_read() -> Round:
        return Round.objects.select_related("previous__set_version", "set_version").get(pk=round_2026.pk)

    assert codes(row_of(as_read(), nodes["KH-TILE"], "Nâm Nung")) == set(), "last year is not announced yet"
    Round.objects.filter(pk=before.pk).update(published_version=1)
    now = as_read()
    risen = row_of(now, nodes["KH-TILE"], "Nâm Nung")
    assert codes(risen) == {RiskCode.ABOVE_LAST_YEAR}
    assert (risen.risks[0].values["rise"], risen.risks[0].values["before"]) == (D("0.2"), D("1.6"))
    assert codes(row_of(now, nodes["KH-SANGKIEN"], "Nâm Nung")) == {
        RiskCode.ABOVE_LAST_YEAR,
        RiskCode.FIRST_FULL_MARKS,
    }
    assert codes(row_of(now, nodes["KH-TILE"], "Đắk Wil")) == set(), "it took no part last year"
    Round.objects.filter(pk=before.pk).update(year=2024)
    assert codes(row_of(as_read(), nodes["KH-TILE"], "Nâm Nung")) == set(), "two years ago is not last year"


def test_bulk_acceptance_takes_only_what_shows_no_sign(
    hoa: User, minh: User, round_2026: Round, nodes: Nodes, assigned: None, survey_report: Document
) -> None:
    leaf = nodes["KH-TILE"]
    scores = Score.objects.filter(entry__leaf=leaf, stage=Stage.SELF).exclude(entry__round_unit__name="Xã Nâm Nung")
    EvidenceLink.objects.bulk_create(
        EvidenceLink(score=score, document=survey_report, linked_at=FILLING) for score in scores
    )
    units = list(round_2026.units.values_list("pk", flat=True))
    answers = {
        answer.member.name: answer
        for answer in accept_self_scores(actor=minh, round_=round_2026, leaf=leaf, units=units)
    }
    assert answers["Xã Nâm Nung"].code == "assessments.accept_has_risk"
    taken = answers["Xã Đắk Wil"].score
    assert taken is not None and (taken.points, taken.saved_by) == (D("1.8"), minh)
    # The engine's reason of the rule: a ratio below its target.
    assert dict(taken.loss_reasons.values_list("code", "points")) == {"M02": D("0.2")}
    again = accept_self_scores(actor=minh, round_=round_2026, leaf=leaf, units=[taken.entry.round_unit_id])
    assert again[0].code == "assessments.accept_appraised"
    told = AuditEntry.objects.filter(action="assessments.accept_self_scores")
    assert told.count() == 2
    with pytest.raises(NotAllowed):
        accept_self_scores(actor=hoa, round_=round_2026, leaf=leaf, units=units)
    for given, node, code in (
        ([], leaf, "assessments.nothing_to_accept"),
        (units, nodes["HS-DTXHH"], "assessments.accept_not_self_scored"),
    ):
        with pytest.raises(ActionRefused) as refused:
            accept_self_scores(actor=minh, round_=round_2026, leaf=node, units=given)
        assert refused.value.code == code


def test_the_sample_is_not_accepted_in_bulk(
    hoa: User, minh: User, round_2026: Round, nodes: Nodes, assigned: None, with_evidence: None
) -> None:
    drawn = draw_sample(actor=hoa, round_=round_2026, size=1, seed="cchc-2026")
    units = list(round_2026.units.values_list("pk", flat=True))
    answers = accept_self_scores(actor=minh, round_=round_2026, leaf=nodes["KH-TILE"], units=units)
    left = [answer for answer in answers if answer.score is None]
    assert [(each.member.pk, each.code) for each in left] == [(drawn[0].round_unit_id, "assessments.accept_sampled")]


def test_the_bulk_page(
    signed_in: SignedIn, minh: User, lan: User, round_2026: Round, assigned: None, with_evidence: None
) -> None:
    address = reverse("assessments:accept_self_scores", args=[round_2026.public_id, "KH-TILE"])
    words = signed_in(minh).get(address).content.decode()
    assert words.count('name="don-vi"') == 3
    units = [str(pk) for pk in round_2026.units.values_list("pk", flat=True)]
    assert signed_in(lan).post(address, {"don-vi": units}).status_code == 403
    assert signed_in(minh).post(address, {}).status_code == 422
    done = signed_in(minh).post(address, {"don-vi": units}, follow=True)
    assert done.redirect_chain[0][1] == 302
    assert Score.objects.filter(stage=Stage.APPRAISAL_1).count() == 3
    way_back = reverse("assessments:take_back_acceptance", args=[round_2026.public_id, "KH-TILE"])
    (message,) = done.context["messages"]
    assert str(message).startswith("Đã chấp nhận điểm tự chấm của 3 đơn vị; tiêu chí này còn 0 đơn vị")
    assert f'<a href="{way_back}">Hoàn tác…</a>' in str(message) and str(message) in done.content.decode()


def test_what_was_not_taken_names_its_signs_in_words(
    signed_in: SignedIn, minh: User, round_2026: Round, assigned: None
) -> None:
    units = [str(pk) for pk in round_2026.units.values_list("pk", flat=True)]
    address = reverse("assessments:accept_self_scores", args=[round_2026.public_id, "KH-TILE"])
    done = signed_in(minh).post(address, {"don-vi": units})
    words = done.content.decode()
    assert "dấu hiệu cần xem (Có điểm, không có minh chứng)" in words and "no_evidence" not in words
    assert not list(done.context["messages"]), "nothing was accepted: nothing to take back"


def test_a_declared_date_that_no_document_bears_is_a_sign(
    signed_in: SignedIn, minh: User, round_2026: Round, nodes: Nodes, assigned: None, survey_report: Document
) -> None:
    """All three typed 20/01/2026; Đắk Wil shows a paper of that day, the others one of 10/12/2026 or none."""
    leaf = nodes["KH-NGAY"]
    plan = register_document(
        actor=None,
        card=DocumentCard(kind=DocumentKind.PLAN, title="Kế hoạch CCHC", number="5", issued_on=date(2026, 1, 20)),
    )
    for short, paper in (("Nâm Nung", survey_report), ("Đắk Wil", plan)):
        score = Score.objects.get(entry__round_unit__name=f"Xã {short}", entry__leaf=leaf, stage=Stage.SELF)
        EvidenceLink.objects.create(score=score, document=paper, linked_at=FILLING)
    differs = row_of(round_2026, leaf, "Nâm Nung")
    assert codes(differs) == {RiskCode.DATE_DIFFERS}
    assert differs.risks[0].values == {"declared": date(2026, 1, 20), "document": date(2026, 12, 10)}
    assert not differs.may_be_accepted
    assert codes(row_of(round_2026, leaf, "Đắk Wil")) == set()
    address = reverse("assessments:appraise_leaf", args=[round_2026.public_id, "KH-NGAY"])
    words = signed_in(minh).get(address).content.decode()
    assert "Khai ngày 20/01/2026, minh chứng gần nhất ngày 10/12/2026" in words
    assert 'href="?dau-hieu=date_differs">Ngày khai khác ngày văn bản</a>' in words
    assert words.count("<dd") >= len(RiskCode), "each sign is explained, also those that no row shows"
    filtered = signed_in(minh).get(address, {"dau-hieu": "date_differs"})
    assert [row.member.name for row in filtered.context["place"].rows] == ["Xã Nâm Nung"]


def test_a_sample_is_drawn_once_and_can_be_recomputed(hoa: User, minh: User, round_2026: Round, nodes: Nodes) -> None:
    with pytest.raises(NotAllowed):
        draw_sample(actor=minh, round_=round_2026, size=2)
    drawn = draw_sample(actor=hoa, round_=round_2026, size=2, seed="cchc-2026")
    ids = list(round_2026.units.values_list("unit__public_id", flat=True))
    expected = sorted(ids, key=lambda each: sample_order("cchc-2026", each))[:2]
    assert [each.round_unit.unit.public_id for each in drawn] == expected
    for size, seed, node, code in (
        (2, "khác", None, "assessments.sample_stands"),
        (0, "", nodes["CD"], "assessments.sample_size"),
        (4, "", nodes["CD"], "assessments.sample_size"),
        (1, "x" * 65, nodes["CD"], "assessments.sample_seed"),
    ):
        with pytest.raises(ActionRefused) as refused:
            draw_sample(actor=hoa, round_=round_2026, size=size, seed=seed, node=node)
        assert refused.value.code == code
    made = draw_sample(actor=hoa, round_=round_2026, size=1, node=nodes["CD"])
    assert len(made[0].seed) == 16, "made by the system where nobody gave one"
    told = AuditEntry.objects.filter(action="assessments.draw_sample").order_by("number").first()
    assert told is not None and told.references["drawn"] == expected


@pytest.fixture
def disputed(small_set: CriteriaSetVersion, places: Places) -> Iterator[FigureDispute]:
    """Nâm Nung disputes the 1.238 dossiers of the system: it counted 1.278 of 1.306."""
    declare_indicators(actor=None, rows=[IndicatorRow("thu_ho_so_dung_han", "Hồ sơ đúng hạn", Shape.RATIO, "hồ sơ")])
    row = ValueRow(
        indicator="thu_ho_so_dung_han",
        unit=places.nam_nung,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        status=FactStatus.COMPUTED,
        source_title="Hệ thống một cửa",
        numerator=D(1238),
        denominator=D(1306),
        as_of=date(2026, 12, 2),
    )
    record_values(actor=None, rows=[row])
    round_ = open_round(
        actor=None,
        title="Đợt 2026",
        owner=places.province,
        set_version=small_set,
        year=2026,
        units=[TakingPart(places.nam_nung)],
    )
    set_calendar(actor=None, round_=round_, stages=STAGES)
    member = round_.units.get()
    with clock.stopped_at(FILLING):
        save_self_assessment_inputs(actor=None, round_unit=member, leaf="HS-HAN", texts={}, note="theo sổ")
        texts = {"x-on_time-tu": "1278", "x-on_time-mau": "1306"}
        dispute = dispute_known_figure(
            actor=None, round_unit=member, leaf="HS-HAN", input_code="on_time", texts=texts, reason="40 hồ sơ xin lỗi"
        )
        hand_in_self_assessment(actor=None, round_unit=member)
    with clock.stopped_at(APPRAISING):
        yield dispute


def test_an_accepted_figure_is_recorded_by_who_owns_the_facts(
    signed_in: SignedIn, hoa: User, minh: User, lan: User, disputed: FigureDispute
) -> None:
    round_ = Round.objects.select_related("set_version", "owner").get()
    leaf = NodeRow.objects.get(version=round_.set_version, code="HS-HAN")
    member = member_of(round_, "Nâm Nung")
    assert codes(row_of(round_, leaf, "Nâm Nung")) == {RiskCode.DISPUTED}
    for stranger in (minh, lan, hoa):
        with pytest.raises(NotAllowed):
            decide_dispute(actor=stranger, dispute=disputed, accepted=True, reason="đúng")
    assign_appraiser(actor=hoa, round_=round_, rows=[Assigning(minh, leaf)])
    with pytest.raises(ActionRefused) as refused:
        decide_dispute(actor=minh, dispute=disputed, accepted=True, reason=" ")
    assert refused.value.code == "assessments.dispute_reason_missing"
    held = decide_dispute(actor=minh, dispute=disputed, accepted=True, reason="đã đối chiếu 40 hồ sơ")
    assert held.state == DisputeState.ACCEPTED and held.recorded_version is None, "Minh does not own the facts"
    assert Fact.objects.get().current.numerator == D(1238)  # type: ignore[union-attr]
    with pytest.raises(ActionRefused) as again:
        decide_dispute(actor=minh, dispute=disputed, accepted=False, reason="nghĩ lại")
    assert again.value.code == "assessments.dispute_closed"
    page = signed_in(minh).get(
        reverse("assessments:appraise_by_leaf", args=[round_.public_id, "HS-HAN", member.unit.public_id])
    )
    assert 'name="x-on_time-tu" value="1.278"' in page.content.decode(), "the appraiser starts from the accepted figure"
    with pytest.raises(NotAllowed):
        record_accepted_figure(actor=minh, dispute=disputed)
    address = reverse("assessments:dispute", args=[round_.public_id, disputed.public_id])
    assert signed_in(hoa).post(address, {"ghi": "1"}).status_code == 302
    fact = Fact.objects.get()
    assert fact.current is not None
    assert (fact.current.numerator, fact.current.status) == (D(1278), FactStatus.CONFIRMED)
    assert list(fact.versions.values_list("numerator", flat=True)) == [D(1238), D(1278)], "both versions stay"
    source = fact.current.source_title
    assert disputed.public_id not in source and source.startswith(f"Phản ánh của {member.name} lúc ")
    assert f"{disputed.raised_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M} về số liệu dòng 2.1," in source
    score = appraise(
        actor=minh,
        round_unit=member,
        leaf=leaf,
        stage=Stage.APPRAISAL_1,
        inputs={"on_time": Ratio(D(1278), D(1306))},
        reasons={"M02": D(2) - D("1.957120980")},
    )
    assert score.points == D("1.957120980")
    assert score.fact_versions == {"on_time": fact.current.pk}
    sealed = Score.objects.get(entry__leaf=leaf, stage=Stage.SELF)
    assert sealed.inputs == {"on_time": ["1238", "1306"]}, "what the unit handed in stays"
    acts = AuditEntry.objects.filter(subject=disputed.public_id).values_list("action", flat=True)
    assert {"assessments.decide_dispute", "assessments.record_accepted_figure"} <= set(acts)


def test_a_rejected_figure_changes_nothing(signed_in: SignedIn, minh: User, phu: User, disputed: FigureDispute) -> None:
    round_ = Round.objects.get()
    leaf = NodeRow.objects.get(version=round_.set_version, code="HS-HAN")
    assign_appraiser(actor=None, round_=round_, rows=[Assigning(minh, leaf)])
    address = reverse("assessments:dispute", args=[round_.public_id, disputed.public_id])
    assert "40 hồ sơ xin lỗi" in signed_in(minh).get(address).content.decode()
    assert signed_in(phu).get(address).status_code == 403
    assert signed_in(minh).post(address, {"quyet-dinh": "khong", "ly-do": ""}).status_code == 422
    data = {"quyet-dinh": "khong", "ly-do": "hồ sơ trả sau hẹn"}
    assert signed_in(minh).post(address, data).status_code == 302
    disputed.refresh_from_db()
    assert (disputed.state, disputed.decision) == (DisputeState.REJECTED, "hồ sơ trả sau hẹn")
    assert Fact.objects.get().versions.count() == 1


def test_the_unit_is_told_once_and_reads_the_decision_in_its_row(
    signed_in: SignedIn, lan: User, hoa: User, minh: User, disputed: FigureDispute
) -> None:
    held = decide_dispute(actor=None, dispute=disputed, accepted=False, reason="hồ sơ trả sau hẹn")
    assert tell_of_dispute(dispute=held) > 0 and tell_of_dispute(dispute=held) == 0
    told = Notification.objects.get(person=lan)
    assert told.code == "assessments.told_dispute_rejected"
    assert not Notification.objects.filter(person__in=[hoa, minh]).exists(), "only the people of the unit"
    words = signed_in(lan).get(told.address).content.decode()
    assert "Phản ánh không được chấp nhận, giữ số của hệ thống:" in words and "hồ sơ trả sau hẹn" in words
    assert any(follows.after == "assessments.dispute_decided" for follows in REACTIONS)


def test_disputes_are_decided_while_an_appraisal_is_open(minh: User, disputed: FigureDispute) -> None:
    with clock.stopped_at(at(5, 1)), pytest.raises(ActionRefused) as refused:
        decide_dispute(actor=None, dispute=disputed, accepted=True, reason="đúng")
    assert refused.value.code == "assessments.window_closed"


def test_a_system_figure_that_changed_since_is_marked(places: Places, disputed: FigureDispute, minh: User) -> None:
    round_ = Round.objects.select_related("set_version").get()
    leaf = NodeRow.objects.get(version=round_.set_version, code="HS-HAN")
    decide_dispute(actor=None, dispute=disputed, accepted=True, reason="đúng")
    row = row_of(round_, leaf, "Nâm Nung")
    assert codes(row) == {RiskCode.SYSTEM_DIFFERS}
    unit: RoundUnit = row.member
    assert list_by_unit(Bench(round_, Stage.APPRAISAL_1, None), unit).counts["rui-ro"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_and_every_engine_reason_its_code(language: Language) -> None:
    entries = reason_codes().values()
    assert all(sentence(entry.wording, language=language) for entry in entries)
    named = [reason for entry in entries for reason in entry.engine_reasons]
    assert sorted(named) == sorted(set(ReasonCode))
