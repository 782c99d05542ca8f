"""Several ways to measure, one of them chosen; self-assessment and appraisal may choose differently."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.engine.rulebook.rules import AlternativesPickOne
from parindex.engine.scoring.admission import objection
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

    def work(self, inputs: Admitted) -> Working:
        choice: str = inputs[self.choice]
        kind = self.chosen.get(choice)
        if kind is None:
            return refused(Step(StepCode.REFUSED_UNKNOWN_CHOICE, {"input": self.choice, "value": choice}))
        found = objection(kind.needs, self.declared, inputs) or kind.work(inputs)
        return found._replace(steps=(self.heads[choice], *found.steps))

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        yield from self.chosen[inputs[self.choice]].changes(inputs)
