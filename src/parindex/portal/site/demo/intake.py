"""A simulated half-year report of Xã Nâm Nung, sent as Word, read and proof-read; a part of it is decided."""

from __future__ import annotations

from importlib.resources import files

from parindex.portal.intake.actions.decide_items import ItemAnswer, decide_items
from parindex.portal.intake.actions.read_document import Tell, read_document
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.engine_bridge.remarks import with_remarks
from parindex.portal.intake.models import Intake
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import NAM_NUNG, person

NAME = "Bao-cao-CCHC-6-thang-mo-phong.docx"


def load_intake(tell: Tell) -> None:
    """Take it in as Lan would, read it, accept its tasks; what is loaded already is left as it is."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    if Intake.objects.filter(unit=unit, file_name=NAME).exists():
        return
    lines = (files("parindex.portal.site.demo") / "simulated_report.txt").read_text(encoding="utf-8").split("\n")
    content = with_remarks(b"", kind="txt", lines=lines, remarks=(), author="")
    lan = person("lan")
    intake = take_in_document(actor=lan, unit=unit, name=NAME, content=content, simulated=True)
    intake = read_document(intake=intake, tell=tell)
    tasks = list(intake.items.filter(kind="task"))
    decide_items(actor=lan, intake=intake, items=tasks[:2], answer=ItemAnswer.ACCEPT)


def the_report() -> Intake:
    """The report that was loaded."""
    return Intake.objects.get(file_name=NAME)
