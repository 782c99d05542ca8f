"""The criteria-set document: the one form in which a criteria set is written, exchanged, stored and hashed.

set → fields → criteria → sub-criteria. A node either has children or is a leaf with a rule; a leaf may stand at any
of the three levels (a criterion without component criteria is common; a field without criteria is how sets known
only at field level are written).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict
from pydantic import Field as Constraint

from parindex.engine.rulebook.base import NO_YES, Document, InputCode, Points, Whole
from parindex.engine.rulebook.rules import Rule

Day = date
"""For a field that is itself called ``date``, which would hide the type."""


class Level(StrEnum):
    """Level of the units that a set is for."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"


class Standing(StrEnum):
    """How far a set may be relied on. Shown wherever the set is shown."""

    OFFICIAL = "official"
    MODEL = "model"
    """Our own set ("bộ tiêu chí mẫu"), issued by nobody."""
    FIELD_LEVEL = "field_level"
    """Only the structure that was published is known; leaves carry points as printed."""
    RECONSTRUCTED = "reconstructed"
    """Formulas worked out from published answers; uncertain parts are marked on the leaf."""
    TEST = "test"


class MeasuredBy(StrEnum):
    """Where a leaf's inputs come from."""

    SELF = "self"
    FACTS = "facts"
    SURVEY = "survey"
    RATED = "rated"
    IMPORTED = "imported"


class InputType(StrEnum):
    """Type of one input; decides the entry box and the value's Python type."""

    COUNT = "count"
    NUMBER = "number"
    RATIO = "ratio"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


WHOLE_MONEY = "đồng"
FRACTIONAL_MONEY = frozenset({"nghìn", "ngàn", "triệu", "tỷ", "tỉ"})
"""Words of the units of money in which a figure has decimals."""


class Choice(Document):
    """One option of a choice input."""

    code: str
    title: str


class Input(Document):
    """One figure that an officer types or that facts fill."""

    code: InputCode
    title: str
    type: InputType
    unit: str | None = None
    """Unit of measure as printed: hồ sơ, văn bản, người, triệu đồng …"""
    numerator: str | None = None
    """For a ratio: what the upper number counts."""
    denominator: str | None = None
    may_exceed_one: bool = False
    """For a ratio: the numerator may be larger than the denominator (plan attainment)."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    indicator: str | None = None
    """Code of the indicator that fills this input from facts."""
    hint: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether its figures have no fractions: things that are counted, and đồng. Larger units of money have them."""
        if self.type is InputType.RATIO:
            return not any(word in FRACTIONAL_MONEY for word in (self.unit or "").split())
        return self.type is InputType.COUNT or (self.type is InputType.NUMBER and self.unit == WHOLE_MONEY)


class Policies(Document):
    """What happens when there is nothing to compute. Each situation is declared; none is zero by accident.

    ``pending``: no points yet, the maximum stays. ``zero_points``: 0 of the maximum. ``full_points…``: the maximum.
    ``exclude_and_renormalise``: the leaf's maximum leaves the applicable maximum. ``refuse``: the situation may not
    occur; the outcome is refused. Names follow the catalogue of scoring rules.
    """

    missing: Literal["pending", "zero_points", "exclude_and_renormalise", "survey_missing_rescale"] = "pending"
    not_applicable: Literal[
        "refuse", "exclude_and_renormalise", "full_points_if_not_arising", "full_points_if_level_exempt"
    ] = "refuse"
    not_yet_due: Literal["refuse", "pending", "exclude_and_renormalise"] = "refuse"
    zero_denominator: (
        Literal[
            "refuse",
            "full_points_if_denominator_zero",
            "zero_if_denominator_zero",
            "exclude_and_renormalise",
            "pending",
        ]
        | None
    ) = None
    """Must be declared on every leaf whose rule divides."""


class LegalReference(Document):
    """The act behind a norm. ``unsure`` is kept and shown: recall is never presented as law."""

    act: str
    clause: str | None = None
    unsure: bool = False
    note: str | None = None


class MaximumFor(Document):
    """A maximum that differs for a group of units (policy ``different_max_by_unit``)."""

    group: str
    maximum: Points


class Node(Document):
    """What a field, a criterion and a sub-criterion have in common."""

    code: Annotated[str, Constraint(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    """Unique in the set; what figures, results and crosswalks refer to."""
    number: str | None = None
    """The number as printed (1.1.2); the code when not given."""
    title: str
    short_title: str | None = None
    """At most some 14 letters, for table heads."""
    maximum: Points
    owner: str | None = None
    """Alias of the unit or office that appraises (field owner); inherited downwards."""
    note: str | None = None
    # a leaf has the following
    measured: MeasuredBy | None = None
    inputs: tuple[Input, ...] = ()
    rule: Rule | None = None
    policies: Policies | None = None
    maximum_by_group: tuple[MaximumFor, ...] = ()
    evidence: tuple[str, ...] = ()
    """What proof the unit must show, one entry each."""
    remedies: tuple[str, ...] = ()
    """Usual remedies in the words of a plan; first proposal for the improvement plan."""
    product: str | None = None
    """The product that proves the remedy done (báo cáo, quyết định …)."""
    legal: tuple[LegalReference, ...] = ()
    confirmed_on: date | None = None
    """The day on which someone last looked and found the rule still in force."""
    unsure: str | None = None
    """Why this leaf may not be relied on; shown beside it."""


class SubCriterion(Node):
    """Tiêu chí thành phần."""


class Criterion(Node):
    """Tiêu chí."""

    sub_criteria: tuple[SubCriterion, ...] = ()


class Field(Node):
    """Lĩnh vực."""

    criteria: tuple[Criterion, ...] = ()
    outside_scale: bool = False
    """A bonus and penalty block: its points count, its maximum does not."""


class Rounding(Document):
    """Where the set rounds (half up). None: nowhere; ``shown`` is for display only and never enters a sum."""

    leaf: Whole | None = None
    criterion: Whole | None = None
    field: Whole | None = None
    total: Whole | None = None
    shown_points: Annotated[int, Constraint(ge=0, le=9), NO_YES] = 3
    shown_index: Annotated[int, Constraint(ge=0, le=9), NO_YES] = 2


class Band(Document):
    """A class band: reached from ``at_least`` (percent of the base) upwards, lower bound inclusive."""

    name: str
    at_least: Decimal


class ClassScheme(Document):
    """Bands in falling order; the last one starts at 0."""

    code: str
    base: Literal["applicable_maximum", "declared_scale"] = "applicable_maximum"
    """``applicable_maximum`` is the policy ``exclude_and_classify_on_applicable``."""
    bands: tuple[Band, ...]
    source: str | None = None
    note: str | None = None


class Ranking(Document):
    """How a peer group is ranked. Always on unrounded values."""

    on: Literal["index", "points"] = "index"
    ties: Literal["competition", "dense", "tie_break_fields"] = "competition"
    """``competition``: 1, 1, 3. ``dense``: 1, 1, 2. ``tie_break_fields``: equal units are ordered by ``tie_break``."""
    tie_break: tuple[str, ...] = ()


class ScaleException(Document):
    """An explained exception without which a set whose maxima do not add up is refused."""

    node: str | None = None
    """Code of the parent; None for the set."""
    declared: Points
    sum: Points
    explanation: str
    source: str | None = None


class Correspondence(Document):
    """One line of the crosswalk to the previous set: identity across versions, never the printed number."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    comparable: bool = True
    note: str | None = None


class Crosswalk(Document):
    """How the leaves of this version follow those of another version of the same or another set."""

    code: str
    version: str
    same_codes: bool = True
    """Leaves with equal codes correspond unless a line says otherwise."""
    lines: tuple[Correspondence, ...] = ()


class IssuedBy(Document):
    """The act that issued the set, as far as known."""

    act: str | None = None
    date: Day | None = None
    issuer: str | None = None
    title: str | None = None
    source: str | None = None


class CriteriaSet(Document):
    """A criteria set (bộ tiêu chí) of one version."""

    schema_version: Literal["parindex/criteria-set/1"] = Constraint(alias="schema")
    code: Annotated[str, Constraint(pattern=r"^[a-z][a-z0-9_]*$")]
    version: str
    title: str
    level: Level
    standing: Standing
    scale: Points
    valid_from: date | None = None
    valid_to: date | None = None
    issued_by: IssuedBy | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rounding: Rounding = Rounding()
    ranking: Ranking = Ranking()
    index_base: Literal["applicable_maximum", "declared_scale"] = "applicable_maximum"
    """What the index divides by. ``declared_scale``: the printed scale even where the maxima do not add up to it
    (Krông Nô: 100, not 99,5); what an exclusion takes out of the calculation leaves this base too."""
    class_scheme: ClassScheme | None = None
    exceptions: tuple[ScaleException, ...] = ()
    crosswalk: Crosswalk | None = None
    fields: tuple[Field, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


def children(node: Node) -> tuple[Node, ...]:
    """The node's children; empty for a leaf."""
    if isinstance(node, Field):
        return node.criteria
    if isinstance(node, Criterion):
        return node.sub_criteria
    return ()


def walk(criteria_set: CriteriaSet) -> Iterator[tuple[tuple[Node, ...], Node]]:
    """Every node in printed order with its ancestors (outermost first)."""

    def below(ancestors: tuple[Node, ...], nodes: tuple[Node, ...]) -> Iterator[tuple[tuple[Node, ...], Node]]:
        for node in nodes:
            yield ancestors, node
            yield from below((*ancestors, node), children(node))

    yield from below((), criteria_set.fields)


def leaves(criteria_set: CriteriaSet) -> tuple[Node, ...]:
    """Every leaf in printed order."""
    return tuple(node for _, node in walk(criteria_set) if node.rule is not None)
