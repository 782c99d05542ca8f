"""Independent yes/no parts, each with its points: "đầy đủ 1 điểm + đúng pháp luật 2 điểm = 3"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

import numpy as np

from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.rules import AdditiveChecklist, ChecklistItem
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, add, scored
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class AdditiveChecklistKind(Kind):
    """Sum of the parts answered yes; the parts are not more than the maximum (the reader of rulebooks sees to it),
    and if they were the maximum would hold."""

    def __init__(self, rule: AdditiveChecklist, setting: Setting) -> None:
        self.needs = tuple(item.answer for item in rule.items)
        self.items = rule.items
        self.maximum = setting.maximum
        self.yes = tuple(Step(StepCode.ITEM_YES, {"input": item.answer, "points": item.points}) for item in rule.items)
        self.no = tuple(Step(StepCode.ITEM_NO, {"input": item.answer, "points": item.points}) for item in rule.items)
        self.parts = tuple((item.answer, item.points) for item in rule.items)

    def work(self, inputs: Admitted) -> Working:
        total = ZERO
        steps: list[Step] = []
        for (code, points), yes, no in zip(self.parts, self.yes, self.no, strict=True):
            if inputs[code]:
                total = add(total, points)
                steps.append(yes)
            else:
                steps.append(no)
        steps.append(Step(StepCode.SUM, {"points": total}))
        if total > self.maximum:
            steps.append(Step(StepCode.CAPPED, {"points": total, "maximum": self.maximum}))
            total = self.maximum
        return scored(total, *steps)

    def many(self, columns: Columns) -> Floats:
        total: Floats = np.zeros((1, 1))
        for code, points in self.parts:
            total = total + columns[code] * float(points)
        return np.minimum(total, float(self.maximum))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        open_items = sorted((item for item in self.items if not inputs[item.answer]), key=lambda item: -item.points)
        for item in open_items:
            yield Change({item.answer: True}, Decimal(1))
        for several in accumulate(((item,) for item in open_items), _join):
            if len(several) > 1:
                yield Change({item.answer: True for item in several}, Decimal(len(several)))


def _join(left: tuple[ChecklistItem, ...], right: tuple[ChecklistItem, ...]) -> tuple[ChecklistItem, ...]:
    return (*left, *right)
