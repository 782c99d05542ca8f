"""Targets: a measure, how it is to be met, and the value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.documents.reading.figures_reading import masked
from parindex.engine.documents.reading.flows import Flows
from parindex.engine.documents.reading.model import Operator, Target, Task
from parindex.engine.documents.reading.number_tokens import Token, tokens_of
from parindex.engine.documents.reading.purposes import Purpose, concludes, is_report
from parindex.engine.documents.reading.tree import Placed, Tree
from parindex.engine.documents.reading.windows import is_window
from parindex.engine.documents.reading.words import ReadingWords

_BEFORE: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    (
        Operator.INCREASE_BY,
        re.compile(r"\btăng\s*(?:thêm\s*)?(?:tối thiểu|ít nhất|từ|trên|khoảng)?\s*$", re.IGNORECASE),
    ),
    (Operator.DECREASE_BY, re.compile(r"\bgiảm\s*(?:tối thiểu|ít nhất|từ|trên|khoảng)?\s*$", re.IGNORECASE)),
    (Operator.LTE, re.compile(r"(?:không (?:vượt )?quá|tối đa|không vượt)\s*$", re.IGNORECASE)),
    (Operator.LT, re.compile(r"\bdưới\s*$", re.IGNORECASE)),
    (
        Operator.GTE,
        re.compile(r"(?:tối thiểu|ít nhất|không dưới|không thấp hơn)\s*(?:là\s*|có\s*|đạt\s*)?$", re.IGNORECASE),
    ),
    (Operator.GT, re.compile(r"\btrên\s*$", re.IGNORECASE)),
)
_UPWARDS = re.compile(r"^[^,;.]{0,40}?\btrở lên", re.IGNORECASE)
_STRIVE = re.compile(
    r"phấn đấu|đạt|đảm bảo|bảo đảm|hoàn thành|có\s+từ|từ\s*$|tối thiểu|ít nhất|không quá|mỗi", re.IGNORECASE
)
_YEAR = re.compile(r"so với\s+(?:cùng kỳ\s+)?(?:năm\s+)?(\d{4})", re.IGNORECASE)
_THAN = re.compile(r"so với\s+([^,;.()]{3,60})", re.IGNORECASE)
_PART = re.compile(r"^\s*(?:trong đó|trong số đó|trong số này)\b[\s,:]*", re.IGNORECASE)
_EXCEPT = re.compile(r"\((?P<what>\s*trừ\b[^()]*)\)", re.IGNORECASE)
_WISHES: tuple[tuple[Operator, Decimal | None, re.Pattern[str]], ...] = (
    (Operator.GTE, Decimal(100), re.compile(r"đạt và vượt", re.IGNORECASE)),
    (Operator.EQ, Decimal(0), re.compile(r"phấn đấu[^;.]{0,40}không có\b", re.IGNORECASE)),
    (Operator.LTE, None, re.compile(r"không vượt quá(?!\s*\d)", re.IGNORECASE)),
    (
        Operator.INCREASE,
        None,
        re.compile(r"\btăng (?:so với|số lượng|tỷ lệ|tỉ lệ)(?!\s*\d)|nâng cao (?:tỷ|tỉ) lệ", re.IGNORECASE),
    ),
    (Operator.DECREASE, None, re.compile(r"\bgiảm (?:tỷ|tỉ) lệ", re.IGNORECASE)),
    (Operator.RANK, Decimal(1), re.compile(r"(?:vị trí|xếp|hạng)\s+thứ nhất|dẫn đầu", re.IGNORECASE)),
)
_ROADMAP = re.compile(
    r"\blộ trình\b[^.;]{0,60}?\bhoàn thành\s+(?:trong|trước|vào|chậm nhất)\s+(?:(?:ngày|tháng|quý|năm)\s+)?[\dIVX/]+",
    re.IGNORECASE,
)
_PURPOSES = (Purpose.GOALS, Purpose.WORK, Purpose.ORGANISE, Purpose.AIM)


@dataclass(slots=True)
class _Clause:
    """A clause of a paragraph."""

    start: int
    end: int
    part: bool


@dataclass(slots=True)
class TargetReader:
    """Collects the targets of one document."""

    tree: Tree
    flows: Flows
    words: ReadingWords
    prefix: str
    document_type: str | None
    taken: dict[int, list[tuple[int, int]]]
    tasks: list[Task]
    targets: list[Target] = field(default_factory=list)

    def read(self) -> frozenset[str]:
        """Read every target; gives the ids of the paragraphs that have any."""
        by_paragraph = {each.paragraph: each.id for each in self.tasks}
        found: set[str] = set()
        for placed in self.tree.placed:
            purpose = self.tree.purpose(placed)
            if purpose is Purpose.RESULTS and placed.flow.table is None:
                self._roadmap(placed)
            if placed.flow.table is not None or purpose not in _PURPOSES or is_window(placed.flow.text):
                continue
            concluded = any(concludes(each, self.document_type) for each in self.tree.ancestors(placed.section))
            heads = (placed.is_heading or concluded) and purpose is not Purpose.GOALS
            if heads and placed.paragraph not in by_paragraph:
                continue
            before = len(self.targets)
            self._paragraph(placed, by_paragraph.get(placed.paragraph))
            goal = purpose is Purpose.GOALS and placed.section is not None and not placed.flow.text.strip().isupper()
            if len(self.targets) == before and goal and len(placed.flow.text) > _SENTENCE:
                self._add(
                    placed, _Clause(placed.flow.body, len(placed.flow.text), False), Operator.QUALITATIVE, None, None
                )
            if len(self.targets) > before:
                found.add(placed.paragraph)
        return frozenset(found)

    def _roadmap(self, placed: Placed) -> None:
        """What a report says is to be completed by when ("lộ trình … hoàn thành trong tháng 8") is a target too."""
        for match in _ROADMAP.finditer(placed.flow.text):
            start = max(placed.flow.text.rfind(". ", 0, match.start()) + 1, placed.flow.body)
            self._add(placed, _Clause(start, match.end(), False), Operator.QUALITATIVE, None, None)

    def _paragraph(self, placed: Placed, task: str | None) -> None:
        text = placed.flow.text
        tokens = tokens_of(text, self.words.measure_pattern, self.taken.get(id(placed.flow), ()))
        parent: str | None = None
        for clause in _clauses(text, placed.flow.body):
            inside = [each for each in tokens if clause.start <= each.start < clause.end]
            first: str | None = None
            for token in inside:
                made = self._numbered(placed, clause, token, parent if clause.part else None, task)
                first = first or made
            if not is_report(self.document_type):
                self._wishes(placed, clause, bool(first), task)
            if first is not None and not clause.part:
                parent = first

    def _numbered(
        self, placed: Placed, clause: _Clause, token: Token, parent: str | None, task: str | None
    ) -> str | None:
        text = placed.flow.text
        before, after = text[clause.start : token.start], text[token.end : clause.end]
        if token.kind not in ("percent", "amount"):
            return None
        operator = next((each for each, words in _BEFORE if words.search(before)), None)
        if operator is None and _UPWARDS.match(after):
            operator = Operator.GTE
        if token.kind == "amount" and (token.unit is None or (operator is None and not _aims(before))):
            return None
        unit = "%" if token.kind == "percent" else token.unit
        return self._add(placed, clause, operator or Operator.EQ, token.value, unit, token, parent, task)

    def _wishes(self, placed: Placed, clause: _Clause, numbered: bool, task: str | None) -> None:
        text = masked(placed.flow.text)[clause.start : clause.end]
        for operator, value, pattern in _WISHES:
            if numbered and operator not in (Operator.RANK,):
                continue
            if pattern.search(text):
                unit = "%" if value == Decimal(100) else None
                self._add(placed, clause, operator, value, unit, None, None, task)
                return

    def _add(
        self,
        placed: Placed,
        clause: _Clause,
        operator: Operator,
        value: Decimal | None,
        unit: str | None,
        token: Token | None = None,
        parent: str | None = None,
        task: str | None = None,
    ) -> str:
        text = placed.flow.text[clause.start : clause.end]
        year, than, exception = _YEAR.search(text), _THAN.search(text), _EXCEPT.search(text)
        start, end = (token.start, token.end) if token else (clause.start, clause.end)
        target = Target(
            id=f"{self.prefix}g{len(self.targets) + 1}",
            measure=_measure(text),
            operator=operator,
            value=value,
            unit=unit,
            base_year=int(year[1]) if year else None,
            compared_with=" ".join(than[1].split()) if than else None,
            within=parent,
            exception=" ".join(exception["what"].split()) if exception else None,
            task=task,
            section=placed.section.id if placed.section else None,
            paragraph=placed.paragraph,
            passage=self.flows.passage(placed.flow, start, end),
        )
        self.targets.append(target)
        return target.id


_SENTENCE = 30
_AIM = re.compile(r"(?:phấn đấu|đảm bảo|bảo đảm|mục tiêu|đạt|mỗi \w+)\b[^;.]{0,60}$", re.IGNORECASE)


def _aims(before: str) -> bool:
    return _AIM.search(before) is not None


def _clauses(text: str, start: int) -> list[_Clause]:
    """Clauses at sentence ends, semicolons, and "trong đó"; those that speak of a part say so."""
    shape = masked(text)
    cuts = [start]
    for match in re.finditer(
        r"[.;]\s+|,\s*(?=trong (?:đó|số đó)\b)|,\s+(?=khuyến khích|thu ngân sách"
        r"|đồng thời)",
        shape,
        re.IGNORECASE,
    ):
        if match.end() > start:
            cuts.append(match.end())
    cuts.append(len(text))
    found = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        if text[low:high].strip(" .;,"):
            found.append(_Clause(low, high, _PART.match(text[low:high]) is not None))
    return found


def _measure(text: str) -> str:
    return " ".join(_PART.sub("", text).strip(" .;,-+").split())[:300]
