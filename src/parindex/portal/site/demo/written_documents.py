"""Two documents of Xã Nâm Nung: a report that Lan writes, with a figure bound to a fact, and one that Thịnh issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from parindex.portal.facts.actions.declare_indicators import IndicatorRow, declare_indicators
from parindex.portal.facts.actions.record_values import ValueRow, record_values
from parindex.portal.facts.models import Fact, FactStatus, Shape
from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.reports.actions.bind_figure import bind_figure
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.save_draft import SectionWords, save_draft
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.models import Draft
from parindex.portal.reports.workflow import DraftState
from parindex.portal.site.demo.cast import NAM_NUNG, person

DRAFT_SUBJECT = "Kết quả cải cách hành chính 6 tháng đầu năm 2026 (số liệu mô phỏng)"
ISSUED_SUBJECT = "Kết quả tiếp nhận hồ sơ trực tuyến 6 tháng đầu năm 2026 (số liệu mô phỏng)"
_INDICATOR = "demo.online_dossiers"
_SOURCE = "Số liệu mô phỏng của bản trình diễn"
_WORDS = "Trong kỳ có {{ s1.tu }}/{{ s1.mau }} hồ sơ nộp trực tuyến, đạt {{ s1 }} (số liệu mô phỏng)."
_NEXT = "Tiếp tục hướng dẫn người dân nộp hồ sơ trực tuyến tại Trung tâm Phục vụ hành chính công xã."


def load_written_documents() -> None:
    """Write both as Lan and Thịnh would; what is loaded already is left as it is."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    if Draft.objects.filter(unit=unit).exists():
        return
    fact = _fact(unit)
    _written(unit, fact, DRAFT_SUBJECT)
    issued = _written(unit, fact, ISSUED_SUBJECT)
    issue_draft(actor=person("thinh"), draft=issued, row_version=issued.row_version)


def _fact(unit: OrgUnit) -> Fact:
    declare_indicators(actor=None, rows=[IndicatorRow(_INDICATOR, "Hồ sơ nộp trực tuyến (mô phỏng)", Shape.RATIO)])
    row = ValueRow(
        indicator=_INDICATOR,
        unit=unit,
        period_from=date(2025, 12, 15),
        period_to=date(2026, 6, 14),
        status=FactStatus.DECLARED,
        source_title=_SOURCE,
        numerator=Decimal(805),
        denominator=Decimal(1310),
        simulated=True,
    )
    record_values(actor=None, rows=[row])
    return Fact.objects.get(indicator__code=_INDICATOR, unit=unit)


def _written(unit: OrgUnit, fact: Fact, subject: str) -> Draft:
    lan = person("lan")
    draft = create_draft(actor=lan, unit=unit, kind=TemplateKind.REPORT, subject=subject, simulated=True)
    bind_figure(actor=lan, draft=draft, fact=fact)
    return save_draft(
        actor=lan,
        draft=draft,
        subject=subject,
        head={
            **draft.head,
            "addressees": "Ủy ban nhân dân tỉnh Lâm Đồng\nSở Nội vụ",
            "recipients": "Như trên\nTT Đảng ủy, TT HĐND xã",
        },
        sections=[SectionWords(1, "Kết quả thực hiện", _WORDS), SectionWords(1, "Phương hướng", _NEXT)],
        row_version=draft.row_version,
    )


def the_draft() -> Draft:
    """The one that Lan writes."""
    return Draft.objects.get(subject=DRAFT_SUBJECT, state=DraftState.DRAFT)


def the_issued() -> Draft:
    """The one that was issued."""
    return Draft.objects.get(subject=ISSUED_SUBJECT, state=DraftState.ISSUED)
