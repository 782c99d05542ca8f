"""Tasks: what somebody is to do, by whom, with whom, until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from parindex.engine.documents.reading.assigned_units import Assigned, assigned_in
from parindex.engine.documents.reading.deadlines import last_day
from parindex.engine.documents.reading.flows import Flows
from parindex.engine.documents.reading.model import Counter, Doubt, DoubtCode, Said, Section, Task, TaskKind, UnitNamed
from parindex.engine.documents.reading.purposes import Purpose, concludes, is_report
from parindex.engine.documents.reading.task_tables import task_table, tasks_of_table
from parindex.engine.documents.reading.tree import Placed, Tree
from parindex.engine.documents.reading.windows import is_window
from parindex.engine.documents.reading.words import ReadingWords

_ATTACHED = re.compile(r"kèm theo|gửi kèm|đính kèm", re.IGNORECASE)
_CLOSING = re.compile(r"^\s*(?:Trong quá trình|Trên đây|Trên cơ sở kế hoạch này)\b", re.IGNORECASE)
_MAINTAIN = re.compile(r"tiêu chí(?: thành phần)?[^:]{0,60}điểm tối đa[^:]{0,20}:\s*", re.IGNORECASE)
_DEADLINE = re.compile(
    r"(?:hoàn thành\s+|xong\s+)?(?:trước|chậm nhất(?: là)?|đến hết|trong|vào)\s+(?:ngày\s+)?"
    r"(?:(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})|(?P<free>quý\s+(?:[IV]+|\d)(?:/\d{4}|\s+năm\s+\d{4})?"
    r"|tháng\s+\d{1,2}(?:/\d{4}|\s+năm\s+\d{4})?"
    r"|ngày\s+\d{1,2}(?:/\d{1,2})?(?:\s+hằng tháng|\s+hàng tháng|\s+của tháng[^,;.]{0,40})?))",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"(?:Sản phẩm|Kết quả đầu ra)(?:\s+dự kiến)?\s*:\s*([^.;]+)", re.IGNORECASE)
_GIVES = re.compile(r"\b(?:giao|đề nghị|yêu cầu|phân công)\b", re.IGNORECASE)
_LONG = 60
_SHORT_ITEM = 110
_TASKS = (Purpose.WORK, Purpose.ORGANISE)


@dataclass(slots=True)
class TaskReader:
    """Collects the tasks of one document."""

    tree: Tree
    flows: Flows
    words: ReadingWords
    prefix: str
    document_type: str | None
    tasks: list[Task] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _bullet: tuple[UnitNamed, ...] = ()
    _bullet_with: tuple[UnitNamed, ...] = ()

    def read(self) -> None:
        """Read every task of the body."""
        for at in range(len(self.tree.placed)):
            self._paragraph(at)

    def purpose(self, placed: Placed) -> Purpose:
        """What the paragraph's section is for."""
        return self.tree.purpose(placed)

    def _paragraph(self, at: int) -> None:
        placed = self.tree.placed[at]
        text = placed.flow.text[placed.flow.body :].strip()
        if placed.is_heading:
            self._bullet = self._bullet_with = ()
        if placed.flow.table is not None:
            self._table(placed, placed.flow.table)
            return
        if self.purpose(placed) not in _TASKS or not text:
            return
        assigned = assigned_in(text, self.words)
        if placed.is_heading and placed.section is not None and assigned.only and assigned.leads:
            named = placed.section.model_copy(update={"unit": assigned.leads[0]})
            self._replace(placed, named)
        if self._is_unit_heading(at, assigned):
            self._bullet, self._bullet_with = assigned.leads, assigned.cooperating
            return
        if not self._is_task(at, placed, text, assigned) or self._is_only_established(placed, text, assigned):
            return
        counter = placed.flow.marker.counter if placed.flow.marker else None
        if counter is not Counter.SUB_BULLET and not self._stays(at):
            self._bullet = self._bullet_with = ()
        self._add(placed, text, assigned)

    def _table(self, placed: Placed, at: int) -> None:
        found = task_table(self.flows.source.tables[at])
        if found is not None:
            self.tasks += tasks_of_table(
                found,
                self.words,
                prefix=self.prefix,
                first=len(self.tasks) + 1,
                section=placed.section.id if placed.section else None,
                paragraph=placed.paragraph,
            )

    def _is_only_established(self, placed: Placed, text: str, assigned: Assigned) -> bool:
        """A conclusion of minutes that gives nobody anything to do."""
        concluded = any(concludes(each, self.document_type) for each in self.tree.ancestors(placed.section))
        return concluded and not (assigned.leads and _GIVES.search(text)) and _DEADLINE.search(text) is None

    def _replace(self, placed: Placed, section: Section) -> None:
        """Put the section that knows its unit in the place of the one that does not."""
        old = placed.section
        for at, each in enumerate(self.tree.sections):
            if old is not None and each.id == old.id:
                self.tree.sections[at] = section
                self.tree.by_id[old.id] = self.tree.sections[at]

    def _counter(self, at: int) -> Counter | None:
        if not 0 <= at < len(self.tree.placed):
            return None
        marker = self.tree.placed[at].flow.marker
        return marker.counter if marker else None

    def _is_unit_heading(self, at: int, assigned: Assigned) -> bool:
        """A bullet that only names a unit, with sub-bullets below it."""
        return assigned.only and self._counter(at) is Counter.BULLET and self._counter(at + 1) is Counter.SUB_BULLET

    def _stays(self, at: int) -> bool:
        """A bullet of the wrong level between sub-bullets belongs to the heading that they have."""
        placed = self.tree.placed[at]
        amid = self._counter(at - 1) is Counter.SUB_BULLET and self._counter(at + 1) is Counter.SUB_BULLET
        if not (amid and self._bullet and not placed.flow.text.rstrip().endswith(":")):
            return False
        passage = self.flows.passage(placed.flow, 0, max(1, placed.flow.body))
        self.doubts.append(
            Doubt(code=DoubtCode.LEVEL_OF_BULLET, values={"text": passage.text.strip()}, passage=passage)
        )
        return True

    def _is_task(self, at: int, placed: Placed, text: str, assigned: Assigned) -> bool:
        if _CLOSING.match(text) or is_window(text) or (_ATTACHED.search(text) and len(text) < 2 * _LONG):
            return False
        if placed.is_heading:
            return self._heading_is_task(at, placed, text, assigned)
        if is_report(self.document_type):
            # items below a numbered task say how it is done
            return placed.flow.marker is not None and (placed.section is None or placed.section.depth == 1)
        return not self._leads_in(at, text) and not self._is_item(at)

    def _heading_is_task(self, at: int, placed: Placed, text: str, assigned: Assigned) -> bool:
        if assigned.only or text.isupper():
            return False
        follows = self.tree.placed[at + 1] if at + 1 < len(self.tree.placed) else None
        own = follows is not None and follows.section is not None and placed.section is not None
        below = (
            own
            and follows is not None
            and any(
                each.id == (placed.section.id if placed.section else "")
                for each in self.tree.ancestors(follows.section)
            )
        )
        if below and not is_report(self.document_type):
            return len(text) > _LONG and (text.endswith(".") or (text.endswith(":") and not self._leads_in(at, text)))
        return len(text) > _LONG or text.endswith((".", ";"))

    def _children(self, at: int) -> list[Placed]:
        """Bullets right after a paragraph that ends with a colon."""
        counter = self._counter(at)
        wanted = Counter.SUB_BULLET if counter is Counter.BULLET else Counter.BULLET
        found = []
        for each in self.tree.placed[at + 1 :]:
            if each.is_heading or each.flow.marker is None or each.flow.marker.counter is not wanted:
                break
            found.append(each)
        return found

    def _leads_in(self, at: int, text: str) -> bool:
        """A lead-in whose bullets are the tasks."""
        children = self._children(at) if text.endswith(":") else []
        children = [each for each in children if not is_window(each.flow.text)]
        return bool(children) and not self._are_items(children)

    @staticmethod
    def _are_items(children: list[Placed]) -> bool:
        """Short members of a list, no tasks of their own."""
        lengths = [len(each.flow.text) for each in children]
        return len(lengths) > 1 and max(lengths) <= _SHORT_ITEM and children[0].flow.text.rstrip().endswith((";", ","))

    def _is_item(self, at: int) -> bool:
        """A member of the list of a task above."""
        counter = self._counter(at)
        if counter not in (Counter.BULLET, Counter.SUB_BULLET):
            return False
        before = at - 1
        while before >= 0 and self._counter(before) is counter and not self.tree.placed[before].is_heading:
            before -= 1
        if before < 0 or not self.tree.placed[before].flow.text.rstrip().endswith(":"):
            return False
        head = self.tree.placed[before]
        if head.is_heading or assigned_in(head.flow.text[head.flow.body :], self.words).only:
            return False
        return self._are_items(self._children(before))

    def _add(self, placed: Placed, text: str, assigned: Assigned) -> None:
        leads, inherited = assigned.leads, False
        cooperating = assigned.cooperating
        if not leads:
            leads = self._inherited(placed)
            inherited = bool(leads)
            cooperating = cooperating or (self._bullet_with if leads == self._bullet else ())
        maintain = _MAINTAIN.search(text)
        deadline = _deadline_in(text)
        body = placed.flow.text.index(text) if text in placed.flow.text else placed.flow.body
        product = _PRODUCT.search(text)
        kind = TaskKind.ORGANISE if self.purpose(placed) is Purpose.ORGANISE else TaskKind.DO
        self.tasks.append(
            Task(
                id=f"{self.prefix}k{len(self.tasks) + 1}",
                kind=TaskKind.MAINTAIN if maintain else kind,
                text=" ".join(text.split()),
                leads=leads,
                cooperating=cooperating,
                inherited=inherited,
                product=" ".join(product[1].split()) if product else None,
                deadline=self._deadline(placed, deadline, body),
                deadline_on=_day(deadline),
                items=_items(text[maintain.end() :]) if maintain else (),
                section=placed.section.id if placed.section else None,
                paragraph=placed.paragraph,
                passage=self.flows.whole(placed.flow),
            )
        )

    def _deadline(self, placed: Placed, match: re.Match[str] | None, body: int) -> Said | None:
        if match is None:
            return None
        passage = self.flows.passage(placed.flow, body + match.start(), body + match.end())
        return Said(value=" ".join(match[0].split()), passage=passage)

    def _inherited(self, placed: Placed) -> tuple[UnitNamed, ...]:
        if self._bullet:
            return self._bullet
        for section in self.tree.ancestors(placed.section):
            assigned = assigned_in(section.title, self.words)
            if assigned.leads:
                return assigned.leads
        return ()


def _items(text: str) -> tuple[str, ...]:
    first = re.split(r"\.\s", text)[0]
    return tuple(item for each in first.split(";") if (item := " ".join(each.split()).strip(" .;")))


def _deadline_in(text: str) -> re.Match[str] | None:
    """The first deadline that names its year, else the first."""
    found = list(_DEADLINE.finditer(text))
    return next((each for each in found if _day(each) is not None), found[0] if found else None)


def _day(match: re.Match[str] | None) -> date | None:
    return None if match is None else last_day(match[0])
