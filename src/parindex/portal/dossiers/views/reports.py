"""Form II.06a as page, Excel and Word; the monthly assessment of one-stop results as Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_count
from parindex.portal.dossiers.engine_bridge import NO_FIGURES, Figures, Window, dashboard, reports
from parindex.portal.dossiers.engine_bridge.records import Counted, records_of
from parindex.portal.dossiers.engine_bridge.reports import FormLine
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, Target, TargetBook
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.fields import field_names, field_words
from parindex.portal.dossiers.queries.letters import in_register, with_letters
from parindex.portal.dossiers.views.asked import Asked, asked_of
from parindex.portal.dossiers.views.dashboard import any_dossier, facts, frame, procedure_names, shares
from parindex.portal.dossiers.views.kept import ASKED, NEWEST, Basis, basis_of, kept_for
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.organisations.models import OrgUnitVersion, UnitLevel
from parindex.portal.platform import clock, words
from parindex.portal.platform.excel import MEDIA_TYPE, workbook
from parindex.portal.platform.refusals import ActionRefused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_OVERDUE = 500
"""Dossiers listed in the annex of the monthly assessment; the text says how many of how many."""
MOST_FINDINGS = 50
SUMS = "(7) = (8) + (9) + (10) + (14); (11) = (12) + (13) + (15)"


@dataclass(frozen=True, slots=True)
class Form:
    """The form as the page shows it, and what does not hold in it."""

    total: FormLine
    by_unit: tuple[FormLine, ...]
    by_field: tuple[FormLine, ...]
    findings: tuple[str, ...]
    waiting: int
    """Of column (12): past the due day on the receipt while they wait for the citizen."""


@require_safe
def form_page(request: HttpRequest) -> HttpResponse:
    """The form by unit and by field; ``?export=xlsx``: as Excel."""
    asked = asked_of(request).whole()
    if dashboard.first_and_last_day() is None:
        return render(request, "dossiers/form_06a.html", frame(asked) | {"form": None})
    basis = basis_of(request, asked)
    form = _form(asked, basis.version)
    if request.GET.get("export") == "xlsx":
        return _excel(asked, form, basis)
    newest = asked.address(**{ASKED: NEWEST})
    context = frame(asked) | {
        "form": form,
        "basis": basis,
        "query_newest": newest,
        "month_kept": kept_for(asked, _month(asked)) is not None,
        "query_form": asked.address() if basis.is_kept or basis.kept is None else newest,
        "columns": reports.form_columns(),
        "findings": form.findings[:MOST_FINDINGS],
        "more_findings": max(0, len(form.findings) - MOST_FINDINGS),
    }
    return render(request, "dossiers/form_06a.html", context)


@require_safe
def form_word(request: HttpRequest) -> HttpResponse:
    """The form as decree-30 Word."""
    asked = _with_records(request)
    with override("vi"):
        basis = basis_of(request, asked)
        form = _form(asked, basis.version)
        framed = _frame(asked, asked.window, basis)
        document = reports.Form06a(framed, form.total, form.by_unit, form.by_field, form.waiting)
    return _word(reports.form_document(document), f"bieu-06a-{asked.window.last:%Y%m%d}.docx")


@require_safe
def month_word(request: HttpRequest) -> HttpResponse:
    """The assessment of the month in which the window ends, as decree-30 Word."""
    asked = _with_records(request)
    month = _month(asked)
    with override("vi"):
        document = reports.month_document(_assessment(asked, month, basis_of(request, asked, month)))
    return _word(document, f"danh-gia-mot-cua-{month.last:%Y-%m}.docx")


def _month(asked: Asked) -> Window:
    return Window(asked.window.last.replace(day=1), asked.window.last)


def _with_records(request: HttpRequest) -> Asked:
    asked = asked_of(request).whole()
    if dashboard.first_and_last_day() is None:
        raise ActionRefused("dossiers.no_records")
    return asked


def _form(asked: Asked, version: int | None) -> Form:
    part, window = asked.part, asked.window
    before = reports.day_before(window)
    units = {unit.code: unit for unit in asked.units}
    by_unit = _unit_lines(reports.by_place(part, window, version), units)
    fields = reports.by_field(part, window, version)
    earlier = reports.by_field(part, before, version)
    names = field_names({*fields, *earlier}, window.last)
    by_field = _field_lines(fields, names)
    counts = reports.whole(part, window, version)
    total = reports.line_of(pgettext("form", "Total"), counts)
    held = {line.title: line for line in _unit_lines(reports.by_place(part, before, version), units)}
    held_fields = {line.title: line for line in _field_lines(earlier, names)}
    found = [
        *reports.findings_of(by_unit, total, held, beside=True),
        *reports.findings_of(by_field, total, held_fields, beside=True),
    ]
    said = [f"{each.subject.rsplit('/', 1)[0]}: {words.say(f'finding.{each.code}', each.figures)}" for each in found]
    return Form(total, tuple(by_unit), tuple(by_field), tuple(dict.fromkeys(said)), counts.waiting_past_due)


def _unit_lines(counted: Mapping[str, Figures], units: Mapping[str, OrgUnitVersion]) -> list[FormLine]:
    shown = sorted((units[code].sort_key, units[code].name, figures) for code, figures in _any(counted))
    return [reports.line_of(name, figures) for _key, name, figures in shown]


def _field_lines(counted: Mapping[str, Figures], names: dict[str, str]) -> list[FormLine]:
    return [
        reports.line_of(field_words(code, names) or _("Not said"), figures) for code, figures in sorted(_any(counted))
    ]


def _any(counted: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    return [(code, figures) for code, figures in counted.items() if any_dossier(figures)]


def _excel(asked: Asked, form: Form, basis: Basis) -> HttpResponse:
    rest = (_("Resolved without due date (14, outside the form)"), _("Pending without due date (15, outside the form)"))
    head = [*(title for _code, title in reports.form_columns()), *rest]
    rows: list[Sequence[object]] = [[_("Unit"), *head]]
    rows += [[line.title, *line.counts, *line.rest] for line in (*form.by_unit, form.total)]
    rows += [[], [_("Field"), *head]]
    rows += [[line.title, *line.counts, *line.rest] for line in (*form.by_field, form.total)]
    if form.waiting:
        told = _("Of (12), waiting for the citizen past the due day on the receipt: %(count)s")
        rows += [[], [told % {"count": show_count(form.waiting)}]]
    if form.findings:  # below the table, which is what the file is opened for
        shown = form.findings[:MOST_FINDINGS]
        told = _("What does not hold in the form itself, %(shown)s of %(count)s") % {
            "shown": show_count(len(shown)), "count": show_count(len(form.findings))
        }  # fmt: skip
        rows += [[], [told], *([finding] for finding in shown)]
    content = workbook(rows, title=_("Form II.06a"), facts=[*facts(asked, basis.version), *basis.words, SUMS])
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''bieu-06a.xlsx"
    return response


def _assessment(asked: Asked, month: Window, basis: Basis) -> reports.MonthlyAssessment:
    """Both months as the version of ``basis`` holds them."""
    version = basis.version
    end = month.first - timedelta(days=1)
    before = Window(end.replace(day=1), end)
    now, past = (reports.by_place(asked.part, window, version) for window in (month, before))
    total, total_before = sum(now.values(), NO_FIGURES), sum(past.values(), NO_FIGURES)
    known = basis.first_and_last or (month.first, month.last)
    book = asked.book()
    target = book.of(ON_TIME, month.last, asked.top)
    until = min(asked.wanted.last if month.last == asked.window.last else month.last, clock.today())
    lettered = with_letters(total, in_register(asked.part, month, until, version))
    lettered_before = with_letters(total_before, in_register(asked.part, before, before.last, version))
    pairs = zip(shares(lettered, month, book, asked.top), shares(lettered_before, before, book, asked.top), strict=True)
    return reports.MonthlyAssessment(
        frame=_frame(asked, month, basis),
        total=reports.line_of(pgettext("form", "Total"), total),
        before=reports.line_of(pgettext("form", "Total"), total_before) if before.last >= known[0] else None,
        shares=tuple(
            reports.ShareLine(one.words, one.numerator, one.denominator, old.numerator, old.denominator)
            for one, old in pairs
        ),
        units=_unit_results(asked, now, past, month, book, target),
        overdue=_overdue(asked, month, version),
        target=_held_to(target),
        covered=_days(dashboard.days_covered(month.first, month.last, known)),
        letters_until=until,
        covered_before=_days(dashboard.days_covered(before.first, known=known)),
    )


def _days(covered: Window | None) -> tuple[date, date] | None:
    return (covered.first, covered.last) if covered else None


def _held_to(target: Target | None) -> reports.HeldTo | None:
    if target is None:
        return None
    act = _act(target.act, target.unsure)
    return reports.HeldTo(target.numerator, target.denominator, act, target.holder, target.valid_from, target.valid_to)


def _act(act: str, unsure: str) -> str:
    return f"{act}; {unsure[:1].lower()}{unsure[1:].rstrip('.')}" if unsure else act


def _unit_results(
    asked: Asked, now: Mapping[str, Figures], past: Mapping[str, Figures], month: Window, book: TargetBook,
    whole: Target | None,
) -> tuple[reports.UnitLine, ...]:  # fmt: skip
    found = []
    for unit in sorted(asked.units, key=lambda each: each.sort_key):
        figures, old = now.get(unit.code, NO_FIGURES), past.get(unit.code, NO_FIGURES)
        if not (any_dossier(figures) or any_dossier(old)):
            continue
        on_time = figures.early + figures.on_time
        target = book.of(ON_TIME, month.last, unit.unit_id)
        found.append(
            reports.UnitLine(
                unit.name, figures.resolved, on_time, figures.late, figures.pending, figures.pending_overdue,
                old.resolved, old.early + old.on_time, target.reached(on_time, figures.resolved) if target else None,
                figures.resolved_without_due, _held_to(target) if target != whole else None,
            )
        )  # fmt: skip
    return tuple(found)


def _overdue(asked: Asked, month: Window, version: int | None) -> tuple[reports.OverdueLine, ...]:
    rows = records_of(asked.part, month, Counted.PENDING_OVERDUE, limit=MOST_OVERDUE, by_due=True, version=version).rows
    names = procedure_names({row.procedure_code for row in rows}, asked)
    units = asked.names
    decided = asked.part.view.value == "decided"
    return tuple(
        reports.OverdueLine(
            row.record_code,
            units.get(code, code),
            " ".join(filter(None, [row.procedure_code, names.get(row.procedure_code, "")])),
            row.received_on,
            row.due_on,
        )
        for row in rows
        if row.due_on is not None and (code := row.deciding_unit if decided else row.receiving_unit)
    )


def _frame(asked: Asked, window: Window, basis: Basis) -> reports.Frame:
    simulated = ImportBatch.objects.filter(state=BatchState.IMPORTED, simulated=True).exists()
    unit = asked.unit
    if unit is None:
        raise ActionRefused("dossiers.report_needs_unit")
    people = unit.level in {UnitLevel.PROVINCE, UnitLevel.COMMUNE}
    spoken = f"UBND {unit.name[:1].lower()}{unit.name[1:]}" if people else unit.name
    issuer = (
        reports.IssuingBody(("ỦY BAN NHÂN DÂN", unit.name.upper()), unit.place_name, "BC-UBND")
        if people
        else reports.IssuingBody((unit.name.upper(),), unit.place_name, "BC")
    )
    signature = (
        reports.Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân")
        if people
        else reports.Signature("THỦ TRƯỞNG ĐƠN VỊ")
    )
    recipients = reports.Recipients(("Như trên", "Các đơn vị có tên tại phụ lục"))
    return reports.Frame(
        spoken, window.first, window.last, issuer, recipients, signature, basis.printed_version,
        simulated=simulated, recorded=basis.recorded,
    )  # fmt: skip


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
