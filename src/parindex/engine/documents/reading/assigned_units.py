"""Who is to do a task: the lead and co-operating units that its words, or a heading above, name."""

from __future__ import annotations

import re
from typing import NamedTuple

from parindex.engine.documents.reading.letters import UP
from parindex.engine.documents.reading.model import UnitNamed
from parindex.engine.documents.reading.unit_names import name_unit, unit_at
from parindex.engine.documents.reading.words import ReadingWords

_GIVE = re.compile(r"^\s*(?:Giao|Đề nghị|Yêu cầu|Đối với|Phân công|Trách nhiệm của)\s+(?:cho\s+)?", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:yêu cầu|đề nghị|giao(?!\s+ban\b))\s+(?:các\s+)?")
_LEADING = re.compile(
    r"(?:[.;,:(]\s*|\bdo\s+)(?:(?:giao|phân công)\s+(?:cho\s+)?)?(?P<unit>[^.;:()]{3,120}?)\s+chủ trì\b", re.IGNORECASE
)
"""The lead behind what is to be done: "Rà soát thủ tục; Phòng Kinh tế chủ trì", "…. Giao Văn phòng chủ trì"."""
_LEAD_NAMED = re.compile(r"(?:\b(?:đơn vị|cơ quan)\s+chủ trì|(?:^|[.;(]\s*)chủ trì)\s*:\s*", re.IGNORECASE)
_WITH = re.compile(r"phối hợp\s*(?:(?:chặt chẽ\s*)?(?:với|cùng)\s*:?|:)\s*", re.IGNORECASE)
_PREFIX = re.compile(r"^\s*(?:Các|các)\s+(?P<kind>Phòng|phòng|Sở|sở|Ban|ban|Bộ phận|Trung tâm)\s*:\s*")
_BETWEEN = re.compile(r"\s*(?:,|;|và)\s*(?:và\s+)?")
_BRACKET = re.compile(r"\s*\([^()]{0,120}\)")
_VERB = re.compile(
    r"\s*(?:,\s*)?(?:chủ trì|tham mưu|theo dõi|đôn đốc|thực hiện|tổ chức|xây dựng|căn cứ|phối hợp"
    r"|chịu trách nhiệm|hướng dẫn|"
    r"triển khai|rà soát|quán triệt|phổ biến|tăng cường|đẩy mạnh|tiếp tục|phải|có trách nhiệm|chủ động|kiểm tra"
    r"|tổng hợp|"
    r"hoàn thành|phấn đấu|cập nhật|kịp thời|nghiêm túc|đảm bảo|bảo đảm|là|giúp|duy trì|công khai|báo cáo"
    r"|ban hành|nâng cao|bố trí|cử|gửi|trình|thẩm định|giải quyết|xử lý|hoàn thiện|cung cấp|chuẩn bị|đề xuất"
    r"|công bố|niêm yết|số hóa|khắc phục|đánh giá|nghiên cứu|thông báo|phát động|lồng ghép|rút ngắn)\b",
    re.IGNORECASE,
)


class Assigned(NamedTuple):
    """Leads and co-operating units. ``only``: the text names units and says nothing to do."""

    leads: tuple[UnitNamed, ...] = ()
    cooperating: tuple[UnitNamed, ...] = ()
    only: bool = False


def assigned_in(text: str, words: ReadingWords) -> Assigned:
    """Units that the words of a task or heading name."""
    bare = text.strip()
    lead_at = _GIVE.match(bare)
    start = lead_at.end() if lead_at else 0
    leads, end = _units(bare, start, words, small=lead_at is not None)
    if leads and not lead_at and not _is_subject(bare, end):
        leads, end = (), 0
    if not leads and (asked := _ASKED.search(bare)):
        leads, _ = _units(bare, asked.end(), words, small=True)
    rest = bare[end:].strip(" .:;")
    short = re.fullmatch(r"\(?[^()]{0,60}\)?", rest) is not None and not _VERB.match(" " + rest)
    only = bool(leads) and (not rest or short)
    if leads and re.fullmatch(r"\s*:?\s*(?:chủ trì,?\s*)?phối hợp[^.]{0,120}:?", bare[end:]) and bare.endswith(":"):
        only = True
    leads = leads or _lead_behind(bare, words)
    return Assigned(leads, _cooperating(bare, words), only)


def _lead_behind(text: str, words: ReadingWords) -> tuple[UnitNamed, ...]:
    """The units right before "chủ trì" in the midst of a text, or right behind "đơn vị chủ trì:"."""
    named = _LEAD_NAMED.search(text)
    if named is not None and (found := _units(text, named.end(), words, small=True)[0]):
        return found
    at = 0
    while (match := _LEADING.search(text, at)) is not None:
        found, end = _units(text, match.start("unit"), words, small=True)
        if found and text[end:].lstrip(" ,").lower().startswith("chủ trì"):
            return found
        at = match.start() + 1
    return ()


def units_listed(text: str, words: ReadingWords) -> tuple[UnitNamed, ...]:
    """Units of a list that holds nothing else, as a cell of a table; one of no known kind is kept as printed."""
    found, end = _units(text, 0, words, small=True)
    if text[end:].strip(" .;,") or not found:
        return tuple(name_unit(each.strip(), words) for each in re.split(r";", text) if each.strip())
    return found


def _cooperating(text: str, words: ReadingWords) -> tuple[UnitNamed, ...]:
    match = _WITH.search(text)
    if match is None:
        return ()
    found, _ = _units(text, match.end(), words, small=True)
    return found


def _is_subject(text: str, end: int) -> bool:
    """Whether a list of units at the start of a text is the one that does it."""
    after = text[end:]
    return not after.strip(" .:") or after.lstrip().startswith((":", "(")) or _VERB.match(after) is not None


def _units(text: str, start: int, words: ReadingWords, *, small: bool = False) -> tuple[tuple[UnitNamed, ...], int]:
    """The list of units that begins at ``start`` and where it ends. ``small``: a unit may begin with a small letter."""
    prefix = _PREFIX.match(text[start:])
    if prefix is not None:
        return _shared(text, start + prefix.end(), prefix["kind"].capitalize(), words)
    found: list[UnitNamed] = []
    at = start
    while True:
        lead = len(text) - len(text[at:].lstrip()) if at < len(text) else len(text)
        if not small and not found and not re.match(rf"[{UP}]", text[lead : lead + 1]):
            break
        end = unit_at(text, lead, words)
        if end is None or end <= lead:
            break
        found.append(name_unit(text[lead:end], words))
        bracket = _BRACKET.match(text, end)
        at = bracket.end() if bracket else end
        between = _BETWEEN.match(text, at)
        if between is None or unit_at(text, between.end(), words) is None:
            break
        at = between.end()
    return tuple(found), at


def _shared(text: str, start: int, kind: str, words: ReadingWords) -> tuple[tuple[UnitNamed, ...], int]:
    """ "Các Phòng: Nội vụ, Tư pháp …": every member bears the word before the colon, but for one with its own."""
    verb = _VERB.search(text, start)
    end = verb.start() if verb else len(text)
    found = []
    for piece in re.split(r"[,;]", text[start:end]):
        name = piece.strip(" .")
        if not name:
            continue
        own = unit_at(name, 0, words) is not None and not name.startswith(("Nội vụ",))
        found.append(name_unit(name if own else f"{kind} {name}", words))
    return tuple(found), end
