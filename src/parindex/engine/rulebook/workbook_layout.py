"""Sheets and columns of the criteria-set workbook: Vietnamese headings on one side, document keys on the other."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One column: heading as printed, key in the document, how the cell is read, width in characters."""

    heading: str
    key: str
    form: str = "text"
    """``text`` · ``number`` · ``whole`` · ``yes_no`` · ``date`` · ``lines`` (one entry a line)."""
    width: int = 14


class Sheet(NamedTuple):
    """One sheet with its heading row."""

    title: str
    columns: tuple[Column, ...]


LEVELS = {"Lĩnh vực": "fields", "Tiêu chí": "criteria", "Tiêu chí thành phần": "sub_criteria"}
"""Word in the column "Cấp" → the list that holds such nodes."""

SET = Sheet(
    "Bộ tiêu chí",
    (Column("Thuộc tính", "label", width=34), Column("Giá trị", "value", width=60), Column("Khóa", "key", width=34)),
)
NODES = Sheet(
    "Cây tiêu chí",
    (
        Column("Cấp", "level", width=20),
        Column("Mã", "code"),
        Column("Thuộc mã", "parent"),
        Column("Số in", "number"),
        Column("Tên", "title", width=60),
        Column("Tên ngắn", "short_title", width=16),
        Column("Điểm tối đa", "maximum", "number", 12),
        Column("Đơn vị thẩm định", "owner", width=18),
        Column("Nguồn số liệu", "measured"),
        Column("Thiếu số liệu", "policies.missing", width=22),
        Column("Không áp dụng", "policies.not_applicable", width=26),
        Column("Chưa đến hạn", "policies.not_yet_due", width=22),
        Column("Mẫu số bằng 0", "policies.zero_denominator", width=30),
        Column("Tài liệu kiểm chứng", "evidence", "lines", 40),
        Column("Giải pháp thường dùng", "remedies", "lines", 40),
        Column("Sản phẩm", "product", width=24),
        Column("Ghi chú", "note", width=30),
        Column("Ngày rà soát", "confirmed_on", "date"),
        Column("Điểm chưa chắc", "unsure", width=30),
        Column("Ngoài thang điểm", "outside_scale", "yes_no"),
    ),
)
INPUTS = Sheet(
    "Số liệu nhập",
    (
        Column("Mã tiêu chí", "node"),
        Column("Mã số liệu", "code", width=20),
        Column("Tên", "title", width=50),
        Column("Loại", "type"),
        Column("Đơn vị tính", "unit"),
        Column("Tử số", "numerator", width=30),
        Column("Mẫu số", "denominator", width=30),
        Column("Được vượt 100 %", "may_exceed_one", "yes_no"),
        Column("Nhỏ nhất", "minimum", "number"),
        Column("Lớn nhất", "maximum", "number"),
        Column("Mã chỉ tiêu thống kê", "indicator", width=20),
        Column("Gợi ý", "hint", width=40),
    ),
)
CHOICES = Sheet(
    "Lựa chọn",
    (
        Column("Mã tiêu chí", "node"),
        Column("Mã số liệu", "input", width=20),
        Column("Mã lựa chọn", "code"),
        Column("Tên", "title", width=50),
    ),
)
RULES = Sheet(
    "Quy tắc",
    (
        Column("Mã tiêu chí", "node"),
        Column("Tham số", "label", width=34),
        Column("Giá trị", "value", width=34),
        Column("Khóa", "key", width=34),
    ),
)
GROUPS = Sheet(
    "Điểm theo nhóm",
    (
        Column("Mã tiêu chí", "node"),
        Column("Nhóm đơn vị", "group", width=24),
        Column("Điểm tối đa", "maximum", "number"),
    ),
)
LEGAL = Sheet(
    "Căn cứ",
    (
        Column("Mã tiêu chí", "node"),
        Column("Văn bản", "act", width=40),
        Column("Điều, khoản", "clause", width=24),
        Column("Chưa chắc", "unsure", "yes_no"),
        Column("Ghi chú", "note", width=40),
    ),
)
SHEETS = (SET, NODES, INPUTS, CHOICES, RULES, GROUPS, LEGAL)

LABELS = {
    "schema": "Lược đồ",
    "code": "Mã",
    "version": "Phiên bản",
    "title": "Tên",
    "level": "Cấp đơn vị",
    "standing": "Tính chất",
    "scale": "Thang điểm",
    "valid_from": "Áp dụng từ ngày",
    "valid_to": "Áp dụng đến ngày",
    "issued_by": "Ban hành",
    "act": "Văn bản",
    "date": "Ngày",
    "issuer": "Cơ quan ban hành",
    "sources": "Nguồn",
    "source": "Nguồn",
    "notes": "Ghi chú",
    "note": "Ghi chú",
    "rounding": "Làm tròn",
    "leaf": "tiêu chí thành phần",
    "criterion": "tiêu chí",
    "field": "lĩnh vực",
    "total": "tổng điểm",
    "shown_points": "số lẻ của điểm khi hiển thị",
    "shown_index": "số lẻ của chỉ số khi hiển thị",
    "ranking": "Xếp hạng",
    "on": "theo",
    "ties": "khi bằng nhau",
    "tie_break": "thứ tự ưu tiên",
    "index_base": "Mẫu số của chỉ số",
    "class_scheme": "Xếp loại",
    "base": "tính trên",
    "bands": "mức",
    "name": "tên",
    "at_least": "từ",
    "exceptions": "Ngoại lệ có giải trình",
    "node": "tiêu chí",
    "declared": "điểm công bố",
    "sum": "tổng các điểm thành phần",
    "explanation": "giải trình",
    "crosswalk": "Bảng đối chiếu với bộ trước",
    "same_codes": "mã trùng là cùng tiêu chí",
    "lines": "dòng",
    "before": "mã cũ",
    "after": "mã mới",
    "comparable": "so sánh được",
    "kind": "Loại quy tắc",
    "ratio": "tỷ lệ",
    "points": "điểm",
    "linear": "tính theo tỷ lệ",
    "floor": "ngưỡng dưới",
    "target": "mục tiêu",
    "terms": "số hạng",
    "weight": "trọng số",
    "cap": "mức trần",
    "coefficient": "hệ số",
    "bad": "số bị trừ",
    "denominator": "mẫu số",
    "numerator": "tử số",
    "denominators": "các mẫu số",
    "count": "số lượng",
    "start": "bắt đầu từ",
    "unit": "mỗi bậc",
    "increment": "điểm mỗi bậc",
    "answer": "câu trả lời",
    "full_when": "đạt khi trả lời",
    "done_on": "ngày thực hiện",
    "month": "tháng",
    "day": "ngày",
    "year_offset": "năm so với năm đánh giá",
    "late": "chậm",
    "days_late": "số ngày chậm",
    "violations": "số vi phạm",
    "deduction": "điểm trừ mỗi vi phạm",
    "lowest": "điểm thấp nhất",
    "items": "mục",
    "current": "năm nay",
    "previous": "năm trước",
    "strict": "phải lớn hơn hẳn",
    "actual": "thực hiện",
    "plan": "kế hoạch",
    "plan_name": "tên kế hoạch",
    "met": "số chỉ tiêu đạt",
    "assigned": "số chỉ tiêu được giao",
    "not_yet_due": "số chưa đến hạn",
    "options": "phương án trả lời",
    "answers": "số phiếu",
    "groups": "nhóm được hỏi",
    "mean": "điểm bình quân",
    "rating": "điểm chấm",
    "role": "người chấm",
    "step": "bước điểm",
    "value": "giá trị",
    "external_maximum": "giá trị tối đa",
    "choice": "số liệu chọn cách tính",
    "alternatives": "cách tính",
    "rule": "quy tắc",
    "bonus_cap": "điểm thưởng tối đa",
    "penalty_cap": "điểm trừ tối đa",
}
"""Readable name of a document key, for the rows of the sheets Bộ tiêu chí and Quy tắc."""

TEXT_KEYS = frozenset(
    {"schema", "code", "version", "title", "level", "standing", "act", "issuer", "source", "sources", "notes", "note",
     "on", "ties", "tie_break", "base", "index_base", "name", "node", "explanation", "before", "after", "kind", "ratio",
     "coefficient", "bad", "denominator", "numerator", "denominators", "count", "answer", "done_on", "violations",
     "current", "previous", "actual", "plan", "plan_name", "met", "assigned", "not_yet_due", "answers", "mean",
     "rating", "role", "value", "choice"}
)  # fmt: skip
"""Keys whose value is text even when it looks like a number. ``points`` is text only in the kind
``points_as_printed``, where it names an input; input codes start with a letter, so no figure is mistaken."""


def label_of(key: str) -> str:
    """``bands[1].at_least`` → ``mức 2 – từ``."""
    words: list[str] = []
    for part in key.split("."):
        name, _, position = part.partition("[")
        word = LABELS.get(name, name)
        words.append(f"{word} {int(position.rstrip(']')) + 1}" if position else word)
    return " – ".join(words)
