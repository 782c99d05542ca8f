"""Báo cáo tự đánh giá as Word, from the sheet as it stands."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from parindex.engine.numbers.printing import show_date, show_decimal
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.engine_bridge.self_report import (
    IssuingBody,
    Recipients,
    ReportRow,
    SelfAssessmentReport,
    Signature,
    self_report_document,
)
from parindex.portal.assessments.forms.evidence import pages_words
from parindex.portal.assessments.forms.sheet_row import figures_text
from parindex.portal.assessments.models import EvidenceLink, RoundUnit
from parindex.portal.assessments.queries.self_sheets import NOT_DONE, GroupRow, LeafRow, SelfSheet, self_sheet
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeKind
from parindex.portal.organisations.models import UnitType
from parindex.portal.organisations.queries import version_on

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEVELS = {NodeKind.FIELD: 0, NodeKind.CRITERION: 1, NodeKind.SUB_CRITERION: 2}
COMMUNES = {UnitType.COMMUNE, UnitType.WARD, UnitType.SPECIAL_ZONE, UnitType.TOWNSHIP}


def report(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Download the report; a draft says that it is one."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(request.user, member).or_refuse()
    standing = self_sheet(member)
    with translation.override("vi"):
        content = self_report_document(_values(standing))
    response = HttpResponse(content, content_type=WORD_TYPE)
    name = f"Báo cáo tự đánh giá {member.name} {member.round.year}.docx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _values(standing: SelfSheet) -> SelfAssessmentReport:
    round_ = standing.member.round
    committee = standing.member.kind in COMMUNES
    return SelfAssessmentReport(
        unit=f"UBND {_in_sentence(standing.member.name)}" if committee else standing.member.name,
        year=round_.year,
        round_title=round_.title,
        set_title=round_.set_version.title,
        issuer=_issuer(standing.member, committee=committee),
        recipients=Recipients(("UBND tỉnh", "Sở Nội vụ"), "VT"),
        signature=_signature(committee=committee),
        rows=tuple(_row(row) for row in standing.rows),
        handed_in=standing.sheet.state == SheetState.HANDED_IN,
        simulated=round_.simulated,
        decimals=standing.ready.criteria_set.rounding.shown_points,
    )


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _issuer(member: RoundUnit, *, committee: bool) -> IssuingBody:
    if committee:
        place = version_on(member.unit).place_name
        return IssuingBody(("ỦY BAN NHÂN DÂN", member.name.upper()), place, "BC-UBND")
    return IssuingBody((member.name.upper(),), "…………", "BC")


def _signature(*, committee: bool) -> Signature:
    if committee:
        return Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân")
    return Signature("THỦ TRƯỞNG ĐƠN VỊ")


def _row(row: LeafRow | GroupRow) -> ReportRow:
    number, title, level = row.node.number, row.node.title, LEVELS[NodeKind(row.node.kind)]
    if isinstance(row, GroupRow):
        return ReportRow(number, title, row.maximum, row.points, level, False)
    return ReportRow(
        number=number,
        title=title,
        maximum=row.outcome.maximum if row.self_scored else row.maximum,
        points=row.points,
        level=level,
        is_leaf=True,
        own=row.self_scored,
        figures=figures_text(row) if row.self_scored else "",
        evidence="; ".join(_evidence(link) for link in row.evidence) or _source(row),
        note=row.note,
        entered=row.state not in NOT_DONE,
        disputed=_disputed(row),
        outside_scale=row.node.outside_scale,
    )


def _evidence(link: EvidenceLink) -> str:
    document = link.document
    issued = show_date(document.issued_on) if document.issued_on else ""
    parts = [document.sign or document.title, issued, pages_words(link.pages)]
    return ", ".join(part for part in parts if part)


def _source(row: LeafRow) -> str:
    sources = dict.fromkeys(figure.version.source_title for figure in row.known.values())
    return "; ".join(sources) if row.self_scored and row.from_facts else ""


def _disputed(row: LeafRow) -> str:
    if row.dispute is None:
        return ""
    values = [_figure(value) for value in (row.dispute.known_value, row.dispute.own_value)]
    return f"{values[0]} → {values[1]}; {row.dispute.reason}"


def _figure(stored: object) -> str:
    parts = stored if isinstance(stored, list) else [stored]
    return "/".join(show_decimal(Decimal(str(part))) for part in parts)
