"""A unit whose results were imported: printed figures beside recomputed ones, and the findings about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.numbers.printing import show_decimal, show_index, show_points
from parindex.portal.assessments.models import NodeResult, RoundUnit
from parindex.portal.assessments.queries.unit_sheets import UnitSheet
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.findings.engine_bridge import from_json as figures_of_finding
from parindex.portal.findings.models import Finding
from parindex.portal.platform.words import say


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A field or pillar: as printed, and as the engine computes it."""

    node: NodeRow
    points: Decimal | None
    maximum: Decimal
    printed_points: str
    printed_maximum: str
    printed_percent: str

    @property
    def is_pillar(self) -> bool:
        """Whether it is a part of a field: shown below it, not counted again."""
        return self.node.kind != NodeKind.FIELD

    @property
    def percent(self) -> Decimal | None:
        """Recomputed share of the maximum."""
        return None if self.points is None or not self.maximum else self.points * 100 / self.maximum

    @property
    def lost(self) -> Decimal | None:
        """Points missing to the maximum."""
        return None if self.points is None else self.maximum - self.points

    @property
    def agrees(self) -> bool:
        """Whether the printed percentage is the recomputed one at the printed decimals; true when none is printed."""
        if not self.printed_percent or self.percent is None:
            return True
        return Decimal(self.printed_percent.replace(",", ".")) == Decimal(show_index(self.percent).replace(",", "."))


def printed_context(sheet: UnitSheet) -> dict[str, Any]:
    """Printed against recomputed, line by line and for the totals."""
    assert sheet.result is not None
    rows = NodeResult.objects.filter(result=sheet.result).select_related("node").order_by("node__position")
    lines = [
        PrintedLine(
            node=row.node,
            points=row.points,
            maximum=row.applicable_maximum,
            printed_points=row.printed.get("points", ""),
            printed_maximum=row.printed.get("maximum", ""),
            printed_percent=row.printed.get("percent", ""),
        )
        for row in rows
    ]
    total = sheet.examined.result.total
    printed = sheet.result.printed
    return {
        "printed_lines": lines,
        "set_lines": _set_lines(sheet),
        "printed": printed,
        "recomputed_total": total.points,
        "recomputed_index": sheet.result.index,
        "share_of_maxima": total.points * 100 / total.applicable_maximum if total.points is not None else None,
        "maxima": total.applicable_maximum,
        "total_agrees": printed.get("total", "") in ("", show_points(total.points or Decimal(0), 2)),
        "index_agrees": printed.get("index", "") in ("", show_index(sheet.result.index or Decimal(0))),
        "findings": _findings(sheet),
    }


def _set_lines(sheet: UnitSheet) -> list[tuple[str, Decimal]]:
    """What stands on no field, in words, with its points: with the fields' losses it makes up the total lost."""
    maxima = sheet.examined.result.total.applicable_maximum
    rows = []
    for line in sheet.examined.ledger.lines:
        if line.path:
            continue
        words = say(f"reason.{line.reason}")
        if line.reason == ReasonCode.MAXIMA_SHORT_OF_SCALE:
            figures = {"scale": show_decimal(sheet.examined.ledger.scale), "maxima": show_decimal(maxima)}
            words = _("Between the scale of %(scale)s and the sum of the maxima %(maxima)s") % figures
        rows.append((words, line.lost))
    return rows


def _findings(sheet: UnitSheet) -> list[tuple[Finding, str]]:
    found = Finding.objects.filter(subject_kind="round_unit", subject_id=subject_of(sheet.member))
    return [(each, say(f"finding.{each.rule}", figures_of_finding(each.figures))) for each in found]


def subject_of(member: RoundUnit) -> str:
    """The public id under which findings about the unit's results stand."""
    return f"{member.round.public_id}-{member.unit.public_id}"
