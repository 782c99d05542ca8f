"""Figures that a text says again (a table, another section, «cả 04 trường hợp»); silent where it may be another."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import pytest

from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind, ProofText
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
TABLE = """
TT | Lĩnh vực | Tiếp nhận mới | Đã giải quyết | Đang giải quyết
1 | Đất đai | 2.214 | 2.166 | 48
2 | Môi trường | 1.186 | 1.160 | 26
3 | Xây dựng | 402 | 393 | 9
 | Tổng cộng | 3.802 | 3.719 | 83
"""


def _found(lines: Sequence[str], table: str = TABLE) -> list[ProofFinding]:
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines())
    passages = [Passage(text, number, section="II") for number, text in enumerate(lines, 1)]
    row_lines = tuple(range(50, 50 + len(rows)))
    passages.append(Passage("", 50, kind=PassageKind.TABLE, section="II", rows=rows, row_lines=row_lines))
    return list(proof_read(ProofText(tuple(passages), "thử", "Báo cáo"), RULES, lambda day: None))


@pytest.mark.parametrize(
    ("holds", "broken", "rules"),
    [
        (["Trong kỳ tiếp nhận mới 3.802 hồ sơ."], ["Trong kỳ tiếp nhận mới 3.082 hồ sơ."], ["figures_differ"]),
        (["Toàn huyện đã giải quyết 3.719 hồ sơ."], ["Toàn huyện đã giải quyết 3.819 hồ sơ."], ["figures_differ"]),
        (["Lĩnh vực đất đai đang giải quyết 48 hồ sơ."], ["Lĩnh vực đất đai đang giải quyết 84 hồ sơ."],
         ["figures_differ"]),
        (["Còn 24 hồ sơ quá hạn, đã xin lỗi cả 24 trường hợp."], ["Còn 24 hồ sơ quá hạn, đã xin lỗi cả 25 trường hợp."],
         ["figures_differ"]),
        (["Có 45 báo cáo phải sửa, chiếm 15,5% tổng số báo cáo (45/291)."],
         ["Có 54 báo cáo phải sửa, chiếm 15,5% tổng số báo cáo (45/291)."], ["figures_differ"]),
        (["Tổng kinh phí thực hiện là 8.940 triệu đồng.", "Đề nghị phê duyệt tổng kinh phí thực hiện 8.940 triệu đồng.",
          "Cấp tổng kinh phí thực hiện 8.940 triệu đồng trong năm."],
         ["Tổng kinh phí thực hiện là 8.940 triệu đồng.", "Đề nghị phê duyệt tổng kinh phí thực hiện 8.940 triệu đồng.",
          "Cấp tổng kinh phí thực hiện 8.490 triệu đồng trong năm."], ["figures_differ"]),
        (["Có 612 công chức có mặt trên 640 chỉ tiêu được giao, đạt 95,6%."],
         ["Có 812 công chức có mặt trên 640 chỉ tiêu được giao, đạt 95,6%."], ["rate_differs"]),
        (["Ban hành 19 văn bản, gồm: 06 nghị quyết và 13 quyết định."],
         ["Ban hành 19 văn bản, gồm: 06 nghị quyết và 31 quyết định."], ["sum_differs"]),
        (["Có 60 trung tâm, trong đó 42/60 trung tâm đã được đầu tư, 18 trung tâm còn thiếu."],
         ["Có 61 trung tâm, trong đó 42/60 trung tâm đã được đầu tư, 18 trung tâm còn thiếu."],
         ["figures_differ", "sum_differs"]),
    ],
)  # fmt: skip
def test_told_only_when_they_differ(holds: list[str], broken: list[str], rules: list[str]) -> None:
    assert _found(holds) == []
    assert sorted(each.rule for each in _found(broken)) == rules


@pytest.mark.parametrize(
    "line",
    [
        "Cùng kỳ năm trước tiếp nhận mới 3.082 hồ sơ.",
        "Phấn đấu tiếp nhận mới 3.902 hồ sơ.",
        "Trong tháng tiếp nhận mới 1.204 hồ sơ.",
        "Trong tháng tiếp nhận mới 2.166 hồ sơ.",
        "Lĩnh vực hộ tịch đang giải quyết 18 hồ sơ.",
        "Cả 03 cấp đang giải quyết 12 hồ sơ; cả 02 trung tâm đều có máy quét.",
        "Có 45 báo cáo phải sửa, chiếm 15,5% số đơn vị gửi chậm (09/58).",
    ],
)
def test_silent_where_it_may_be_another_figure(line: str) -> None:
    assert [each.rule for each in _found([line])] == []


def test_two_sections_of_alike_words_and_other_numbers_are_silent() -> None:
    lines = ["Cấp huyện: tổng số hồ sơ tiếp nhận là 6.418 hồ sơ.", "Cấp xã: tổng số hồ sơ tiếp nhận là 6.118 hồ sơ."]
    assert _found(lines) == []


def test_every_figure_of_the_identity_is_named_with_its_place() -> None:
    (told,) = _found(["Trong kỳ tiếp nhận mới 3.082 hồ sơ."])
    assert [(each.printed, each.at.line) for each in told.involved] == [("3082", 1), ("3802", 54)]

    (summed,) = _found(["Ban hành 19 văn bản, gồm: 06 nghị quyết và 15 quyết định."])
    assert [(each.printed, each.at.line) for each in summed.involved] == [("19", 1), ("6", 1), ("15", 1)]


def test_a_cell_that_breaks_its_row_stands_at_the_line_of_its_row() -> None:
    found = _found([], TABLE.replace("2.166", "2.266"))
    assert {each.at.line for each in found} == {51, 54}
    assert {line.at.line for each in found for line in each.involved} >= {51, 52, 53, 54}


def test_a_cell_has_one_line() -> None:
    """The sentence names the line of the cell's row, as the places of the finding do; not that of its table."""
    told = _found(["Trong kỳ tiếp nhận mới 3.082 hồ sơ."])[0]
    assert told.values["other_place"] == "54"
    assert {each.at.line for each in told.involved} == {1, 54}
