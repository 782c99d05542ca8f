"""Recorded figures, where each comes from, and printed figures held against themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.engine.numbers.printing import show_decimal
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.engine_bridge import Outcome, View, Window
from parindex.portal.dossiers.engine_bridge.figures import counts_letters
from parindex.portal.dossiers.forms.figures import FiguresForm, WindowForm, usual_window
from parindex.portal.dossiers.jobs import record_figures
from parindex.portal.dossiers.labels import COUNTS, OUTCOMES, STATUSES, VIEWS
from parindex.portal.dossiers.models import FOR_REPORTS, FigureFact, ImportBatch
from parindex.portal.dossiers.queries.letters import IN_REGISTER, SIGNED_LATER
from parindex.portal.dossiers.tables.imports import FigureTable
from parindex.portal.dossiers.tables.overdue import record_address
from parindex.portal.dossiers.views.asked import ended_choices, words_of_window
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on, version_on
from parindex.portal.platform import clock, jobs, words
from parindex.portal.platform.tables import arrange

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def recorded(request: HttpRequest) -> HttpResponse:
    """Figures recorded for a year or for a window; POST asks for recording them."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    windows = ended_choices()
    for_reports = request.method == "POST" and "window" in request.POST
    form = FiguresForm(None if for_reports else request.POST or None, initial=usual_window())
    window_form = WindowForm(
        request.POST if for_reports else None, [(each.code, words_of_window(each.window)) for each in windows]
    )
    if window_form.is_valid():
        chosen = next(each for each in windows if each.code == window_form.cleaned_data["window"])
        return _ask_for(request, request.user, None, chosen.window)
    if form.is_valid():
        return _ask_for(request, request.user, form.cleaned_data["year"], form.window)
    owners = list(names_on(permissions.recording_units(request.user)).values())
    context = _shown(request, request.user) | {"form": form, "window_form": window_form, "owners": owners}
    wrong = bool(form.errors or window_form.errors)
    return render(request, "dossiers/recorded.html", context, status=422 if wrong else 200)


def _ask_for(request: HttpRequest, actor: User, year: int | None, window: Window) -> HttpResponse:
    """Begin the job; ``year`` None: figures for reports, under the window's own days."""
    owner = get_object_or_404(OrgUnit, public_id=request.POST.get("owner", ""))
    permissions.may_record_figures(actor, owner).or_refuse()
    job = jobs.start(
        record_figures,
        kind="dossiers.job_figures",
        actor=actor,
        owner_id=owner.pk,
        person_id=actor.pk,
        year=year,
        first=window.first.isoformat(),
        last=window.last.isoformat(),
    )
    return redirect("job", job.public_id)


def _shown(request: HttpRequest, actor: User) -> dict[str, object]:
    """The figures of the window or of the assessment year that was asked for; one view a unit, the usual one."""
    seen = permissions.figures_of(actor)
    kept = seen.filter(version__fact__scope__counted_for=FOR_REPORTS["counted_for"])
    days = kept.order_by("-last", "first").values_list("first", "last").distinct()
    windows = [(f"{first.isoformat()}_{last.isoformat()}", Window(first, last)) for first, last in days]
    asked, typed = request.GET.get("ky", ""), request.GET.get("nam", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else clock.today().year
    window = next((each for code, each in windows if code == asked), None)
    if window is not None:
        found = kept.filter(first=window.first, last=window.last).exclude(version__fact__scope__has_key="view")
    else:
        found = seen.filter(version__fact__period_from__year=year, version__fact__scope_key="")
    names = {pk: row.name for pk, row in names_on(set(found.values_list("version__fact__unit_id", flat=True))).items()}
    return {
        "table": arrange(request, FigureTable(found, names=names)),
        "year": year,
        "window": words_of_window(window) if window is not None else "",
        "windows": [(code, words_of_window(each)) for code, each in windows],
        "asked_window": asked if window is not None else "",
        "simulated": found.filter(version__simulated=True).exists(),
    }


@require_safe
def figure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a figure comes from: window, counts, import, and the records themselves."""
    assert isinstance(request.user, User)
    found = FigureFact.objects.select_related("version__fact__indicator", "version__fact__unit", "batch__source__owner")
    row = get_object_or_404(found, public_id=public_id)
    permissions.may_see_figure(request.user, row).or_refuse()
    asked = request.GET.get("kq", "")
    outcome = Outcome(asked) if asked in OUTCOMES else None
    page = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    unit = version_on(row.version.fact.unit)
    code = row.version.fact.indicator.code
    behind = engine_bridge.records_behind(
        row.store_version,
        unit=unit.code,
        view=View(row.view),
        window=Window(row.first, row.last),
        outcome=outcome,
        first=(max(page, 1) - 1) * ROWS,
        limit=ROWS,
    )
    total = sum(behind.counts.values()) if outcome is None else behind.counts[outcome]
    batches = {
        each.lake_batch: each
        for each in ImportBatch.objects.filter(lake_batch__in={row.batch_id for row in behind.rows})
    }
    opened = set(permissions.batches_of(request.user).values_list("pk", flat=True))
    context: dict[str, object] = {
        "figure": row,
        "opened": opened,
        "unit": unit,
        "view": VIEWS[row.view],
        "unsure": next((each.unsure for each in engine_bridge.definitions().figures if each.code == code), ""),
        "letters_until": row.last if counts_letters(code) else None,
        "parts": _parts(row),
        "outcomes": [(code, word, behind.counts[Outcome(code)]) for code, (word, _tone) in OUTCOMES.items()],
        "outcome": asked if outcome else "",
        "total": sum(behind.counts.values()),
        "rows": [
            (
                each,
                record_address(each.source, each.record_code),
                STATUSES[each.status],
                OUTCOMES[each.outcome.value],
                batches.get(each.batch_id),
            )
            for each in behind.rows
        ],  # fmt: skip
        "page": page,
        "earlier": page - 1 if page > 1 else None,
        "later": page + 1 if page * ROWS < total else None,
        "seen_batches": permissions.may_open_imports(request.user),
        "simulated": row.version.simulated,
    }
    return render(request, "dossiers/figure.html", context)


def _parts(row: FigureFact) -> list[tuple[str, list[tuple[object, int]]]]:
    """What the figure is made of: count, or numerator and denominator, each with its named counts."""
    code = row.version.fact.indicator.code
    made = engine_bridge.made_of(code)
    titled = (
        (_("Count"), made.count),
        (_("Taken off"), made.less),
        (_("Numerator"), made.numerator),
        (_("Denominator"), made.denominator),
    )
    return [
        (title, [(COUNTS[name], row.counts.get(name, 0)) for name in _with_register(names, row)])
        for title, names in titled
        if names
    ]


def _with_register(names: Sequence[str], row: FigureFact) -> Sequence[str]:
    """Counts that hold letters say how many of them stand in the register only, and how many came too late."""
    if "late_with_letter" not in names:
        return names
    return [*names, *(name for name in (IN_REGISTER, SIGNED_LATER) if row.counts.get(name))]


def _beside(code: str, findings: Sequence[engine_bridge.StatementFinding]) -> list[tuple[str, str]]:
    """What does not hold in a printed figure, and its likely cause, in words."""
    return [
        (
            words.say(f"finding.{found.code}", found.figures),
            words.say(f"cause.{found.cause}", found.cause_values) if found.cause else "",
        )
        for found in findings
        if found.subject.rpartition("/")[2] == code
    ]


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """Figures of reports as printed, with what does not hold beside them."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    statements = [
        (
            statement,
            [
                (each, "" if each.value is None else show_decimal(each.value), _beside(each.code, findings))
                for each in statement.figures
            ],
            len(findings),
        )
        for _name, statement, findings in engine_bridge.printed_statements()
    ]
    return render(request, "dossiers/printed.html", {"statements": statements})
