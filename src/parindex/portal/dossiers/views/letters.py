"""The register of letters of apology and extension: list, print with names that are not kept, number, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.printing import show_count
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions import in_memory
from parindex.portal.dossiers.actions.issue_letters import issue_letters, take_back_numbers, withdraw_letters
from parindex.portal.dossiers.actions.print_letters import Printed, may_print, print_letters
from parindex.portal.dossiers.engine_bridge import letters as engine
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.jobs import start_printing
from parindex.portal.dossiers.labels import LETTER_KINDS, LETTER_STATES
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.queries.letters import Sought, listed
from parindex.portal.dossiers.tables.overdue import LetterTable
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.memory_uploads import reads_in_memory
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.typed_texts import keeps_nothing, never_keeps
from parindex.portal.platform.words import words_of

AT_ONCE = 60
"""Letters that are printed while the page waits (about a second and a half); more are a job."""
MOST_LINES = 20
"""Numbers of lines that a refusal lists."""
ALL = "tat-ca"
NAMES, REASON = "ten", "ly-do-thu-hoi"
"""Boxes that may name citizens. They stand in one form with the ticks of the table, so all its acts are sent them."""


def _refused_on_the_page(act: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """With script an act is sent without the names, and its refusal stands above the page; boxes stay as typed."""

    @wraps(act)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return act(request)
        except ActionRefused as refused:
            if "HX-Request" not in request.headers or isinstance(refused, NotAllowed):
                raise
            response = render(request, "platform/messages.html", {"refusal": words_of(refused)}, status=422)
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#messages"
        return response

    return answered


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register; ``?export=xlsx``: as Excel."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    sought = _sought(request)
    found = listed(request.user, sought)
    drafting = frozenset(permissions.drafting_units(request.user).values_list("pk", flat=True))
    every = permissions.letters_of(request.user)
    units = sorted(names_on(every.order_by().values_list("unit_id", flat=True).distinct()).values(),
                   key=lambda row: row.sort_key)  # fmt: skip
    names = {row.unit_id: row.name for row in units}
    simulated = found.filter(simulated=True).exists()
    left_out = () if drafting & set(names) else ("choose",)
    table = LetterTable(found, names=names, drafting=drafting, exclude=left_out)
    if request.GET.get("export") == "xlsx":
        facts = [f"{show_count(len(table.rows))} · {clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"]
        facts += [_("Simulated data")] if simulated else []
        title = _("Letters of apology and extension")
        return table_response(table, file_name="so-van-ban-xin-loi.xlsx", title=title, facts=facts)
    context: dict[str, object] = {
        "table": arrange(request, table),
        "sought": sought,
        "units": units if len(units) > 1 else [],
        "states": [(code, word) for code, (word, _tone) in LETTER_STATES.items()],
        "kinds": LETTER_KINDS.items(),
        "may_act": bool(drafting & set(names)),
        "count": len(table.rows),
        "form": engine.form_on(clock.today()),
        "most": overdue_policy().letters.most_at_once,
        "today": clock.today(),
        "query": _query(request),
        "simulated": simulated,
    }
    return render(request, "dossiers/letters.html", context)


@keeps_nothing
@reads_in_memory(engine.LARGEST_LIST)
@require_POST
@never_cache
@sensitive_post_parameters(NAMES)
@sensitive_variables("names")
def printing(request: HttpRequest) -> HttpResponse:
    """The chosen letters as Word or zip. The list of names is read in memory, put into the file and forgotten."""
    assert isinstance(request.user, User)
    chosen = _chosen(request)
    may_print(request.user, chosen)
    names = _names(request, [letter.record_code for letter in chosen])
    as_zip = request.POST.get("dang") == "zip"
    if len(chosen) > AT_ONCE:
        return redirect("job", start_printing(chosen, request.user, names=names, as_zip=as_zip).public_id)
    return _file(print_letters(actor=request.user, letters=chosen, names=names, as_zip=as_zip))


@require_safe
@never_cache
def letters_file(request: HttpRequest, word: str) -> HttpResponse:
    """The file that a job made for this person, while it is in memory."""
    assert isinstance(request.user, User)
    printed = in_memory.look(word, request.user.pk)
    if not isinstance(printed, Printed):
        raise ActionRefused("dossiers.file_gone")
    return _file(printed)


@never_keeps(NAMES, REASON)
@require_POST
@sensitive_post_parameters(NAMES)
@_refused_on_the_page
def issue(request: HttpRequest) -> HttpResponse:
    """Record number and day of the chosen letters."""
    assert isinstance(request.user, User)
    number, day = request.POST.get("so-dau", "").strip(), read_date(request.POST.get("ngay", ""))
    rows = issue_letters(
        actor=request.user,
        letters=_chosen(request),
        first_number=int(number) if number.isdecimal() and len(number) < 7 else None,
        symbol=request.POST.get("ky-hieu", ""),
        day=day.value if day.problem is None else None,
    )
    told = ngettext("%(number)s letter has its number now.", "%(number)s letters have their numbers now.", len(rows))
    return _back(request, told % {"number": show_count(len(rows))})


@never_keeps(NAMES, REASON)
@require_POST
@sensitive_post_parameters(NAMES)
@_refused_on_the_page
def take_back(request: HttpRequest) -> HttpResponse:
    """Take the numbers of the chosen letters back."""
    assert isinstance(request.user, User)
    rows = take_back_numbers(actor=request.user, letters=_chosen(request))
    told = ngettext("%(number)s letter is a draft again.", "%(number)s letters are drafts again.", len(rows))
    return _back(request, told % {"number": show_count(len(rows))})


@never_keeps(NAMES, REASON)
@require_POST
@sensitive_post_parameters(NAMES)
@_refused_on_the_page
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw the chosen letters."""
    assert isinstance(request.user, User)
    rows = withdraw_letters(actor=request.user, letters=_chosen(request), reason=request.POST.get(REASON, ""))
    told = ngettext("%(number)s letter withdrawn.", "%(number)s letters withdrawn.", len(rows))
    return _back(request, told % {"number": show_count(len(rows))})


def _chosen(request: HttpRequest) -> list[ApologyLetter]:
    """The ticked letters, or all of the list as filtered; those that the person may see, first due first."""
    assert isinstance(request.user, User)
    found = listed(request.user, _sought(request))
    if request.POST.get("pham-vi") != ALL:
        found = permissions.letters_of(request.user).filter(public_id__in=request.POST.getlist("van-ban"))
    return list(found.order_by("old_due", "record_code"))


def _sought(request: HttpRequest) -> Sought:
    get = request.GET.get
    unit = get("don-vi", "")
    first, last = (read_date(get(name, "")) if get(name) else None for name in ("tu", "den"))
    return Sought(
        state=get("tt", "") if get("tt", "") in LETTER_STATES else "",
        kind=get("loai", "") if get("loai", "") in LETTER_KINDS else "",
        unit=OrgUnit.objects.filter(public_id=unit).first() if unit else None,
        drafting=get("lap", "")[:12],
        text=get("q", "").strip()[:100],
        first=first.value if first else None,
        last=last.value if last else None,
    )


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@sensitive_variables("content", "text", "found")
def _names(request: HttpRequest, codes: Sequence[str]) -> Mapping[str, str]:
    """Names by code of dossier, of the uploaded or pasted list; refused when none of them fits, and when a letter
    would have no name while lines are left over, unless the person leaves such lines out.
    """
    given, text = request.FILES.get("tep-ten"), request.POST.get(NAMES, "")
    if given is None and not text.strip():
        return {}
    if given is not None and (given.size or 0) > engine.LARGEST_LIST:
        raise ActionRefused("dossiers.names_too_large", {"kilobytes": engine.LARGEST_LIST // 1000})
    if given is not None:
        content = given.read()
        given.close()
        try:
            found = engine.names_from_file(content, given.name or "", codes)
        except engine.NamesUnreadable:
            # without its cause: the cause may quote a cell
            raise ActionRefused("dossiers.names_unreadable") from None
    else:
        found = engine.names_from_text(text, codes)
    if not found.names:
        raise ActionRefused("dossiers.names_without_code")
    if request.POST.get("bo-qua") != "1" and not set(codes) <= found.names.keys():
        # a list may hold more than the chosen letters; it must not seem to hold a name that no letter gets
        _refuse_lines("dossiers.names_doubtful", found.doubtful)
        _refuse_lines("dossiers.names_left_out", found.left_out)
    return found.names


def _refuse_lines(code: str, lines: Sequence[int]) -> None:
    if lines:
        listed = ", ".join(map(show_count, lines[:MOST_LINES])) + ("…" if len(lines) > MOST_LINES else "")
        raise ActionRefused(code, {"count": len(lines), "lines": listed})


def _file(printed: Printed) -> HttpResponse:
    response = HttpResponse(printed.content, content_type=printed.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(printed.file_name)}"
    return response


def _back(request: HttpRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    query = _query(request)
    return redirect(f"{reverse('dossiers:letters')}{'?' if query else ''}{query}")
