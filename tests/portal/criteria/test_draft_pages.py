"""The editor in the browser: copy, change a band, see the error, mend it, try, issue, frozen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.criteria.conftest import part_of, posted

from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.spreadsheet import to_workbook
from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions import edit_node
from parindex.portal.criteria.engine_bridge.draft_parts import KINDS
from parindex.portal.criteria.engine_bridge.draft_tree import find_node, put
from parindex.portal.criteria.models import CriteriaSetDraft, CriteriaSetVersion
from parindex.portal.platform.models import AuditEntry

BANDED = "SK-CONGNHAN"


def page_of(draft: CriteriaSetDraft, name: str = "draft", *more: str) -> str:
    return reverse(f"criteria:{name}", args=[draft.public_id, *more])


def test_from_copy_to_issue(signed_in: SignedIn, hoa: User, places: Places, base: CriteriaSetVersion) -> None:
    client = signed_in(hoa)
    form = client.get(reverse("criteria:copy", args=[base.public_id])).content.decode()
    assert "model_commune_lam_dong" in form and 'value="2027"' in form
    answer = client.post(reverse("criteria:copy", args=[base.public_id]), {"owner": places.province.public_id})
    draft = CriteriaSetDraft.objects.get()
    assert answer.headers["Location"] == page_of(draft)

    data = posted(draft, BANDED)
    data["rule.bands[0].points"] = "99"
    assert client.post(page_of(draft, "draft_node", BANDED), data).status_code == 302
    page = client.get(page_of(draft), {"nut": BANDED}).content.decode()
    assert re.search(r'id="o-rule-bands-0-points".*?<p class="wrong">', page, re.S), "the error stands beside its box"
    assert "Ban hành (còn 2 lỗi)" in page, "the faulty band, and names that nobody confirmed"
    refused = client.post(page_of(draft, "draft_issue"), {"act": "01/QĐ-UBND", "date": "05/01/2026", "row_version": 2})
    assert refused.status_code == 422 and "còn 1 lỗi" in refused.content.decode()

    draft.refresh_from_db()
    data = posted(draft, BANDED)
    data["rule.bands[0].points"] = "1,5"
    data["rule.bands[0].at_least"] = "4"
    client.post(page_of(draft, "draft_node", BANDED), data)
    page = client.get(page_of(draft), {"nut": BANDED, "x-initiatives": "3"}).content.decode()
    assert "Chưa ban hành" not in page and '<span class="tag info">sửa</span>' in page
    tried = client.get(reverse("assessments:draft_trial", args=[draft.public_id])).content.decode()
    assert "Chưa có đợt đánh giá nào" in tried

    named = {"row_version": draft.row_version, "title": "Bộ tiêu chí năm 2027", "year": "2027", "issuer": "UBND tỉnh"}
    assert client.post(page_of(draft, "draft_names"), named).status_code == 302
    draft.refresh_from_db()
    given = {"act": "01/QĐ-UBND", "date": "05/01/2026", "row_version": draft.row_version}
    answer = client.post(page_of(draft, "draft_issue"), given)
    draft.refresh_from_db()
    issued = draft.issued_version
    assert issued is not None and answer.headers["Location"] == reverse("criteria:version", args=[issued.public_id])
    assert client.post(page_of(draft, "draft_node", BANDED), posted(draft, BANDED)).status_code == 422, "frozen"
    assert "Chính thức" in client.get(reverse("criteria:version", args=[issued.public_id])).content.decode()


def test_figures_are_tried_and_not_saved(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft) -> None:
    before = AuditEntry.objects.count()
    page = signed_in(hoa).get(page_of(draft), {"nut": BANDED, "x-initiatives": "3"}).content.decode()
    assert "1,500 / 1,500" in page
    wrong = signed_in(hoa).get(page_of(draft), {"nut": BANDED, "x-initiatives": "1,5"}).content.decode()
    assert "không phải là số nguyên" in wrong
    assert AuditEntry.objects.count() == before


def test_what_cannot_be_read_is_refused_under_its_box_and_kept(
    signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft
) -> None:
    data = posted(draft, BANDED)
    data["maximum"], data["title"] = "1.500", "Tên mới chưa lưu"
    answer = signed_in(hoa).post(page_of(draft, "draft_node", BANDED), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "đọc được hai cách" in page and 'value="1.500"' in page and "Tên mới chưa lưu" in page
    draft.refresh_from_db()
    assert draft.row_version == 1


def test_a_second_person_sees_all_three_states(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft) -> None:
    data = posted(draft, BANDED)
    edit_node(
        actor=hoa, draft=draft, row_version=1, code=BANDED, part=part_of(draft, BANDED) | {"title": "Của người kia"}
    )
    data["title"] = "Của tôi"
    answer = signed_in(hoa).post(page_of(draft, "draft_node", BANDED), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Lúc bạn mở", "Của người kia", "Của tôi", "Giữ của tôi", part_of(draft, BANDED)["title"]):
        assert text in page
    data["row_version"] = "2"
    assert signed_in(hoa).post(page_of(draft, "draft_node", BANDED), data).status_code == 302
    draft.refresh_from_db()
    assert part_of(draft, BANDED)["title"] == "Của tôi"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_chosen_and_shown(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft, kind: str) -> None:
    data = posted(draft, BANDED)
    data["rule.kind"] = kind
    client = signed_in(hoa)
    assert client.post(page_of(draft, "draft_node", BANDED), data).status_code == 302
    draft.refresh_from_db()
    rule = part_of(draft, BANDED)["rule"]
    assert rule["kind"] == kind
    if kind in ("count_thresholds", "base_plus_increment_capped"):
        assert rule["count"] == "initiatives", "what fits is kept"
    page = client.get(page_of(draft), {"nut": BANDED})
    assert page.status_code == 200
    assert f'<option value="{kind}" selected>' in page.content.decode()


def test_the_tree_changes_without_script(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft) -> None:
    client = signed_in(hoa)
    added = {"act": "add", "parent": "CDDH-KH", "code": "KH-MOI", "title": "Tiêu chí mới", "row_version": 1}
    assert client.post(page_of(draft, "draft_tree"), added).status_code == 302
    page = client.get(page_of(draft), {"nut": "KH-MOI"}).content.decode()
    assert '<span class="tag info">mới</span>' in page
    assert client.post(page_of(draft, "draft_tree"), added).status_code == 422, "the code is taken"
    moved = {"act": "up", "code": "KH-MOI", "row_version": 2}
    assert client.post(page_of(draft, "draft_tree"), moved).status_code == 302
    assert client.post(page_of(draft, "draft_undo"), {"row_version": 3}).status_code == 302
    draft.refresh_from_db()
    removed = {"act": "remove", "code": "KH-MOI", "row_version": draft.row_version}
    assert client.post(page_of(draft, "draft_tree"), removed).status_code == 302
    assert "KH-MOI" not in str(CriteriaSetDraft.objects.get().content)


def workbook(draft: CriteriaSetDraft, **changes: str) -> SimpleUploadedFile:
    """The draft as a workbook in which one node was edited."""
    part = part_of(draft, BANDED) | changes
    place = find_node(draft.content, BANDED)
    assert place is not None
    tree = put(draft.content, list(place.path), part)
    return SimpleUploadedFile("bo.xlsx", to_workbook(CriteriaSet.model_validate(tree)))


def test_excel_goes_out_and_comes_back(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft) -> None:
    client, address = signed_in(hoa), page_of(draft, "draft_workbook")
    out = client.get(page_of(draft), {"format": "xlsx"}).content
    same = {"row_version": 1, "book": SimpleUploadedFile("bo.xlsx", out)}
    assert client.post(address, same).status_code == 302
    draft.refresh_from_db()
    assert draft.row_version == 1, "the same content again writes nothing"

    refused = client.post(address, {"row_version": 1, "book": workbook(draft, maximum="77")})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert re.search(r'<td class="nowrap">Cây tiêu chí</td><td class="number">[0-9]+</td><td>[A-Z]</td>', page)
    hostile = SimpleUploadedFile("bo.xlsx", b"PK not a workbook")
    assert client.post(address, {"row_version": 1, "book": hostile}).status_code == 422

    given = {"row_version": 1, "book": workbook(draft, title="Tên sửa trong Excel")}
    assert client.post(address, given).status_code == 302
    draft.refresh_from_db()
    assert part_of(draft, BANDED)["title"] == "Tên sửa trong Excel"


def test_the_other_pages_show_and_save(signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft) -> None:
    client = signed_in(hoa)
    assert "Xem trước phiếu nhập" in client.get(page_of(draft, "draft_preview")).content.decode()
    assert "Thang điểm" in client.get(page_of(draft, "draft_attributes")).content.decode()
    line = {"after": BANDED, "before": "", "comparable": "co", "note": "", "row_version": 1}
    assert client.post(page_of(draft, "draft_crosswalk") + f"?dong={BANDED}", line).status_code == 302
    page = client.get(page_of(draft, "draft_crosswalk")).content.decode()
    assert "Bảng đối chiếu" in page
    bad = client.post(page_of(draft, "draft_crosswalk") + f"?dong={BANDED}", line | {"before": "KHONG-CO"})
    assert bad.status_code == 422 and "KHONG-CO" in bad.content.decode()
    assert client.get(page_of(draft, "draft_discard")).status_code == 200
    assert client.post(page_of(draft, "draft_discard")).status_code == 302
    assert not CriteriaSetDraft.objects.exists()


def test_strangers_and_officers_are_kept_out(
    signed_in: SignedIn, lan: User, quan: User, ngan: User, draft: CriteriaSetDraft
) -> None:
    trial = reverse("assessments:draft_trial", args=[draft.public_id])
    pages = [page_of(draft, f"draft{name}") for name in ("", "_attributes", "_crosswalk", "_preview", "_issue")]
    for person in (lan, quan, ngan):
        for address in (*pages, trial):
            assert signed_in(person).get(address).status_code == 403, (person, address)
        assert signed_in(person).post(page_of(draft, "draft_undo"), {"row_version": 1}).status_code == 403
        assert draft.title not in signed_in(person).get(reverse("criteria:versions")).content.decode()


def test_the_pages_take_few_queries(
    signed_in: SignedIn, hoa: User, draft: CriteriaSetDraft, django_assert_max_num_queries: object
) -> None:
    client = signed_in(hoa)
    for name in ("draft", "draft_attributes", "draft_crosswalk", "draft_preview", "draft_issue"):
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            assert client.get(page_of(draft, name), {"nut": BANDED}).status_code == 200
