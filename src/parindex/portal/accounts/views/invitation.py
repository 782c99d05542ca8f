"""The page behind an invitation: set a password."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from parindex.portal.accounts.actions.accept_invitation import accept_invitation
from parindex.portal.accounts.forms import FirstPassword
from parindex.portal.accounts.queries import invited_by_key
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import words_of


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the password twice; afterwards the person signs in with it."""
    person = invited_by_key(key)
    if person is None:
        return render(request, "accounts/invitation_void.html", status=410)
    form = FirstPassword(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            accept_invitation(key=key, password=form.cleaned_data["password"])
        except ActionRefused as refusal:
            form.add_error("password", words_of(refusal))
        else:
            messages.success(request, _("Password set. Sign in with it."))
            return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/invitation.html", {"person": person, "form": form}, status=status)
