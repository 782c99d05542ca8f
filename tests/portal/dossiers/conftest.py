"""A store of its own for every test, and exports as a one-stop system writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.platform import clock

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=clock.VIETNAM)
HEAD = ("Mã hồ sơ", "Đơn vị tiếp nhận", "Mã TTHC", "Hình thức tiếp nhận", "Trạng thái", "Ngày tiếp nhận",
        "Ngày hẹn trả", "Ngày kết thúc xử lý", "Họ và tên", "Số điện thoại", "Ghi chú nội bộ")  # fmt: skip
Line = Sequence[str]
Imported = Callable[..., ImportBatch]


def dossier(
    number: int, *, unit: str = "24703", received: str = "05/10/2026 08:00:00", due: str = "12/10/2026 17:00:00",
    done: str = "09/10/2026 10:00:00", status: str = "",
) -> Line:  # fmt: skip
    """One line of an export; resolved early unless said otherwise."""
    status = status or ("Đã xử lý xong" if done else "Đang xử lý")
    return (
        f"H68.01-261005-{number:04d}", unit, "1.001193", "Trực tiếp", status,
        received, due, done, "Nguyễn Văn Tèo", "0912345678", "không",
    )  # fmt: skip


def export(lines: Sequence[Line], head: Line = HEAD) -> bytes:
    """A CSV as bytes."""
    return "\r\n".join(";".join(line) for line in (head, *lines)).encode("utf-8-sig")


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own."""
    settings.VAR = tmp_path
    settings.LAKE, settings.LAKE_WORK, settings.LAKE_OPTIONS = str(tmp_path / "lake"), str(tmp_path / "work"), {}
    return tmp_path


@pytest.fixture
def source(places: Places, hoa: User) -> DossierSource:
    """The one-stop system of the province."""
    return declare_source(actor=hoa, owner=places.province, title="Một cửa điện tử tỉnh")


@pytest.fixture
def imported(source: DossierSource, hoa: User) -> Imported:
    """Import lines: `imported(lines, name=…)`."""

    def bring_in(lines: Sequence[Line], name: str = "ho-so.csv", source: DossierSource = source) -> ImportBatch:
        with clock.stopped_at(NOW):
            batch = take_in_export(actor=hoa, source=source, name=name, content=[export(lines)])
            columns = {line[0]: line[1] for line in batch.proposal if line[1]}
            batch = confirm_columns(actor=hoa, batch=batch, columns=columns)
            return run_import(actor=hoa, batch=batch)

    return bring_in


WINDOW = (date(2025, 12, 15), date(2026, 11, 14))
