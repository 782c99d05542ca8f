"""What goes into a rule and what comes out: input values, absences, outcomes, steps, rungs.

Plain ``NamedTuple`` classes: hundreds of thousands are made in one run of a province.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.numbers.ratio import Ratio as Ratio  # the lowest room holds it; rules and figures find it here


class Absence(StrEnum):
    """Why an input has no value. Four different things, none of them zero."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET_DUE = "not_yet_due"
    NEVER = "never"
    """The act that a date input asks for did not happen at all (only for ``date`` inputs); a value, not a gap."""


Value = Decimal | Ratio | date | bool | str
"""count and number → Decimal; ratio → Ratio; date → date; yes_no → bool; choice → str."""

Inputs = Mapping[str, Value | Absence]
"""One leaf's inputs by input code. A code that is absent counts as ``Absence.MISSING``."""

Figures = Mapping[str, Inputs]
"""One unit's figures: leaf code → inputs."""


class Status(StrEnum):
    """What situation an outcome stands for; the policy's effect is in its points and maximum."""

    SCORED = "scored"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET_DUE = "not_yet_due"
    ZERO_DENOMINATOR = "zero_denominator"
    REFUSED = "refused"
    """The inputs contradict each other (numerator above denominator, negative count …); steps name the fault."""


StepValues = dict[str, "Decimal | Ratio | date | bool | str | int"]


class Step(NamedTuple):
    """One line of "vì sao": a code and its values; templates turn codes into sentences, the engine never does."""

    code: str
    values: Mapping[str, Decimal | Ratio | date | bool | str | int]


class Rung(NamedTuple):
    """A useful change of one leaf's inputs and what it would give."""

    changes: Mapping[str, Value]
    """Input code → new value (complete values: a Ratio keeps its denominator)."""
    points: Decimal
    gain: Decimal
    """points after − points now; > 0."""
    amount: Decimal
    """How far the figures move, in units of the input (initiatives, dossiers, days); shows the size of the effort."""


class Outcome(NamedTuple):
    """The result of one leaf for one unit.

    ``points`` is None when the leaf is open (a policy says "pending"); ``maximum`` is the applicable maximum, 0 when
    the leaf leaves the calculation. ``points`` stands on the nine-decimal grid and may be below 0 for deductions.
    """

    points: Decimal | None
    maximum: Decimal
    status: Status
    steps: tuple[Step, ...]
    ladder: tuple[Rung, ...] = ()
