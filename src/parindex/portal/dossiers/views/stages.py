"""Where dossiers are slow: the section of the dashboard by office and stage, its workbook, its lists."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from parindex.portal.dossiers.engine_bridge.stages import StageFigures, StageKey, stages_of
from parindex.portal.dossiers.tables.figures import share_of
from parindex.portal.dossiers.tables.stages import StageTable
from parindex.portal.dossiers.views.asked import Asked
from parindex.portal.organisations.queries import versions_on
from parindex.portal.platform.excel import table_response

SHOWN = 20
"""Rows of the section; the workbook has all."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """One office at one stage, with the lists of its dossiers."""

    office: str
    stage: str
    figures: StageFigures
    all_dossiers: str
    late_dossiers: str

    @property
    def mean_hours(self) -> Decimal | None:
        """Working hours without waiting of those that went on."""
        return Decimal(self.figures.minutes) / (60 * self.figures.left) if self.figures.left else None

    @property
    def still(self) -> int:
        """Dossiers that lie there only for the first time, at the end of the window."""
        return self.figures.dossiers - self.figures.left

    @property
    def share(self) -> Decimal | None:
        """Over their limit, of those that have one, in percent."""
        return share_of(self.figures.over, self.figures.limited)


def section(asked: Asked) -> dict[str, object]:
    """What the dashboard shows; ``stages`` None: no source tells of changes of state."""
    rows = stage_rows(asked)
    return {
        "stages": None if rows is None else rows[:SHOWN],
        "stages_more": 0 if rows is None else max(0, len(rows) - SHOWN),
        "stages_book": f"?{asked.address(export='khau')}",
    }


def workbook(asked: Asked, facts: list[str]) -> HttpResponse:
    """Every office and stage."""
    return table_response(
        StageTable(stage_rows(asked) or []),
        file_name="cham-o-khau-nao.xlsx",
        title=str(_("Where dossiers are slow")),
        facts=facts,
    )


def stage_rows(asked: Asked) -> list[StageRow] | None:
    """Most over their limit first; None where no source tells of changes of state."""
    found = stages_of(asked.part, asked.window)
    if found is None:
        return None
    listing = reverse("dossiers:records")
    names = _names({each.key.unit for each in found}, asked)
    return [
        StageRow(
            office=" · ".join(filter(None, (names.get(each.key.unit, each.key.unit), each.key.queue))),
            stage=each.key.stage,
            figures=each,
            all_dossiers=f"{listing}?{asked.address(**_address(each.key))}",
            late_dossiers=f"{listing}?{asked.address(**_address(each.key), khau_han='qua')}",
        )
        for each in found
    ]


def asked_stage(request: HttpRequest) -> tuple[StageKey, bool] | None:
    """The stage whose dossiers an address asks for, and whether only those over their limit; None: of no stage."""
    if request.GET.get("khau") != "1":
        return None
    words = (request.GET.get(name, "")[:200] for name in ("khau_cq", "khau_buoc", "khau_bp"))
    return StageKey(*words), request.GET.get("khau_han") == "qua"


def address_of(key: StageKey, *, only_over: bool) -> dict[str, str]:
    """The stage in the query of an address."""
    return _address(key) | ({"khau_han": "qua"} if only_over else {})


def stage_words(key: StageKey, asked: Asked) -> str:
    """Office and stage for people."""
    return " · ".join(filter(None, (_names({key.unit}, asked).get(key.unit, key.unit), key.queue, key.stage)))


def _names(codes: Set[str], asked: Asked) -> dict[str, str]:
    """Code of a unit → its name; a dossier also goes through offices whose own figures the person does not see."""
    names = asked.names
    others = codes - names.keys() - {""}
    found = versions_on().filter(code__in=others) if others else ()
    return names | {each.code: each.name for each in found}


def _address(key: StageKey) -> dict[str, str]:
    return {"khau": "1", "khau_cq": key.unit, "khau_buoc": key.stage, "khau_bp": key.queue}
