"""The points-lost ledger of a unit: filtered, sorted, and as an Excel file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments.queries.shown_sums import shown_difference
from parindex.portal.assessments.queries.unit_sheets import LostLine, UnitSheet
from parindex.portal.platform.excel import MEDIA_TYPE, workbook
from parindex.portal.platform.words import say

FIRST_LINES = 10


def ledger_context(asked: Mapping[str, str], sheet: UnitSheet) -> dict[str, Any]:
    """Lines as asked (`ly-do`, `xep`, `so=tat-ca`) with the sums that tie them to all losses."""
    reason, order = asked.get("ly-do", ""), asked.get("xep", "winnable")
    lines = sheet.lost_lines(reason=reason, order=order)
    shown = lines if asked.get("so") == "tat-ca" else lines[:FIRST_LINES]
    codes = dict.fromkeys(line.line.reason for line in sheet.lost_lines(order="lost"))
    lost, winnable = [line.line.lost for line in shown], [line.winnable for line in shown]
    shown_lost, shown_winnable = sum(lost, ZERO), sum(winnable, ZERO)
    return {
        "lines": shown,
        "all_lines": len(lines),
        "shown_lost": shown_lost,
        "shown_winnable": shown_winnable,
        "ledger_difference": shown_difference([(lost, shown_lost), (winnable, shown_winnable)]),
        "reasons": [(code, say(f"reason.{code}"), code == reason) for code in codes],
        "order": order,
        "reason": reason,
        "lost_leaves": sum(1 for each in sheet.lost_lines() if each.line.lost > 0),
        "unscored_lines": sheet.unscored_lines(),
    }


def ledger_workbook(sheet: UnitSheet) -> HttpResponse:
    """Every line with all decimals, and the sums that close it: what is lost apart from what nobody has scored."""
    head: list[object] = [
        *(_("No."), _("Sub-criterion"), _("Points"), _("Maximum"), _("Lost"), _("Not scored yet or not counted")),
        *(_("Reason"), _("Can be won back"), _("Owner")),
    ]
    rows = [_excel_row(line, lost=line.line.lost) for line in sheet.lost_lines()]
    rows += [_excel_row(line, unscored=line.line.lost) for line in sheet.unscored_lines()]
    ledger = sheet.examined.ledger
    rows.append(["", _("Total"), ledger.points, ledger.scale, sheet.lost, sheet.unscored, "", "", ""])
    title = _("Points lost: %(unit)s") % {"unit": sheet.member.name}
    facts = [sheet.member.round.title, *([_("Simulated data")] if sheet.member.round.simulated else [])]
    response = HttpResponse(workbook([head, *rows], title=title, facts=facts), content_type=MEDIA_TYPE)
    name = quote(f"so-mat-diem-{sheet.member.folded.replace(' ', '-')}-{sheet.member.round.year}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _excel_row(line: LostLine, *, lost: Decimal | None = None, unscored: Decimal | None = None) -> list[object]:
    node = line.node
    return [
        node.number if node else "",
        node.title if node else say(line.reason),
        line.line.points,
        line.line.maximum,
        lost,
        unscored,
        say(line.reason),
        line.winnable,
        node.owner_alias if node else "",
    ]
