"""What looks like somebody's name or house is found; offices, units, streets and dossiers are left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks.personal_data import COVER, KnownPerson, PersonalKind, find_personal
from parindex.engine.checks.personal_guesses import cover_likely, find_likely

NAMES = [
    ("Đã mời ông Nguyễn Văn A lên làm việc.", "Nguyễn Văn A"),
    ("ông/bà Nguyễn Văn A đề nghị", "Nguyễn Văn A"),
    ("Ông (bà) Trần Thị Bưởi", "Trần Thị Bưởi"),
    ("Gửi ông Bình trả lời", "Bình"),
    ("bà H'Bia Niê ở buôn Ja Rah", "H'Bia Niê"),
    ("ông Y Thịnh Niê chưa ký", "Y Thịnh Niê"),
    ("HỘ ÔNG LÊ VĂN TÁM", "LÊ VĂN TÁM"),
    ("hộ ông Điểu Rôn", "Điểu Rôn"),
    ("Do chị Lan nghỉ ốm", "Lan"),
    ("Bà Hoa chưa nộp phí.", "Hoa"),
    ("Họ và tên: Phạm Hoàng Nam", "Phạm Hoàng Nam"),
    ("công dân Lò Văn Pành phản ánh", "Lò Văn Pành"),
    ("hồ sơ của Trần Thị Bích Ngọc chậm", "Trần Thị Bích Ngọc"),
    ("đồng chí Vũ Minh Đức nghỉ phép", "Vũ Minh Đức"),
    ("ông Đỗ Văn Chủ tịch nhiệm", "Đỗ Văn Chủ"),
    ("Cán bộ tên Hùng yêu cầu nộp thêm", "Hùng"),
    ("một nhân viên tên là Lan Anh gọi điện", "Lan Anh"),
    ("người tên Nguyễn Hoàng Nam nhận tiền", "Nguyễn Hoàng Nam"),
    ("anh tên Bình ở bộ phận một cửa", "Bình"),
    ("cán bộ Trần Quốc Bảo không tiếp", "Trần Quốc Bảo"),
    ("công chức tư pháp Lê Minh Tâm", "Lê Minh Tâm"),
    ("trưởng thôn Đinh Công Tráng", "Đinh Công Tráng"),
    ("khai sinh cho cháu Trần Mận", "Trần Mận"),
    ("con gái Phạm Gia Hân nhập học", "Phạm Gia Hân"),
    ("vợ tôi là Lê Ngọc Na đi làm", "Lê Ngọc Na"),
    ("mẹ cháu là bà Lê Na", "Lê Na"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names_of_anybody_are_found(text: str, name: str) -> None:
    (found,) = find_likely(text)
    assert (found.kind, text[found.start : found.end]) == (PersonalKind.NAME, name)
    assert cover_likely(text) == text.replace(name, COVER)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ở số nhà 12/4 đường Hùng Vương, xã Nâm Nung", "số nhà 12/4 đường Hùng Vương"),
        ("Nhà số 7, ngõ 15 phố Huế", "Nhà số 7, ngõ 15 phố Huế"),
        ("tại số 45 đường Nguyễn Huệ", "số 45 đường Nguyễn Huệ"),
        ("trong hẻm 34/5 đường Lê Lợi", "hẻm 34/5 đường Lê Lợi"),
        ("SN 20 tổ 3", "SN 20"),
    ],
)
def test_houses_are_found(text: str, part: str) -> None:
    (found,) = find_likely(text)
    assert (found.kind, text[found.start : found.end]) == (PersonalKind.ADDRESS, part)


@pytest.mark.parametrize(
    "text",
    [
        "UBND xã Hàm Thuận đã trả lời bằng văn bản số 15/UBND-VP.",
        "ông Chủ tịch UBND xã, bà Phó Chủ tịch HĐND và ông Trưởng phòng Nội vụ đã họp.",
        "Ông Giám đốc Sở Nội vụ tỉnh Lâm Đồng",
        "tỉnh Bà Rịa - Vũng Tàu, đặc khu Cô Tô, thị trấn Sông Đốc",
        "đường Nguyễn Văn Cừ, Trường THCS Nguyễn Thị Minh Khai, xã Trần Văn Thời",
        "Đảng ủy, UBND, Trung tâm Phục vụ hành chính công; Thành phố Hồ Chí Minh",
        "Cán bộ một cửa nghỉ ốm, hệ thống lỗi, chờ Văn phòng đăng ký đất đai trả kết quả.",
        "Hồ sơ H68.00.61-261118-0002 và H46.11-261116-0001 quá hạn 3 ngày; 1.310 hồ sơ, 85,96 %.",
        "Các ông, bà trưởng thôn; hộ nghèo, hộ Cận nghèo; chú ý Biểu 06a; em Y, ông A.",
        "Nghị định 61/2018/NĐ-CP; Quyết định số 766/QĐ-TTg ngày 23/6/2022; 1.500.000 đồng",
        "thửa đất số 45, tờ bản đồ số 12; ngày hẹn trả 20/11/2026",
        "Hội Liên hiệp Phụ nữ, Đoàn Thanh niên; Anh hùng Lao động; Cô Giáo dục công dân",
        "cán bộ Đoàn Thanh niên, cán bộ Hội Nông dân, công chức Văn phòng - Thống kê, cán bộ Tư pháp",
        "Cán bộ Văn phòng UBND, nhân viên Bưu điện, cán bộ Hồ sơ, công chức Địa chính xây dựng",
        "đường tên Nguyễn Du, trường mang tên Lê Hồng Phong, đổi tên Phòng Kinh tế, thủ tục có tên Đăng ký khai sinh",
        "tên Công ty, tên Cơ quan giải quyết, Tên Thủ tục; con đường Lê Lợi; người dân Lâm Đồng; cán bộ Hà Nội",
        "Chủ tịch UBND xã Nâm Nung, Chủ tịch UBND xã Trần Văn Thời, Chủ tịch UBND tỉnh Lâm Đồng, Chủ tịch Hồ Chí Minh",
        "Chủ tịch UBND xã Trần Phán, Chủ tịch UBND phường Lê Lợi, cán bộ xã Lương Sơn, công chức phường Cao Xanh",
        "cán bộ xã, công chức, viên chức Sở Nội vụ; trưởng thôn Đắk Prí; giáo viên Trường Tiểu học Kim Đồng",
    ],
)
def test_offices_units_streets_and_codes_are_left(text: str) -> None:
    assert [text[found.start : found.end] for found in find_likely(text)] == []


@pytest.mark.parametrize("text", ["Lê Hoàng Nam chậm nộp", "nguyen van binh", "con chủ quán đầu thôn"])
def test_what_cannot_be_recognised_is_written_down(text: str) -> None:
    """The limits that the pages tell of: when one falls, its sentence goes too."""
    assert find_likely(text) == ()


JOINTS = [
    "ông ",
    "bà ",
    "0912345678",
    " và ",
    ". ",
    "UBND xã Hàm Thuận",
    "số nhà 3",
    ", ",
    "H",
]


@given(st.lists(st.sampled_from([name for _, name in NAMES] + JOINTS)))
def test_a_covered_text_holds_nothing_likely_and_covering_again_changes_nothing(parts: list[str]) -> None:
    covered = cover_likely("".join(parts))
    assert find_likely(covered) == ()
    assert cover_likely(covered) == covered


@given(st.text(max_size=80), st.sampled_from(["0987654321", "068090001234", "ai@noi.example", "Nguyễn Văn Bình"]))
def test_guesses_never_lose_what_is_sure(text: str, sure: str) -> None:
    whole = f"{text} {sure} {text}"
    person = KnownPerson(full_name="Nguyễn Văn Bình")
    likely = find_likely(whole, person)
    for found in find_personal(whole, person):
        assert any(each.start <= found.start and found.end <= each.end for each in likely)
