"""What the reports on one-stop dossiers are put together from, with the codes of their sentences.

Columns that do not add up to the total row are refused here, so that no report can be written from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parindex.engine.documents.parts import IssuingBody, Recipients, Signature


class DossierReportCode(StrEnum):
    """Sentences of the form and of the monthly assessment."""

    KIND = "dossier_report.kind"
    SIMULATED = "dossier_report.simulated"
    SOURCE = "dossier_report.source"
    AS_RECORDED = "dossier_report.as_recorded"
    CHANGED_SINCE = "dossier_report.changed_since"
    FORM_SUBJECT = "dossier_report.form.subject"
    FORM_LEAD = "dossier_report.form.lead"
    COLUMN_RESOLVED_WITHOUT_DUE = "dossier_report.column.resolved_without_due"
    COLUMN_PENDING_WITHOUT_DUE = "dossier_report.column.pending_without_due"
    FORM_WITHOUT_DUE = "dossier_report.form.without_due"
    FORM_WAITING = "dossier_report.form.waiting"
    FORM_HOLDS = "dossier_report.form.holds"
    FORM_BY_UNIT = "dossier_report.form.by_unit"
    FORM_BY_FIELD = "dossier_report.form.by_field"
    FORM_ATTACHED = "dossier_report.form.attached"
    COLUMN_NUMBER = "dossier_report.column.number"
    COLUMN_UNIT = "dossier_report.column.unit"
    COLUMN_FIELD = "dossier_report.column.field"
    COLUMN_3 = "dossier_report.column.c3"
    COLUMN_4 = "dossier_report.column.c4"
    COLUMN_5 = "dossier_report.column.c5"
    COLUMN_6 = "dossier_report.column.c6"
    COLUMN_7 = "dossier_report.column.c7"
    COLUMN_8 = "dossier_report.column.c8"
    COLUMN_9 = "dossier_report.column.c9"
    COLUMN_10 = "dossier_report.column.c10"
    COLUMN_11 = "dossier_report.column.c11"
    COLUMN_12 = "dossier_report.column.c12"
    COLUMN_13 = "dossier_report.column.c13"
    TOTAL_ROW = "dossier_report.total_row"
    MONTH_SUBJECT = "dossier_report.month.subject"
    MONTH_LEAD = "dossier_report.month.lead"
    MONTH_RESULTS = "dossier_report.month.results"
    MONTH_RECEIVED = "dossier_report.month.received"
    MONTH_RESOLVED = "dossier_report.month.resolved"
    MONTH_PENDING = "dossier_report.month.pending"
    MONTH_WITHDRAWN = "dossier_report.month.withdrawn"
    MONTH_NOTHING = "dossier_report.month.nothing"
    MONTH_SHARES = "dossier_report.month.shares"
    MONTH_SHARE = "dossier_report.month.share"
    MONTH_SHARES_BASE = "dossier_report.month.shares_base"
    MONTH_LETTERS = "dossier_report.month.letters"
    MONTH_UNITS = "dossier_report.month.units"
    MONTH_TARGET = "dossier_report.month.target"
    MONTH_TARGET_DAYS = "dossier_report.month.target_days"
    MONTH_TARGET_OPEN = "dossier_report.month.target_open"
    MONTH_OWN_TARGETS = "dossier_report.month.own_targets"
    MONTH_PARTIAL = "dossier_report.month.partial"
    MONTH_BEFORE_PARTIAL = "dossier_report.month.before_partial"
    MONTH_BEFORE_UNKNOWN = "dossier_report.month.before_unknown"
    MONTH_NO_TARGET = "dossier_report.month.no_target"
    MONTH_REACHED = "dossier_report.month.reached"
    MONTH_BELOW = "dossier_report.month.below"
    MONTH_BELOW_NAMED = "dossier_report.month.below_named"
    MONTH_NONE_BELOW = "dossier_report.month.none_below"
    MONTH_OVERDUE = "dossier_report.month.overdue"
    MONTH_OVERDUE_COUNT = "dossier_report.month.overdue_count"
    MONTH_OVERDUE_LISTED = "dossier_report.month.overdue_listed"
    MONTH_CLOSE = "dossier_report.month.close"
    MONTH_ATTACHED = "dossier_report.month.attached"
    MONTH_ANNEX_UNITS = "dossier_report.month.annex_units"
    MONTH_ANNEX_OVERDUE = "dossier_report.month.annex_overdue"
    COLUMN_RESOLVED = "dossier_report.column.resolved"
    COLUMN_ON_TIME = "dossier_report.column.on_time"
    COLUMN_LATE = "dossier_report.column.late"
    COLUMN_WITHOUT_DUE = "dossier_report.column.without_due"
    COLUMN_SHARE = "dossier_report.column.share"
    COLUMN_LAST_MONTH = "dossier_report.column.last_month"
    COLUMN_CHANGE = "dossier_report.column.change"
    COLUMN_PENDING = "dossier_report.column.pending"
    COLUMN_OVERDUE = "dossier_report.column.overdue"
    COLUMN_STANDING = "dossier_report.column.standing"
    STANDING_REACHED = "dossier_report.standing.reached"
    STANDING_BELOW = "dossier_report.standing.below"
    COLUMN_CODE = "dossier_report.column.code"
    COLUMN_PROCEDURE = "dossier_report.column.procedure"
    COLUMN_RECEIVED_ON = "dossier_report.column.received_on"
    COLUMN_DUE_ON = "dossier_report.column.due_on"
    REFUSED_SUM = "dossier_report.refused.sum"


class DossierReportRefused(ValueError):
    """Rows do not add up to their total: code and values for the sentence."""

    def __init__(self, column: str) -> None:
        super().__init__(DossierReportCode.REFUSED_SUM)
        self.code, self.values = DossierReportCode.REFUSED_SUM, {"column": column}


FORM_NAMES = tuple(f"c{number}" for number in range(3, 14))


@dataclass(frozen=True, slots=True)
class FormLine:
    """Columns 3 to 13 of form II.06a for a unit or a field.

    ``resolved_without_due`` stands in 7 and in none of 8, 9 and 10; ``pending_without_due`` in 11 and in none of 12 and
    13; ``withdrawn`` (returned or withdrawn) is the part of 9 that no share on time counts.
    """

    title: str
    c3: int
    c4: int
    c5: int
    c6: int
    c7: int
    c8: int
    c9: int
    c10: int
    c11: int
    c12: int
    c13: int
    resolved_without_due: int = 0
    pending_without_due: int = 0
    withdrawn: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """Columns 3 to 13."""
        return tuple(getattr(self, name) for name in FORM_NAMES)

    @property
    def rest(self) -> tuple[int, int]:
        """What columns 7 and 11 hold beside their parts."""
        return self.resolved_without_due, self.pending_without_due

    @property
    def without_due(self) -> int:
        """Both together."""
        return sum(self.rest)


@dataclass(frozen=True, slots=True)
class RecordedOf:
    """The version of the store, and its day, of which the figures of the report's window were recorded."""

    version: int
    day: date


@dataclass(frozen=True, slots=True)
class Frame:
    """What both reports are put together from, besides their figures. ``source``: store version and newest import."""

    unit: str
    first: date
    last: date
    issuer: IssuingBody
    recipients: Recipients
    signature: Signature
    store_version: int
    simulated: bool = False
    recorded: RecordedOf | None = None
    """Where it is ``store_version``, the report says so; where it is another, that the records have changed since."""


@dataclass(frozen=True, slots=True)
class Form06a:
    """The form by unit and by field; both add up to ``total``. Raises ``DossierReportRefused``."""

    frame: Frame
    total: FormLine
    by_unit: tuple[FormLine, ...]
    by_field: tuple[FormLine, ...]
    waiting: int = 0
    """Of column 12: waiting for the citizen past the due day on the receipt."""

    def __post_init__(self) -> None:
        for rows in (self.by_unit, self.by_field):
            columns = zip(*((*row.counts, *row.rest) for row in rows), strict=True)
            if rows and tuple(map(sum, columns)) != (*self.total.counts, *self.total.rest):
                raise DossierReportRefused(self.total.title)


@dataclass(frozen=True, slots=True)
class ShareLine:
    """An indicator of this month and of the month before, each as two numbers."""

    title: str
    numerator: int
    denominator: int
    numerator_before: int
    denominator_before: int


@dataclass(frozen=True, slots=True)
class HeldTo:
    """A target: reached at ``numerator ÷ denominator``, by the act, whose it is and its days (``last`` None: open)."""

    numerator: int
    denominator: int
    act: str
    holder: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the month; ``resolved`` is on time, late and ``without_due`` (never those returned or withdrawn).

    ``reached``: None without a target or without a resolved dossier.
    """

    title: str
    resolved: int
    on_time: int
    late: int
    pending: int
    overdue: int
    resolved_before: int
    on_time_before: int
    reached: bool | None
    without_due: int = 0
    own_target: HeldTo | None = None
    """Where it is another than the one of the unit that reports."""


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A pending dossier whose due date has passed. Its code only, never a citizen."""

    code: str
    unit: str
    procedure: str
    received_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class MonthlyAssessment:
    """The assessment of one month. ``overdue``: as many as are listed of ``total.c13``. Raises
    ``DossierReportRefused`` when a unit's parts do not add up, or the units not to the total.
    """

    frame: Frame
    total: FormLine
    before: FormLine | None
    """The month before; None where the records hold nothing of it."""
    shares: tuple[ShareLine, ...]
    units: tuple[UnitLine, ...]
    overdue: tuple[OverdueLine, ...]
    target: HeldTo | None
    """Of the unit that reports; single units may be held to one of their own (``UnitLine.own_target``)."""
    covered: tuple[date, date] | None = None
    """First and last day that the records cover, where they are not the whole month: then no target is concluded on."""
    covered_before: tuple[date, date] | None = None
    """The same of the month before."""
    letters_until: date | None = None
    """Letters of apology count up to this day; None: up to the last day of the month."""

    def __post_init__(self) -> None:
        for unit in self.units:
            if unit.on_time + unit.late + unit.without_due != unit.resolved:
                raise DossierReportRefused(unit.title)
        whole, total = self.whole, self.total
        if (whole.late, whole.resolved, whole.without_due, whole.pending, whole.overdue) != (
            total.c10, total.c7 - total.withdrawn, total.resolved_without_due, total.c11, total.c13,
        ):  # fmt: skip
            raise DossierReportRefused(total.title)

    @property
    def whole(self) -> UnitLine:
        """All units together: the last row of their table."""

        def summed(name: str) -> int:
            return sum(getattr(unit, name) for unit in self.units)

        return UnitLine(
            self.total.title, summed("resolved"), summed("on_time"), summed("late"), summed("pending"),
            summed("overdue"), summed("resolved_before"), summed("on_time_before"), None, summed("without_due"),
        )  # fmt: skip
