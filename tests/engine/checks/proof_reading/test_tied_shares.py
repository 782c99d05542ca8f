"""A percentage directly behind a part of what is told before it: what it is not, is told, no slip needed."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks import Severity
from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.documents.reading.reader import read_document
from parindex.engine.documents.reading.words import read_words

WORDS = read_words((files("parindex") / "rulebooks" / "aliases" / "reading_words.yaml").read_bytes())
RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())


def _found(line: str) -> list[ProofFinding]:
    return list(proof_read(text_of(["I. KẾT QUẢ", line]), RULES, lambda day: None))


WRONG = [
    (
        "Trung tâm tiếp nhận 2.155 hồ sơ, trong đó: tiếp nhận trực tuyến 1.812 hồ sơ, đạt {}%; tiếp nhận trực tiếp 343 "
        "hồ sơ.",
        "86,2",
        "84,1",
    ),
    ("Xã tiếp nhận 2.155 hồ sơ, trong đó: trực tuyến 1.812 hồ sơ (đạt {}%), trực tiếp 343 hồ sơ.", "86,2", "84,1"),
    ("Xã tiếp nhận 2.155 hồ sơ, trong đó tiếp nhận trực tuyến 1.812 hồ sơ, chiếm {}%.", "86,2", "84,1"),
    ("Tiếp nhận 2.155 hồ sơ; trong đó, có 1.812 hồ sơ trực tuyến ({}%).", "86,2", "84,1"),
    ("Xã tiếp nhận 2.155 hồ sơ, trong đó trực tuyến là 1.812 hồ sơ, tỷ lệ {}%.", "86,2", "84,1"),
    ("Xã tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, chiếm tỷ lệ {}% tổng số hồ sơ.", "86,2", "84,1"),
    ("Tổng số cán bộ, công chức xã là 42 người, trong đó 40 người có trình độ đại học trở lên, đạt {}%.", "92,24",
     "95,24"),
    ("Thu ngân sách trên địa bàn ước đạt 6.320 triệu đồng, bằng {}% dự toán tỉnh giao (8.000 triệu đồng).", "82", "79"),
    ("Giải ngân được 6.320 triệu đồng, đạt {}% kế hoạch vốn (8.000 triệu đồng).", "82", "79"),
    ("Giải ngân được 6.320 triệu đồng, đạt {}% so với kế hoạch vốn giao là 8.000 triệu đồng.", "82", "79"),
    ("Kế hoạch giao 36 nhiệm vụ, đã hoàn thành 27 nhiệm vụ, đạt {}%.", "82", "75"),
    ("Phát ra 500 phiếu, thu về 480 phiếu, đạt {}%.", "92,5", "96,0"),
    ("Phát ra 500 phiếu khảo sát, số phiếu thu về là 480 phiếu, đạt tỷ lệ {}%.", "92,5", "96,0"),
    ("Trong tổng số 2.155 hồ sơ tiếp nhận, có 1.812 hồ sơ trực tuyến, đạt {}%.", "86,2", "84,1"),
    ("Trong 42 cán bộ, công chức có 40 người đạt chuẩn, chiếm {}%.", "92,24", "95,24"),
    ("Toàn xã có 12 thôn, trong đó 9 thôn đã có tổ công nghệ số cộng đồng, tương ứng {}%.", "82", "75"),
    ("Xã đã trả kết quả 2.101 hồ sơ (2.088 hồ sơ đúng hạn, đạt {}%).", "97,2", "99,4"),
    ("Đã giải quyết 2.101 hồ sơ, trong đó trước hạn 1.500 hồ sơ, đúng hạn 588 hồ sơ, đạt {}%.", "96,1", "99,4"),
    ("Tổng số hồ sơ tiếp nhận: 2.155 hồ sơ. Trong đó: hồ sơ trực tuyến 1.812 hồ sơ, chiếm {}%.", "86,2", "84,1"),
    ("Thu được 480 phiếu trong tổng số 500 phiếu phát ra, đạt {}%.", "92,5", "96,0"),
    ("Trong số 2.155 hồ sơ tiếp nhận thì 1.812 hồ sơ nộp trực tuyến ({}%).", "86,2", "84,1"),
    ("Toàn xã có 45 cán bộ, công chức; 40 người có trình độ đại học trở lên, chiếm {}%.", "92,3", "88,9"),
    ("Tổng số người khảo sát 150 người; số người hài lòng 141 người, đạt {}%.", "96,5", "94,0"),
    ("Tỷ lệ hồ sơ trực tuyến đạt {}% (1.812 hồ sơ trên 2.155 hồ sơ).", "86,2", "84,1"),
    ("Đến nay đã xử lý 45 trong 48 phản ánh, đạt {}%.", "95,57", "93,75"),
    ("Có 2.155 hồ sơ tiếp nhận, gồm 1.812 hồ sơ trực tuyến ({}%) và 343 hồ sơ trực tiếp.", "86,2", "84,1"),
    ("Hồ sơ trực tuyến: 1.812 hồ sơ, chiếm {}% trong tổng số 2.155 hồ sơ.", "86,2", "84,1"),
    ("Số công dân hài lòng là 486 người (đạt {}%) trong tổng số 512 người được hỏi.", "97,92", "94,92"),
    ("Thu hồi được 512 phiếu/540 phiếu phát ra, đạt {}%.", "96,81", "94,81"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wrong", "right"), WRONG)
def test_a_percentage_that_part_and_whole_do_not_make_is_told(line: str, wrong: str, right: str) -> None:
    told = _found(line.format(wrong))
    assert [(each.rule, each.severity) for each in told] == [("rate_differs", Severity.HIGH)]
    assert told[0].values["expected"] == Decimal(right.replace(",", "."))
    assert _found(line.format(right)) == []


@pytest.mark.parametrize(
    "line",
    [
        # another base is named, and not printed
        "Thu ngân sách 7.215 tỷ đồng, đạt 58,3% dự toán, trong đó thu nội địa 5.904 tỷ đồng, đạt 61,2% dự toán.",
        "Ban hành 50 văn bản, trong đó 20 văn bản quy phạm, đạt 80% kế hoạch.",
        "Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, bằng 104,5% so với cùng kỳ.",
        "Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, đạt 102% chỉ tiêu tỉnh giao.",
        # of the plan, as money is told
        "Thu ngân sách 7.215 tỷ đồng, trong đó thu nội địa 5.904 tỷ đồng, đạt 61,2%.",
        # each of its own base
        "Đã giải quyết 2.000 hồ sơ, trong đó cấp huyện 800 hồ sơ, đạt 98%; cấp xã 1.200 hồ sơ, đạt 97,5%.",
        "Đã giải quyết 2.000 hồ sơ, đạt 97,7%, trong đó cấp huyện 800 hồ sơ, đạt 98,2%.",
        "Hoàn thành 27 nhiệm vụ, trong đó cấp xã 12 nhiệm vụ, đạt 80%.",
        # all that had to be done
        "Tiếp nhận 2.155 hồ sơ, trong đó số hóa 1.812 hồ sơ, đạt 100%.",
        # two parts together
        "Đã giải quyết 2.101 hồ sơ, trong đó trước hạn 1.500 hồ sơ, đúng hạn 588 hồ sơ, đạt 99,38%.",
        # of what was carried over and received
        "Kỳ trước chuyển sang 52 hồ sơ, tiếp nhận mới 2.155 hồ sơ; đã giải quyết 2.101 hồ sơ, đạt 95,2%.",
        # in time: of what is resolved, which is not printed
        "Trong tháng, UBND xã tiếp nhận 215 hồ sơ, giải quyết đúng hạn 203 hồ sơ, đạt 96,7%.",
        "Tiếp nhận 2.155 hồ sơ; quá hạn 35 hồ sơ, chiếm 1,73%.",
        # its base is told behind it, or it has a name of its own
        "Trong tháng tiếp nhận 215 hồ sơ, đã giải quyết 198 hồ sơ, đạt 95,19% (tính cả hồ sơ kỳ trước chuyển sang).",
        "Có 20 TTHC phát sinh, trong đó 15 TTHC toàn trình, tỷ lệ hồ sơ trực tuyến đạt 86,2%.",
        # another unit
        "Giải quyết 45 hồ sơ trong 03 lĩnh vực, đạt 90%.",
        "Tổ chức 15 cuộc, trong đó có 300 người dự, đạt 75%.",
        # not exact
        "Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, đạt trên 80%.",
        "Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, tăng 5,2%.",
        # of another figure that stands near by
        "Biên chế giao 171 người. Hiện có 162 người, trong đó nữ 80 người, đạt 46,78%.",
        "Biên chế giao 23 người, có mặt 21 người, đạt 91,3%; trong đó đại học trở lên 20 người, đạt 95,24%.",
        "Tiếp nhận 48 phản ánh. Trong tháng đã xử lý 45 vụ việc, đạt 97,12%.",
        "Giải ngân được 6.320 triệu đồng, đạt 82% kế hoạch (thiếu 1.387 triệu đồng).",
    ],
)
def test_another_base_is_left_alone(line: str) -> None:
    assert _found(line) == []


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, đạt {}%.", ("61,3", "84,08")),
        # what was carried over, or what is not due, may be counted
        ("Tiếp nhận 48 phản ánh, kiến nghị; đã xử lý 45, đạt {}%.", ("95,57", "93,75")),
        ("Tiếp nhận 500 hồ sơ đất đai; giải quyết 450 hồ sơ, đạt {}%.", ("91,84", "90")),
    ],
)
def test_what_may_be_of_another_base_is_to_be_looked_at(line: str, holds: tuple[str, str]) -> None:
    told = _found(line.format(holds[0]))
    assert [(each.rule, each.severity, each.cause) for each in told] == [
        ("rate_differs", Severity.MEDIUM, "base_may_differ")
    ]
    assert _found(line.format(holds[1])) == []


def test_a_second_share_is_held_where_the_first_holds() -> None:
    line = "Tiếp nhận 2.155 hồ sơ, trong đó trực tuyến 1.812 hồ sơ, chiếm 84,08%; trực tiếp 343 hồ sơ, chiếm {}%."
    assert _found(line.format("15,92")) == []
    assert [(each.rule, each.values["expected"]) for each in _found(line.format("18,47"))] == [
        ("rate_differs", Decimal("15.92"))
    ]


def test_in_a_paragraph_broken_over_lines_the_line_is_that_of_the_figure() -> None:
    """So that the figure is left open when all are accepted at once."""
    text = (
        "BÁO CÁO\nKết quả\n\nI. KẾT QUẢ\n"
        "Trong chín tháng qua Trung tâm Phục vụ hành chính công xã đã tiếp nhận tổng cộng là 2.155\n"
        "hồ sơ các loại của cá nhân và tổ chức trên địa bàn, trong đó hồ sơ tiếp nhận trực tuyến là\n"
        "hình thức chính với số lượng 1.812 hồ sơ, đạt 86,2%; hồ sơ tiếp nhận trực tiếp là 343.\n"
    )
    read = proof_text(read_document(text.encode(), file_name="b.txt", words=WORDS))
    told = next(each for each in proof_read(read, RULES, lambda day: None) if each.rule == "rate_differs")
    assert told.at.line == 7
    assert {each.at.line for each in told.involved} == {5, 7}


OWN_PLANS = [
    "Kế hoạch vốn 8.000 triệu đồng, đã giải ngân 6.320 triệu đồng, đạt 79% kế hoạch, trong đó vốn trung ương 2.000 "
    "triệu đồng, đạt 65%.",
    "Kế hoạch vốn năm 2026 là 9.500 triệu đồng, trong đó vốn tỉnh 3.000 triệu đồng, đạt 72%; vốn xã 6.500 triệu đồng, "
    "đạt 61%.",
    "Tổng thu ngân sách 9.400 triệu đồng, trong đó thu nội địa 3.100 triệu đồng, đạt 72%; thu khác 1.900 triệu đồng, "
    "bằng 104%.",
]


@pytest.mark.parametrize("line", OWN_PLANS)
def test_a_part_of_money_reaches_a_plan_of_its_own(line: str) -> None:
    assert _found(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Kế hoạch vốn 8.000 triệu đồng, đã giải ngân 6.320 triệu đồng, đạt 97%.",
        "Kế hoạch vốn 8.000 triệu đồng, trong đó vốn trung ương 2.000 triệu đồng, chiếm 35%.",
    ],
)
def test_what_was_spent_of_a_plan_and_shares_of_money_are_told(line: str) -> None:
    assert len(_found(line)) == 1
