"""Where dossiers are slow: the section of the dashboard, its lists and workbook, what it says without changes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier
from tests.portal.dossiers.test_counting_policies import words
from tests.portal.dossiers.test_importing_events import bring_in

from parindex.lake.stages import stages_version
from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.declare_counting_policy import declare_counting_policy
from parindex.portal.dossiers.engine_bridge import View, Window
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.stages import stages_of
from parindex.portal.dossiers.engine_bridge.store import rollup_root
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.platform import clock
from parindex.portal.platform.worker import run_waiting

PAGE, LIST = "/ho-so/", "/ho-so/danh-sach/"
PART = Part(View.RECEIVED, ("24703",))
WINDOW = Window(NOW.date().replace(month=10, day=1), NOW.date())


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def told(imported: Imported, source: DossierSource, hoa: User) -> None:
    """One dossier went through two offices; two others come without changes."""
    imported([dossier(1), dossier(2), dossier(3, unit="24649")])
    bring_in(source, hoa)


def test_the_section_names_office_and_step_with_hours_and_lateness(told: None, hoa: User, signed_in: SignedIn) -> None:
    page = signed_in(hoa).get(PAGE).content.decode()
    assert "Chậm ở khâu nào" in page and "Xã Nâm Nung · Tổ tư pháp" in page
    found = stages_of(PART, WINDOW)
    assert found is not None
    by_unit = {each.key.unit: each for each in found}
    desk, office = by_unit["24703"], by_unit["68"]
    # 05/10 08:00 – 06/10 08:00, then papers were waited for until the dossier went on
    assert (desk.dossiers, desk.left, desk.limited, desk.minutes) == (1, 1, 1, 480)
    assert (office.dossiers, office.left, office.limited) == (1, 1, 1)


def test_a_figure_leads_to_its_dossiers_and_back(told: None, hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    found = stages_of(PART, WINDOW)
    assert found is not None
    asked = {"khau": "1", "khau_cq": "24703", "khau_buoc": "", "khau_bp": "Tổ tư pháp"}
    page = client.get(LIST, asked).content.decode()
    assert "Đi qua Xã Nâm Nung · Tổ tư pháp" in page
    assert "H68.01-261005-0001" in page and "H68.01-261005-0002" not in page and "#khau" in page
    late = client.get(LIST, asked | {"khau_han": "qua"}).content.decode()
    shown = next(each for each in found if each.key.unit == "24703").over
    assert ("H68.01-261005-0001" in late) is bool(shown)
    book = client.get(LIST, asked | {"export": "xlsx"})
    assert "H68.01-261005-0001" in str([row for row in load_workbook(BytesIO(book.content)).active.values])
    book = client.get(PAGE, {"export": "khau"})
    cells = str([row for row in load_workbook(BytesIO(book.content)).active.values])
    assert "Tổ tư pháp" in cells and "Chậm ở khâu nào" in cells


def test_nobody_sees_stages_of_dossiers_that_are_not_his(
    told: None, lan: User, quan: User, signed_in: SignedIn, places: Places
) -> None:
    page = signed_in(lan).get(PAGE).content.decode()
    assert "Tổ tư pháp" in page
    assert "Tỉnh Lâm Đồng · Tổ tư pháp" in page, "an office above is named, not coded"
    asked = {"khau": "1", "khau_cq": "24703", "khau_buoc": "", "khau_bp": "Tổ tư pháp"}
    stranger = signed_in(quan).get(LIST, asked)
    assert stranger.status_code == 403 or "H68.01-261005-0001" not in stranger.content.decode()


def test_without_changes_the_section_says_how_to_get_them(imported: Imported, hoa: User, signed_in: SignedIn) -> None:
    imported([dossier(1)])
    page = signed_in(hoa).get(PAGE).content.decode()
    assert "Chưa nguồn nào gửi thay đổi trạng thái hồ sơ" in page


def test_the_section_asks_the_database_nothing_more(
    told: None, hoa: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert stages_of(PART, WINDOW)


@pytest.mark.django_db(transaction=True)
def test_declaring_a_policy_counts_the_stages_anew(
    told: None, places: Places, hoa: User, source: DossierSource
) -> None:
    before = stages_version(rollup_root())
    declare_counting_policy(actor=hoa, unit=places.province, words=words())
    run_waiting()
    assert before is not None and stages_version(rollup_root()) != before
