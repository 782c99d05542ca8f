"""Targets: the list, entering and replacing one, its history, withdrawing, Excel out and in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.set_target import TargetWords, set_target
from parindex.portal.dossiers.actions.take_in_targets import RowAnswer, TargetRow, take_in_targets
from parindex.portal.dossiers.actions.withdraw_target import withdraw_target
from parindex.portal.dossiers.engine_bridge.target_sheet import TargetLine, target_lines, target_workbook
from parindex.portal.dossiers.engine_bridge.targets import shipped_targets
from parindex.portal.dossiers.forms.targets import TargetForm, as_written
from parindex.portal.dossiers.labels import TARGET_INDICATORS
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.dossiers.tables.figures import share_of
from parindex.portal.dossiers.tables.targets import TargetTable
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion
from parindex.portal.organisations.queries import names_on, versions_on
from parindex.portal.platform import clock
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of

ALL = "tat-ca"


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """The list; POST enters one. ``?export=xlsx``: those in force, as a workbook that can be brought in again."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    found = permissions.targets_of(request.user)
    history = request.GET.get("xem") == ALL
    shown = found if history else found.filter(ended_at__isnull=True)
    if request.GET.get("export") == "xlsx":
        return _workbook(shown.filter(ended_at__isnull=True))
    form = TargetForm(request.POST or None, units=_own_units(request.user), initial={"year": clock.today().year})
    context: dict[str, object] = {}
    if request.method == "POST":
        saved, context = _enter(request, request.user, form)
        if saved is not None:
            return redirect("dossiers:target", saved.public_id)
    names = {pk: each.name for pk, each in names_on({each.unit_id for each in shown}).items()}
    context |= {
        "table": arrange(request, TargetTable(shown, names=names)),
        "form": form,
        "may_set": bool(permissions.may_set_target(request.user, None)),
        "history": history,
        "shipped": [
            (TARGET_INDICATORS.get(each.indicator, each.indicator), each, share_of(each.numerator, each.denominator))
            for each in shipped_targets()
        ],
    }
    return render(request, "dossiers/targets.html", context, status=422 if _is_wrong(context, form) else 200)


def _is_wrong(context: Mapping[str, object], form: TargetForm) -> bool:
    return "refusal" in context or (form.is_bound and bool(form.errors))


def _enter(request: HttpRequest, actor: User, form: TargetForm) -> tuple[DossierTarget | None, dict[str, object]]:
    """The target as written, or what is wrong for the page to show."""
    permissions.may_set_target(actor, None).or_refuse()
    if not form.is_valid():
        return None, {}
    unit = get_object_or_404(OrgUnit, public_id=form.cleaned_data["unit"])
    try:
        target, changed = set_target(actor=actor, unit=unit, words=form.words)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return None, {"refusal": words_of(refusal)}
    messages.success(request, _("Target entered.") if changed else _("The same target stands already."))
    return target, {}


@require_safe
def target(request: HttpRequest, public_id: str) -> HttpResponse:
    """One target: its document, every version before and after, the form to replace it."""
    assert isinstance(request.user, User)
    row = _target(request.user, public_id)
    versions = permissions.targets_of(request.user).filter(indicator=row.indicator, year=row.year, unit=row.unit)
    names = {pk: each.name for pk, each in names_on({row.unit_id}).items()}
    may = bool(permissions.may_set_target(request.user, row.unit))
    context = {
        "target": row,
        "indicator": TARGET_INDICATORS.get(row.indicator, row.indicator),
        "unit": names.get(row.unit_id, ""),
        "table": arrange(request, TargetTable(versions, names=names)),
        "form": TargetForm(initial=as_written(row), units=_own_units(request.user)) if may and row.in_force else None,
        "may": may,
    }
    return render(request, "dossiers/target.html", context)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw it."""
    assert isinstance(request.user, User)
    row = _target(request.user, public_id)
    withdraw_target(actor=request.user, target=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("Target withdrawn."))
    return redirect("dossiers:target", public_id)


@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """A workbook of targets; one answer a row."""
    assert isinstance(request.user, User)
    permissions.may_set_target(request.user, None).or_refuse()
    uploaded = request.FILES.get("file")
    context: dict[str, object] = {}
    try:
        if uploaded is None:
            raise ActionRefused("dossiers.file_missing")
        lines = target_lines(uploaded.read(), uploaded.name or "")
        rows = _rows(lines, _own_units(request.user))
        answers = take_in_targets(actor=request.user, rows=rows)
        context = {"report": _report(lines, answers), "name": uploaded.name}
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        context = {"refusal": words_of(refusal)}
    return render(request, "dossiers/targets_in.html", context, status=422 if "refusal" in context else 200)


def _target(actor: User, public_id: str) -> DossierTarget:
    return get_object_or_404(permissions.targets_of(actor), public_id=public_id)


def _own_units(actor: User) -> list[OrgUnitVersion]:
    """Units for which the person may enter targets, the highest first."""
    if not permissions.may_set_target(actor, None):
        return []
    units = versions_on().filter(unit__in=permissions.target_units(actor)).exclude(code="").select_related("unit")
    return sorted(units, key=lambda each: (each.level != "province", each.sort_key))


def _rows(lines: Sequence[TargetLine], units: Sequence[OrgUnitVersion]) -> list[TargetRow]:
    """Texts as indicators and units; a name that two units bear is not guessed."""
    indicators = {fold(str(words)): code for code, words in TARGET_INDICATORS.items()}
    indicators |= {fold(code): code for code in TARGET_INDICATORS}
    known: dict[str, list[OrgUnit]] = {}
    for each in units:
        for word in {fold(each.name), fold(each.code)}:
            known.setdefault(word, []).append(each.unit)
    return [_row(line, indicators, known) for line in lines]


def _row(line: TargetLine, indicators: Mapping[str, str], known: Mapping[str, Sequence[OrgUnit]]) -> TargetRow:
    found = known.get(fold(line.unit), ())
    if len(found) != 1:
        return TargetRow(line.row, None, None, "dossiers.target_unknown_unit", {"unit": line.unit[:80]})
    if line.year is None or line.percent is None or line.day is None:
        return TargetRow(line.row, None, None, "dossiers.target_unreadable_row")
    indicator = indicators.get(fold(line.indicator), line.indicator)
    words = TargetWords(indicator, line.year, line.percent, line.title, line.number, line.day)
    return TargetRow(line.row, found[0], words)


def _report(lines: Sequence[TargetLine], answers: Sequence[RowAnswer]) -> dict[str, object]:
    counts = {outcome: sum(each.outcome == outcome for each in answers) for outcome in ("written", "unchanged")}
    refused = [
        (line.row, f"{line.indicator} · {line.year or ''} · {line.unit}", each.code, dict(each.values or {}))
        for line, each in zip(lines, answers, strict=True)
        if each.outcome == "refused"
    ]
    return {**counts, "refused": refused}


def _workbook(found: Iterable[DossierTarget]) -> HttpResponse:
    names = {pk: each.name for pk, each in names_on({each.unit_id for each in found}).items()}
    rows = [
        (
            str(TARGET_INDICATORS.get(each.indicator, each.indicator)), each.year, names.get(each.unit_id, ""),
            each.percent, each.document_title, each.document_number, each.document_date,
        )
        for each in found
    ]  # fmt: skip
    response = HttpResponse(target_workbook(rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''muc-tieu.xlsx"
    return response
