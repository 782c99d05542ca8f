"""What the unit wrote last year for the same leaf: found through the crosswalk, never by the printed number."""

from datetime import date

import pytest
from tests.portal.conftest import Places
from tests.portal.self_assessment.conftest import CLOSES, OPENS, SET

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    StageTimes,
    TakingPart,
    carry_forward_last_year,
    open_round,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.actions.link_evidence import link_evidence
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Score
from parindex.portal.assessments.queries.last_year import last_year_of
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.documents.actions.register_document import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.platform.refusals import ActionRefused

CROSSWALK = """crosswalk:
  code: bo_thu_phieu
  version: "2026"
  lines:
    - {before: [KH-NGAY], after: [KH-HAN]}
    - {before: [KH-SANGKIEN], after: [KH-SANGKIEN], comparable: false}
fields:
"""


@pytest.fixture
def following(nam_nung: RoundUnit, places: Places) -> RoundUnit:
    """Nâm Nung in next year's round: the plan's date has another code, ideas are counted in another way."""
    changed = SET.replace('version: "2026"', 'version: "2027"').replace("code: KH-NGAY", "code: KH-HAN")
    content = changed.replace("fields:\n", CROSSWALK, 1).encode()
    version = issue_criteria_set(actor=None, version=import_criteria_set(actor=None, content=content, source="tests"))
    round_ = open_round(
        actor=None,
        title="Năm sau",
        owner=places.province,
        set_version=version,
        year=2027,
        units=[TakingPart(places.nam_nung)],
        previous=nam_nung.round,
    )
    set_calendar(actor=None, round_=round_, stages=[StageTimes(RoundStage.SELF_ASSESSMENT, OPENS, CLOSES)])
    return round_.units.get()


@pytest.fixture
def written(lan: User, nam_nung: RoundUnit, places: Places) -> None:
    """Last year: a date with explanation and document, and a count."""
    texts = {"x-issued_on": "24/01/2026"}
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", texts=texts, note="Kế hoạch 118")
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "2"})
    card = DocumentCard(DocumentKind.PLAN, "Kế hoạch CCHC", "118", "KH-UBND", date(2026, 1, 24), unit=places.nam_nung)
    document = register_document(actor=None, card=card)
    link_evidence(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", document=document)


def test_last_year_is_found_through_the_crosswalk(following: RoundUnit, written: None) -> None:
    found = last_year_of(following, "KH-HAN")
    assert found is not None
    assert (found.year, found.note, found.numbers) == (2026, "Kế hoạch 118", ("1.1.1",))
    assert list(found.inputs) == ["issued_on"]
    ideas = last_year_of(following, "KH-SANGKIEN")
    assert ideas is not None and not ideas.inputs, "the figures are not comparable"
    assert last_year_of(following, "CD-TT") is None


def test_text_and_documents_are_carried_over_and_figures_are_not(
    lan: User, following: RoundUnit, written: None
) -> None:
    carry_forward_last_year(actor=lan, round_unit=following, leaf="KH-HAN")
    carry_forward_last_year(actor=lan, round_unit=following, leaf="KH-HAN")
    score = Score.objects.get(entry__round_unit=following)
    assert (score.note, score.inputs) == ("Kế hoạch 118", {})
    assert [link.document.sign for link in score.evidence.all()] == ["118/KH-UBND"]


def test_nothing_comes_from_an_older_year_another_owner_or_simulated_rounds(
    following: RoundUnit, written: None, places: Places
) -> None:
    before = following.round.previous
    assert before is not None
    for change in ({"year": 2025}, {"owner": places.other_province}, {"simulated": True}):
        kept = {name: getattr(before, name) for name in change}
        Round.objects.filter(pk=before.pk).update(**change)
        assert last_year_of(RoundUnit.objects.get(pk=following.pk), "KH-HAN") is None, change
        Round.objects.filter(pk=before.pk).update(**kept)
    assert last_year_of(RoundUnit.objects.get(pk=following.pk), "KH-HAN") is not None


def test_without_anything_last_year_nothing_is_carried_over(lan: User, following: RoundUnit, written: None) -> None:
    with pytest.raises(ActionRefused) as refused:
        carry_forward_last_year(actor=lan, round_unit=following, leaf="CD-TT")
    assert refused.value.code == "assessments.nothing_last_year"
