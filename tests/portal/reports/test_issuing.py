"""Issuing: works, refused to whom, refused when, audited; what was issued changes no more."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from tests.engine.documents.reading import lines
from tests.portal.conftest import Places, SignedIn
from tests.portal.reports.conftest import corrected, words

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions.record_values import ValueRow, record_values
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.engine_bridge import from_json
from parindex.portal.platform import files
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import say
from parindex.portal.reports.actions.bind_figure import renew_figures
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.proof_draft import proof_draft
from parindex.portal.reports.engine_bridge import TemplateKind, file_name
from parindex.portal.reports.engine_bridge.figures import simulated_figures
from parindex.portal.reports.engine_bridge.preview import shown_sections
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import figures_of, findings_of
from parindex.portal.reports.workflow import DraftState

WRONG = "Tiếp nhận 1.310 hồ sơ, trong đó: giải quyết đúng hạn 1.206 hồ sơ, quá hạn 14 hồ sơ, đang giải quyết 80 hồ sơ."


def test_the_head_issues_and_the_file_is_frozen(draft: Draft, thinh: User, lan: User, row: ValueRow) -> None:
    issued = issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    assert issued.state == DraftState.ISSUED and issued.issued_by == thinh and issued.stored is not None
    content = files.read(issued.stored)
    assert hashlib.sha256(content).hexdigest() == issued.stored.sha256
    assert "Số:        /BC-UBND" in lines(content)[1]
    corrected(row)
    (figure,) = figures_of(issued)
    assert figure.version.numerator == 805
    for act in (lambda: words(issued, lan, "khác"), lambda: renew_figures(actor=lan, draft=issued)):
        with pytest.raises(ActionRefused, match=r"reports\.issued_already"):
            act()
    entry = AuditEntry.objects.get(action="reports.issue_draft")
    assert issued.document is not None
    assert entry.references == {
        "sha256": issued.stored.sha256,
        "findings": 0,
        "document": issued.document.public_id,
    }


def test_an_issued_document_stands_in_the_catalogue_without_number(draft: Draft, thinh: User) -> None:
    issued = issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    card = issued.document
    assert card is not None and issued.stored is not None
    assert (card.kind, card.number, card.symbol, card.issued_on) == ("report", "", "BC-UBND", None)
    assert card.issuer == "Ủy ban nhân dân xã Nâm Nung" and card.unit == draft.unit
    assert [each.stored for each in card.files.all()] == [issued.stored]


def test_a_second_one_of_the_same_subject_waits_for_the_number_of_the_first(
    draft: Draft, places: Places, lan: User, thinh: User
) -> None:
    issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    again = create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.REPORT, subject=draft.subject)
    again = words(again, lan, "Một đoạn.")
    with pytest.raises(ActionRefused, match=r"reports\.same_title_waits"):
        issue_draft(actor=thinh, draft=again, row_version=again.row_version)
    assert Draft.objects.filter(state=DraftState.ISSUED).count() == 1


def test_only_who_signs_for_the_unit(draft: Draft, lan: User, hoa: User, phu: User, quan: User) -> None:
    for person in (lan, hoa, phu, quan):
        with pytest.raises(NotAllowed):
            issue_draft(actor=person, draft=draft, row_version=draft.row_version)
    assert Draft.objects.get().state == DraftState.DRAFT


def test_not_over_words_that_the_signer_has_not_seen(draft: Draft, lan: User, thinh: User, row: ValueRow) -> None:
    seen = draft.row_version
    words(draft, lan, "Chữ mới {{ s1 }}.")
    with pytest.raises(Conflict):
        issue_draft(actor=thinh, draft=Draft.objects.get(), row_version=seen)
    now = Draft.objects.get()
    corrected(row)
    with pytest.raises(ActionRefused) as told:
        issue_draft(actor=thinh, draft=now, row_version=now.row_version)
    assert (told.value.code, told.value.values) == ("reports.figures_stale", {"names": ["s1"]})
    renew_figures(actor=lan, draft=now)
    with pytest.raises(Conflict):
        issue_draft(actor=thinh, draft=now, row_version=now.row_version)


def test_not_while_a_field_has_no_figure(draft: Draft, lan: User, thinh: User) -> None:
    open_field = words(draft, lan, "Có {{ s9 }} hồ sơ.")
    with pytest.raises(ActionRefused) as told:
        issue_draft(actor=thinh, draft=open_field, row_version=open_field.row_version, reason="Vẫn ban hành.")
    assert (told.value.code, told.value.values) == ("reports.figure_not_bound", {"names": ["{{ s9 }}"]})
    assert Draft.objects.get().state == DraftState.DRAFT


def test_the_file_is_named_by_kind_and_title(draft: Draft, thinh: User) -> None:
    issued = issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    assert issued.document is not None
    (file,) = issued.document.files.all()
    assert file.name == file_name(issued) == "bao-cao-ket-qua-cai-cach-hanh-chinh-6-thang.docx"
    issued.subject = "Báo cáo về " + "đơn giản hóa " * 20
    assert file_name(issued) == "bao-cao-ve-" + "-".join(["don-gian-hoa"] * 5) + "-don.docx"


def test_an_open_high_finding_needs_the_signers_reason(draft: Draft, lan: User, thinh: User) -> None:
    wrong = words(draft, lan, WRONG)
    with pytest.raises(ActionRefused) as told:
        issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, reason="  ")
    assert told.value.code == "reports.high_finding_open" and told.value.values["count"] == 1
    issued = issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, reason="10 hồ sơ đã rút.")
    assert issued.reason == "10 hồ sơ đã rút."
    assert AuditEntry.objects.get(action="reports.issue_draft").references["findings"] == 1


def test_the_refusal_lists_the_open_findings_on_the_page_and_they_stand_beside_the_preview(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    wrong = words(draft, lan, WRONG)
    browser, address = signed_in(thinh), f"/soan-van-ban/{draft.public_id}/"
    told = browser.post(f"{address}ban-hanh/", {"row_version": wrong.row_version, "reason": ""})
    page = told.content.decode()
    (finding,) = findings_of(draft)
    assert told.status_code == 422 and "Vì sao chưa ban hành" in page
    listed = page[page.index("Vì sao chưa ban hành") : page.index('<div class="writing">')]
    assert f"/phat-hien/{finding.public_id}/" in listed and finding.passage in unescape(listed)
    assert say(f"finding.{finding.rule}", from_json(finding.figures)) in unescape(listed)
    assert 'href="#reason"' in listed
    later = signed_in(lan).get(address).content.decode()
    assert "Vì sao chưa ban hành" not in later
    assert f"/phat-hien/{finding.public_id}/" in later[later.index('id="soat"') :], "beside the preview, without script"


def test_a_refusal_for_another_cause_lists_no_findings(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    words(draft, lan, "Có {{ s9 }} hồ sơ.")
    told = signed_in(thinh).post(f"/soan-van-ban/{draft.public_id}/ban-hanh/", {"row_version": 1})
    assert told.status_code == 422 and "Vì sao chưa ban hành" not in told.content.decode()


def test_a_simulated_figure_is_named_in_preview_word_and_before_issuing(
    draft: Draft, row: ValueRow, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    note = "Số liệu mô phỏng trong văn bản này: Hồ sơ nộp trực tuyến (806; 1.310; 61,53 %)."
    assert simulated_figures(draft, figures_of(draft)) == []
    record_values(actor=None, rows=[replace(row, numerator=Decimal(806), simulated=True)])
    renew_figures(actor=lan, draft=draft)
    now = Draft.objects.get()
    page = signed_in(thinh).get(f"/soan-van-ban/{draft.public_id}/").content.decode()
    assert page.count('<span class="tag simulated">số liệu mô phỏng</span>') == 5, "each value, its row, the signer"
    assert note in page.replace("\u00a0", " ") and "in rõ tên các số liệu này" in page
    issued = issue_draft(actor=thinh, draft=now, row_version=now.row_version)
    assert issued.stored is not None
    assert [line.replace("\u00a0", " ") for line in lines(files.read(issued.stored))].count(note) == 1


def test_a_bound_figure_that_stands_nowhere_is_not_named(draft: Draft, row: ValueRow, lan: User) -> None:
    record_values(actor=None, rows=[replace(row, numerator=Decimal(806), simulated=True)])
    renew_figures(actor=lan, draft=draft)
    bare = words(Draft.objects.get(), lan, "Không có số liệu.")
    assert simulated_figures(bare, figures_of(bare)) == []


@pytest.mark.parametrize(
    ("answer", "state"), [(FindingAnswer.EXPLAIN, "Đã giải trình"), (FindingAnswer.FALSE_ALARM, "Báo nhầm")]
)
def test_the_signer_reads_what_an_officer_answered(
    answer: FindingAnswer, state: str, draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    wrong = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=wrong)
    address = f"/soan-van-ban/{draft.public_id}/"
    assert "Phát hiện đã có người trả lời" not in signed_in(thinh).get(address).content.decode()
    answer_finding(actor=lan, finding=finding, answer=answer, note="10 hồ sơ đã rút trước khi giải quyết.")
    page = signed_in(thinh).get(address).content.decode()
    told = page[page.index("Phát hiện đã có người trả lời") :]
    assert state in told and "10 hồ sơ đã rút trước khi giải quyết." in told and lan.full_name in told
    assert "Phát hiện đã có người trả lời" not in signed_in(lan).get(address).content.decode(), "only who issues"


def test_a_high_false_alarm_of_another_person_is_confirmed_by_the_signer(
    draft: Draft, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    wrong = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=wrong)
    answer_finding(actor=lan, finding=finding, answer=FindingAnswer.FALSE_ALARM, note="10 hồ sơ đã rút.")
    browser, page = signed_in(thinh), f"/soan-van-ban/{draft.public_id}/"
    assert f'name="confirmed" value="{finding.public_id}"' in browser.get(page).content.decode()
    given = {"row_version": str(wrong.row_version)}
    refused = browser.post(f"{page}ban-hanh/", given)
    assert refused.status_code == 422 and "chưa xác nhận" in refused.content.decode()
    assert Draft.objects.get().state == DraftState.DRAFT
    assert not AuditEntry.objects.filter(action="reports.confirm_false_alarm").exists()
    assert browser.post(f"{page}ban-hanh/", {**given, "confirmed": finding.public_id}).status_code == 302
    issued = Draft.objects.get()
    assert (issued.confirmed, issued.issued_by, issued.reason) == ([finding.public_id], thinh, "")
    entry = AuditEntry.objects.get(action="reports.confirm_false_alarm")
    assert (entry.actor_id, entry.subject, entry.stream) == (
        thinh.pk,
        finding.public_id,
        f"finding:{finding.public_id}",
    )
    shown = browser.get(page).content.decode()
    assert "Người ký đã xác nhận báo nhầm" in shown[shown.index('id="duong-di"') :]


def test_a_reason_stands_for_the_confirmation(draft: Draft, lan: User, thinh: User) -> None:
    wrong = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=wrong)
    answer_finding(actor=lan, finding=finding, answer=FindingAnswer.FALSE_ALARM, note="10 hồ sơ đã rút.")
    with pytest.raises(ActionRefused) as told:
        issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, confirmed=["khac"])
    assert (told.value.code, told.value.values) == ("reports.false_alarm_unconfirmed", {"count": 1})
    issued = issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version, reason="Đã đối chiếu sổ.")
    assert (issued.reason, issued.confirmed) == ("Đã đối chiếu sổ.", [])
    assert AuditEntry.objects.get(action="reports.issue_draft").references["unconfirmed"] == 1


def test_the_signers_own_false_alarm_is_not_asked_again(draft: Draft, lan: User, thinh: User) -> None:
    wrong = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=wrong)
    answer_finding(actor=thinh, finding=finding, answer=FindingAnswer.FALSE_ALARM, note="10 hồ sơ đã rút.")
    issued = issue_draft(actor=thinh, draft=wrong, row_version=wrong.row_version)
    assert (issued.confirmed, issued.reason) == ([], "")


def test_a_false_alarm_whose_words_were_mended_is_not_asked_for(draft: Draft, lan: User, thinh: User) -> None:
    wrong = words(draft, lan, WRONG)
    (finding,) = proof_draft(draft=wrong)
    answer_finding(actor=lan, finding=finding, answer=FindingAnswer.FALSE_ALARM, note="10 hồ sơ đã rút.")
    mended = words(wrong, lan, "Đã tiếp nhận đủ hồ sơ.")
    assert issue_draft(actor=thinh, draft=mended, row_version=mended.row_version).confirmed == []


def test_the_preview_ends_as_the_word_file_does(draft: Draft, lan: User) -> None:
    said = words(draft, lan, "Một đoạn. \nHết đoạn.")
    last = shown_sections(said, figures_of(said))[-1].paragraphs[-1]
    assert "".join(piece.text for piece in last) == "Hết đoạn./."
    bound = words(said, lan, "Đạt {{ s1 }}")
    assert [piece.text for piece in shown_sections(bound, figures_of(bound))[-1].paragraphs[-1]][-1] == "./."


def test_a_report_goes_to_the_superior_and_not_to_nobody(places: Places, lan: User, thinh: User) -> None:
    report = create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.REPORT, subject="Kết quả quý I")
    assert report.head["addressees"] == "Ủy ban nhân dân tỉnh Lâm Đồng" and report.head["recipients"] == "Như trên"
    plan = create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.PLAN, subject="Tuyên truyền")
    assert "addressees" not in plan.head and "recipients" not in plan.head
    bare = words(report, lan, "Một đoạn.", head={**report.head, "addressees": "", "recipients": "Như trên;\nSở Nội vụ"})
    with pytest.raises(ActionRefused, match=r"reports\.as_above_without_addressee"):
        issue_draft(actor=thinh, draft=bare, row_version=bare.row_version)
    sent = words(bare, lan, "Một đoạn.", head=report.head)
    assert issue_draft(actor=thinh, draft=sent, row_version=sent.row_version).state == DraftState.ISSUED


def test_the_card_spells_the_issuer_as_every_document_does(draft: Draft, lan: User, thinh: User) -> None:
    typed = words(
        draft, lan, "Một đoạn.", head={**draft.head, "issuer": "UBND\nXÃ NÂM NUNG", "recipients": "Sở Nội vụ"}
    )
    issued = issue_draft(actor=thinh, draft=typed, row_version=typed.row_version)
    assert issued.document is not None and issued.document.issuer == "Ủy ban nhân dân xã Nâm Nung"
