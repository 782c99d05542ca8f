"""By which way of counting a province counts: declared with its document, dated, used by imports, told on pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier
from tests.portal.dossiers.test_importing_events import CODE, COURSE, bring_in, change

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.declare_counting_policy import PolicyWords, declare_counting_policy
from parindex.portal.dossiers.actions.withdraw_counting_policy import withdraw_counting_policy
from parindex.portal.dossiers.engine_bridge.counting import Declared, declared_for, declared_for_sources
from parindex.portal.dossiers.engine_bridge.timeline import timeline_of
from parindex.portal.dossiers.models import CountingPolicy, DossierSource
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

FIRST = date(2026, 10, 1)


def words(policy: str = "system", first: date = FIRST, number: str = "15/QĐ-UBND") -> PolicyWords:
    return PolicyWords(policy, first, "Quy chế một cửa", number, date(2026, 9, 1))


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


def test_it_is_written_with_its_document_and_audited(places: Places, hoa: User) -> None:
    declared, changed = declare_counting_policy(actor=hoa, unit=places.province, words=words())
    assert changed and (declared.policy, declared.first_day, declared.in_force) == ("system", FIRST, True)
    entry = AuditEntry.objects.get(action="dossiers.declare_counting_policy", subject=declared.public_id)
    assert entry.references["policy"] == "system" and entry.references["number"] == "15/QĐ-UBND"
    assert declare_counting_policy(actor=hoa, unit=places.province, words=words()) == (declared, False)
    assert AuditEntry.objects.filter(action="dossiers.declare_counting_policy").count() == 1


def test_another_of_the_same_day_replaces_it_and_a_withdrawn_one_stays_in_the_history(
    places: Places, hoa: User
) -> None:
    first, _ = declare_counting_policy(actor=hoa, unit=places.province, words=words())
    second, _ = declare_counting_policy(actor=hoa, unit=places.province, words=words("law"))
    first.refresh_from_db()
    assert (first.standing, second.standing) == ("replaced", "in_force")
    withdraw_counting_policy(actor=hoa, declared=second, reason="nhầm văn bản")
    second.refresh_from_db()
    assert (second.standing, second.ended_reason) == ("withdrawn", "nhầm văn bản")
    assert AuditEntry.objects.filter(action="dossiers.withdraw_counting_policy", subject=second.public_id).count() == 1
    assert declared_for(places.province) == ()
    with pytest.raises(ActionRefused, match="policy_ended"):
        withdraw_counting_policy(actor=hoa, declared=second, reason="lần nữa")


def test_who_does_not_run_rounds_declares_and_withdraws_nothing(
    places: Places, hoa: User, lan: User, quan: User
) -> None:
    declared, _ = declare_counting_policy(actor=hoa, unit=places.province, words=words())
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            declare_counting_policy(actor=person, unit=places.nam_nung, words=words("law"))
        with pytest.raises(NotAllowed):
            withdraw_counting_policy(actor=person, declared=declared, reason="vì")
    assert CountingPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (words("interlinked", date(2025, 1, 1)), "policy_not_in_force"),
        (words("bịa"), "policy_not_in_force"),
        (words(number=" "), "policy_without_document"),
        (replace(words(), document_date=date(2027, 1, 1)), "policy_document_in_future"),
    ],
)
def test_it_is_refused_when_it_cannot_hold(places: Places, hoa: User, wrong: PolicyWords, code: str) -> None:
    with pytest.raises(ActionRefused, match=code):
        declare_counting_policy(actor=hoa, unit=places.province, words=wrong)
    declared, _ = declare_counting_policy(actor=hoa, unit=places.province, words=words())
    with pytest.raises(ActionRefused, match="policy_without_reason"):
        withdraw_counting_policy(actor=hoa, declared=declared, reason=" ")


def test_the_nearest_unit_that_has_declared_by_the_day_holds(places: Places, hoa: User, source: DossierSource) -> None:
    declare_counting_policy(actor=hoa, unit=places.province, words=words("system", date(2026, 1, 1)))
    declare_counting_policy(actor=hoa, unit=places.province, words=words("law", date(2026, 7, 1)))
    assert declared_for(places.province) == (
        Declared(date(2026, 1, 1), "system"), Declared(date(2026, 7, 1), "law"),
    )  # fmt: skip
    assert declared_for(places.nam_nung) == declared_for(places.province)
    declare_counting_policy(actor=None, unit=places.nam_nung, words=words("qd766", date(2026, 3, 1)))
    assert declared_for(places.nam_nung) == (
        Declared(date(2026, 1, 1), "system"), Declared(date(2026, 3, 1), "qd766"), Declared(date(2026, 7, 1), "qd766"),
    )  # fmt: skip
    assert declared_for_sources() == {source.code: declared_for(places.province)}


def test_an_import_counts_by_it_and_says_so_as_does_the_dossier(
    imported: Imported, source: DossierSource, places: Places, hoa: User, signed_in: SignedIn
) -> None:
    imported([dossier(1)])
    by_law = bring_in(source, hoa)
    (used,) = by_law.applied["policies"]
    assert (used["code"], used["declared"], used["dossiers"]) == ("law", False, 1)
    client = signed_in(hoa)
    page = client.get(f"/ho-so/nhap/{by_law.public_id}/").content.decode()
    assert "Theo Nghị định 118/2025/NĐ-CP" in page and "chưa khai báo cho ngày tiếp nhận" in page
    page = client.get("/ho-so/mot-ho-so/", {"ma": f"{source.code}:{CODE}"}).content.decode()
    assert "Tỉnh chưa khai báo cách tính cho ngày tiếp nhận" in page
    declare_counting_policy(actor=hoa, unit=places.province, words=words())
    again = bring_in(source, hoa, [*COURSE, change("09/10/2026 11:00", "Đã xử lý xong")], name="lai.csv")
    (used,) = again.applied["policies"]
    assert (used["code"], used["declared"], used["supplement"]) == ("system", True, "add_pause")
    page = client.get(f"/ho-so/nhap/{again.public_id}/").content.decode()
    assert "Cách tính của một hệ thống một cửa" in page and "tỉnh đã khai báo" in page
    assert "Cộng thời gian chờ bổ sung vào ngày hẹn trả" in page
    found = timeline_of(source.code, CODE)
    assert found is not None and (found.policy_declared, found.supplement) == (True, "add_pause")


def test_the_page_declares_and_withdraws_and_says_that_the_law_holds_without_one(
    places: Places, source: DossierSource, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    client = signed_in(hoa)
    page = client.get("/ho-so/nhap/").content.decode()
    assert "Tỉnh chưa khai báo cách tính nào" in page and "Nghị định 118/2025/NĐ-CP" in page
    typed = {
        "unit": places.province.public_id, "policy": "system", "first_day": "01/10/2026",
        "document_title": "Quy chế một cửa", "document_number": "15/QĐ-UBND", "document_date": "01/09/2026",
    }  # fmt: skip
    assert client.post("/ho-so/nhap/cach-tinh/", typed).status_code == 302
    declared = CountingPolicy.objects.get()
    page = client.get("/ho-so/nhap/").content.decode()
    assert "15/QĐ-UBND" in page and "01/10/2026" in page
    wrong = client.post("/ho-so/nhap/cach-tinh/", typed | {"first_day": "hôm qua"})
    assert wrong.status_code == 422 and "Áp dụng cho hồ sơ tiếp nhận từ ngày" in wrong.content.decode()
    seen = signed_in(lan).get("/ho-so/nhap/").content.decode()
    assert "15/QĐ-UBND" in seen and "Khai báo cách tính" not in seen
    address = f"/ho-so/nhap/cach-tinh/{declared.public_id}/thu-hoi/"
    assert signed_in(lan).post(address, {"reason": "x"}).status_code == 403
    assert signed_in(hoa).post(address, {"reason": "nhầm văn bản"}).status_code == 302
    declared.refresh_from_db()
    assert declared.standing == "withdrawn"
