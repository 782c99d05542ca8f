"""Registers of numbers: the list, one register, and the clerk's numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions import fill_in_number, give_up_number, reserve_number
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.forms import FillInForm, NumberForm
from parindex.portal.documents.models import DocumentKind, ReservedNumber
from parindex.portal.documents.queries.registers import (
    Entry,
    RegisterName,
    register,
    registers,
    reserved_visible_to,
    spoken,
)
from parindex.portal.documents.tables import RegistersTable
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock
from parindex.portal.platform.excel import MEDIA_TYPE, workbook
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of

_KIND_OF_SYMBOL = {
    "KH": DocumentKind.PLAN,
    "QĐ": DocumentKind.DECISION,
    "BC": DocumentKind.REPORT,
    "TTR": DocumentKind.PROPOSAL,
    "GM": DocumentKind.INVITATION,
    "BB": DocumentKind.MINUTES,
}


@require_http_methods(["GET", "HEAD", "POST"])
def register_list(request: HttpRequest) -> HttpResponse:
    """Registers that the person sees; POST gives out a number of his own unit's."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    units, symbol = _units(request.user), request.GET.get("symbol", "")[:60]
    form = NumberForm(request.POST or None, units=units, symbol=symbol)
    context: dict[str, object] = {"form": form, "may_number": bool(units)}
    status = 200
    if request.method == "POST":
        unit = get_object_or_404(OrgUnit, public_id=request.POST.get("unit", ""))
        permissions.may_number(request.user, unit).or_refuse()
        status = 422
        if form.is_valid():
            try:
                given = _reserve(request.user, form)
            except NotAllowed:
                raise
            except ActionRefused as refusal:
                context["refusal"] = words_of(refusal)
            else:
                told = _("Number %(sign)s is given out. Its line stays blank until you fill it in.")
                messages.success(request, told % {"sign": given.sign})
                return redirect(_address(given))
    table = RegistersTable(registers(request.user))
    context["table"] = arrange(request, table)
    return render(request, "documents/registers.html", context, status=status)


@require_safe
def open_register(request: HttpRequest) -> HttpResponse:
    """One register, line by line, on the page, on paper or in Excel."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    year = request.GET.get("year", "")
    if not year.isdecimal() or len(year) > 4:
        raise Http404(year)
    name = RegisterName(request.GET.get("body", "")[:300], request.GET.get("series", "")[:120], int(year))
    shown = register(request.user, name)
    if shown is None:
        raise Http404(name.series_key)
    if request.GET.get("export") == "xlsx":
        facts = [f"{shown.issuer} · {shown.symbol} · {year}"]
        content = workbook(_rows(shown.entries), title=_("Register of numbers"), facts=facts)
        headers = {"Content-Disposition": content_disposition_header(True, f"so-van-ban-{year}.xlsx") or ""}
        return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
    keeps = _keeps(request.user, shown.name.body_key)
    context = {
        "register": shown,
        "simulated": any(each.document.simulated for each in shown.entries if each.document),
        "query": request.GET.urlencode(),
        "keeps": keeps,
        "gives": keeps and clock.today().year == name.year,
    }
    return render(request, "documents/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, public_id: str) -> HttpResponse:
    """A number that was given out: fill its line in, or say that nothing came of it."""
    assert isinstance(request.user, User)
    given = get_object_or_404(reserved_visible_to(request.user).select_related("unit", "document"), public_id=public_id)
    permissions.may_number(request.user, given.unit).or_refuse()
    gives_up = request.POST.get("act") == "give_up"
    posted = request.POST if request.method == "POST" and not gives_up else None
    form = FillInForm(posted, initial={"title": given.purpose, "kind": _kind_of(given)})
    context: dict[str, object] = {"given": given, "form": form, "register_address": _address(given)}
    if request.method != "POST":
        return render(request, "documents/number.html", context)
    try:
        if gives_up:
            give_up_number(actor=request.user, reserved=given, reason=request.POST.get("reason", ""))
            messages.success(request, _("The line says that nothing came of this number."))
            return redirect(_address(given))
        if form.is_valid():
            typed = form.cleaned_data
            kind = DocumentKind(typed["kind"])
            document = fill_in_number(
                actor=request.user, reserved=given, kind=kind, issued_on=typed["issued_on"], title=typed["title"]
            )
            messages.success(request, _("The document stands in the register and in the catalogue."))
            return redirect("documents:document", document.public_id)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        context |= {"refusal": words_of(refusal), "reason": request.POST.get("reason", "")}
    return render(request, "documents/number.html", context, status=422)


def _reserve(actor: User, form: NumberForm) -> ReservedNumber:
    typed = form.cleaned_data
    unit = get_object_or_404(OrgUnit, public_id=typed["unit"])
    return reserve_number(
        actor=actor, unit=unit, symbol=typed["symbol"], number=typed["number"], purpose=typed["purpose"]
    )


def _units(actor: User) -> list[tuple[str, str]]:
    """Units whose registers the person keeps."""
    named = names_on(permissions.numbering_units(actor)).values()
    return sorted(((each.unit.public_id, each.name) for each in named), key=lambda each: each[1])


def _keeps(actor: User, body_key: str) -> bool:
    """Whether the register is that of a unit whose numbers the person gives out."""
    named = names_on(permissions.numbering_units(actor)).values()
    return any(card_keys("", "", spoken(version)).body_key == body_key for version in named)


def _address(given: ReservedNumber) -> str:
    asked = {"body": given.body_key, "series": given.series_key, "year": given.year}
    return f"{reverse('documents:register')}?{urlencode(asked)}"


def _kind_of(given: ReservedNumber) -> str:
    return _KIND_OF_SYMBOL.get(given.symbol.partition("-")[0].upper(), DocumentKind.OTHER).value


def _rows(entries: Sequence[Entry]) -> Iterator[Sequence[object]]:
    yield [_("Number"), _("Number, symbol"), _("Date"), _("Title"), _("To note")]
    for each in entries:
        if each.gap:
            words = f"{each.gap.first}–{each.gap.last}" if each.gap.count > 1 else str(each.gap.first)
            yield [each.number, words, "", "", _("nothing is known of these numbers")]
            continue
        title = each.document.title if each.document else each.reserved.purpose if each.reserved else ""
        yield [each.number, each.sign, each.day, title, "; ".join(_notes(each))]


def _notes(entry: Entry) -> Iterator[str]:
    if entry.conflict:
        yield _("same number, other date or title")
    if entry.out_of_order:
        yield _("date against the order of the numbers")
    if entry.reserved and entry.reserved.state == "reserved":
        yield _("given out, not filled in")
    if entry.reserved and entry.reserved.state == "given_up":
        yield f"{_('nothing came of it')}: {entry.reserved.given_up_reason}"
