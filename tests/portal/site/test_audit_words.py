"""No code is left in what a reader of the audit sees: acts, names of references, values, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from django.db.models import TextChoices
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.site.audited_actions import audited
from tests.portal.site.test_audit_pages import LOG, round_

from parindex.engine.checks.printed import FindingCode
from parindex.engine.documents.plan_values import Manner
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import DisputeState, Round, RoundStage, Stage, ThreadKind, ThreadState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind, RelationKind
from parindex.portal.facts.models import Indicator, Shape
from parindex.portal.findings.workflow import FindingState
from parindex.portal.improvement.models import Signer
from parindex.portal.organisations.models import CommitteeDuty, RoleCode
from parindex.portal.plans.models import PlanKind
from parindex.portal.platform import audit
from parindex.portal.site.audit.reading import EntryLine, lines_of
from parindex.wording import sentence

__all__ = ["round_"]

CODE = re.compile(r"[A-Za-z]_[A-Za-z0-9]|[a-z0-9]{12}\b")
"""Names of the program's own kind, and public ids."""
Made = Callable[[str, dict[str, object]], EntryLine]
"""Records an entry about Nâm Nung and gives it as it is read."""
UNNAMED = sentence("audit.unnamed")

LISTS: dict[str, tuple[type[TextChoices], ...]] = {
    "stage": (Stage, RoundStage),
    "kind": (ThreadKind, DocumentKind, PlanKind, RelationKind),
    "state": (ThreadState, DisputeState, FindingState),
    "role": (RoleCode,),
    "duty": (CommitteeDuty,),
    "signer": (Signer,),
}


def seen(line: EntryLine) -> Iterable[str]:
    """Everything of a line that is read as words."""
    yield from (line.what, line.place, line.leaf, *line.details)


@pytest.fixture
def entry_of(round_: Round, places: Places, hoa: User) -> Made:
    def made(action: str, references: dict[str, object]) -> EntryLine:
        stream = f"round:{round_.public_id}/unit:{places.nam_nung.public_id}"
        entry = audit.record(stream=stream, action=action, subject="x", actor=hoa, references=references)
        return lines_of([entry])[0]

    return made


def test_every_value_of_a_closed_list_has_its_word(entry_of: Made) -> None:
    values = {key: [each.value for choices in lists for each in choices] for key, lists in LISTS.items()}
    values |= {"rule": [each.value for each in FindingCode], "manner": [each.value for each in Manner]}
    for key, listed in values.items():
        for value in listed:
            (said,) = entry_of("assessments.appraise", {key: value}).details
            assert UNNAMED not in said and not said.endswith(f" {value}"), (key, value, said)


def test_every_recorded_act_with_every_key_is_in_words(entry_of: Made) -> None:
    found = audited()
    for act in sorted(found.names):
        assert not CODE.search(entry_of(act, {}).what), act
    for key in sorted(found.keys - {"leaf", "reason_hash", "from", "to", "until"}):
        for value in (3, "2026-11-05", "an_old_code"):
            line = entry_of("assessments.appraise", {key: value})
            assert not any(CODE.search(text) for text in seen(line)), (key, list(seen(line)))


def test_an_act_and_a_code_of_an_older_version_do_not_show_their_codes(entry_of: Made) -> None:
    line = entry_of("assessments.no_longer_there", {"key_of_old": "code_of_old", "unit": "zzzzzzzzzzzz"})
    assert not any(CODE.search(text) for text in seen(line)), list(seen(line))


def test_ids_are_names_and_figures_are_vietnamese(entry_of: Made, round_: Round, places: Places, minh: User) -> None:
    leaf = NodeRow.objects.get(version=round_.set_version_id, code="TTHC-DUNGHAN")
    line = entry_of(
        "assessments.save_self_assessment_inputs",
        {
            "leaf": leaf.code,
            "person": minh.public_id,
            "unit": places.dak_wil.public_id,
            "changes": {"on_time": [None, ["1028", "1041"]], "note": [{"letters": 0}, {"letters": 52, "sha256": "a"}]},
        },
    )
    assert line.leaf == f"{leaf.number} {leaf.title}"
    said = "\n".join(line.details)
    for words in (
        "Nguyễn Văn Minh",
        "Xã Đắk Wil",
        "– → 1.028/1.041",
        "chưa có → 52 ký tự",
        "hồ sơ giải quyết đúng hạn",
    ):
        assert words in said, (words, said)


def test_an_indicator_is_said_by_its_title(entry_of: Made, places: Places) -> None:
    Indicator.objects.create(code="dossiers.due_that_day", title="Hồ sơ đến hạn trong ngày", shape=Shape.COUNT)
    references: dict[str, object] = {"indicator": "dossiers.due_that_day", "unit": places.nam_nung.public_id}
    assert "Chỉ tiêu: Hồ sơ đến hạn trong ngày" in entry_of("dossiers.set_target", references).details


def test_a_document_is_said_by_number_and_title(entry_of: Made, places: Places) -> None:
    card = DocumentCard(
        kind=DocumentKind.PLAN,
        number="18",
        symbol="KH-UBND",
        title="Kế hoạch cải cách hành chính",
        unit=places.nam_nung,
    )
    document = register_document(actor=None, card=card)
    (said,) = entry_of("assessments.link_evidence", {"document": document.public_id}).details
    assert said == "Văn bản: 18/KH-UBND Kế hoạch cải cách hành chính"


def test_moments_days_and_calendar_read_as_officials_write(entry_of: Made) -> None:
    extended = entry_of(
        "assessments.extend_stage",
        {"stage": "self_assessment", "from": "2026-11-19T10:00:00+00:00", "until": "2026-11-24T17:00:00+07:00"},
    )
    assert extended.details == ("19/11/2026 17:00 → 24/11/2026 17:00", "Bước: Tự đánh giá")
    window = {"opens": "2026-12-15T07:30:00+07:00", "closes": "2026-12-21T17:00:00+07:00", "version": 1}
    (calendar,) = entry_of("assessments.set_calendar", {"publication": window}).details
    assert calendar == "Công bố: Mở 15/12/2026 07:30; Đóng 21/12/2026 17:00"


@pytest.mark.parametrize("act", ["extend_stage", "reopen_sheet"])
def test_an_end_reads_as_the_day_that_was_typed(entry_of: Made, act: str) -> None:
    ends = {"from": "2026-12-15T17:00:00+00:00", "until": "2026-12-21T00:00:00+07:00"}
    assert entry_of(f"assessments.{act}", {"stage": "explanation", **ends}).details[0] == "15/12/2026 → 20/12/2026"
    (asked, *_rest) = entry_of("assessments.request_extension", {"until": "2026-12-20T17:00:00+00:00"}).details
    assert asked == "– → 20/12/2026"
    window = {"opens": "2026-12-15T00:00:00+07:00", "closes": "2026-12-22T00:00:00+07:00", "version": 1}
    (calendar,) = entry_of("assessments.set_calendar", {"publication": window}).details
    assert calendar == "Công bố: Mở 15/12/2026 00:00; Đóng 21/12/2026", "a start is the moment itself"


def test_filters_by_act_and_by_a_persons_name_without_accents(signed_in: SignedIn, ngan: User, round_: Round) -> None:
    client = signed_in(ngan)

    def rows(**asked: str) -> str:
        found: str = client.get(reverse(LOG), {"dot": round_.public_id, **asked}).content.decode()
        return found.partition("<tbody>")[2]

    opened = rows(viec="assessments.open_round")
    assert "Mở đợt đánh giá" in opened and "Lưu số liệu tự chấm" not in opened
    assert "Lưu số liệu tự chấm" in rows(nguoi="tran thi hoa") and "Chưa ghi nhận gì." in rows(nguoi="khong co ai")
    number = NodeRow.objects.get(version=round_.set_version_id, code="SK-CONGNHAN").number
    assert rows(tc=number).count("Lưu số liệu tự chấm") == 1
