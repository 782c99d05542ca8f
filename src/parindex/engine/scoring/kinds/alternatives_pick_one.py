"""Several ways to measure, one of them chosen; self-assessment and appraisal may choose differently."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parindex.engine.rulebook.rules import AlternativesPickOne
from parindex.engine.scoring.admission import objection
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.kinds.base import Admitted, Change, Kind, Setting, Working, refused
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Step


class AlternativesPickOneKind(Kind):
    """Only the chosen alternative's inputs are asked for. Choosing another one is no change that a unit makes, so
    the ladder is the chosen alternative's."""

    def __init__(self, rule: AlternativesPickOne, setting: Setting) -> None:
        self.needs = (rule.choice,)
        self.choice = rule.choice
        self.declared = setting.inputs
        self.chosen = {option.code: setting.compile(option.rule, setting) for option in rule.alternatives}
        self.heads = {
            option.code: Step(StepCode.ALTERNATIVE, {"alternative": option.code, "title": option.title})
            for option in rule.alternatives
        }
        for kind in self.chosen.values():
            for code in kind.needs:
                setting.inputs[code]  # a KeyError here becomes the leaf's ValueError
        self.still = frozenset[str]().union(*(kind.still for kind in self.chosen.values()))

    def work(self, inputs: Admitted) -> Working:
        choice: str = inputs[self.choice]
        kind = self.chosen.get(choice)
        if kind is None:
            return refused(Step(StepCode.REFUSED_UNKNOWN_CHOICE, {"input": self.choice, "value": choice}))
        found = objection(kind.needs, self.declared, inputs) or kind.work(inputs)
        return found._replace(steps=(self.heads[choice], *found.steps))

    def many(self, columns: Columns) -> Floats:
        choice: Floats = columns[self.choice]
        result: Floats = np.full((1, 1), np.nan)
        for place, declared in enumerate(self.declared[self.choice].choices):
            kind = self.chosen.get(declared.code)
            if kind is not None and (choice == place).any():
                result = np.where(choice == place, kind.many(columns), result)
        return result

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        """The ceiling that each unit's chosen alternative sets; none (inf) for units that chose another one."""
        choice: Floats = columns[self.choice]
        result: Floats | None = None
        for place, declared in enumerate(self.declared[self.choice].choices):
            kind = self.chosen.get(declared.code)
            ceiling = None if kind is None else kind.ceiling_of(code, columns)
            if ceiling is not None:
                others = np.full_like(choice, np.inf) if result is None else result
                result = np.where(choice == place, ceiling, others)
        return result

    def grid_of(self, code: str) -> float | None:
        return next((grid for kind in self.chosen.values() if (grid := kind.grid_of(code)) is not None), None)

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        yield from self.chosen[inputs[self.choice]].changes(inputs)
