"""Headers that one-stop systems use and no norm has: proposed as such, never before a header of the layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lake.exported import LAYOUT, options

from parindex.engine.tables.rows import fold
from parindex.lake.mapping import MappingReason, dossier_layout, event_layout, layout_of, propose
from parindex.lake.raw_rows import Sample

HEAD = (
    "Mã HS", "Tên TTHC", "Mã TTHC", "Lĩnh vực", "Ngày nhận", "Hẹn trả", "Ngày trả", "Nguồn nộp", "Mức DVC",
    "Trạng thái hồ sơ", "Họ tên người nộp", "Ghi chú nội bộ", "Mã đơn vị",
)  # fmt: skip
ROW = (
    "H68.00.61-261108-0001", "Đăng ký khai sinh", "1.001193", "Hộ tịch", "08/11/2026 08:15", "11/11/2026 17:00",
    "10/11/2026 10:00", "Cổng DVCQG", "Toàn trình", "Đã trả kết quả", "Nguyễn Văn A", "", "24703",
)  # fmt: skip
KEYS = ("ma_ho_so", "ma_don_vi", "ma_tthc", "kenh", "trang_thai", "ngay_tiep_nhan", "ngay_hen_tra", "ngay_tra")
CAMEL = ("maHoSo", "maDonVi", "maThuTuc", "hinhThucNop", "trangThai", "ngayTiepNhan", "ngayHenTra", "ngayTra")
WANTED = ("record_code", "receiving_unit", "procedure_code", "channel", "status", "received_at", "due_at",
          "returned_at")  # fmt: skip


def test_an_everyday_export_needs_no_choosing() -> None:
    found = propose(Sample(HEAD, (ROW,), 1), LAYOUT, options().setting)
    assert found.missing == ()
    columns = {each.header: each.column for each in found.columns}
    assert (columns["Mã HS"], columns["Nguồn nộp"], columns["Mã đơn vị"]) == (
        "record_code",
        "channel",
        "receiving_unit",
    )
    assert (columns["Hẹn trả"], columns["Tên TTHC"], columns["Họ tên người nộp"]) == ("due_at", None, None)
    unit = next(each for each in found.columns if each.header == "Mã đơn vị")
    assert (unit.confidence, unit.reasons[0]) == (95, MappingReason.HEADER_EVERYDAY)


@pytest.mark.parametrize("keys", [KEYS, CAMEL])
def test_keys_of_a_service_are_known(keys: tuple[str, ...]) -> None:
    found = propose(Sample(keys, (), 0), LAYOUT, options().setting)
    assert (tuple(each.column for each in found.columns), found.missing) == (WANTED, ())


def test_a_header_of_the_layout_comes_before_one_of_use() -> None:
    """Whatever their order in the file."""
    for head in (("Mã đơn vị", "Đơn vị tiếp nhận"), ("Đơn vị tiếp nhận", "Mã đơn vị")):
        found = propose(Sample(head, (("24703", "24703"),), 1), LAYOUT, options().setting)
        assert {each.header: each.column for each in found.columns} == {
            "Đơn vị tiếp nhận": "receiving_unit", "Mã đơn vị": None,
        }  # fmt: skip


def test_an_everyday_export_is_one_of_dossiers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(";".join(HEAD) + "\n" + ";".join(ROW) + "\n", encoding="utf-8-sig")
    setting = options().setting
    assert layout_of(path, [event_layout(), dossier_layout()], setting).layout == "dossiers"


def test_no_everyday_header_means_two_columns() -> None:
    for layout in (dossier_layout(), event_layout()):
        listed = [fold(header) for each in layout.columns for header in (*each.headers, *each.everyday)]
        assert sorted(listed) == sorted(set(listed))
        assert not [header for each in layout.columns for header in each.everyday if layout.is_personal(header)]
