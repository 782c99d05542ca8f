"""The periodic report: page, Excel, Word; and recording its figures as facts."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import Answer
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import memberships_of, names_on, subtree_on, version_on
from parindex.portal.petitions import engine_bridge, labels, permissions, queries
from parindex.portal.petitions.actions.record_figures import record_figures
from parindex.portal.petitions.engine_bridge import IssuingBody, Part, PetitionReport, Recipients
from parindex.portal.petitions.forms import day_of
from parindex.portal.petitions.queries import Figures, Period
from parindex.portal.platform import clock, words
from parindex.portal.platform.excel import MEDIA_TYPE, workbook
from parindex.portal.platform.refusals import NotAllowed
from parindex.portal.platform.typed_texts import keeps_nothing

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Counts by state, kind, way and unit; what was carried over and received is what was closed and is open."""
    actor, unit, period = _asked(request)
    figures = queries.figures_of(_units(actor, unit), period)
    if request.GET.get("export") == "xlsx":
        return _excel(unit, figures)
    total = figures.total
    context: dict[str, object] = {
        "unit": unit,
        "units": _reporting_units(actor),
        "figures": figures,
        "total": total,
        "share": engine_bridge.share(total.handled, total.all),
        "happy_share": engine_bridge.share(figures.first_time - figures.unhappy, figures.first_time),
        "happy": figures.first_time - figures.unhappy,
        "kinds": [(labels.KINDS[code], count) for code, count in figures.kinds.items()],
        "sources": [(labels.SOURCES[code], count) for code, count in figures.sources.items()],
        "rows": list(figures.rows.values()),
        "dialogues": sum(figures.dialogues.values()),
        "by_head": sum(figures.by_head.values()),
        "complained": sum(figures.complained.values()),
        "query": urlencode({"don-vi": unit.unit.public_id, **_days(period)}),
        "period": period,
        "may_record": permissions.may_record_figures(actor, unit.unit),
        "simulated": figures.simulated,
    }
    return render(request, "petitions/report.html", context)


@require_safe
def word(request: HttpRequest) -> HttpResponse:
    """The report as decree-30 Word."""
    actor, unit, period = _asked(request)
    figures = queries.figures_of(_units(actor, unit), period)
    content = engine_bridge.report_document(_document(unit, figures))
    response = HttpResponse(content, content_type=WORD)
    name = f"bao-cao-pakn-{period.last:%Y%m%d}.docx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@keeps_nothing
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record the figures as facts."""
    actor, unit, period = _asked(request)
    recorded = record_figures(actor=actor, owner=unit.unit, period=period)
    new = sum(1 for each in recorded if each.answer is Answer.RECORDED)
    differs = sum(1 for each in recorded if each.answer is Answer.DIFFERS)
    messages.success(request, words.say("petitions.recorded", {"new": new, "all": len(recorded), "differs": differs}))
    return redirect(f"{reverse('petitions:report')}?{urlencode({'don-vi': unit.unit.public_id, **_days(period)})}")


def _asked(request: HttpRequest) -> tuple[User, OrgUnitVersion, Period]:
    """Who asks, for which unit, which days; without days the reporting year that runs (15/12 to 14/12)."""
    actor = request.user
    assert isinstance(actor, User)
    permissions.may_open(actor).or_refuse()
    given = request.POST if request.method == "POST" else request.GET
    wanted = OrgUnit.objects.filter(public_id=given.get("don-vi", "")).first()
    if wanted is None:
        wanted = next((held.scope for held in memberships_of(actor)), None)
    if wanted is None or not permissions.seen_units(actor).filter(pk=wanted.pk).exists():
        raise NotAllowed("organisations.other_unit", {"right": "see_results"})
    today = clock.today()
    year = today.year + (today >= date(today.year, 12, 15))
    first = day_of(given.get("tu", "")) or date(year - 1, 12, 15)
    last = day_of(given.get("den", "")) or date(year, 12, 14)
    return actor, version_on(wanted), Period(first, max(first, last))


def _units(actor: User, unit: OrgUnitVersion) -> QuerySet[OrgUnit]:
    return subtree_on(unit.unit).filter(pk__in=permissions.seen_units(actor).values("pk"))


def _days(period: Period) -> dict[str, str]:
    return {"tu": f"{period.first:%d/%m/%Y}", "den": f"{period.last:%d/%m/%Y}"}


def _reporting_units(actor: User) -> list[OrgUnitVersion]:
    """Units of the register and those for which the person acts."""
    held = [held.scope_id for held in memberships_of(actor)]
    found = {row.unit_id: row for row in queries.units_of_register(actor)} | names_on(held)
    return sorted(found.values(), key=lambda row: (row.level != UnitLevel.PROVINCE, row.sort_key))


def _excel(unit: OrgUnitVersion, figures: Figures) -> HttpResponse:
    head = [
        _("Unit"),
        _("Carried over"),
        _("Petition received"),
        _("Handled"),
        pgettext("petitions", "On time"),
        pgettext("petitions", "Late"),
        _("In hand"),
        _("Open overdue"),
        _("Petition answered"),
        _("Petition forwarded"),
        _("Petition refused"),
        _("Petition published"),
    ]
    lines = [*figures.rows.values(), figures.total]
    rows = [
        [line.title or _("Total"), line.opening, line.received, line.closed, line.on_time, line.late, line.pending,
         line.overdue, line.answered, line.forwarded, line.refused, line.published]
        for line in lines
    ]  # fmt: skip
    days = _days(figures.period)
    facts = [f"{unit.name} · {days['tu']} – {days['den']}"]
    if figures.simulated:
        facts.append(words.say("petitions.simulated"))
    content = workbook([head, *rows], title=_("Report on petitions"), facts=facts)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''bao-cao-pakn.xlsx"
    return response


def _document(unit: OrgUnitVersion, figures: Figures) -> PetitionReport:
    total = figures.total
    return PetitionReport(
        unit=f"UBND {unit.name[:1].lower()}{unit.name[1:]}" if unit.level != UnitLevel.DEPARTMENT else unit.name,
        first=figures.period.first,
        last=figures.period.last,
        issuer=_issuer(unit),
        recipients=Recipients(("Cơ quan kiểm soát thủ tục hành chính cấp trên", "Lãnh đạo cơ quan")),
        signature=engine_bridge.signature(is_department=unit.level == UnitLevel.DEPARTMENT),
        total=total,
        rows=tuple(figures.rows.values()),
        kinds=tuple(Part(engine_bridge.official(f"petition.kind.{code}"), n) for code, n in figures.kinds.items()),
        sources=tuple(
            Part(engine_bridge.official(f"petition.source.{code}"), n) for code, n in figures.sources.items()
        ),
        dialogues=sum(figures.dialogues.values()),
        dialogues_by_head=sum(figures.by_head.values()),
        simulated=figures.simulated,
    )


def _issuer(unit: OrgUnitVersion) -> IssuingBody:
    if unit.level == UnitLevel.DEPARTMENT:
        return IssuingBody((unit.name.upper(),), unit.short_name, "BC-SNV")
    return IssuingBody(("ỦY BAN NHÂN DÂN", unit.name.upper()), unit.short_name, "BC-UBND")
