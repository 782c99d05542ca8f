"""Approval, publication, replay, correction, appeal: the end of a round as a story."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from tests.portal.assessments.publication_cast import (
    DAY,
    NOW,
    later_figures,
    published,
    refused,
    voted,
)
from tests.portal.assessments.publication_cast import minutes as minutes
from tests.portal.assessments.publication_cast import round_ as round_
from tests.portal.conftest import Places

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    OutsideScore,
    TakingPart,
    approve_results,
    compute_results,
    decide_appeal,
    file_appeal,
    import_outside_scores,
    open_round,
    publish_correction,
    publish_results,
    record_figures,
    replay_publications,
)
from parindex.portal.assessments.models import (
    Entry,
    Publication,
    Round,
    RoundUnit,
    Score,
    ScoreVersion,
    Stage,
    Thread,
    ThreadKind,
    UnitResult,
)
from parindex.portal.assessments.queries.canonical import prepare
from parindex.portal.assessments.queries.council import changes_since
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.models import Document
from parindex.portal.facts.models import FactStatus, FactVersion
from parindex.portal.findings.models import Finding
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import AuditEntry, Event, StoredFile
from parindex.portal.platform.refusals import NotAllowed
from parindex.wording import sentence

D = Decimal


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.stopped_at(NOW):
        yield


# Approval -------------------------------------------------------------------------------------------------------------
def test_approval_needs_a_vote_a_decision_and_nothing_open(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    wanted = {"actor": hoa, "round_": round_, "decision_number": "318/QĐ-UBND", "decided_on": DAY}
    refused("assessments.no_valid_vote", approve_results, **wanted)
    voted(hoa, round_, minutes)
    refused("assessments.decision_number_missing", approve_results, **{**wanted, "decision_number": " "})
    refused("assessments.decision_ahead", approve_results, **{**wanted, "decided_on": date(2027, 2, 12)})
    entry = Entry.objects.earliest("pk")
    thread = Thread.objects.create(kind=ThreadKind.EXPLANATION, entry=entry, opened_at=NOW)
    refused("assessments.matters_open", approve_results, **wanted)
    thread.delete()
    assert approve_results(**wanted).decision_number == "318/QĐ-UBND"  # type: ignore[arg-type]


def test_results_that_changed_since_the_vote_need_a_reason(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    meeting = voted(hoa, round_, minutes)
    later_figures(hoa, round_, places)
    compute_results(actor=hoa, round_=round_)
    changed = changes_since(round_, meeting.results, prepare(round_).results)
    (unit,) = changed.units
    assert (unit.name, unit.points_before, unit.points_after, unit.numbers) == ("Xã Nâm Nung", D(7), D(9), "1.2")
    wanted = {"actor": hoa, "round_": round_, "decision_number": "318/QĐ-UBND", "decided_on": DAY}
    refused("assessments.changed_since_vote", approve_results, **wanted)
    approval = approve_results(**wanted, changed_reason="Sửa lỗi nhập")  # type: ignore[arg-type]
    assert approval.changed_reason == "Sửa lỗi nhập"
    references = AuditEntry.objects.get(action="assessments.approve_results").references
    assert (references["changed_since_vote"], references["reason_length"]) == (True, 12)


# Publication ----------------------------------------------------------------------------------------------------------
def test_publication_freezes_everything_with_hashes(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    publication = published(hoa, round_, minutes)
    assert (round_.state, round_.published_version, round_.decision) == (
        "published",
        1,
        "Quyết định số 318/QĐ-UBND ngày 11/02/2027",
    )
    assert publication.set_hash == round_.set_version.hash
    assert not Score.objects.filter(sealed_at=None).exists()
    finals = Score.objects.filter(stage=Stage.FINAL)
    assert finals.count() == 6
    assert sum((score.points or D(0) for score in finals), D(0)) == D(17)
    assert Event.objects.get(kind="assessments.round_published").values == {"version": 1, "publication": 1}
    with zipfile.ZipFile(io.BytesIO(files.read(publication.package))) as package:
        told = json.loads(package.read("datapackage.json"))["parindex"]
        everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8")
    assert told["hashes"]["results"] == publication.results_hash
    assert "Xã Nâm Nung" in everything
    for person in ("Trần Thị Hoa", "hoa@", "Thành viên 1"):
        assert person not in everything


def test_final_self_entered_figures_become_facts(hoa: User, round_: Round, minutes: Document, places: Places) -> None:
    published(hoa, round_, minutes)
    version = FactVersion.objects.get(fact__unit=places.nam_nung, fact__indicator__code="on_time")
    assert (version.numerator, version.denominator, version.status) == (D(3), D(4), FactStatus.CONFIRMED)
    assert version.fact.period_to == date(2026, 12, 31)
    assert FactVersion.objects.count() == 2  # not of the commune that did not hand in


def test_a_real_round_is_not_published_without_approval(hoa: User, round_: Round) -> None:
    refused("assessments.not_approved", publish_results, actor=hoa, round_=round_, decision="x", published_on=DAY)


def test_results_that_changed_since_the_approval_need_a_reason(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)
    later_figures(hoa, round_, places)
    refused("assessments.results_stale", publish_results, actor=hoa, round_=round_)
    compute_results(actor=hoa, round_=round_)
    refused("assessments.changed_since_approval", publish_results, actor=hoa, round_=round_)
    publish_results(actor=hoa, round_=round_, changed_reason="Sửa lỗi nhập")
    assert Publication.objects.get().changed_reason == "Sửa lỗi nhập"


def test_who_may_not_publish(lan: User, quan: User, round_: Round) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            publish_results(actor=person, round_=round_)


@pytest.mark.parametrize("step", ["package_of", "write_final_scores", "write_publication", "record_facts", "tell"])
def test_a_worker_that_dies_on_the_way_leaves_no_half_publication(
    step: str, hoa: User, round_: Round, minutes: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)

    class Killed(BaseException):
        """Like SIGKILL: nothing may catch it."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(sys.modules["parindex.portal.assessments.actions.publish_results"], step, die)
        with pytest.raises(Killed), transaction.atomic():
            publish_results(actor=hoa, round_=round_)
    fresh = Round.objects.get(pk=round_.pk)
    assert (fresh.state, fresh.published_version, fresh.decision) == ("computed", None, "")
    assert not Publication.objects.exists()
    assert not Score.objects.filter(stage=Stage.FINAL).exists()
    assert Score.objects.filter(sealed_at=None).count() == 6
    assert not Event.objects.filter(kind="assessments.round_published").exists()
    assert publish_results(actor=hoa, round_=fresh).state == "published"  # asking again works


def test_figures_that_change_while_the_package_is_built_stop_it(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)

    def meanwhile(done: int) -> None:
        if done == 2:
            later_figures(hoa, Round.objects.get(pk=round_.pk), places)

    refused("assessments.changed_while_built", publish_results, actor=hoa, round_=round_, progress=meanwhile)
    assert Round.objects.get(pk=round_.pk).state == "computed"


# Replay ---------------------------------------------------------------------------------------------------------------
def test_the_nightly_replay_agrees(hoa: User, round_: Round, minutes: Document) -> None:
    published(hoa, round_, minutes)
    ((publication, differs),) = replay_publications()
    assert (publication.replay_agrees, publication.replayed_at, list(differs)) == (True, NOW, [])
    assert not Finding.objects.exists()


def test_what_no_longer_agrees_becomes_a_finding(hoa: User, round_: Round, minutes: Document) -> None:
    publication = published(hoa, round_, minutes)
    Score.objects.filter(stage=Stage.FINAL, entry__leaf__code="A2").update(inputs={"done": True})
    replay_publications()
    publication.refresh_from_db()
    assert publication.replay_agrees is False
    found = Finding.objects.order_by("pk")
    assert [(each.rule, each.figures["part"]) for each in found] == [
        ("publication_differs", "stored_figures"),
        ("publication_differs", "stored_results"),
    ]
    values = {"number": 1, "part": "stored_figures"}
    assert "số liệu đang lưu" in sentence("finding.publication_differs", values)
    replay_publications()
    assert Finding.objects.count() == 2


def test_a_package_that_was_tampered_with_is_found(hoa: User, round_: Round, minutes: Document) -> None:
    publication = published(hoa, round_, minutes)
    other = files.keep(b"no zip at all", media_type="application/zip")
    Publication.objects.filter(pk=publication.pk).update(package=other)
    ((_, differs),) = replay_publications(round_=round_)
    assert differs == ["package"]
    assert StoredFile.objects.filter(pk=other.pk).exists()


# Correction, appeal ---------------------------------------------------------------------------------------------------
def test_a_correction_is_a_new_version_and_the_old_one_stays(
    hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    first = published(hoa, round_, minutes)
    row = FigureRow(places.nam_nung.pk, "A2", {"done": True})
    wanted = {"actor": hoa, "round_": round_, "decision_number": "402/QĐ-UBND", "decided_on": DAY, "rows": [row]}
    refused("assessments.correction_reason_missing", publish_correction, **wanted, reason=" ")
    refused("assessments.correction_empty", publish_correction, **{**wanted, "rows": []}, reason="x")
    same = FigureRow(places.nam_nung.pk, "A2", {"done": False})
    refused("assessments.correction_changes_nothing", publish_correction, **{**wanted, "rows": [same]}, reason="x")
    late = FigureRow(places.phuoc_hoi.pk, "A2", {"done": True})
    refused("assessments.not_handed_in_uncorrected", publish_correction, **{**wanted, "rows": [late]}, reason="x")
    second = publish_correction(**wanted, reason="Phúc tra được chấp nhận")  # type: ignore[arg-type]
    assert (second.number, second.correction_reason) == (2, "Phúc tra được chấp nhận")
    assert (second.results_hash == first.results_hash, second.set_hash) == (False, first.set_hash)
    points = UnitResult.objects.filter(round_unit__unit=places.nam_nung).order_by("version")
    assert [result.points for result in points] == [D(7), D(9)]
    score = Score.objects.get(stage=Stage.FINAL, entry__leaf__code="A2", entry__round_unit__unit=places.nam_nung)
    kept = ScoreVersion.objects.filter(score=score).values_list("inputs", flat=True)
    assert list(kept) == [{"done": False}, {"done": True}]
    first.refresh_from_db()
    assert files.read(first.package)
    assert [(each.publication.number, list(each.differs)) for each in replay_publications()] == [(1, []), (2, [])]


def test_an_appeal_is_filed_by_the_head_and_decided(
    hoa: User, lan: User, thinh: User, round_: Round, minutes: Document, places: Places
) -> None:
    member = RoundUnit.objects.get(round=round_, unit=places.nam_nung)
    leaf = NodeRow.objects.get(version=round_.set_version, code="A2")
    wanted = {"actor": thinh, "round_unit": member, "leaf": leaf, "reason": "Đã công khai đủ"}
    refused("assessments.not_published", file_appeal, **wanted)
    published(hoa, round_, minutes)
    member = RoundUnit.objects.get(pk=member.pk)
    wanted["round_unit"] = member
    with pytest.raises(NotAllowed):
        file_appeal(**{**wanted, "actor": lan})  # type: ignore[arg-type]
    thread = file_appeal(**wanted)  # type: ignore[arg-type]
    refused("assessments.already_appealed", file_appeal, **wanted)
    with pytest.raises(NotAllowed):
        decide_appeal(actor=thinh, thread=thread, upheld=True, reason="x")
    decided = decide_appeal(actor=hoa, thread=thread, upheld=True, reason="Có tài liệu")
    assert (decided.state, decided.decision) == ("upheld", "Có tài liệu")
    refused("assessments.thread_closed", decide_appeal, actor=hoa, thread=thread, upheld=False, reason="x")
    assert "công khai" not in json.dumps([entry.references for entry in AuditEntry.objects.all()], ensure_ascii=False)


# The province's own return --------------------------------------------------------------------------------------------
def test_outside_points_come_in_at_the_end_then_ledger(hoa: User, round_: Round, places: Places) -> None:
    own = open_round(
        actor=hoa,
        title="PAR INDEX tỉnh 2026",
        owner=places.province,
        set_version=round_.set_version,
        year=2027,
        units=[TakingPart(places.province)],
    )
    rows = [
        FigureRow(places.province.pk, "A1", {"r": Ratio(D(3), D(4))}),
        FigureRow(places.province.pk, "A2", {"done": True}),
        FigureRow(places.province.pk, "B1", {"done": True}),
    ]
    record_figures(actor=hoa, round_=own, stage=Stage.SELF, rows=rows)
    given = [OutsideScore("A1", D("2.5")), OutsideScore("A2", D(1)), OutsideScore("B1", D(9)), OutsideScore("C", D(1))]
    refused("assessments.outside_one_unit", import_outside_scores, actor=hoa, round_=round_, rows=given, source="x")
    refused("assessments.outside_source_missing", import_outside_scores, actor=hoa, round_=own, rows=given, source="")
    answers = import_outside_scores(actor=hoa, round_=own, rows=given, source="Công văn 1/BNV-CCHC")
    assert [(answer.taken, answer.code) for answer in answers] == [
        (True, ""),
        (True, ""),
        (False, "assessments.outside_above_maximum"),
        (False, "assessments.no_such_leaf"),
    ]
    compute_results(actor=hoa, round_=own)
    result = UnitResult.objects.get(round_unit__round=own)
    assert result.points == D("7.5")  # 2,5 + 1 from outside, 4 of its own figures
    sheet = unit_sheet(RoundUnit.objects.select_related("round__set_version", "unit", "group").get(round=own))
    assert {line.line.path[-1]: line.line.lost for line in sheet.lost_lines() if line.line.lost} == {
        "A1": D("1.5"),
        "A2": D(1),
    }
    self_scores = Score.objects.filter(entry__round_unit__round=own, stage=Stage.SELF)
    assert {score.entry.leaf.code: score.points for score in self_scores} == {"A1": D(3), "A2": D(2), "B1": D(4)}
    refused(
        "assessments.results_from_outside", approve_results, actor=hoa, round_=own, decision_number="1", decided_on=DAY
    )
