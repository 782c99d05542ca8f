"""Many leaves get documents of the catalogue as evidence at once: works, refused to whom, refused when, audited."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.portal.conftest import Places
from tests.portal.evidence.conftest import LEAF
from tests.portal.self_assessment.conftest import CLOSES

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import FigureRow, record_figures
from parindex.portal.assessments.actions.link_documents import Shown, link_documents
from parindex.portal.assessments.actions.link_evidence import Passage
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

OTHER_LEAF = "KH-SANGKIEN"
FIGURES: dict[str, Inputs] = {LEAF: {"done": True}, OTHER_LEAF: {"ideas": Decimal(2)}}


def _document(unit: OrgUnit, title: str) -> Document:
    card = DocumentCard(kind=DocumentKind.PLAN, title=title, number=title[-1], symbol="KH-UBND", unit=unit)
    return register_document(actor=None, card=card)


@pytest.fixture
def scored(nam_nung: RoundUnit) -> RoundUnit:
    """Two leaves have figures, so each has an open score."""
    rows = [FigureRow(nam_nung.unit_id, leaf, figures) for leaf, figures in FIGURES.items()]
    record_figures(actor=None, round_=nam_nung.round, stage=Stage.SELF, rows=rows)
    return nam_nung


@pytest.fixture
def plan(places: Places) -> Document:
    return _document(places.nam_nung, "Kế hoạch 1")


def test_every_row_is_linked_once_and_again_changes_nothing(scored: RoundUnit, plan: Document, lan: User) -> None:
    rows = [
        Shown(LEAF, plan, passage=Passage(" Mục II ", "3–5", "")),
        Shown(LEAF, plan, passage=Passage("Mục III", "6", "")),
        Shown(OTHER_LEAF, plan),
    ]
    assert link_documents(actor=lan, round_unit=scored, rows=rows) == 2
    links = {link.score.entry.leaf.code: link for link in EvidenceLink.objects.all()}
    assert set(links) == {LEAF, OTHER_LEAF}
    assert (links[LEAF].section, links[LEAF].pages, links[LEAF].linked_by) == ("Mục III", "6", lan)
    assert link_documents(actor=lan, round_unit=scored, rows=rows) == 0
    assert EvidenceLink.objects.count() == 2


def test_points_and_row_versions_stay(scored: RoundUnit, plan: Document, lan: User) -> None:
    before = list(Score.objects.order_by("pk").values("points", "row_version", "inputs"))
    link_documents(actor=lan, round_unit=scored, rows=[Shown(LEAF, plan)])
    assert list(Score.objects.order_by("pk").values("points", "row_version", "inputs")) == before


def test_who_may_not(scored: RoundUnit, plan: Document, lan: User, quan: User, phu: User) -> None:
    for person in (quan, phu):
        with pytest.raises(NotAllowed):
            link_documents(actor=person, round_unit=scored, rows=[Shown(LEAF, plan)])
    assert not EvidenceLink.objects.exists()


def test_a_document_that_the_person_does_not_see_is_refused_with_all_rows(
    scored: RoundUnit, plan: Document, places: Places, lan: User
) -> None:
    theirs = _document(places.dak_wil, "Kế hoạch 2")
    with pytest.raises(NotAllowed, match="assessments.evidence_not_visible"):
        link_documents(actor=lan, round_unit=scored, rows=[Shown(LEAF, plan), Shown(OTHER_LEAF, theirs)])
    assert not EvidenceLink.objects.exists()


def test_refused_when_the_stage_is_over_or_the_leaf_has_no_open_score(
    scored: RoundUnit, plan: Document, lan: User
) -> None:
    with pytest.raises(ActionRefused, match="assessments.no_such_leaf"):
        link_documents(actor=lan, round_unit=scored, rows=[Shown(LEAF, plan), Shown("KH-NGAY", plan)])
    Score.objects.filter(entry__leaf__code=LEAF).update(sealed_at=clock.now())
    with pytest.raises(ActionRefused, match="assessments.no_such_leaf"):
        link_documents(actor=lan, round_unit=scored, rows=[Shown(LEAF, plan)])
    with clock.stopped_at(CLOSES + timedelta(minutes=1)), pytest.raises(ActionRefused, match="window"):
        link_documents(actor=lan, round_unit=scored, rows=[Shown(OTHER_LEAF, plan)])
    assert not EvidenceLink.objects.exists()


def test_audited_once_for_all_rows_and_not_for_nothing(scored: RoundUnit, plan: Document, lan: User) -> None:
    rows = [Shown(OTHER_LEAF, plan), Shown(LEAF, plan)]
    link_documents(actor=lan, round_unit=scored, rows=rows)
    link_documents(actor=lan, round_unit=scored, rows=rows)
    entry = AuditEntry.objects.get(action="assessments.link_documents")
    assert entry.stream == f"round:{scored.round.public_id}/unit:{scored.unit.public_id}"
    assert (entry.actor, entry.subject) == (lan, scored.unit.public_id)
    assert entry.references == {"stage": "self", "leaves": sorted([LEAF, OTHER_LEAF])}
