"""Importing, issuing and reading criteria sets."""

import re
from importlib.resources import files
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions import RulebookNotImported, import_criteria_set, issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion, NodeRow
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

SETS = files("parindex") / "rulebooks" / "criteria_sets"


def content(address: str = "model_commune/2026") -> bytes:
    """A shipped set as it stands in its file."""
    return (SETS / address / "criteria_set.yaml").read_bytes()


@pytest.fixture
def issued(hoa: User) -> CriteriaSetVersion:
    """This year's model set for communes, issued; last year's beside it."""
    before = import_criteria_set(actor=hoa, content=content("model_commune/2025"), source="2025")
    issue_criteria_set(actor=hoa, version=before)
    version = import_criteria_set(actor=hoa, content=content(), source="2026")
    return issue_criteria_set(actor=hoa, version=version)


def test_a_set_is_imported_as_a_draft_with_a_row_for_every_node(hoa: User) -> None:
    version = import_criteria_set(actor=hoa, content=content(), source="criteria_set.yaml")
    assert version.state == "draft"
    assert version.nodes.filter(is_leaf=True).count() == 90
    assert version.nodes.filter(kind="field").count() == 8
    leaf = NodeRow.objects.get(version=version, code="KH-BANHANH")
    assert leaf.parent is not None and leaf.parent.code == "CDDH-KH"
    assert leaf.owner_alias == "Sở Nội vụ", "inherited from the field"
    assert leaf.folded.startswith("1.1.1 ban hanh ke hoach")
    entry = AuditEntry.objects.get(action="criteria.import_criteria_set")
    assert entry.subject == version.public_id
    assert entry.references["hash"] == version.hash


def test_the_same_document_twice_gives_the_version_that_stands(hoa: User) -> None:
    first = import_criteria_set(actor=hoa, content=content(), source="a")
    assert import_criteria_set(actor=hoa, content=content(), source="b") == first
    assert AuditEntry.objects.filter(action="criteria.import_criteria_set").count() == 1


def test_another_content_under_the_same_version_is_refused(hoa: User) -> None:
    import_criteria_set(actor=hoa, content=content(), source="a")
    changed = content().replace("Ban hành kế hoạch CCHC năm đúng thời gian".encode(), "Tên khác".encode())
    with pytest.raises(ActionRefused) as refusal:
        import_criteria_set(actor=hoa, content=changed, source="b")
    assert refusal.value.code == "criteria.version_stands"


def test_a_bad_document_is_refused_with_every_fault(hoa: User) -> None:
    broken = (
        content()
        .replace(b"maximum: 12.0", b"maximum: 11.0", 1)
        .replace(b"kind: boolean_by_deadline", b"kind: magic", 1)
    )
    with pytest.raises(RulebookNotImported) as refusal:
        import_criteria_set(actor=hoa, content=broken, source="broken.yaml")
    assert len(refusal.value.faults) >= 2
    assert all(fault.path for fault in refusal.value.faults)
    assert not CriteriaSetVersion.objects.exists()


def test_an_officer_may_neither_import_nor_issue(hoa: User, lan: User) -> None:
    with pytest.raises(NotAllowed):
        import_criteria_set(actor=lan, content=content(), source="a")
    version = import_criteria_set(actor=hoa, content=content(), source="a")
    with pytest.raises(NotAllowed):
        issue_criteria_set(actor=lan, version=version)


def test_issuing_is_done_once_and_leaves_a_trace(issued: CriteriaSetVersion, hoa: User) -> None:
    assert issued.state == "issued"
    assert issued.issued_by == hoa
    with pytest.raises(ActionRefused) as refusal:
        issue_criteria_set(actor=hoa, version=issued)
    assert refusal.value.code == "criteria.already_issued"
    assert AuditEntry.objects.filter(action="criteria.issue_criteria_set", subject=issued.public_id).count() == 1


def test_a_model_set_says_so_on_its_page(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    page = signed_in(lan).get(reverse("criteria:version", args=[issued.public_id])).content.decode()
    assert "Bộ tiêu chí mẫu, không phải văn bản ban hành" in page
    listed = signed_in(lan).get(reverse("criteria:versions")).content.decode()
    assert "Bộ tiêu chí mẫu, không phải văn bản ban hành" in listed


def test_a_leaf_tells_its_rule_in_words(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    address = reverse("criteria:version", args=[issued.public_id])
    page = signed_in(lan).get(address, {"nut": "SK-CONGNHAN"}).content.decode()
    assert "từ 3: 1,500 điểm" in page
    assert "dưới mức cuối: 0 điểm" in page


def test_a_criterion_is_found_without_accents(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    address = reverse("criteria:version", args=[issued.public_id])
    page = signed_in(lan).get(address, {"q": "giai quyet dung han"}).content.decode()
    assert "TTHC-DUNGHAN" in page
    assert "KH-BANHANH" not in page


def test_the_comparison_follows_the_crosswalk(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    page = signed_in(lan).get(reverse("criteria:comparison", args=[issued.public_id])).content.decode()
    assert "Tách một tiêu chí thành hai" in page
    assert "không so sánh được" in page


def test_the_comparison_says_what_changed_inside(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    page = signed_in(lan).get(reverse("criteria:comparison", args=[issued.public_id])).content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    for words in (
        "từ 80 %: 0,750 điểm; từ 60 %: 0,500 điểm",  # bands
        "từ 70 %: 0,500 điểm",
        "dưới 95 %: 0 điểm",  # floor
        "1,500 điểm",  # maximum
        "lấy từ số liệu đã ghi",  # where figures come from
        "130/2005/NĐ-CP",  # basis
        "31/12/2025",  # of the set itself
    ):
        assert words in rows, words
    assert not re.search(r">[^<]*[a-z]_[a-z]", rows), "codes are left"


def test_excel_holds_the_set(signed_in: SignedIn, issued: CriteriaSetVersion, lan: User) -> None:
    answer = signed_in(lan).get(reverse("criteria:version", args=[issued.public_id]), {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert "DVC-TOANTRINH" in cells


def test_a_draft_is_shown_to_those_who_may_issue_it_only(signed_in: SignedIn, hoa: User, lan: User, phu: User) -> None:
    version = import_criteria_set(actor=hoa, content=content(), source="a")
    address = reverse("criteria:version", args=[version.public_id])
    assert signed_in(hoa).get(address).status_code == 200
    for person in (lan, phu):
        assert signed_in(person).get(address).status_code == 403
        assert version.title not in signed_in(person).get(reverse("criteria:versions")).content.decode()


def test_the_pages_take_few_queries(
    signed_in: SignedIn, issued: CriteriaSetVersion, lan: User, django_assert_max_num_queries: object
) -> None:
    client = signed_in(lan)
    for address in (
        reverse("criteria:versions"),
        reverse("criteria:version", args=[issued.public_id]) + "?nut=DVC-TOANTRINH",
        reverse("criteria:comparison", args=[issued.public_id]),
    ):
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            assert client.get(address).status_code == 200
