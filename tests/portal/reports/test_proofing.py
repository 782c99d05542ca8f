"""What proof-reading finds in a document stands in the findings; the mended closes by itself; who sees it."""

from __future__ import annotations

import pytest
from tests.portal.conftest import Places, SignedIn
from tests.portal.reports.conftest import words
from tests.portal.reports.test_issuing import WRONG

from parindex.portal.accounts.models import User
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.models import Finding
from parindex.portal.findings.permissions import answerable_by, visible_to
from parindex.portal.findings.workflow import FindingState
from parindex.portal.platform.models import Event
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.proof_draft import proof_draft
from parindex.portal.reports.models import Draft
from parindex.portal.site.reactions import REACTIONS

MENDED = WRONG.replace("quá hạn 14", "quá hạn 24")


@pytest.fixture
def wrong(draft: Draft, lan: User) -> Draft:
    """Its parts do not add up to the total; proof-read."""
    saved = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=saved)
    assert finding.severity == "high"
    return saved


def test_a_finding_is_a_row_of_the_register(wrong: Draft) -> None:
    (row,) = Finding.objects.all()
    assert (row.subject_kind, row.subject_id, row.subject_label) == ("draft", wrong.public_id, wrong.title)
    assert row.unit == wrong.unit and row.state == FindingState.OPEN and row.passage == "Tiếp nhận"
    assert row.subject_address == f"/soan-van-ban/{wrong.public_id}/"
    assert len(proof_draft(draft=wrong)) == 1 and Finding.objects.count() == 1, "the same again is the same row"


def test_it_stays_the_same_row_when_words_before_it_are_added(wrong: Draft, lan: User) -> None:
    proof_draft(draft=words(wrong, lan, f"Một đoạn mới.\nĐoạn nữa.\n{WRONG}"))
    assert [each.state for each in Finding.objects.all()] == [FindingState.OPEN]


def test_what_was_mended_closes_by_itself_and_opens_when_it_is_back(wrong: Draft, lan: User) -> None:
    mended = words(wrong, lan, MENDED)
    assert proof_draft(draft=mended) == []
    (row,) = Finding.objects.all()
    assert row.state == FindingState.CURED and row.cured_by == mended.title
    assert len(proof_draft(draft=words(mended, lan, WRONG))) == 1
    assert Finding.objects.get().state == FindingState.OPEN


def test_every_save_asks_for_proof_reading(draft: Draft, lan: User) -> None:
    before = Event.objects.filter(kind="reports.draft_saved").count()
    words(draft, lan, "Chữ khác.")
    assert Event.objects.filter(kind="reports.draft_saved", subject=draft.public_id).count() == before + 1
    assert "proof_draft" in {each.name for each in REACTIONS if each.after == "reports.draft_saved"}


def test_words_that_were_saved_anew_meanwhile_change_nothing(wrong: Draft, lan: User) -> None:
    words(wrong, lan, MENDED)
    proof_draft(draft=wrong)
    assert Finding.objects.get().state == FindingState.OPEN, "the older words are read, the newer ones count"


def test_it_is_shown_to_who_may_see_the_draft_only(
    wrong: Draft, lan: User, hoa: User, phu: User, ngan: User, quan: User, thinh: User, signed_in: SignedIn
) -> None:
    address = f"/soan-van-ban/{wrong.public_id}/"
    for person in (lan, hoa, phu, ngan, quan):
        may = signed_in(person).get(address).status_code == 200
        assert visible_to(person).exists() is may, person.full_name
        assert not answerable_by(person).exists() or may
    issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, reason="Đã đối chiếu.")
    assert visible_to(phu).exists(), "who may read the issued document"
    assert not visible_to(quan).exists()


def test_the_signers_reason_answers_the_finding(wrong: Draft, thinh: User) -> None:
    with pytest.raises(ActionRefused, match=r"reports\.high_finding_open"):
        issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version)
    assert Finding.objects.get().state == FindingState.OPEN
    issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, reason="10 hồ sơ đã rút.")
    row = Finding.objects.get()
    assert (row.state, row.note, row.answered_by) == (FindingState.EXPLAINED, "10 hồ sơ đã rút.", thinh)
    proof_draft(draft=Draft.objects.get(pk=wrong.pk))
    assert Finding.objects.get().state == FindingState.EXPLAINED, "what was issued is not proof-read anew"


def test_a_finding_that_somebody_explained_keeps_nothing_from_being_issued(
    wrong: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    row = Finding.objects.get()
    panel = signed_in(lan).get(f"/soan-van-ban/{wrong.public_id}/soat/").content.decode()
    assert f"/{row.public_id}/" in panel and "báo nhầm" in panel
    answer_finding(actor=lan, finding=row, answer=FindingAnswer.EXPLAIN, note="80 không thuộc tổng.")
    assert "80 không thuộc tổng." in signed_in(lan).get(f"/soan-van-ban/{wrong.public_id}/soat/").content.decode()
    issued = issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version)
    assert issued.reason == ""


def test_proof_reading_on_the_way_to_issuing_finds_what_no_job_read(
    draft: Draft, lan: User, thinh: User, places: Places
) -> None:
    saved = words(draft, lan, WRONG)
    with pytest.raises(ActionRefused):
        issue_draft(actor=thinh, draft=saved, row_version=saved.row_version)
    assert Finding.objects.get().unit == places.nam_nung
