"""The dashboard of dossiers: counts of a window by unit, field, procedure or month, down to the records and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_date
from parindex.portal.dossiers.engine_bridge import (
    NO_FIGURES,
    Figures,
    Group,
    Name,
    View,
    Window,
    dashboard,
    store_version,
)
from parindex.portal.dossiers.engine_bridge.records import (
    FIELD_NOT_SAID,
    Counted,
    Records,
    records_at_stage,
    records_of,
)
from parindex.portal.dossiers.engine_bridge.stages import StageKey
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, Target, TargetBook
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.fields import field_names, field_words
from parindex.portal.dossiers.queries.letters import in_register, with_letters
from parindex.portal.dossiers.tables.figures import COUNTED_WORDS, GroupRow, GroupTable, RecordTable, share_of
from parindex.portal.dossiers.views import index_766, stages
from parindex.portal.dossiers.views.asked import FREE, Asked, asked_of, options
from parindex.portal.dossiers.views.letters_counted import letters_counted
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.tables import arrange
from parindex.portal.procedures.queries import on_day

MOST_RECORDS = 50_000
"""Rows of one Excel file of records."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator of two numbers, with its target where an act sets one."""

    words: str
    formula: str
    numerator: int
    denominator: int
    target: Target | None

    @property
    def value(self) -> Decimal | None:
        """In percent."""
        return share_of(self.numerator, self.denominator)

    @property
    def wanted(self) -> Decimal | None:
        """The target in percent."""
        return share_of(self.target.numerator, self.target.denominator) if self.target else None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached, compared exactly; None without one."""
        return self.target.reached(self.numerator, self.denominator) if self.target else None


@require_safe
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """Fact line, indicators and the table of groups; ``?export=xlsx``: the table with its filters."""
    asked = asked_of(request)
    by = request.GET.get("theo", "")
    by = by if by in {"don-vi", "linh-vuc", "thu-tuc", "thang"} else "don-vi" if len(asked.units) > 1 else "linh-vuc"
    text = request.GET.get("q", "").strip()
    window = _window_of(asked, by)
    rows = _rows(asked, by, window) if window else []
    total = dashboard.whole(asked.part, window) if window else NO_FIGURES
    shown = [row for row in rows if all(word in fold(f"{row.label} {row.note}") for word in fold(text).split())]
    whole = total if len(shown) == len(rows) else _sum(shown)
    table = GroupTable(shown, total=whole, head=_HEADS[by]())
    if request.GET.get("export") == "khau":
        return stages.workbook(asked, facts(asked))
    if request.GET.get("export") == "766":
        return index_766.workbook(asked, facts(asked.whole()))
    if request.GET.get("export") == "xlsx":
        return table_response(table, file_name="ho-so-mot-cua.xlsx", title=_("One-stop dossiers"), facts=facts(asked))
    letters = in_register(asked.part, window, asked.wanted.last) if window else ()
    context = (
        frame(asked)
        | stages.section(asked)
        | {
            "table": arrange(request, table),
            "total": total,
            "shares": shares(with_letters(total, letters), asked.window, asked.book(), asked.top),
            "letters": letters_counted(asked, window, asked.wanted.last) if window else None,
            "by": by,
            "tabs": [(code, head(), f"?{asked.address(theo=code)}") for code, head in _HEADS.items()],
            "search": text,
            "cut_to_months": window if window != asked.window else None,
            "mean_hours": _mean(total),
            "records": f"{reverse('dossiers:records')}?{asked.address()}",
        }
    )
    return render(request, "dossiers/dashboard.html", context)


@require_safe
def records_page(request: HttpRequest) -> HttpResponse:
    """The records behind a figure; the codes, states and days only."""
    asked = asked_of(request)
    code = request.GET.get("so", "")
    counted = next((each for each in Counted if each.value == code), Counted.HANDLED)
    text = request.GET.get("q", "").strip()
    exporting = request.GET.get("export") == "xlsx"
    page = _number(request.GET.get("page", ""))
    first, limit = (0, MOST_RECORDS) if exporting else ((page - 1) * PAGE, PAGE)
    known = dashboard.first_and_last_day() is not None
    stage = stages.asked_stage(request)
    found = _found(asked, counted, stage, text=text, first=first, limit=limit) if known else None
    rows = found.rows if found else ()
    names = procedure_names({row.procedure_code for row in rows}, asked)
    table = RecordTable(list(rows), units=asked.names, procedures=names)
    if exporting:
        lines = [*facts(asked), _listed_words(asked, counted, stage)]
        return table_response(table, file_name="danh-sach-ho-so.xlsx", title=_("Dossiers"), facts=lines)
    count = found.count if found else 0
    pages = max(1, ceil(count / PAGE))
    back = {"theo": "thang"} if asked.part.procedure else {}
    back |= {"linh-vuc": "", "theo": "linh-vuc"} if asked.part.field == FIELD_NOT_SAID else {}
    kept = stages.address_of(stage[0], only_over=stage[1]) if stage else {"so": counted.value}
    context = frame(asked) | {
        "table": table,
        "count": count,
        "counted": counted.value,
        "counted_words": _listed_words(asked, counted, stage),
        "stage": kept if stage else {},
        "field_not_said": asked.part.field == FIELD_NOT_SAID,
        "choices_of_counts": [(each.value, COUNTED_WORDS[each]) for each in Counted],
        "search": text,
        "page_number": page,
        "pages": pages,
        "before": f"?{asked.address(**kept, q=text, page=str(page - 1))}" if page > 1 else "",
        "after": f"?{asked.address(**kept, q=text, page=str(page + 1))}" if page < pages else "",
        "export": f"?{asked.address(**kept, q=text, export='xlsx')}",
        "back": f"{reverse('dossiers:dashboard')}?{asked.address(**back)}{'#khau' if stage else ''}",
    }
    return render(request, "dossiers/records.html", context)


Stage = tuple[StageKey, bool]
"""An office at a stage, and whether only dossiers over its limit."""


def _found(asked: Asked, counted: Counted, stage: Stage | None, *, text: str, first: int, limit: int) -> Records:
    if stage is None:
        return records_of(asked.part, asked.window, counted, text=text, first=first, limit=limit)
    return records_at_stage(asked.part, asked.window, stage[0], only_over=stage[1], text=text, first=first, limit=limit)


def _listed_words(asked: Asked, counted: Counted, stage: Stage | None) -> str:
    if stage is None:
        return str(COUNTED_WORDS[counted])
    place = stages.stage_words(stage[0], asked)
    return (_("Over the limit at %(place)s") if stage[1] else _("Lay at %(place)s")) % {"place": place}


def frame(asked: Asked) -> dict[str, object]:
    """What every page of figures shows: choices, where the figures come from, whether they are simulated."""
    standing = ImportBatch.objects.filter(state=BatchState.IMPORTED).select_related("source")
    batches = list(standing[:1])
    known = dashboard.first_and_last_day()
    return {
        "asked": asked,
        "units": options(asked),
        "known": known,
        "batch": batches[0] if batches else None,
        "store_version": store_version() if known else None,
        "simulated": bool(batches) and ImportBatch.objects.filter(state=BatchState.IMPORTED, simulated=True).exists(),
        "query": asked.address(),
        "views": [
            (View.RECEIVED.value, _("Received by the unit"), f"?{asked.address(xem='')}"),
            (View.DECIDED.value, _("Decided by the unit"), f"?{asked.address(xem=View.DECIDED.value)}"),
        ],
        "part_field": _field_words(asked.part.field, asked.window.last),
        "part_procedure_name": procedure_names({asked.part.procedure}, asked).get(asked.part.procedure, ""),
    }


def _field_words(code: str, day: date) -> str:
    return field_words(code, field_names({code}, day)) if code and code != FIELD_NOT_SAID else code


def facts(asked: Asked, version: int | None = None) -> list[str]:
    """Lines under the title of an Excel file: unit, window, view, where the figures come from (None: the newest)."""
    window = f"{show_date(asked.window.first)} – {show_date(asked.window.last)}"
    view = _("Decided by the unit") if asked.part.view is View.DECIDED else _("Received by the unit")
    unit = asked.unit.name if asked.unit else _("All units that you may see")
    made = _("Store version %(version)s, printed %(moment)s") % {
        "version": store_version() if version is None else version,
        "moment": f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}",
    }
    lines = [f"{unit} · {window} · {view}", made]
    if ImportBatch.objects.filter(state=BatchState.IMPORTED, simulated=True).exists():
        lines.append(_("Simulated data"))
    return lines


def shares(total: Figures, window: Window, book: TargetBook, unit: int | None) -> list[Share]:
    """Indicators with numerator and denominator, as the dashboard and the monthly assessment show them, each with the
    target of the unit.
    """

    def of(words: str, formula: str, numerator: int, denominator: int, indicator: str) -> Share:
        return Share(words, formula, numerator, denominator, book.of(indicator, window.last, unit))

    return [
        of(_("Resolved early and on time"), _("early and on time ÷ resolved"), total.early + total.on_time,
           total.resolved, ON_TIME),
        of(_("Online dossiers"), _("received online ÷ received new"), total.received_online, total.received_new,
           "dossiers.online"),
        of(_("Fees paid online"), _("paid online ÷ dossiers with a fee"), total.paid_online, total.with_fee,
           "payments.paid_online"),
        of(_("Papers digitised at receipt"), _("digitised ÷ received new"), total.digitised, total.received_new,
           "digitisation.parts"),
        of(_("Results in electronic form"), _("electronic results ÷ resolved"), total.digitised_result, total.resolved,
           "digitisation.e_results"),
        of(_("Data used again"), _("with data used again ÷ received new"), total.reused, total.received_new,
           "digitisation.reused"),
        of(_("Late dossiers with a letter of apology"), _("with letter ÷ late and overdue"),
           total.late_with_letter + total.pending_overdue_with_letter, total.late_or_overdue,
           "dossiers.late_with_apology"),
    ]  # fmt: skip


def procedure_names(codes: set[str], asked: Asked) -> dict[str, str]:
    """Code of a procedure → its name on the last day of the window, where the catalogue has it."""
    asked_for = {code for code in codes if code}
    found = on_day(asked.window.last).filter(procedure__code__in=asked_for) if asked_for else ()
    return {version.procedure.code: version.name for version in found}


_HEADS: Mapping[str, Callable[[], str]] = {
    "don-vi": lambda: _("Unit"),
    "linh-vuc": lambda: _("Field"),
    "thu-tuc": lambda: _("Procedure"),
    "thang": lambda: _("Month"),
}


def _window_of(asked: Asked, by: str) -> Window | None:
    """Procedures are summed by whole months only."""
    return dashboard.ended_months(asked.window) if asked.part.procedure or by == "thu-tuc" else asked.window


def _rows(asked: Asked, by: str, window: Window) -> list[GroupRow]:
    listing = reverse("dossiers:records")
    if by == "thang":
        return [
            GroupRow(
                f"{month:%m/%Y}", f"{month:%Y%m}", figures, "",
                f"{listing}?{replace_days(asked, month_window(month, window))}",
            )
            for month, figures in dashboard.months(asked.part, window)
        ]  # fmt: skip
    name = {"linh-vuc": Name.FIELD_CODE, "thu-tuc": Name.PROCEDURE_CODE}.get(by)
    found = dashboard.groups(asked.part, window, name)
    if by == "don-vi":
        return _unit_rows(asked, found, listing)
    key = by
    codes = {str(group.keys[0] or "") for group in found}
    names = procedure_names(codes, asked) if by == "thu-tuc" else field_names(codes, asked.window.last)
    nameless = FIELD_NOT_SAID if by == "linh-vuc" else ""
    deeper = {"linh-vuc": "thu-tuc", "thu-tuc": "thang"}[by]
    return [
        GroupRow(
            code or _("Not said"), sort_key(code), group.figures,
            f"?{asked.address(**{key: code, 'theo': deeper})}" if code else "",
            f"{listing}?{_of_window(asked, window, **{key: code or nameless})}" if code or nameless else "",
            names.get(code, ""),
        )
        for group in found
        if (code := str(group.keys[0] or "")) or group.figures
    ]  # fmt: skip


def _unit_rows(asked: Asked, found: Sequence[Group], listing: str) -> list[GroupRow]:
    units = {unit.code: unit for unit in asked.units}
    return sorted(
        (
            GroupRow(
                unit.name, unit.sort_key, group.figures,
                f"?{asked.address(**{'don-vi': unit.unit.public_id, 'theo': 'linh-vuc'})}",
                f"{listing}?{asked.address(**{'don-vi': unit.unit.public_id})}",
            )
            for group in found
            if (unit := units[str(group.keys[0])]) and any_dossier(group.figures)
        ),
        key=lambda row: row.order,
    )  # fmt: skip


def any_dossier(figures: Figures) -> bool:
    """Whether a group had anything to handle in the window."""
    return bool(figures.received_total or figures.closed or figures.pending)


def month_window(month: date, window: Window) -> Window:
    """The days of the month that lie in the window."""
    return Window(max(month, window.first), min(dashboard.month_end(month), window.last))


def replace_days(asked: Asked, window: Window) -> str:
    """The address of the same question about other days."""
    return replace(asked, chosen=FREE, wanted=window).address()


def _of_window(asked: Asked, window: Window, **other: str) -> str:
    same = asked if window == asked.window else replace(asked, chosen=FREE, wanted=window)
    return same.address(**other)


def _sum(rows: Sequence[GroupRow]) -> Figures:
    return sum((row.figures for row in rows), NO_FIGURES)


def _mean(total: Figures) -> Decimal | None:
    """Working hours, of those whose time is known."""
    known = total.processing_known
    return Decimal(total.processing_minutes) / (60 * known) if known else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() and 0 < int(text) < 1_000_000 else 1
