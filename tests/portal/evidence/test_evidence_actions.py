"""A file becomes evidence: uploaded, linked, named, taken off; refused when it should be; all in the audit."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.portal.conftest import Places
from tests.portal.evidence.conftest import LEAF, Arrived
from tests.portal.self_assessment.conftest import CLOSES
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import FigureRow, record_figures
from parindex.portal.assessments.actions.edit_evidence import edit_evidence
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence
from parindex.portal.assessments.actions.unlink_evidence import unlink_evidence
from parindex.portal.assessments.actions.upload_evidence import SameFile, upload_evidence
from parindex.portal.assessments.models import EvidenceLink, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.dates_ahead import dates_ahead
from parindex.portal.assessments.queries.evidence import evidence_counts, evidence_of
from parindex.portal.assessments.queries.evidence_warnings import yardstick_of
from parindex.portal.assessments.queries.self_sheets import self_sheet
from parindex.portal.documents.actions import DocumentCard, drop_expired_uploads, register_document
from parindex.portal.documents.models import CheckedFile, Document, DocumentKind, Upload
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, StoredFile
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed

CARD = DocumentCard(
    kind=DocumentKind.PLAN,
    title="Kế hoạch tuyên truyền cải cách hành chính năm 2026",
    number="12",
    symbol="KH-UBND",
    issued_on=date(2026, 1, 20),
    issuer="UBND xã Nâm Nung",
)


def _link(lan: User, member: RoundUnit, upload: Upload, card: DocumentCard | None = CARD) -> EvidenceLink:
    return upload_evidence(
        actor=lan, round_unit=member, leaf=LEAF, upload=upload, card=card, passage=Passage("Mục II", "3–5", "")
    )


def test_a_file_becomes_a_document_and_evidence_in_one_go(
    nam_nung: RoundUnit, lan: User, arrived: Arrived, places: Places
) -> None:
    upload = arrived(sample.pdf(), "KH 12.pdf")
    link = _link(lan, nam_nung, upload)
    assert (link.document.sign, link.document.unit) == ("12/KH-UBND", places.nam_nung)
    assert (link.section, link.pages) == ("Mục II", "3–5")
    assert link.file is not None and link.file.name == "KH 12.pdf"
    checked = CheckedFile.objects.get(stored=link.file.stored)
    assert (checked.kind, checked.signature, checked.warnings) == ("pdf", "none", [])
    assert not Upload.objects.exists()
    assert evidence_counts(nam_nung) == {LEAF: 1}
    (shown,) = evidence_of(nam_nung)
    assert (shown.cited, shown.has_warning) == ("12/KH-UBND, 20/01/2026", False)
    entry = AuditEntry.objects.get(action="assessments.link_evidence")
    assert entry.stream == f"round:{nam_nung.round.public_id}/unit:{places.nam_nung.public_id}"
    assert entry.references["leaf"] == LEAF and entry.references["document"] == link.document.public_id


def test_an_empty_row_made_for_evidence_does_not_hinder_the_one_who_types(
    nam_nung: RoundUnit, lan: User, arrived: Arrived
) -> None:
    _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    score = Score.objects.get(entry__round_unit=nam_nung, stage=Stage.SELF)
    assert (score.row_version, score.points, score.status) == (0, None, "missing")


def test_a_file_without_a_card_waits_for_its_number(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    first = _link(lan, nam_nung, arrived(sample.jpeg(), "image.jpg"), None)
    second = _link(lan, nam_nung, arrived(sample.jpeg()[:-2] + b"\x12\xff\xd9", "image.jpg"), None)
    assert [first.document.title, second.document.title] == ["image", "image (2)"]
    codes = {remark.code for each in evidence_of(nam_nung) for remark in each.remarks}
    assert codes == {"evidence.card_incomplete"}


def test_the_same_bytes_are_offered_instead_of_stored_again(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    first = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    again = arrived(sample.pdf(), "b.pdf")
    with pytest.raises(SameFile) as same:
        _link(lan, nam_nung, again, None)
    assert same.value.documents == [first.document]
    assert Upload.objects.filter(pk=again.pk).exists()
    second = upload_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, upload=again, anyway=True)
    assert second.document != first.document
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (sample.macro_docx(), "bao-cao.pdf", "documents.file_macros"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "anh.png", "documents.file_web_page"),
        (sample.zip_bomb(), "bao-cao.docx", "documents.file_bomb"),
        (sample.pdf()[:200], "hong.pdf", "documents.file_damaged"),
        (sample.locked_pdf("x"), "khoa.pdf", "documents.file_password"),
        (b"MZ" + bytes(100), "ke-hoach.pdf", "documents.file_program"),
    ],
)
def test_hostile_files_leave_nothing_behind(
    nam_nung: RoundUnit, lan: User, arrived: Arrived, content: bytes, name: str, code: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        _link(lan, nam_nung, arrived(content, name))
    assert refused.value.code == code
    assert not Document.objects.exists() and not StoredFile.objects.exists() and not Score.objects.exists()


def test_a_long_name_with_a_path_is_kept_clean(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    link = _link(lan, nam_nung, arrived(sample.pdf(), "..\\..\\tài liệu\\" + "Kế hoạch " * 40 + ".pdf"))
    assert link.file is not None
    assert len(link.file.name) <= 200 and link.file.name.endswith(".pdf")
    assert "\\" not in link.file.name and ".." not in link.file.name
    assert "Kế hoạch" in link.file.name  # composed, however it came


def test_strangers_and_readers_are_refused(
    nam_nung: RoundUnit, lan: User, quan: User, phu: User, arrived: Arrived, places: Places
) -> None:
    link = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    for person in (quan, phu):
        with pytest.raises(NotAllowed):
            link_evidence(actor=person, round_unit=nam_nung, leaf="KH-NGAY", document=link.document)
        with pytest.raises(NotAllowed):
            unlink_evidence(actor=person, link=link)
        with pytest.raises(NotAllowed):
            edit_evidence(actor=person, link=link, passage=Passage("x"), opened=Passage("Mục II", "3–5"))
    strange = register_document(actor=None, card=DocumentCard(DocumentKind.PLAN, "KH", unit=places.stranger_commune))
    with pytest.raises(NotAllowed, match="evidence_not_visible"):
        link_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, document=strange)


def test_nobody_takes_up_anothers_upload(nam_nung: RoundUnit, lan: User, thinh: User, arrived: Arrived) -> None:
    with pytest.raises(NotAllowed, match="upload_of_another"):
        upload_evidence(actor=thinh, round_unit=nam_nung, leaf=LEAF, upload=arrived(sample.pdf(), "a.pdf"))


def test_nothing_changes_after_the_deadline(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    link = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    with clock.stopped_at(CLOSES):
        for act in (
            lambda: unlink_evidence(actor=lan, link=link),
            lambda: link_evidence(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", document=link.document),
        ):
            with pytest.raises(ActionRefused, match="window_closed"):
                act()
    assert EvidenceLink.objects.count() == 1


def test_sealed_with_the_stage(nam_nung: RoundUnit, lan: User, arrived: Arrived, round_2026: Round) -> None:
    rows = [FigureRow(nam_nung.unit_id, LEAF, {"done": True})]
    record_figures(actor=None, round_=round_2026, stage=Stage.SELF, rows=rows)
    link = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    Score.objects.update(sealed_at=clock.now())
    with pytest.raises(ActionRefused, match="evidence_sealed"):
        unlink_evidence(actor=lan, link=link)
    with pytest.raises(ActionRefused, match="evidence_sealed"):
        _link(lan, nam_nung, arrived(sample.pdf("khac"), "b.pdf"), None)
    with pytest.raises(ActionRefused, match="evidence_sealed"):
        edit_evidence(actor=lan, link=link, passage=Passage("x"), opened=Passage("Mục II", "3–5"))


def test_linking_twice_gives_one_link_and_taking_off_keeps_the_document(
    nam_nung: RoundUnit, lan: User, arrived: Arrived
) -> None:
    link = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"))
    assert link_evidence(actor=lan, round_unit=nam_nung, leaf=LEAF, document=link.document) == link
    other = link_evidence(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", document=link.document)
    assert other.file == link.file
    unlink_evidence(actor=lan, link=link)
    assert evidence_counts(nam_nung) == {"KH-NGAY": 1}
    assert Document.objects.count() == 1
    assert AuditEntry.objects.filter(action="assessments.unlink_evidence").count() == 1
    with pytest.raises(ActionRefused, match="no_such_leaf"):
        link_evidence(actor=lan, round_unit=nam_nung, leaf="X", document=link.document)


def test_card_and_passage_are_put_right_in_one_go(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    link = _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"), None)
    opened = Passage("Mục II", "3–5")
    saved = edit_evidence(actor=lan, link=link, passage=Passage("Điều 2", "4"), opened=opened, card=CARD, row_version=1)
    assert (saved.section, saved.pages, saved.document.sign) == ("Điều 2", "4", "12/KH-UBND")
    entry = AuditEntry.objects.get(action="documents.edit_document_card")
    assert entry.references["changed"]["number"] == ["", "12"]
    assert "tuyên truyền" not in str(entry.references)
    with pytest.raises(Conflict, match="evidence_changed"):
        edit_evidence(actor=lan, link=link, passage=Passage("Điều 3"), opened=opened)
    with pytest.raises(Conflict, match="card_changed"):
        edit_evidence(
            actor=lan,
            link=link,
            passage=Passage("Điều 2", "4"),
            opened=Passage("Điều 2", "4"),
            card=DocumentCard(DocumentKind.PLAN, "Tên khác"),
            row_version=1,
        )


def test_remarks_tell_period_issuer_number_and_signature(
    nam_nung: RoundUnit, lan: User, arrived: Arrived, places: Places
) -> None:
    packed, _ = sample.pkcs12_of()
    old = DocumentCard(DocumentKind.REPORT, "Báo cáo", "7", "BC-UBND", date(2025, 12, 30), "UBND xã Thất Khê")
    _link(lan, nam_nung, arrived(sample.signed_pdf(packed), "a.pdf"), old)
    register_document(
        actor=None,
        card=DocumentCard(
            DocumentKind.REPORT, "Khác", "7", "BC-UBND", date(2025, 3, 1), "UBND xã Thất Khê", places.nam_nung
        ),
    )
    (shown,) = evidence_of(nam_nung)
    assert {(remark.code, remark.tone) for remark in shown.remarks} == {
        ("evidence.outside_period", "warn"),
        ("evidence.other_issuer", "warn"),
        ("evidence.same_number", "warn"),
        ("documents.signature.unknown_signer", "warn"),
    }


def test_a_document_dated_after_today_is_told_on_its_chip_and_before_the_hand_in(
    nam_nung: RoundUnit, lan: User, arrived: Arrived
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    _link(lan, nam_nung, arrived(sample.pdf(), "a.pdf"), replace(CARD, issued_on=tomorrow))
    (shown,) = evidence_of(nam_nung)
    assert [(each.code, each.tone) for each in shown.remarks] == [("evidence.dated_ahead", "bad")]
    (ahead,) = dates_ahead(self_sheet(nam_nung))
    assert (ahead.row.node.code, ahead.day, ahead.document) == (LEAF, tomorrow, "12/KH-UBND")
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        assert evidence_of(nam_nung)[0].remarks == ()


@pytest.mark.parametrize(
    ("issuer", "may"),
    [
        ("UBND xã Nâm Nung", True),
        ("Uỷ ban nhân dân xã NÂM NUNG", True),
        ("Đảng uỷ xã", True),
        ("UBND tỉnh Lâm Đồng", True),
        ("Sở Nội vụ", True),
        ("Bộ Nội vụ", True),
        ("Thủ tướng Chính phủ", True),
        ("UBND xã Đắk Wil", False),
        ("UBND tỉnh Lạng Sơn", False),
        ("Công ty TNHH Hoa Mai", False),
    ],
)
def test_who_may_issue(nam_nung: RoundUnit, issuer: str, may: bool) -> None:
    assert yardstick_of(nam_nung).may_issue(issuer) is may


def test_the_period_ends_with_the_stage(nam_nung: RoundUnit) -> None:
    measure = yardstick_of(nam_nung)
    assert (measure.begins, measure.ends) == (date(2026, 1, 1), date(2026, 12, 15))


def test_a_pilot_ahead_of_its_year_looks_at_the_twelve_months_before(nam_nung: RoundUnit) -> None:
    nam_nung.round.year = 2027
    measure = yardstick_of(nam_nung)
    assert (measure.begins, measure.ends) == (date(2025, 12, 15), date(2026, 12, 15))


def test_decomposed_letters_are_composed(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> None:
    title, issuer = (unicodedata.normalize("NFD", text) for text in (CARD.title, CARD.issuer))
    apart = replace(CARD, title=title, issuer=issuer)
    name = unicodedata.normalize("NFD", "Kế hoạch tuyên truyền.pdf")
    first = _link(lan, nam_nung, arrived(sample.pdf(), name), apart)
    assert (first.document.title, first.document.issuer) == (CARD.title, CARD.issuer)
    assert first.file is not None and first.file.name == "Kế hoạch tuyên truyền.pdf"
    assert register_document(actor=lan, card=replace(CARD, unit=nam_nung.unit)) == first.document
    unnamed = _link(lan, nam_nung, arrived(sample.pdf("hai"), name), None)
    assert unnamed.document.title == "Kế hoạch tuyên truyền"


def test_what_nobody_finished_is_removed_in_the_night(lan: User, arrived: Arrived) -> None:
    upload = arrived(sample.pdf(), "a.pdf")
    drop_expired_uploads()
    assert upload.path.exists()
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        drop_expired_uploads()
    assert not Upload.objects.exists()
