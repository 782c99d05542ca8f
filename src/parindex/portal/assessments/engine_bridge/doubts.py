"""The engine's plausibility check with the limits of the rulebooks, and its answers as the sheet keeps them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from parindex.engine.checks.plausibility import Doubt, DoubtCode, PlausibilityRule, doubts_of

__all__ = ["Doubt", "DoubtCode", "doubts_of", "plausibility_rule"]

_FILE = files("parindex") / "rulebooks" / "check_rules" / "entry_plausibility.yaml"


@lru_cache(maxsize=1)
def plausibility_rule() -> PlausibilityRule:
    """The limits as the rulebook states them."""
    document = YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))
    jump, share = document["jump"], document["share"]
    limits = (jump["factor"], jump["least"], share["points"], share["least"])
    return PlausibilityRule(*(Decimal(str(limit)) for limit in limits))
