"""What a document cites and what cites it, among documents that a person may see."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.portal.conftest import Places, SignedIn
from tests.portal.documents.conftest import PLAN, WithText

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, edit_document_card, relate_documents
from parindex.portal.documents.engine_bridge.citing import Match
from parindex.portal.documents.forms import card_values
from parindex.portal.documents.models import Document, DocumentKind, RelationKind
from parindex.portal.documents.permissions import visible_to
from parindex.portal.documents.queries.citing import Cited, Warned, citations_of, cited_by

DECISION = "Quyết định số 151/QĐ-UBND ngày 06/02/2027 của UBND tỉnh Lâm Đồng"


def decision(with_text: WithText, places: Places, *, day: date = date(2027, 2, 6), **more: object) -> Document:
    told: dict[str, object] = {
        "title": "Công bố Chỉ số cải cách hành chính năm 2026",
        "number": "151",
        "symbol": "QĐ-UBND",
        "issuer": "Ủy ban nhân dân tỉnh Lâm Đồng",
        "kind": DocumentKind.DECISION,
        "issued_on": day,
        **more,
    }
    return with_text("Văn bản không dẫn văn bản nào.", **told)


def by_number(document: Document, person: User) -> dict[str, Cited]:
    return {each.citation.number: each for each in citations_of(document, visible_to(person))}


def test_both_ways(with_text: WithText, places: Places, lan: User) -> None:
    plan, issued = with_text(), decision(with_text, places)
    found = by_number(plan, lan)
    assert list(found["151/QĐ-UBND"].meant) == [(issued, Match.SAME)]
    assert found["151/QĐ-UBND"].citation.relation == "basis"
    assert not found["61/2018/NĐ-CP"].meant and "Nghị định số 61/2018/NĐ-CP" in found["61/2018/NĐ-CP"].citation.passage
    (naming,) = cited_by(issued, visible_to(lan))
    assert (naming.document, naming.how) == (plan, Match.SAME)
    assert cited_by(plan, visible_to(lan)) == []


def test_another_date_is_a_conflict_on_both_pages(
    with_text: WithText, places: Places, lan: User, signed_in: SignedIn
) -> None:
    plan, issued = with_text(), decision(with_text, places, day=date(2027, 2, 16))
    cited = by_number(plan, lan)["151/QĐ-UBND"]
    assert cited.other_dates == (issued,) and not cited.is_found
    assert cited_by(issued, visible_to(lan))[0].how is Match.OTHER_DATE
    page = signed_in(lan).get(f"/van-ban/{plan.public_id}/").content.decode()
    assert "Khác ngày" in page and "16/02/2027" in page
    page = signed_in(lan).get(f"/van-ban/{issued.public_id}/").content.decode()
    assert "được dẫn với ngày 06/02/2027" in page


def test_a_card_put_right_is_found_at_once(with_text: WithText, places: Places, lan: User) -> None:
    plan, issued = with_text(), decision(with_text, places, day=date(2027, 2, 16))
    values = card_values(issued)
    card = DocumentCard(
        kind=DocumentKind.DECISION,
        title=issued.title,
        number="0151",
        symbol="QĐ-UBND",
        issued_on=date(2027, 2, 6),
        issuer=issued.issuer,
    )
    edit_document_card(actor=lan, document=issued, card=card, row_version=int(str(values["row_version"])))
    assert by_number(plan, lan)["151/QĐ-UBND"].meant[0][1] is Match.SAME


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "UBND tỉnh Lạng Sơn"},
        {"number": "152"},
        {"symbol": "KH-UBND"},
        {"day": date(2026, 2, 6), "title": "Phê duyệt quyết toán"},
    ],
)
def test_another_document_is_not_taken_for_it(
    with_text: WithText, places: Places, lan: User, other: dict[str, object]
) -> None:
    plan, issued = with_text(), decision(with_text, places, **other)  # type: ignore[arg-type]
    cited = by_number(plan, lan)["151/QĐ-UBND"]
    assert not cited.meant and cited_by(issued, visible_to(lan)) == []


def test_what_a_person_may_not_see_is_not_told(
    with_text: WithText, places: Places, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    plan = with_text()
    issued = decision(with_text, places, unit=places.dak_wil)
    assert by_number(plan, hoa)["151/QĐ-UBND"].meant
    assert not by_number(plan, lan)["151/QĐ-UBND"].meant
    assert [each.document for each in cited_by(issued, visible_to(hoa))] == [plan]
    page = signed_in(lan).get(f"/van-ban/{plan.public_id}/").content.decode()
    assert "chưa có trong kho" in page and issued.public_id not in page


def test_acts_no_longer_in_force(with_text: WithText, lan: User, signed_in: SignedIn) -> None:
    plan = with_text()
    warned = {number: each.warned for number, each in by_number(plan, lan).items()}
    assert warned["61/2018/NĐ-CP"] is Warned.ENDED_THEN
    assert warned["151/QĐ-UBND"] is None
    old = with_text(PLAN + "Bản cũ.", title="Kế hoạch năm 2024", issued_on=date(2024, 1, 15))
    assert by_number(old, lan)["61/2018/NĐ-CP"].warned is Warned.ENDED_SINCE
    undated = with_text(PLAN + "Dự thảo.", title="Dự thảo", issued_on=None, number="")
    assert by_number(undated, lan)["61/2018/NĐ-CP"].warned is Warned.UNSURE
    page = signed_in(lan).get(f"/van-ban/{plan.public_id}/").content.decode()
    assert "đã hết hiệu lực khi dẫn" in page and "118/2025/NĐ-CP" in page
    assert "thiếu ngày" in page, "130/2005/NĐ-CP is cited without one"


def test_an_act_that_the_rulebook_is_unsure_of_stays_unsure(with_text: WithText, lan: User) -> None:
    text = PLAN.replace("130/2005/NĐ-CP", "29/2023/NĐ-CP")
    assert by_number(with_text(text), lan)["29/2023/NĐ-CP"].warned is Warned.UNSURE


def test_a_document_that_another_of_the_catalogue_replaces(
    with_text: WithText, places: Places, lan: User, signed_in: SignedIn
) -> None:
    plan, old = with_text(), decision(with_text, places)
    new = decision(with_text, places, number="300", day=date(2027, 5, 5))
    relate_documents(actor=lan, document=new, other=old, kind=RelationKind.REPLACES)
    cited = by_number(plan, lan)["151/QĐ-UBND"]
    assert cited.warned is Warned.ENDED_SINCE and cited.replaced_by == ("300/QĐ-UBND",)
    listed = signed_in(lan).get("/van-ban/", {"force": "ended"}).content.decode()
    assert old.public_id in listed and new.public_id not in listed and plan.public_id not in listed
    unknown = signed_in(lan).get("/van-ban/", {"force": "unknown"}).content.decode()
    assert old.public_id not in unknown and new.public_id in unknown


def test_a_law_is_known_by_title_and_day(with_text: WithText, places: Places, lan: User) -> None:
    text = PLAN.replace(
        "Căn cứ Quyết định", "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;\nCăn cứ Quyết định"
    )
    plan = with_text(text)
    told = {"kind": DocumentKind.OTHER, "issuer": "Quốc hội", "symbol": "QH15", "number": "72/2025"}
    law = decision(with_text, places, title="Luật Tổ chức chính quyền địa phương", day=date(2025, 6, 16), **told)
    other = decision(
        with_text, places, title="Luật Cán bộ, công chức", day=date(2025, 6, 16), **told | {"number": "80/2025"}
    )
    found = {each.citation.title: each for each in citations_of(plan, visible_to(lan))}
    assert [card for card, _ in found["Tổ chức chính quyền địa phương"].meant] == [law]
    assert [each.document for each in cited_by(law, visible_to(lan))] == [plan]
    assert cited_by(other, visible_to(lan)) == []


def test_several_mentions_are_one_line(with_text: WithText, lan: User) -> None:
    text = PLAN + f"2. Tiếp tục thực hiện {DECISION}.\n3. Theo Quyết định số 151/QĐ-UBND.\n"
    cited = by_number(with_text(text), lan)["151/QĐ-UBND"]
    assert cited.mentions == 3 and cited.citation.relation == "basis"


def test_many_citations_need_no_more_queries(
    with_text: WithText,
    places: Places,
    lan: User,
    signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    more = "\n".join(f"Căn cứ Quyết định số {n}/QĐ-UBND ngày 06/02/2027 của UBND tỉnh Lâm Đồng;" for n in range(1, 30))
    plan = with_text(PLAN.replace("I. MỤC ĐÍCH", f"{more}\nI. MỤC ĐÍCH"))
    for number in range(1, 5):
        decision(with_text, places, number=str(number))
    assert len(citations_of(plan, visible_to(lan))) > 30
    browser = signed_in(lan)
    with django_assert_max_num_queries(25):
        assert browser.get(f"/van-ban/{plan.public_id}/").status_code == 200
