"""Figures of paragraphs: value, name, scope, window, percentage, and which figure another one breaks down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.letters import UP
from parindex.engine.documents.reading.model import Doubt, DoubtCode, Figure, FigureKind
from parindex.engine.documents.reading.number_tokens import Token, is_ambiguous, tokens_of
from parindex.engine.documents.reading.words import ReadingWords

_FILL_END = re.compile(
    r"(?:\s|^)(?:là|đạt|có|gồm|bao gồm|được|với|khoảng|chiếm|bằng|ước|ước đạt|còn|đã|hiện có|đạt chỉ số|chỉ số|tại|ở"
    r"|(?:chiếm |đạt )?(?:tỷ|tỉ) lệ|tương ứng|tương đương|trên|dưới|từ)\s*$",
    re.IGNORECASE,
)
_FILL_START = re.compile(
    r"^\s*(?:trong đó|cụ thể|bao gồm|gồm|và|với|còn|đồng thời|kết quả)\b\s*[:,]?\s*", re.IGNORECASE
)
_JOINS = re.compile(
    r"\s*[,(;]?\s*(?:và\s+)?(?:đạt|chiếm|tương đương|tương ứng|bằng|=)?\s*(?:với\s+)?(?:(?:tỷ|tỉ) lệ"
    r"|chỉ số)?\s*(?:là|đạt|bằng)?\s*[:(]?\s*",
    re.IGNORECASE,
)
_OF_PLAN = re.compile(
    r"\s*[,(]?\s*(?:ước\s+)?(?:đạt|bằng|chiếm|hoàn thành)\s+(?:khoảng\s+)?(?:(?:tỷ|tỉ) lệ\s+)?", re.IGNORECASE
)
_SHARE = re.compile(r"[^.;:()\d]{0,70}[,(]\s*(?:đạt|chiếm)\s*(?:(?:tỷ|tỉ) lệ)?\s*", re.IGNORECASE)
_BASE = re.compile(
    r"\s*(?P<base>(?:so với|của|trên|kế hoạch|dự toán|chỉ tiêu|tổng|cùng kỳ)\b[^,;.()]{0,90})", re.IGNORECASE
)
_SCOPE = re.compile(
    r"\b(?:cấp (?:tỉnh|huyện|xã)|Trung tâm Phục vụ hành chính công(?: (?:cấp )?(?:tỉnh|xã|phường))?|"
    r"toàn (?:tỉnh|huyện|xã|thành phố)|UBND các xã(?:, (?:thị trấn|phường))?|"
    r"Bộ phận [^:;,.()]{0,50}?(?:huyện|xã|thành phố|các xã, thị trấn)\b|UBND (?:tỉnh|huyện|xã|phường|thành phố)"
    r"|các xã, (?:thị trấn|phường))",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"\b(?:(?:trong )?0?[369] tháng (?:đầu|cuối) năm(?: \d{4})?|(?:trong )?0?[369] tháng(?: đầu)?|quý (?:[IV]+"
    r"|\d)(?:/\d{4}| năm \d{4})?|"
    r"tháng \d{1,2}/\d{4}|(?:trong )?năm \d{4}|cùng kỳ(?: năm \d{4}| năm trước)?|kỳ trước|trong kỳ"
    r"|giai đoạn \d{4}\s*[-–]\s*\d{4})",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"(?:tính )?đến (?:hết )?(?:ngày )?(\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})", re.IGNORECASE
)
_EVENT = re.compile(
    rf"(?P<open>\()|(?P<close>\))|(?P<of>\b(?:trong đó|trong số đó|bao gồm|cụ thể|gồm)\b)|(?P<stop>\.\s+(?=[{UP}]))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"hiện nay|đến nay|hiện tại|nhìn chung|tổng cộng|cả|toàn bộ|trên|số|tổng", re.IGNORECASE)
_MONEY = re.compile(r"(?:(?:nghìn|triệu|tỷ|tỉ) )?đồng", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_CLOSED = re.compile(r"\([^()]*\)|https?://\S+")
_TIME = frozenset({"năm", "tháng", "ngày", "giờ", "phút", "ngày làm việc", "lần"})
_GRADE = re.compile(
    r"\b(?P<name>[Xx]ếp loại|[Đđ]ạt loại)\s*:?\s*(?P<grade>Xuất sắc|Tốt|Khá|Trung bình|Yếu|Kém|[A-E])(?!\w)"
)
_NO_NOUN = re.compile(r"\s*(?:[,;.)(⁽]|$|và\b)")
"""After a figure: nothing that could be its own unit, so that it has the one of the figure before."""
_LONGEST_NAME = 160
_LONG_CLAUSE = 120
_NEAR_MARK = 40


@dataclass(slots=True)
class _Level:
    parent: str | None
    bracket: bool


@dataclass(slots=True)
class FigureReader:
    """Collects the figures of one document. ``taken``: spans without figures, by ``id(flow)``."""

    flows: Flows
    words: ReadingWords
    prefix: str
    taken: dict[int, list[tuple[int, int]]]
    figures: list[Figure] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    at_mark: dict[int, str] = field(default_factory=dict)
    """Number of a footnote → id of the figure that it splits."""
    _ends: dict[str, int] = field(default_factory=dict)

    def next_id(self) -> str:
        """Id of the next figure."""
        return f"{self.prefix}f{len(self.figures) + 1}"

    def read(
        self, flow: Flow, *, parent: str | None = None, all_parts: bool = False, **where: str | None
    ) -> list[Figure]:
        """Add the figures of a paragraph and give them. ``parent``: what the first of them, or all, are parts of."""
        text = flow.text
        tokens = tokens_of(text, self.words.measure_pattern, self.taken.get(id(flow), ()))
        tokens = [each for each in tokens if each.start >= flow.body]
        found: list[Figure] = []
        levels = [_Level(parent, False)]
        events = list(_EVENT.finditer(text))
        skip: set[int] = set()
        last_end, last_unit = flow.body, None
        for at, token in enumerate(tokens):
            while events and events[0].start() < token.start:
                self._event(events.pop(0), levels, found, text)
            if at in skip:
                continue
            values = self._values(flow, tokens, at, skip)
            values["name"] = self._name(text, token, last_end, first=not found)
            carried = last_unit if token.kind == "amount" and _NO_NOUN.match(text, token.end) else None
            values["unit"] = token.unit or carried
            values.update(self._around(text, token), **where)
            values["part_of"] = levels[-1].parent
            if len(levels) == 1 and not all_parts:
                levels[0].parent = None
            self._add(flow, token, values, found)
            last_end = max([token.unit_end, *(tokens[each].end for each in skip if each > at)])
            last_unit = token.unit if token.unit and token.unit.lower() not in _TIME else last_unit
        self._remember_marks(flow, tokens, found)
        self._grades(flow, where)
        return found

    def _grades(self, flow: Flow, where: dict[str, str | None]) -> None:
        """Classes printed in words."""
        for match in _GRADE.finditer(flow.text, flow.body):
            passage = self.flows.passage(flow, *match.span("grade"))
            values: dict[str, Any] = {"kind": FigureKind.GRADE, "name": match["name"], "printed": passage.text, **where}
            self.figures.append(Figure(id=self.next_id(), passage=passage, **values))

    def _event(self, event: re.Match[str], levels: list[_Level], found: list[Figure], text: str) -> None:
        last = (found[-1].of_amount or found[-1].id) if found else None
        if event["open"]:
            near = found and "." not in text[self._end_of(found[-1]) : event.start()]
            levels.append(_Level(last if near else levels[-1].parent, True))
        elif event["close"]:
            while len(levels) > 1 and not levels[-1].bracket:
                levels.pop()
            if len(levels) > 1:
                levels.pop()
        elif event["of"]:
            inside = levels[-1].bracket and levels[-1].parent is not None
            if not inside and last is not None:
                while len(levels) > 1 and not levels[-1].bracket:
                    levels.pop()
                levels.append(_Level(whole_of(found).id, False))
        else:
            while len(levels) > 1 and not levels[-1].bracket:
                levels.pop()

    def _end_of(self, figure: Figure) -> int:
        return self._ends.get(figure.id, 0)

    def _values(self, flow: Flow, tokens: list[Token], at: int, skip: set[int]) -> dict[str, Any]:
        """Kind, value, percentage of the token; a percentage that belongs to it is marked as used."""
        token, text = tokens[at], flow.text
        if token.kind == "percent":
            base = _BASE.match(text, token.end)
            return {
                "kind": FigureKind.PERCENT,
                "percent": token.value,
                "percent_of": base["base"].strip() if base else None,
            }
        values: dict[str, Any] = {"kind": FigureKind.AMOUNT, "value": token.value}
        if token.kind == "rank":
            values = {"kind": FigureKind.RANK, "value": token.value, "denominator": token.other}
        elif token.kind == "ratio":
            kind = FigureKind.SCORE if token.unit == "điểm" else FigureKind.RATIO
            values = {"kind": kind, "numerator": token.value, "denominator": token.other}
        following = range(at + 1, len(tokens))
        percents = self._percents(text, tokens, at, following)
        if len(percents) == 1:
            joined = tokens[percents[0]]
            base = _BASE.match(text, joined.end)
            values |= {"percent": joined.value, "percent_of": base["base"].strip() if base else None}
            skip.add(percents[0])
        return values

    @staticmethod
    def _percents(text: str, tokens: list[Token], at: int, following: range) -> list[int]:
        """Tokens right after this one that say it in percent."""
        found: list[int] = []
        end = tokens[at].unit_end
        for n in following:
            token = tokens[n]
            between = text[end : token.start]
            if token.kind != "percent":
                break
            joined = _JOINS.fullmatch(between) or _OF_PLAN.fullmatch(between)
            if tokens[at].kind == "ratio":
                joined = joined or _SHARE.fullmatch(between)
            if not found and not joined:
                break
            if found and not re.fullmatch(r"[^.;()]{0,100}?[,;]?\s*(?:và\s+)?(?:đạt|bằng|chiếm)\s*", between):
                break
            found.append(n)
            end = token.end
            if tokens[at].kind == "ratio":
                break
        return found

    def _add(self, flow: Flow, token: Token, values: dict[str, Any], found: list[Figure]) -> None:
        last = found[-1] if found else None
        if values["kind"] is FigureKind.PERCENT and last is not None:
            amount = last.id if last.kind is FigureKind.AMOUNT else last.of_amount
            between = flow.text[self._end_of(last) : token.start]
            if amount is not None and re.fullmatch(
                r"[^.;()]{0,110}?(?:đạt|bằng|chiếm)\s*(?:(?:tỷ|tỉ) lệ\s*)?", between
            ):
                values["of_amount"] = amount
                values["part_of"] = None
        passage = self.flows.passage(flow, token.start, token.end)
        figure = Figure(id=self.next_id(), printed=passage.text, passage=passage, **values)
        self.figures.append(figure)
        found.append(figure)
        self._ends[figure.id] = token.unit_end if token.kind != "percent" else token.end
        if any(is_ambiguous(part) for part in re.split(r"[/\s%]", flow.text[token.start : token.end])):
            self.doubts.append(Doubt(code=DoubtCode.NUMBER_AMBIGUOUS, values={"text": passage.text}, passage=passage))

    @staticmethod
    def _name(text: str, token: Token, last_end: int, first: bool) -> str:
        before = text[last_end : token.start]
        shape = masked(before)
        ends = [";", ". ", "(", ")", ":"]
        if not first or len(before) > _LONG_CLAUSE:
            ends.append(",")
        if ":" in before[-4:]:
            shape, ends = shape.rstrip(" :"), [";", ". ", "(", ":"]
        cut = max(shape.rfind(each) for each in ends)
        name = _LINK.sub(" ", before[cut + 1 : len(shape)])
        for _ in range(3):
            name = _FILL_END.sub("", name.rstrip(" :,"))
        name = " ".join(_FILL_START.sub("", name.strip(" ,;:.")).split())
        after = re.match(r"[^,;.:()\d]{0,120}", text[token.end :])
        if any(each.isalpha() for each in name) and not _NO_NAME.fullmatch(name):
            return name[-_LONGEST_NAME:]
        told = " ".join((after[0] if after else "").split())
        if _MONEY.fullmatch(told):
            # «79% dự toán tỉnh giao (8.000 triệu đồng)»: a unit names nothing, the words before the bracket do
            told = re.split(r"[;,:.()]", before.rstrip(" (:"))[-1].strip()
        return told or " ".join(re.split(r"[;.]\s", text[: token.start])[-1].strip(" -+(:").split())[-_LONGEST_NAME:]

    @staticmethod
    def _around(text: str, token: Token) -> dict[str, Any]:
        """Scope, window, day and estimate: the last said before the figure, brackets that are closed left out."""
        before = masked(text[: token.start])
        values: dict[str, Any] = {}
        scopes = list(_SCOPE.finditer(before))
        if scopes:
            values["scope"] = scopes[-1][0].strip()
        inner = max(before.rfind(". "), 0)
        own = list(_WINDOW.finditer(before, inner))
        windows = own or list(_WINDOW.finditer(before))[:1]
        if windows:
            values["window"] = windows[-1][0].strip()
        days = list(_AS_OF.finditer(before, inner if own else 0))
        if days:
            values["as_of"] = _day(days[-1])
        clause = re.split(r"[;.](?:\s|$)", before)[-1]
        values["estimate"] = re.search(r"\bước\b", clause[-90:], re.IGNORECASE) is not None
        return values

    def _remember_marks(self, flow: Flow, tokens: list[Token], found: list[Figure]) -> None:
        for number, place in flow.marks:
            near = [each for each in found if self._end_of(each) <= place + 1 and self._reaches(flow.text, each, place)]
            inside = next((t for t in tokens if t.start < place < t.end), None)
            if inside is not None:
                near = [each for each in found if self._ends[each.id] == inside.unit_end]
            if near:
                whole = near[-1]
                self.at_mark[number] = whole.of_amount or whole.id

    def _reaches(self, text: str, figure: Figure, place: int) -> bool:
        between = text[self._end_of(figure) : place]
        return len(between) <= _NEAR_MARK and re.search(r"[.;]\s", between) is None

    def mark_split(self, number: int, note: str) -> str | None:
        """Say that footnote ``number`` breaks a figure down; gives that figure's id."""
        identifier = self.at_mark.get(number)
        for at, figure in enumerate(self.figures):
            if figure.id == identifier:
                self.figures[at] = figure.model_copy(update={"split_by": note})
        return identifier


def masked(text: str) -> str:
    """The text with closed brackets and links blanked out, of the same length."""
    return _CLOSED.sub(lambda match: " " * len(match[0]), text)


def whole_of(found: list[Figure]) -> Figure:
    """The figure that "trong đó" speaks of: a total, or the last one that is no part, no percentage, no time."""
    own = [each for each in found if each.part_of is None and each.of_amount is None] or found
    things = [each for each in own if each.unit not in _TIME and each.kind is not FigureKind.PERCENT] or own
    totals = [each for each in things if each.name.lower().startswith("tổng")]
    return (totals or things)[-1]


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def is_lead_in(text: str) -> bool:
    """Whether a paragraph announces the parts of its figure: "…, trong đó:"."""
    return text.rstrip().endswith(":")
