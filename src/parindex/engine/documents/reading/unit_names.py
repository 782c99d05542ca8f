"""Names of units and positions in running text, and the one name that spellings lead to."""

from __future__ import annotations

import re
from functools import lru_cache

from parindex.engine.documents.reading.letters import LOW, UP
from parindex.engine.documents.reading.model import Passage, UnitNamed
from parindex.engine.documents.reading.words import ReadingWords, fold_name

_VERBS = (
    "về|ban hành|quy định|phê duyệt|sửa đổi|công bố|hướng dẫn|triển khai|thực hiện|phối hợp|chủ trì|tham mưu|theo dõi"
    "|tổ chức|xây dựng|có|được|đã|để|tại|trong|là|thì|yêu cầu|chịu|căn cứ|nhằm|khi|quán triệt|rà soát|hàng|hằng"
    "|kiểm tra|báo cáo|xem xét|giao|công nhận|thông qua|kịp thời|tăng cường|đẩy mạnh|chỉ đạo|bố trí|cung cấp|tiếp tục"
    "|phấn đấu|duy trì|nâng cao|công khai|đảm bảo|bảo đảm|thường xuyên|khẩn trương|chuẩn bị|trình|đề xuất|phổ biến"
    "|đánh giá|cử|chấn chỉnh|khắc phục|phân công|lựa chọn|niêm yết|số hóa|rút ngắn|mở rộng|lồng ghép"
    "|thẩm định|giải quyết|xử lý|hoàn thiện|nghiên cứu|phát động|chủ động|giúp"
    "|làm|nghiêm túc|đôn đốc|thông báo|tiếp nhận|cập nhật|tổng hợp|số(?=\\s*[:\\d])|phải|cần|sẽ|hoàn thành|trả|gửi|nộp"
    "|và (?:các|Quyết|Nghị|Kế|Kết|Chương|Công văn|Thông tư|Thông báo|chịu|tổ chức)"
)
_OTHER_WORDS = "chức|hành|cáo|trí|máy|chỉ số|tiêu chí|thủ tục|số liệu|thảo|thi|phẩm|chống|ngừa|hợp|dân phố"
_NO_UNIT = rf"(?:\s+(?:{_OTHER_WORDS})\b|,?\s+chống\b)"
"""What makes another word of a head: tổ chức, ban hành, báo cáo, bộ máy, phòng, chống."""
_STOP = re.compile(rf"\s*(?:[,;:.()]|$|\s(?:{_VERBS})\b)")
_AND = re.compile(
    r",\s*(?:thị trấn|phường|thành phố|thị xã|ban|ngành|đặc khu|đơn vị|địa phương"
    r"|cơ quan|đoàn thể|bộ phận)\b(?:[^,;:.()]{0,20}?(?=[,;:.()]|\s[a-z]|$))?"
    rf"(?:\s[{UP}]\S+)*"
)


_THREE = re.compile(
    rf"(?:Sở|Phòng|Ban|Trung tâm|Bộ)(?: [{UP}{LOW}]+){{1,4}}, (?P<second>[{UP}][{LOW}]+(?: [{UP}{LOW}]+){{0,3}}?)"
    rf" và (?P<third>[{UP}][{LOW}]+)"
)
"""One name of three parts: "Sở Văn hóa, Thể thao và Du lịch", "Phòng Kinh tế, Hạ tầng và Đô thị"."""


@lru_cache(maxsize=8)
def _heads(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\b(?!{_NO_UNIT})", re.IGNORECASE)


def unit_at(text: str, start: int, words: ReadingWords) -> int | None:
    """End of the unit's name that begins at ``start``, ``None`` when none does."""
    lead = re.compile(r"\s*").match(text, start)
    at = lead.end() if lead else start
    head = _heads(words.unit_pattern).match(text, at)
    if head is None:
        return None
    start = _known_with_comma(text, at, words) or head.end()
    three = _THREE.match(text, at) if start == head.end() else None
    if three is not None and not any(_heads(words.unit_pattern).match(three[part]) for part in ("second", "third")):
        start = three.end()
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    comma = _and_name(text, end)
    return comma if comma is not None else end


def _known_with_comma(text: str, at: int, words: ReadingWords) -> int | None:
    """End of a known name that holds a comma: "Báo và Đài Phát thanh, Truyền hình"."""
    folded = text[at : at + 120].lower()
    found = next((each for each in words.names_with_comma if folded.startswith(each)), None)
    return at + len(found) if found is not None else None


def _and_name(text: str, end: int) -> int | None:
    """ "xã, thị trấn", "huyện, thành phố", "Sở, ban, ngành": the comma belongs to the name."""
    found = None
    while (match := _AND.match(text, end)) is not None:
        found = end = match.end()
    return found


def name_unit(printed: str, words: ReadingWords, passage: Passage | None = None) -> UnitNamed:
    """The printed name with the name that it is known by."""
    bare = " ".join(printed.split()).strip(" ,;:.")
    folded = fold_name(bare)
    if folded in words.alias:
        return UnitNamed(printed=bare, name=words.alias[folded], known=True, passage=passage)
    for spelling in sorted(words.alias, key=len, reverse=True):
        if folded.startswith(spelling + " "):
            rest = bare.split()[len(spelling.split()) :]
            return UnitNamed(printed=bare, name=" ".join([words.alias[spelling], *rest]), known=True, passage=passage)
    return UnitNamed(printed=bare, name=bare, known=False, passage=passage)
