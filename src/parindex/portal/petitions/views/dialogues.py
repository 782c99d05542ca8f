"""The register of dialogues, and writing one down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import examine
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on, subtree_on
from parindex.portal.petitions import permissions, queries
from parindex.portal.petitions.actions.register_dialogue import NewDialogue, register_dialogue
from parindex.portal.petitions.forms import DialogueForm, day_of
from parindex.portal.petitions.tables import DialogueTable
from parindex.portal.petitions.views.receiving import unit_choices
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import words_of


@require_safe
def dialogue_list(request: HttpRequest) -> HttpResponse:
    """Dialogues that the person may see, with the count of the year by unit."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    found, text = permissions.dialogues_visible_to(request.user), request.GET.get("q", "")
    unit = OrgUnit.objects.filter(public_id=request.GET.get("don-vi", "")).first()
    first, last = day_of(request.GET.get("tu", "")), day_of(request.GET.get("den", ""))
    if unit is not None:
        found = found.filter(unit__in=subtree_on(unit).values("pk"))
    if first:
        found = found.filter(held_on__gte=first)
    if last:
        found = found.filter(held_on__lte=last)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    year = clock.today().year
    counted = queries.dialogue_counts(permissions.seen_units(request.user), year)
    names = names_on({*found.values_list("unit_id", flat=True), *counted})
    shown = {pk: version.name for pk, version in names.items()}
    if request.GET.get("export") == "xlsx":
        return table_response(DialogueTable(found, names=shown), file_name="doi-thoai.xlsx", title=_("Dialogues"))
    own = [row for row in queries.units_to_enter(request.user) if row.level != "province"]
    context: dict[str, object] = {
        "table": arrange(request, DialogueTable(found, names=shown)),
        "year": year,
        "held": sum(all_ for all_, _head in counted.values()),
        "by_head": sum(head for _all, head in counted.values()),
        "units_held": sum(1 for _all, head in counted.values() if head),
        "missing": [row.name for row in own if counted.get(row.unit_id, (0, 0))[1] == 0],
        "search": text,
        "query": request.GET.urlencode(),
        "may_register": permissions.may_register(request.user, None),
        "simulated": found.filter(simulated=True).exists(),
    }
    return render(request, "petitions/dialogues.html", context)


@keeps_nothing
@require_http_methods(["GET", "HEAD", "POST"])
def new_dialogue(request: HttpRequest) -> HttpResponse:
    """The form."""
    assert isinstance(request.user, User)
    permissions.may_register(request.user, None).or_refuse()
    form = DialogueForm(request.POST or None, request.FILES or None, units=unit_choices(request.user))
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            _register(request.user, form)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            context["refusal"] = words_of(refusal)
        else:
            messages.success(request, _("The dialogue is registered."))
            return redirect("petitions:dialogues")
    return render(request, "petitions/new_dialogue.html", context, status=422 if request.method == "POST" else 200)


def _register(actor: User, form: DialogueForm) -> None:
    typed = dict(form.cleaned_data)
    unit = OrgUnit.objects.get(public_id=typed.pop("unit"))
    uploaded = typed.pop("minutes_file")
    examined = examine(uploaded.read(), uploaded.name) if uploaded else None
    register_dialogue(actor=actor, unit=unit, given=NewDialogue(minutes_file=examined, **typed))
