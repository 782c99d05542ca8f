"""What looks like personal data of somebody unknown: a name after a form of address, a house's address.

A guess, by the shape of the words. It finds "ông Nguyễn Văn A", "bà H'Bia Niê", "Trần Thị Bưởi", "cán bộ tên Hùng",
"công chức tư pháp Lê Minh Tâm", "số nhà 12/4 đường Hùng Vương", and leaves offices ("ông Chủ tịch UBND xã", "cán bộ
Đoàn Thanh niên", "UBND xã Hàm Thuận"), streets and schools named after people. It does not find a name without a form
of address or a calling before it unless "Văn" or "Thị" stands in it ("Lê Hoàng Nam"), a name in small letters or
without accents after no form of address, a person told by his deed ("con ông chủ quán đầu thôn"). So it warns who types
and never promises that a text is clean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from parindex.engine.checks.personal_data import (
    COVER,
    KnownPerson,
    Personal,
    PersonalKind,
    apart,
    covered_once,
    find_personal,
)

_LETTERS = [chr(code) for code in (*range(0xC0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA))]
_UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
_LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())
_WORD = rf"(?:[{_UPPER}]{{2,}}(?![{_LOWER}])|[{_UPPER}][{_LOWER}]*)(?:['’\-][{_UPPER}]?[{_LOWER}]+)*"
"""One word of a name: Nguyễn, NGUYỄN, H'Bia, K'Brêu, Y."""
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,4}}"
_ADDRESSED = re.compile(
    r"(?<!\w)(?P<form>(?:[Hh]ộ\s+)?(?:[Ôô]ng|[Bb]à|ÔNG|BÀ)(?:\s*(?:/|,|\()\s*(?:[Ôô]ng|[Bb]à|ÔNG|BÀ)\)?)?"
    r"|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m|[Cc]háu|[Cc]ụ|[Tt]hầy|[Đđ]/c|[Đđ]ồng chí|[Cc]ông dân|[Hh]ọ (?:và )?tên"
    rf"|[Tt]ên là|[Tt]ôi là|[Hh]ộ)\s*:?\s+(?P<name>{_NAME})"
)
_CALLING = (
    "cán bộ|công chức|viên chức|nhân viên|chuyên viên|kế toán|bác sĩ|y sĩ|y tá|giáo viên|cô giáo|thầy giáo|trưởng thôn"
    "|trưởng buôn|công an viên|văn thư|con trai|con gái|vợ|chồng|mẹ|bố|cha"
)
"""Callings and kin: what follows is a name when it begins with a surname and has two words."""
_OF_WHAT = (
    "tư pháp|hộ tịch|địa chính|một cửa|bộ phận một cửa|tiếp nhận|tiếp nhận hồ sơ|hướng dẫn|chính sách|thuế|tôi|cháu|em"
)
_CALLED = re.compile(
    rf"(?<!\w)(?i:{_CALLING}|người|ông|bà|anh|chị|cô|chú|bác|em|cháu|bé|cụ|đồng chí)(?:\s+(?i:{_OF_WHAT}))?"
    rf"\s+(?i:tên)(?:\s+(?i:là|gọi là))?\s*:?\s+(?P<name>{_NAME})"
)
"""Somebody who is called by a name, which may be a given name alone: "cán bộ tên Hùng"."""
_TITLED = re.compile(rf"(?<!\w)(?i:{_CALLING})(?:\s+(?i:{_OF_WHAT}))?(?:\s+(?i:là))?\s*:?\s+(?P<name>{_NAME})")
_MIDDLE = re.compile(rf"(?<![\w'’])(?P<name>{_WORD}\s+(?:Văn|Thị|VĂN|THỊ)\s+{_WORD}(?:\s+{_WORD})?)")
_HOUSE = re.compile(
    r"(?<!\w)(?:(?:số nhà|nhà số|sn)\s*:?\s*\d[\w/\-.]*|số\s+\d[\w/\-.]*(?=\s*,?\s*(?:đường|phố|ngõ|ngách|hẻm|kiệt)\s)"
    rf"|(?:ngõ|ngách|hẻm|kiệt)\s+(?:số\s+)?\d[\w/\-.]*)(?:\s*,?\s*(?:đường|phố|ngõ|ngách|hẻm|kiệt)\s+(?:\d[\w/]*|{_NAME}))*",
    re.IGNORECASE,
)
_OFFICES = frozenset(
    """ban bí bộ chánh chi chủ cơ công cục đại đảng đoàn giám giáo hđnd hội hiệu kiểm kế lao lãnh mặt ngành nguyên phó
    phòng quyền sở thanh thành thẩm thủ thường tỉnh tổ tổng trạm trung trưởng ubnd ủy uỷ văn vụ viện xã phường huyện
    quận""".split()
)
"""First words of an office or its holder: after "ông" they are no name."""
_ALSO_IN_NAMES = frozenset({"văn", "công", "thành", "thanh", "trung"})
"""Of these, words that stand in names too."""
_SURNAMES = frozenset(
    """nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh trương mai đào cao hà
    phùng tô tạ chu châu quách thái lưu lương vương đàm nông ma hứa triệu la lò sùng giàng vàng thào mùa cầm quàng
    lường hạ kiều tống từ thạch sơn danh kim điểu y h k niê êban rơ siu ksor nay kpă rmah hmok mlô bkrông cil liêng ka
    ha""".split()
)
_PLACES_OF_ADDRESS = frozenset("rịa nà đen tô điểm chiểu đốc quốc triệu huyện trưng".split())
"""Bà Rịa, Bà Nà, Cô Tô, Ông Đốc, Anh Quốc: places whose first word looks like a form of address."""
_PLACES_LIKE_NAMES = frozenset(
    ("hà nội", "hà giang", "hà nam", "hà tĩnh", "hà đông", "cao bằng", "lâm đồng", "lâm hà", "kim đồng", "hồ chí")
)
"""First two words of places that begin like a surname and of people whom places are named after."""
_NAMED_AFTER = re.compile(
    r"(?:đường|phố|trường|thpt|thcs|tiểu học|mầm non|xã|phường|thị trấn|huyện|quận|cầu|chợ|công viên|quảng trường|hẻm"
    r"|ngõ|bệnh viện|giải thưởng|công ty|tượng đài|khu phố|ấp|thôn)(?:\s+số\s+\d+)?\s*$",
    re.IGNORECASE,
)


def find_likely(text: str, person: KnownPerson | None = None) -> tuple[Personal, ...]:
    """What ``find_personal`` finds, and what looks like a name or a house of anybody; in order, without overlaps."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(apart([*find_personal(composed, person), *_guessed(composed)]))


def cover_likely(text: str, person: KnownPerson | None = None) -> str:
    """The composed text with everything likely replaced by ``COVER``."""
    composed = unicodedata.normalize("NFC", text)
    while finds := find_likely(composed, person):
        composed = covered_once(composed, finds)
    return composed


def _guessed(text: str) -> Iterator[Personal]:
    for found in _ADDRESSED.finditer(text):
        if _is_name(found["form"], found["name"], _begins_sentence(text, found.start())):
            yield Personal(PersonalKind.NAME, found.start("name"), _end_of_name(found))
    for found in _CALLED.finditer(text):
        if found["name"].split()[0].lower() not in _OFFICES:
            yield Personal(PersonalKind.NAME, found.start("name"), _end_of_name(found))
    for found in _TITLED.finditer(text):
        if _begins_with_surname(found["name"]):
            yield Personal(PersonalKind.NAME, found.start("name"), _end_of_name(found))
    for found in _MIDDLE.finditer(text):
        if not _NAMED_AFTER.search(text[: found.start()]):
            yield Personal(PersonalKind.NAME, *found.span("name"))
    yield from (Personal(PersonalKind.ADDRESS, *found.span()) for found in _HOUSE.finditer(text))


def _is_name(form: str, name: str, begins_sentence: bool) -> bool:
    """Whether the words after a form of address are somebody's name, not an office, a place or "ông A"."""
    words = name.lower().split()
    if words[0] in _SURNAMES and len(words) > 1:
        return True
    if words[0] in _OFFICES or (len(words) == 1 and len(words[0]) == 1):
        return False
    if form[:1].isupper() and not form.isupper():
        # "Bà Rịa", "Cô Tô": within a sentence a form of address is written small unless a whole name follows
        return begins_sentence and words[0] not in _PLACES_OF_ADDRESS
    return form.lower() != "hộ"


def _begins_with_surname(name: str) -> bool:
    """Whether a surname and more stand there, not a place or an office ("Hà Nội", "Đoàn Thanh niên")."""
    words = name.lower().split()
    if len(words) < 2 or words[0] not in _SURNAMES or " ".join(words[:2]) in _PLACES_LIKE_NAMES:
        return False
    return words[0] not in _OFFICES or (len(words) > 2 and not name.isupper())


def _end_of_name(found: re.Match[str]) -> int:
    """Where the name ends: the words of an office after it ("ông Bình Chủ tịch UBND") are no part of it."""
    end = found.start("name")
    for word in re.finditer(_WORD, found["name"]):
        if end > found.start("name") and word[0].lower() in _OFFICES - _SURNAMES - _ALSO_IN_NAMES:
            break
        end = found.start("name") + word.end()
    return end


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"“'(-–+*•")
    return not before or before[-1] in ".!?:;\n"


__all__ = ["COVER", "cover_likely", "find_likely"]
