"""The audit is read in words by those who may, and a broken chain is found."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.site.audited_actions import audited

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import TakingPart, open_round
from parindex.portal.assessments.models import Round
from parindex.portal.criteria.actions import issue_criteria_set
from parindex.portal.findings.actions.answer_finding import FindingAnswer
from parindex.portal.platform import audit, clock
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.wording import codes

LOG = "audit_log"


@pytest.fixture
def round_(places: Places, hoa: User) -> Round:
    """A round of two communes, with two acts on one leaf of Nâm Nung and one on Đắk Wil."""
    version = load_criteria_set(None, "model_commune/2026")
    if version.state == "draft":
        issue_criteria_set(actor=None, version=version)
    opened = open_round(
        actor=hoa,
        title="Đợt thử 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[TakingPart(places.nam_nung), TakingPart(places.dak_wil)],
    )
    for unit, leaf in ((places.nam_nung, "DVC-TOANTRINH"), (places.nam_nung, "SK-CONGNHAN"), (places.dak_wil, "X")):
        audit.record(
            stream=f"round:{opened.public_id}/unit:{unit.public_id}",
            action="assessments.save_self_assessment_inputs",
            subject=unit.public_id,
            actor=hoa,
            references={"leaf": leaf, "changes": {"mẫu": ["41", "42"]}, "reason_hash": "a" * 64},
        )
    return opened


def test_an_entry_says_who_what_from_to_and_why(signed_in: SignedIn, ngan: User, round_: Round) -> None:
    page = signed_in(ngan).get(reverse(LOG), {"dot": round_.public_id}).content.decode()
    for words in (
        "Trần Thị Hoa",
        "Lưu số liệu tự chấm",
        "Xã Nâm Nung",
        "7.3.2 Hồ sơ trực tuyến toàn trình",
        "mẫu: 41 → 42",
        "aaaaaaaaaaaa",
    ):
        assert words in page, words
    assert "Mở đợt đánh giá" in page and "Hiện 1–4 trong 4 dòng" in page


def test_it_narrows_to_a_unit_and_a_leaf(signed_in: SignedIn, ngan: User, round_: Round, places: Places) -> None:
    asked = {"dot": round_.public_id, "don_vi": places.nam_nung.public_id}
    unit = signed_in(ngan).get(reverse(LOG), asked).content.decode().partition("<tbody>")[2]
    assert unit.count("Lưu số liệu tự chấm") == 2 and "Đắk Wil" not in unit
    leaf = signed_in(ngan).get(reverse(LOG), asked | {"tc": "SK-CONGNHAN"}).content.decode().partition("<tbody>")[2]
    assert leaf.count("Lưu số liệu tự chấm") == 1
    nobody = signed_in(ngan).get(reverse(LOG), {"nguoi": "ai-do"}).content.decode()
    assert "Chưa ghi nhận gì." in nobody


def test_a_unit_reads_its_own_only(signed_in: SignedIn, lan: User, round_: Round, places: Places) -> None:
    client = signed_in(lan)
    rows = client.get(reverse(LOG)).content.decode().partition("<tbody>")[2]
    assert rows.count("Lưu số liệu tự chấm") == 2 and "Đắk Wil" not in rows and "Mở đợt" not in rows
    other = {"dot": round_.public_id, "don_vi": places.dak_wil.public_id}
    assert client.get(reverse(LOG), other).status_code == 403


def test_strangers_and_who_has_no_right_stay_outside(
    signed_in: SignedIn, quan: User, phu: User, minh: User, round_: Round
) -> None:
    assert signed_in(phu).get(reverse(LOG)).status_code == 403
    assert signed_in(minh).get(reverse(LOG)).status_code == 403
    assert signed_in(quan).get(reverse(LOG), {"dot": round_.public_id}).status_code == 403
    assert "Lưu số liệu" not in signed_in(quan).get(reverse(LOG)).content.decode()


def test_excel_and_few_queries(
    signed_in: SignedIn, ngan: User, round_: Round, django_assert_max_num_queries: object
) -> None:
    client = signed_in(ngan)
    assert client.get(reverse(LOG), {"format": "xlsx"}).content[:2] == b"PK"
    for number in range(60):
        audit.record(
            stream=f"round:{round_.public_id}", action="assessments.set_calendar", subject=str(number), actor=ngan
        )
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        page = client.get(reverse(LOG)).content.decode()
    assert "Hiện 1–50 trong 64 dòng" in page
    assert "Hiện 51–64 trong 64 dòng" in client.get(reverse(LOG), {"page": "2"}).content.decode()


def test_verify_audit_says_what_is_broken_and_ends_with_one(round_: Round) -> None:
    audit.seal_day(clock.today())
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert ": whole" in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_auditentry SET subject = 'forged' WHERE action LIKE 'assessments.save%' AND number = 1"
        )
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().count("BROKEN round:") == 2 and "assessments.save_self_assessment_inputs" in out.getvalue()


def test_every_recorded_act_and_word_has_its_sentence() -> None:
    found = audited()
    assert len(found.names) > 60
    named = found.names | {f"findings.{answer.value}" for answer in FindingAnswer}
    assert {f"audit.{name}" for name in named} <= codes("vi")
    shown = {"leaf", "changes", "changed", "from", "to", "until", "reason_hash"}  # have a column of their own
    assert {f"audit.key.{key}" for key in found.keys - shown} <= codes("vi")
