"""A small real round on its way to publication, made by the same actions that people use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.portal.conftest import Places

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Ballot,
    FigureRow,
    TakingPart,
    approve_results,
    compute_results,
    open_round,
    publish_results,
    record_council_meeting,
    record_figures,
)
from parindex.portal.assessments.models import CouncilMeeting, Publication, Round, Stage, VoteChoice
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform.refusals import ActionRefused

D = Decimal
NOW = datetime(2027, 2, 11, 3, tzinfo=UTC)
DAY = date(2027, 2, 11)
SET = """
schema: parindex/criteria-set/1
code: small
version: "2026"
title: Bộ thử
level: commune
standing: model
scale: 10
fields:
  - code: A
    number: "1"
    title: Cải cách thủ tục hành chính
    maximum: 6
    criteria:
      - code: A1
        number: "1.1"
        title: Hồ sơ giải quyết đúng hạn
        maximum: 4
        measured: self
        inputs: [{code: r, title: Tỷ lệ đúng hạn, type: ratio, numerator: a, denominator: b, indicator: on_time}]
        rule: {kind: linear_to_target, ratio: r, target: 1}
        policies: {missing: pending, zero_denominator: refuse}
      - code: A2
        number: "1.2"
        title: Công khai thủ tục
        maximum: 2
        measured: self
        inputs: [{code: done, title: Công khai đủ thủ tục, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
  - code: B
    number: "2"
    title: Cải cách tài chính công
    maximum: 4
    criteria:
      - code: B1
        number: "2.1"
        title: Giải ngân vốn
        maximum: 4
        measured: self
        inputs: [{code: done, title: Giải ngân đủ, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
"""


def small_round(places: Places, hoa: User | None) -> Round:
    """A real round of three communes; two handed in; computed."""
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=SET.encode(), source="tests")
    )
    opened = open_round(
        actor=hoa,
        title="Cấp xã 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[
            TakingPart(places.nam_nung),
            TakingPart(places.dak_wil),
            TakingPart(places.phuoc_hoi, submitted=False, reason="chưa nộp"),
        ],
    )
    rows = [
        FigureRow(places.nam_nung.pk, "A1", {"r": Ratio(D(3), D(4))}),
        FigureRow(places.nam_nung.pk, "A2", {"done": False}),
        FigureRow(places.nam_nung.pk, "B1", {"done": True}),
        FigureRow(places.dak_wil.pk, "A1", {"r": Ratio(D(4), D(4))}),
        FigureRow(places.dak_wil.pk, "A2", {"done": True}),
        FigureRow(places.dak_wil.pk, "B1", {"done": True}),
    ]
    record_figures(actor=hoa, round_=opened, stage=Stage.SELF, rows=rows)
    return compute_results(actor=hoa, round_=opened)


@pytest.fixture
def round_(places: Places, hoa: User) -> Round:
    """The small round, computed."""
    return small_round(places, hoa)


@pytest.fixture
def minutes(places: Places, hoa: User) -> Document:
    """Minutes of the council in the catalogue."""
    return minutes_of(places, hoa)


def minutes_of(places: Places, hoa: User | None) -> Document:
    card = DocumentCard(DocumentKind.OTHER, "Biên bản họp Hội đồng", unit=places.province)
    return register_document(actor=hoa, card=card)


def ballots(in_favour: int, against: int = 0) -> list[Ballot]:
    choices = [VoteChoice.FOR] * in_favour + [VoteChoice.AGAINST] * against
    return [Ballot(f"Thành viên {number}", choice) for number, choice in enumerate(choices, start=1)]


def voted(hoa: User | None, round_: Round, minutes: Document, in_favour: int = 6, members: int = 10) -> CouncilMeeting:
    return record_council_meeting(
        actor=hoa, round_=round_, held_on=DAY, members=members, ballots=ballots(in_favour), minutes=minutes
    )


def published(hoa: User | None, round_: Round, minutes: Document) -> Publication:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)
    publish_results(actor=hoa, round_=round_)
    return Publication.objects.get(round=round_)


def later_figures(hoa: User | None, round_: Round, places: Places) -> None:
    row = FigureRow(places.nam_nung.pk, "A2", {"done": True})
    record_figures(actor=hoa, round_=round_, stage=Stage.APPRAISAL_2, rows=[row])


def refused(code: str, call: object, **arguments: object) -> None:
    with pytest.raises(ActionRefused) as refusal:
        call(**arguments)  # type: ignore[operator]
    assert refusal.value.code == code
