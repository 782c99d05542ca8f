"""One person: his positions over time, what he lent and what was lent to him, his account."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions import manage_account
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.end_position import end_position
from parindex.portal.organisations.actions.lend_position import lend_position, take_back_position
from parindex.portal.organisations.forms.people import EndForm, LendForm, PositionForm
from parindex.portal.organisations.forms.workbook import UnitIndex
from parindex.portal.organisations.models import Delegation, Membership
from parindex.portal.organisations.permissions import may_lend, may_manage_account, may_see_person, positions_managed_by
from parindex.portal.organisations.queries.people import state_of
from parindex.portal.organisations.queries.positions import position_lines
from parindex.portal.organisations.views.people import SignedIn
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import say, words_of


def person(request: SignedIn, public_id: str) -> HttpResponse:
    """The person with his positions; what may be done stands beside them."""
    row = get_object_or_404(User, public_id=public_id)
    may_see_person(request.user, row).or_refuse()
    return _page(request, row)


@require_POST
def give_position(request: SignedIn, public_id: str) -> HttpResponse:
    """A further position."""
    row = get_object_or_404(User, public_id=public_id)
    may_see_person(request.user, row).or_refuse()
    form = PositionForm(request.POST)
    if form.is_valid():
        index, asked = UnitIndex(), form.cleaned_data
        found = {key: index.find(asked[key]) for key in ("unit", "scope")}
        for key, unit in found.items():
            if asked[key] and unit is None:
                wrong = index.trouble(key, asked[key])
                form.add_error(key, say(wrong.code, wrong.values))
        seat = found["unit"]
        if seat is not None and not form.errors:
            appoint(
                actor=request.user,
                person=row,
                role=asked["role"],
                unit=seat,
                scope=found["scope"],
                title=asked["title"],
                start=asked["start"],
            )
            return _done(request, row, _("Position given."))
    return _page(request, row, position_form=form)


@require_POST
def finish_position(request: SignedIn, public_id: str) -> HttpResponse:
    """The last day of a position."""
    held = get_object_or_404(Membership.objects.select_related("person", "scope"), public_id=public_id)
    may_see_person(request.user, held.person).or_refuse()
    form = EndForm(request.POST)
    return _act(
        request,
        held.person,
        form,
        lambda: end_position(actor=request.user, position=held, last_day=form.cleaned_data["last_day"]),
        _("End of the position recorded."),
    )


@require_POST
def lend(request: SignedIn, public_id: str) -> HttpResponse:
    """Lend a position to another for a time."""
    held = get_object_or_404(Membership.objects.select_related("person", "scope"), public_id=public_id)
    may_lend(request.user, held).or_refuse()
    form = LendForm(request.POST)

    def act() -> object:
        first, last = form.days()
        other = User.objects.filter(username__iexact=form.cleaned_data["username"]).first()
        if other is None:
            raise ActionRefused("organisations.person_unknown", {"username": form.cleaned_data["username"]})
        basis = form.cleaned_data["basis"]
        return lend_position(
            actor=request.user, position=held, person=other, first_day=first, last_day=last, basis=basis
        )

    return _act(request, held.person, form, act, _("Position lent."))


@require_POST
def take_back(request: SignedIn, public_id: str) -> HttpResponse:
    """Take a lent position back."""
    lent = get_object_or_404(
        Delegation.objects.select_related("position__person", "position__scope"), public_id=public_id
    )
    take_back_position(actor=request.user, lent=lent)
    return _done(request, lent.position.person, _("Position taken back."))


@keeps_nothing
@require_POST
def account(request: SignedIn, public_id: str) -> HttpResponse:
    """Invite, close or open the account."""
    row = get_object_or_404(User, public_id=public_id)
    acts: dict[str, tuple[Callable[..., User], str]] = {
        "invite": (manage_account.invite, _("Invitation sent.")),
        "close": (manage_account.close, _("Account closed; the person is signed out everywhere.")),
        "open": (manage_account.reopen, _("Account opened.")),
    }
    if request.POST.get("act") not in acts:
        raise Http404
    act, words = acts[request.POST["act"]]
    act(actor=request.user, person=row)
    return _done(request, row, words)


def own_positions_page(request: SignedIn) -> HttpResponse:
    """One's own positions: lend them, take them back."""
    return _page(request, request.user)


def _act(request: SignedIn, row: User, form: Form, act: Callable[[], object], words: str) -> HttpResponse:
    """Do it when the form is right; otherwise the page again with what is wrong on top."""
    if not form.is_valid():
        problems = [str(problem) for listed in form.errors.values() for problem in listed]
        return _page(request, row, refusal=" ".join(problems))
    try:
        act()
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _page(request, row, refusal=words_of(refusal))
    return _done(request, row, words)


def _done(request: SignedIn, row: User, words: str) -> HttpResponse:
    messages.success(request, words)
    if row.pk == request.user.pk:
        return redirect("organisations:own_positions")
    return redirect("organisations:person", row.public_id)


def _page(
    request: SignedIn, row: User, *, position_form: PositionForm | None = None, refusal: str = ""
) -> HttpResponse:
    is_own = row.pk == request.user.pk
    manageable = positions_managed_by(request.user).filter(person=row).values_list("pk", flat=True)
    lines = position_lines(row, managed=set(manageable), is_own=is_own)
    managed = bool(may_see_person(request.user, row)) and not is_own
    start = {"start": clock.today().strftime("%d/%m/%Y")}
    return render(
        request,
        "organisations/person.html",
        {
            "person": row,
            "state": state_of(row, any(line.is_current for line in lines)),
            "positions": lines,
            "managed": managed,
            "account": managed and may_manage_account(request.user, row),
            "position_form": position_form or PositionForm(initial=start),
            "lend_form": LendForm(auto_id=False),  # the forms stand once for each position
            "end_form": EndForm(auto_id=False),
            "refusal": refusal,
            "is_own": is_own,
        },
        status=422 if refusal or (position_form and position_form.errors) else 200,
    )
