"""A window whose figures were recorded after its end is reported of the records as they were then, or of the newest
ones, and the report says which.
"""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.engine_bridge import Window
from parindex.portal.platform import clock

FORM, WORD, MONTH = (reverse(f"dossiers:{name}") for name in ("form_06a", "form_06a_word", "month_word"))
OCTOBER = {"ky": "thang-2026-10"}
LAST = Window(date(2026, 10, 1), date(2026, 10, 31))
LATER = dossier(9, received="02/11/2026 08:00:00", due="09/11/2026 17:00:00", done="04/11/2026 10:00:00")
"""So that the records cover October wholly."""


@pytest.fixture
def october(imported: Imported, places: Places, hoa: User) -> None:
    """Figures of October are recorded of two dossiers; then a third of October comes in."""
    imported([dossier(1), dossier(2), LATER], name="mot.csv")
    with clock.stopped_at(NOW):
        record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=LAST)
    imported([dossier(1), dossier(2), dossier(3), LATER], name="hai.csv")


def text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def total_of(content: bytes) -> int:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return int(str(next(row for row in rows if row[0] == "Tổng số")[1]).partition(".")[0])


def said_in_excel(content: bytes) -> str:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return "\n".join(str(row[0]) for row in rows)


@pytest.mark.usefixtures("october")
def test_a_recorded_window_is_reported_as_recorded_unless_the_newest_is_asked_for(
    hoa: User, places: Places, signed_in: SignedIn
) -> None:
    client = signed_in(hoa)
    asked: dict[str, Any] = OCTOBER | {"don-vi": places.province.public_id}
    kept = min(pin.version for pin in engine_bridge.lake().pins() if pin.kind == "window")
    newest = engine_bridge.store_version()
    assert kept < newest
    page = client.get(FORM, asked).content.decode()
    assert "Theo bản đã chốt" in page and "Thay đổi sau ngày chốt không tính vào" in page
    as_recorded, now = (
        client.get(FORM, asked | more | {"export": "xlsx"}).content for more in ({}, {"ban": "moi-nhat"})
    )
    assert (total_of(as_recorded), total_of(now)) == (2, 3)
    assert f"phiên bản {kept}" in said_in_excel(as_recorded) and f"phiên bản {newest}" in said_in_excel(now)
    word = text(client.get(WORD, asked).content)
    day = show_date(clock.today())
    assert f"kho ngày {day} (phiên bản {kept}), là bản đã chốt" in word and f"phiên bản {newest}" not in word
    word = text(client.get(WORD, asked | {"ban": "moi-nhat"}).content)
    assert f"phiên bản {newest}" in word and f"(phiên bản {kept}); kho đã có thay đổi sau ngày chốt" in word
    assert "tháng 10/2026 theo bản đã chốt (Word)" in page and "tháng 10/2026, bản mới nhất (Word)" in page
    month = text(client.get(MONTH, asked).content)
    assert f"kho ngày {day} (phiên bản {kept}), là bản đã chốt" in month and f"phiên bản {newest}" not in month
    assert "2 hồ sơ" in month and "3 hồ sơ" not in month
    month = text(client.get(MONTH, asked | {"ban": "moi-nhat"}).content)
    assert f"phiên bản {newest}" in month and f"(phiên bản {kept}); kho đã có thay đổi sau ngày chốt" in month
    assert "3 hồ sơ" in month


def test_a_month_is_covered_as_the_recorded_version_covers_it(
    imported: Imported, hoa: User, places: Places, signed_in: SignedIn
) -> None:
    """The records ended on 09/10 when October was recorded; what came in later completes the newest only."""
    imported([dossier(1), dossier(2)], name="mot.csv")
    with clock.stopped_at(NOW):
        record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=LAST)
    imported([dossier(1), dossier(2), LATER], name="hai.csv")
    asked: dict[str, Any] = OCTOBER | {"don-vi": places.province.public_id}
    client = signed_in(hoa)
    assert "đến ngày 09/10/2026, chưa đủ tháng" in text(client.get(MONTH, asked).content)
    assert "đến ngày 31/10/2026, chưa đủ tháng" in text(client.get(MONTH, asked | {"ban": "moi-nhat"}).content)


@pytest.mark.usefixtures("october")
def test_a_unit_below_sees_the_recorded_version_and_links_keep_the_choice(
    lan: User, places: Places, signed_in: SignedIn
) -> None:
    page = signed_in(lan).get(FORM, OCTOBER | {"ban": "moi-nhat"}).content.decode()
    assert "đã có thay đổi sau ngày chốt" in page
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    exports = [link for link in links if link.startswith(WORD) or "export=xlsx" in link]
    assert len(exports) == 2 and all("ban=moi-nhat" in link for link in exports)


@pytest.mark.usefixtures("october")
def test_a_window_that_nobody_recorded_offers_no_choice(hoa: User, signed_in: SignedIn) -> None:
    page = signed_in(hoa).get(FORM, {"ky": "thang-2026-11"}).content.decode()
    assert "Theo bản đã chốt" not in page


def test_a_window_that_still_runs_is_not_kept(imported: Imported, places: Places, hoa: User) -> None:
    imported([dossier(1), LATER])
    year = Window(LAST.first.replace(month=1), LAST.last.replace(month=12))
    with clock.stopped_at(NOW):
        record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=year)
    assert not [pin for pin in engine_bridge.lake().pins() if pin.kind == "window"]
    with clock.stopped_at(NOW + timedelta(days=60)):
        record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=year)
    assert [pin.name for pin in engine_bridge.lake().pins() if pin.kind == "window"] == [
        f"{places.province.public_id}/2026-01-01/2026-12-31"
    ]
