"""By which way of counting dossiers are counted: a section of the page of imports; declaring and withdrawing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.declare_counting_policy import declare_counting_policy
from parindex.portal.dossiers.actions.withdraw_counting_policy import withdraw_counting_policy
from parindex.portal.dossiers.engine_bridge.counting import LAW, policy_in_force, shipped_policies
from parindex.portal.dossiers.forms.counting_policy import CountingPolicyForm
from parindex.portal.dossiers.models import CountingPolicy
from parindex.portal.dossiers.tables.targets import STATES
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


def section(actor: User, form: CountingPolicyForm | None = None) -> dict[str, object]:
    """What the section shows: every declaration with its document, the law where there is none, the form."""
    found = list(permissions.policies_of(actor).order_by("-first_day", "-pk"))
    names = names_on({each.unit_id for each in found})
    titles = {each.code: each.title for each in shipped_policies()}
    may = bool(permissions.may_declare_policy(actor, None))
    law = policy_in_force(LAW, clock.today())
    return {
        "policies": [
            {
                "declared": each,
                "unit": names[each.unit_id].name if each.unit_id in names else "",
                "title": _title(each, titles),
                "state": STATES[each.standing],
                "may": may and each.in_force and bool(permissions.may_declare_policy(actor, each.unit)),
            }
            for each in found
        ],
        "policy_in_force": any(each.in_force for each in found),
        "law": law,
        "law_supplement": f"supplement.{law.supplement.value}" if law else "",
        "law_unsure": [act.unsure for act in law.acts if act.unsure] if law else [],
        "policy_form": (form or _form(actor)) if may else None,
    }


def _title(declared: CountingPolicy, titles: dict[str, str]) -> str:
    """As the policy is called in the version of the declaration's first day."""
    holds = policy_in_force(declared.policy, declared.first_day)
    return holds.title if holds else titles.get(declared.policy, declared.policy)


def _form(actor: User, request: HttpRequest | None = None) -> CountingPolicyForm:
    """Units that the person answers for; each policy once, as it is called today."""
    units = list(names_on(permissions.target_units(actor)).values())
    units.sort(key=lambda each: (each.level != "province", each.sort_key))
    titles = {each.code: each.title for each in shipped_policies()}
    data = request.POST if request is not None else None
    return CountingPolicyForm(data, units=units, policies=list(titles.items()))


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Declare one."""
    assert isinstance(request.user, User)
    permissions.may_declare_policy(request.user, None).or_refuse()
    form = _form(request.user, request)
    if not form.is_valid():
        wrong = "; ".join(
            f"{form.fields[name].label}: {', '.join(map(str, told))}" for name, told in form.errors.items()
        )
        raise ActionRefused("dossiers.policy_unreadable", {"wrong": wrong})
    unit = get_object_or_404(OrgUnit, public_id=form.cleaned_data["unit"])
    _declared, changed = declare_counting_policy(actor=request.user, unit=unit, words=form.words)
    messages.success(
        request, _("Way of counting declared.") if changed else _("The same way of counting stands already.")
    )
    return redirect("dossiers:imports")


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw one."""
    assert isinstance(request.user, User)
    declared = get_object_or_404(permissions.policies_of(request.user), public_id=public_id)
    withdraw_counting_policy(actor=request.user, declared=declared, reason=request.POST.get("reason", ""))
    messages.success(request, _("Way of counting withdrawn."))
    return redirect("dossiers:imports")
