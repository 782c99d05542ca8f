"""The list of people that one manages, and the form for a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.admit_people import PersonRow, admit_people
from parindex.portal.organisations.forms.people import NewPersonForm, PeopleFilter
from parindex.portal.organisations.forms.workbook import UnitIndex
from parindex.portal.organisations.permissions import may_open_people, people_visible_to
from parindex.portal.organisations.queries.people import PersonLine, people_lines
from parindex.portal.organisations.tables import PeopleTable
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import say


class SignedIn(HttpRequest):
    """A request of a signed-in person."""

    user: User


def people(request: SignedIn) -> HttpResponse:
    """People found without accents, filtered, sorted, paged; `?format=xlsx` for Excel."""
    may_open_people(request.user).or_refuse()
    form = PeopleFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = [line for line in people_lines(people_visible_to(request.user)) if _fits(line, asked)]
    table = PeopleTable(lines)
    arrange(request, table)
    if request.GET.get("format") == "xlsx":
        return table_response(table, file_name=f"nguoi-dung-{clock.today()}.xlsx", title=_("Accounts"))
    return render(request, "organisations/people.html", {"table": table, "form": form, "number": len(lines)})


def _fits(line: PersonLine, asked: dict[str, str]) -> bool:
    words = fold(asked.get("q") or "").split()
    role = asked.get("role")
    return (
        all(word in line.words for word in words)
        and (not role or any(held.role.code == role for held in line.positions))
        and (not asked.get("state") or line.state == asked["state"])
    )


@keeps_nothing
def new_person(request: SignedIn) -> HttpResponse:
    """Register a person with his first position; he gets an invitation when he has an address."""
    may_open_people(request.user).or_refuse()
    start = {"start": clock.today().strftime("%d/%m/%Y")}
    form = NewPersonForm(request.POST) if request.method == "POST" else NewPersonForm(initial=start)
    if form.is_bound and form.is_valid():
        public_id = _admit(request.user, form)
        if public_id:
            messages.success(request, _("Person registered."))
            return redirect("organisations:person", public_id)
    status = 422 if form.is_bound else 200
    return render(request, "organisations/new_person.html", {"form": form}, status=status)


def _admit(actor: User, form: NewPersonForm) -> str | None:
    """The new person's public id; None with the problems written beside the boxes."""
    asked = dict(form.cleaned_data)
    index = UnitIndex()
    unit, scope = index.find(asked["unit"]), index.find(asked["scope"]) if asked["scope"] else None
    for column, found in (("unit", unit), ("scope", scope)):
        if asked[column] and found is None:
            wrong = index.trouble(column, asked[column])
            form.add_error(column, say(wrong.code, wrong.values))
    if unit is None or form.errors:
        return None
    row = PersonRow(
        place=1,
        username=asked["username"],
        full_name=asked["full_name"],
        email=asked["email"],
        role=asked["role"],
        unit=unit,
        scope=scope,
        title=asked["title"],
        phone=asked["phone"],
        start=asked["start"],
    )
    (answer,) = admit_people(actor=actor, rows=[row])
    for wrong in answer.wrong:
        form.add_error(wrong.column, say(wrong.code, wrong.values))
    return answer.person.public_id if answer.person else None
