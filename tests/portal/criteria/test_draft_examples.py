"""Worked examples kept with a draft: tried under the unsaved form, kept, judged at issue, written out and read in."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.criteria.conftest import SETS, part_of, posted

from parindex.portal.accounts.models import User
from parindex.portal.criteria import actions
from parindex.portal.criteria.models import CriteriaSetDraft, CriteriaSetVersion, DraftExample
from parindex.portal.criteria.queries.examples import examples_of, yaml_of
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

BANDED = "SK-CONGNHAN"
ISSUED_ON = date(2026, 1, 5)
EXAMPLES = sorted((SETS / "model_commune/2026/examples").iterdir(), key=lambda file: file.name)


def page_of(draft: CriteriaSetDraft, name: str = "draft", *more: str) -> str:
    return reverse(f"criteria:{name}", args=[draft.public_id, *more])


def kept(draft: CriteriaSetDraft, who: User, points: str = "1.5", name: str = "ba sáng kiến") -> DraftExample:
    return actions.keep_example(
        actor=who, draft=draft, leaf=BANDED, name=name, inputs={"initiatives": Decimal(3)}, points=Decimal(points),
        source="Sở Nội vụ tính tay",
    )  # fmt: skip


def confirmed(draft: CriteriaSetDraft, who: User) -> CriteriaSetDraft:
    return actions.confirm_names(
        actor=who, draft=draft, row_version=draft.row_version, title="Bộ tiêu chí CCHC cấp xã năm 2027", year=2027,
        issuer="UBND tỉnh Lâm Đồng",
    )  # fmt: skip


def issued(draft: CriteriaSetDraft, who: User) -> CriteriaSetDraft:
    return actions.issue_draft(
        actor=who, draft=draft, row_version=draft.row_version, act="12/QĐ-UBND", issued_on=ISSUED_ON
    )


def test_an_example_is_kept_and_audited(draft: CriteriaSetDraft, hoa: User) -> None:
    example = kept(draft, hoa)
    (line,) = examples_of(draft)
    assert (line.row, line.holds) == (example, True)
    assert (example.year, example.source, example.kept_by) == (2027, "Sở Nội vụ tính tay", hoa)
    entry = AuditEntry.objects.get(action="criteria.keep_example")
    assert entry.references["points"] == "1.5" and "ba sáng kiến" not in str(entry.references)


def test_strangers_keep_drop_and_confirm_nothing(draft: CriteriaSetDraft, hoa: User, lan: User, ngan: User) -> None:
    example = kept(draft, hoa)
    for person in (lan, ngan):
        for write in (
            lambda who: kept(draft, who, name="khác"),
            lambda who: actions.drop_example(actor=who, draft=draft, public_id=example.public_id),
            lambda who: actions.take_in_examples(actor=who, draft=draft, content=EXAMPLES[0].read_bytes()),
            lambda who: confirmed(draft, who),
        ):
            with pytest.raises(NotAllowed):
                write(person)
    assert draft.examples.count() == 1


@pytest.mark.parametrize(("name", "code"), [("  ", "example_name_missing"), ("ba sáng kiến", "example_name_taken")])
def test_a_name_is_needed_and_its_own(draft: CriteriaSetDraft, hoa: User, name: str, code: str) -> None:
    kept(draft, hoa)
    with pytest.raises(ActionRefused) as refusal:
        kept(draft, hoa, name=name)
    assert refusal.value.code == f"criteria.{code}"


def test_an_example_that_no_longer_holds_stops_the_issue(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User
) -> None:
    kept(draft, hoa)
    kept(draft, hoa, "0.75", "sai ngay từ đầu")
    draft = confirmed(draft, hoa)
    with pytest.raises(actions.DraftExamplesFail) as refusal:
        issued(draft, hoa)
    (broken,) = refusal.value.broken
    assert broken.outcome is not None and (broken.row.points, broken.outcome.points) == (
        Decimal("0.75"),
        Decimal("1.5"),
    )
    page = signed_in(hoa).get(page_of(draft, "draft_issue")).content.decode()
    assert "mong đợi 0,750 điểm, quy tắc cho 1,500 điểm" in page
    editor = signed_in(hoa).get(page_of(draft)).content.decode()
    assert "Ban hành (còn 1 lỗi)" in editor and "mong đợi 0,750 điểm" in editor
    actions.drop_example(actor=hoa, draft=draft, public_id=broken.row.public_id)
    assert AuditEntry.objects.filter(action="criteria.drop_example").count() == 1
    assert issued(draft, hoa).issued_version is not None


def test_examples_of_a_frozen_draft_stay_and_go_on_into_the_next(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User, places: Places
) -> None:
    example = kept(draft, hoa)
    done = issued(confirmed(draft, hoa), hoa)
    version = done.issued_version
    assert version is not None
    for late in (
        lambda: kept(done, hoa, name="muộn"),
        lambda: actions.drop_example(actor=hoa, draft=done, public_id=example.public_id),
        lambda: confirmed(done, hoa),
    ):
        with pytest.raises(ActionRefused) as refusal:
            late()
        assert refusal.value.code == "criteria.draft_frozen"
    listed = signed_in(hoa).get(reverse("criteria:examples", args=[version.public_id])).content.decode()
    assert "ba sáng kiến" in listed and "Sở Nội vụ tính tay" in listed
    after = actions.copy_last_years_set(actor=hoa, base=version, owner=places.province)
    (copied,) = after.examples.all()
    assert (copied.name, copied.year) == ("ba sáng kiến", 2027) and copied.public_id != example.public_id
    actions.discard_draft(actor=hoa, draft=after)
    assert DraftExample.objects.get() == example


def test_figures_are_tried_under_the_form_before_it_is_saved(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User
) -> None:
    kept(draft, hoa)
    data = posted(draft, BANDED)
    data["x-initiatives"] = "3"
    client = signed_in(hoa)
    assert "1,500 / 1,500" in client.post(page_of(draft, "draft_try", BANDED), data).content.decode()
    data["rule.bands[0].at_least"] = "4"
    tried = client.post(page_of(draft, "draft_try", BANDED), data).content.decode()
    assert "1,500 / 1,500" not in tried and "Không còn đúng" in tried and "mong đợi 1,500 điểm" in tried
    draft.refresh_from_db()
    assert draft.row_version == 1
    data["maximum"] = "1.500"
    assert "lỗi của quy tắc" in client.post(page_of(draft, "draft_try", BANDED), data).content.decode()


def test_an_example_is_kept_in_the_page_with_and_without_script(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User, lan: User
) -> None:
    client = signed_in(hoa)
    sent = {"x-initiatives": "3", "example-points": "1,5", "example-name": "ba", "example-source": "QĐ 12"}
    assert client.post(page_of(draft, "draft_example_keep", BANDED), sent).status_code == 302
    again = client.post(page_of(draft, "draft_example_keep", BANDED), sent, headers={"HX-Request": "true"})
    assert again.status_code == 422 and "đã có ví dụ tên" in again.content.decode()
    bad = client.post(
        page_of(draft, "draft_example_keep", BANDED), sent | {"example-points": "nhiều"}, headers={"HX-Request": "true"}
    )
    assert bad.status_code == 422 and "điểm mong đợi" in bad.content.decode()
    example = draft.examples.get()
    dropped = client.post(page_of(draft, "draft_example_drop", example.public_id), headers={"HX-Request": "true"})
    assert dropped.status_code == 200 and not draft.examples.exists()
    assert signed_in(lan).post(page_of(draft, "draft_example_keep", BANDED), sent).status_code == 403


def test_the_rulebooks_own_examples_come_in_hold_and_go_out_the_same(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User
) -> None:
    for file in EXAMPLES:
        actions.take_in_examples(actor=hoa, draft=draft, content=file.read_bytes())
    lines = examples_of(draft)
    assert len(lines) > 200 and all(line.holds for line in lines), [line.row for line in lines if not line.holds]
    again = actions.take_in_examples(actor=hoa, draft=draft, content=yaml_of(draft))
    assert (again.added, again.replaced, again.same) == (0, 0, len(lines))
    page = signed_in(hoa).get(page_of(draft, "draft_examples"))
    assert page.status_code == 200 and "Không còn đúng" not in page.content.decode()
    assert yaml_of(draft) == signed_in(hoa).get(page_of(draft, "draft_examples"), {"format": "yaml"}).content


def test_a_bad_file_of_examples_is_refused_whole(signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User) -> None:
    content = f"""
criteria_set: {draft.code}
version: "2027"
year: 2027
examples:
  - {{leaf: {BANDED}, name: tốt, inputs: {{initiatives: 3}}, expect: {{points: 1.5}}}}
  - {{leaf: KHONG-CO, name: lạ, inputs: {{}}, expect: {{points: 1}}}}
  - {{leaf: {BANDED}, name: hỏng, inputs: 3, expect: {{points: 1}}}}
""".encode()
    upload = SimpleUploadedFile("vi-du.yaml", content)
    answer = signed_in(hoa).post(page_of(draft, "draft_examples"), {"book": upload})
    page = answer.content.decode()
    assert answer.status_code == 422 and "tệp có 2 lỗi" in page and "KHONG-CO" in page and "examples[2]" in page
    assert not draft.examples.exists()
    other = content.replace(draft.code.encode(), b"hue_commune")
    with pytest.raises(ActionRefused) as refusal:
        actions.take_in_examples(actor=hoa, draft=draft, content=other)
    assert refusal.value.code == "criteria.examples_of_another_set"


# names of a set copied from one that nobody issued


def test_a_copy_of_a_model_set_is_not_issued_under_its_names(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        issued(draft, hoa)
    assert refusal.value.code == "criteria.names_unconfirmed"
    page = signed_in(hoa).get(page_of(draft)).content.decode()
    assert "Xác nhận tên, năm, cơ quan ban hành" in page and "Ban hành (còn 1 lỗi)" in page
    sent = {
        "row_version": 1, "title": "Bộ tiêu chí CCHC cấp xã năm 2027", "year": "2027", "issuer": "UBND tỉnh Lâm Đồng",
        "drop_notes": "1",
    }  # fmt: skip
    assert signed_in(hoa).post(page_of(draft, "draft_names"), sent).status_code == 302
    draft.refresh_from_db()
    assert "notes" not in draft.content and draft.content["title"] == sent["title"]
    assert AuditEntry.objects.get(action="criteria.confirm_names").references["year"] == 2027
    version = issued(draft, hoa).issued_version
    assert isinstance(version, CriteriaSetVersion) and '"issuer":"UBND tỉnh Lâm Đồng"' in version.canonical
    assert "KHÔNG phải văn bản" not in version.canonical


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "Bộ tiêu chí mẫu năm 2027"}, "title_says_model"),
        ({"title": "Bộ tiêu chí năm 2027 (không chính thức)"}, "title_says_model"),
        ({"year": 2026}, "year_of_another_set"),
        ({"year": None}, "year_of_another_set"),
        ({"title": "Bộ tiêu chí năm 2026"}, "title_of_another_year"),
        ({"issuer": " "}, "issuer_missing"),
    ],
)
def test_names_that_say_something_else_are_refused(
    draft: CriteriaSetDraft, hoa: User, changed: dict[str, object], code: str
) -> None:
    given: dict[str, object] = {"title": "Bộ tiêu chí năm 2027", "year": 2027, "issuer": "UBND tỉnh"} | changed
    with pytest.raises(ActionRefused) as refusal:
        actions.confirm_names(actor=hoa, draft=draft, row_version=1, **given)  # type: ignore[arg-type]
    assert refusal.value.code == f"criteria.{code}"


def test_another_title_has_to_be_confirmed_again(draft: CriteriaSetDraft, hoa: User) -> None:
    draft = confirmed(draft, hoa)
    part = {key: draft.content[key] for key in ("level", "scale", "index_base")} | {"title": "Tên khác năm 2027"}
    draft = actions.edit_set_attributes(actor=hoa, draft=draft, row_version=draft.row_version, part=part)
    with pytest.raises(ActionRefused) as refusal:
        issued(draft, hoa)
    assert refusal.value.code == "criteria.names_unconfirmed"
    stale = {"title": "Tên của tôi năm 2027", "year": 2027, "issuer": "UBND tỉnh"}
    with pytest.raises(actions.DraftConflict):
        actions.confirm_names(actor=hoa, draft=draft, row_version=1, **stale)  # type: ignore[arg-type]


def test_a_rule_edited_in_the_page_shows_the_broken_example_at_its_node(
    signed_in: SignedIn, draft: CriteriaSetDraft, hoa: User
) -> None:
    kept(draft, hoa)
    part = part_of(draft, BANDED)
    part["rule"]["bands"][0]["at_least"] = "4"
    actions.edit_node(actor=hoa, draft=draft, row_version=1, code=BANDED, part=part)
    page = signed_in(hoa).get(page_of(draft), {"nut": BANDED}).content.decode()
    assert "Không còn đúng" in page
