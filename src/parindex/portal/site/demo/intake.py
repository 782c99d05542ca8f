"""Two simulated documents of Xã Nâm Nung, sent as Word and read: a half-year report of which a part is decided, and a
plan whose tasks, targets and figure were put to use."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from parindex.portal.documents.actions import DocumentCard
from parindex.portal.documents.models import DocumentKind
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.decide_items import ItemAnswer, decide_items
from parindex.portal.intake.actions.make_plan_lines import make_plan_lines
from parindex.portal.intake.actions.read_document import Tell, read_document
from parindex.portal.intake.actions.record_figures import record_figures
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.engine_bridge.measured import fault_of
from parindex.portal.intake.engine_bridge.remarks import with_remarks
from parindex.portal.intake.models import Intake
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import NAM_NUNG, person

NAME = "Bao-cao-CCHC-6-thang-mo-phong.docx"
PLAN = "Ke-hoach-CCHC-2027-mo-phong.docx"


def load_intake(tell: Tell) -> None:
    """Take both in as Lan would, read them, accept; what is loaded already is left as it is."""
    report = _read(NAME, "simulated_report.txt", tell)
    if report is not None:
        tasks = list(report.items.filter(kind="task"))
        decide_items(actor=person("lan"), intake=report, items=tasks[:2], answer=ItemAnswer.ACCEPT)
    plan = _read(PLAN, "simulated_plan.txt", tell)
    if plan is not None:
        _into_the_plan(plan)


def _read(name: str, text: str, tell: Tell) -> Intake | None:
    """The document read just now; None when it was before."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    if Intake.objects.filter(unit=unit, file_name=name).exists():
        return None
    lines = (files("parindex.portal.site.demo") / text).read_text(encoding="utf-8").split("\n")
    content = with_remarks(b"", kind="txt", lines=lines, remarks=(), author="")
    intake = take_in_document(actor=person("lan"), unit=unit, name=name, content=content, simulated=True)
    return read_document(intake=intake, tell=tell)


def _into_the_plan(intake: Intake) -> None:
    """The card confirmed, tasks and targets lines of the plan of 2027, the figure recorded."""
    lan = person("lan")
    card = DocumentCard(
        kind=DocumentKind.PLAN,
        number="98",
        symbol="KH-UBND",
        issued_on=date(2026, 11, 16),
        issuer="Ủy ban nhân dân xã Nâm Nung",
        title="Kế hoạch Cải cách hành chính năm 2027 (số liệu mô phỏng)",
    )
    intake = confirm_card(actor=lan, intake=intake, card=card)
    kinds = intake.items.filter(kind__in=["task", "target", "figure"])
    good = [each for each in kinds if not fault_of(each)]
    decide_items(actor=lan, intake=intake, items=good, answer=ItemAnswer.ACCEPT)
    make_plan_lines(actor=lan, intake=intake, year=2027)
    record_figures(actor=person("hoa"), intake=intake)


def the_plan() -> Intake:
    """The plan that was loaded."""
    return Intake.objects.get(file_name=PLAN)


def the_report() -> Intake:
    """The report that was loaded."""
    return Intake.objects.get(file_name=NAME)
