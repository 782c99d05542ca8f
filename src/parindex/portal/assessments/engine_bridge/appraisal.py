"""What the appraisal asks of the engine: reasons of lost points, signs of risk, samples, agreement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from parindex.engine.checks.agreement import Agreement, Judgement, TwoOpinions, agreement, judgement
from parindex.engine.checks.appraisal_risks import LastYear, Risk, RiskCode, SelfAssessed, outliers, risks_of
from parindex.engine.checks.samples import draw, sample_order
from parindex.engine.composite.reasons import default_reason
from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.exact import CompiledLeaf
from parindex.engine.scoring.values import Outcome

__all__ = [
    "Agreement",
    "CompiledLeaf",
    "Judgement",
    "LastYear",
    "ReasonEntry",
    "Risk",
    "RiskCode",
    "SelfAssessed",
    "TwoOpinions",
    "agreement",
    "default_reason_code",
    "draw",
    "judgement",
    "outliers",
    "points_to_explain",
    "reason_codes",
    "risks_of",
    "sample_order",
]

_FILE = files("parindex") / "rulebooks" / "reason_codes" / "reason_codes.yaml"


@dataclass(frozen=True, slots=True)
class ReasonEntry:
    """One code of the list of reasons. Worded as ``reason.<code>``."""

    code: str
    engine_reasons: tuple[str, ...]

    @property
    def wording(self) -> str:
        """Wording code."""
        return f"reason.{self.code}"


@lru_cache(maxsize=1)
def reason_codes() -> dict[str, ReasonEntry]:
    """Code → entry, in the order of the list (``rulebooks/reason_codes``)."""
    document = YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))
    return {
        line["code"]: ReasonEntry(line["code"], tuple(line.get("engine_reasons", ()))) for line in document["codes"]
    }


def default_reason_code(leaf: Node, outcome: Outcome) -> str:
    """The code of the list for the reason that the engine gives by status and rule."""
    reason = default_reason(leaf, outcome).value
    return next(entry.code for entry in reason_codes().values() if reason in entry.engine_reasons)


def points_to_explain(outcome: Outcome, *, outside_scale: bool) -> Decimal:
    """The lost points that need reasons: all below the maximum, open ones too; of a bonus or penalty block what is
    taken away. Never below 0.
    """
    points = outcome.points or ZERO
    lost = -points if outside_scale else outcome.maximum - points
    return max(lost, ZERO)
