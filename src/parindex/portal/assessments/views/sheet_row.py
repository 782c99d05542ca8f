"""One row of the sheet: its own page, and what is done with it. The same partial serves page, row and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import (
    RowConflict,
    SavedRow,
    assign_leaf_owner,
    carry_forward_last_year,
    dispute_known_figure,
    save_self_assessment_inputs,
    undo_last_save,
    withdraw_dispute,
)
from parindex.portal.assessments.actions.keep_answer_file import keep_answer_file
from parindex.portal.assessments.forms.sheet_row import NOTE, conflict_table
from parindex.portal.assessments.models import DisputeState, FigureDispute, RoundUnit, Score
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet, self_sheet
from parindex.portal.assessments.queries.sheet_totals import SheetTotals, row_after_save, totals_of
from parindex.portal.assessments.views.sheet import common_context, sums_in_place, totals_context
from parindex.portal.assessments.views.sheet_parts import answer_context, row_context
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock, typed_texts
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import puts_texts_back_itself
from parindex.portal.platform.words import say, words_of

BY_SCRIPT = "X-Sheet"
"""Header of a save by script: it is answered with the parts that changed, not with a page."""
ANSWER = "X-Sheet-Answer"
"""Header of such an answer, so that the script knows it from a page that asks to sign in."""
CHOICE = "chon"
"""Button of a conflict: of each box, the side that the person chose is saved over what stands."""


@puts_texts_back_itself
def row_page(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """The row on a page of its own; a POST saves it."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    if request.method == "POST":
        return _save(request, member, leaf_code)
    permissions.may_see_sheet(request.user, member).or_refuse()
    standing = self_sheet(member)
    return _page(request, standing, _row(standing, leaf_code), _typed_before_sign_in(request))


def _typed_before_sign_in(request: HttpRequest) -> dict[str, Any]:
    """What was sent while the person was signed out stands in the boxes again, not saved, with the version it had."""
    kept = typed_texts.take(request)
    if kept is None:
        return {}
    typed = {name: kept[name] for name in kept if name.startswith("x-") or name == "tinh-huong"}
    more = {"typed": typed, "typed_note": kept.get(NOTE), "refusal": say("save_state.typed_before_sign_in")}
    version = kept.get("phien", "")
    if version.isdigit():
        more["opened_version"] = version
    return more | _state("typing", "warn")


def _row(standing: SelfSheet, leaf_code: str) -> LeafRow:
    row = standing.leaves.get(leaf_code)
    if row is None or not row.self_scored:
        raise Http404(leaf_code)
    return row


def _page(
    request: HttpRequest, standing: SelfSheet, row: LeafRow, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    if BY_SCRIPT in request.headers:
        return _parts(person, standing.member, row, totals_of(standing, person), more, status)
    typed, problems = more.pop("typed", None), more.pop("problems", None)
    may_fill = bool(permissions.may_fill_sheet(person, standing.member)) and standing.may_be_filled
    context = common_context(standing, person) | {"may_fill": may_fill}
    context |= row_context(standing, row, may_fill=may_fill, typed=typed, problems=problems) | more
    context["may_see_history"] = may_fill or bool(permissions.may_see_points(person, standing.member))
    return render(request, "assessments/sheet/row_page.html", context, status=status)


def _parts(
    person: User, member: RoundUnit, row: LeafRow, totals: SheetTotals, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The answer to a script: what changed, each part for its place; without the furniture of a page."""
    typed, problems = more.pop("typed", None), more.pop("problems", None)
    parts = totals_context(member, totals, person) | answer_context(member, row, typed=typed, problems=problems) | more
    text = render_to_string("assessments/sheet/save_answer.html", parts | {"sums": sums_in_place(totals)})
    return HttpResponse(text, status=status, headers={ANSWER: "1"})


def _save(request: HttpRequest, member: RoundUnit, leaf_code: str) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    typed = _figures(request)
    typed |= _unticked(request, typed)
    note, version = request.POST.get(NOTE), request.POST.get("phien", "")
    if CHOICE in request.POST:
        # Only the button chooses: a row that saves by itself while both sides are shown is a conflict again.
        note, version = _chosen(request, typed, note), request.POST.get("phien-da-xem", version)
    try:
        saved = save_self_assessment_inputs(
            actor=person,
            round_unit=member,
            leaf=leaf_code,
            texts=typed,
            note=note,
            row_version=int(version) if version.isdigit() else None,
        )
    except RowConflict as conflict:
        standing = self_sheet(member)
        row = _row(standing, leaf_code)
        table = conflict_table(row, conflict.standing, conflict.opened, typed, note)
        more = {"conflict": table, "refusal": words_of(conflict), "typed": typed, "typed_note": note}
        more["opened_version"] = version
        return _page(request, standing, row, more | _state("conflict", "warn"), 409)
    except ActionRefused as refused:
        permissions.may_see_sheet(person, member).or_refuse()
        standing = self_sheet(member)
        row = _row(standing, leaf_code)
        state = "closed" if refused.code == "assessments.window_closed" else "refused"
        more = {"refusal": words_of(refused), "typed": typed, "typed_note": note} | _state(state, "bad")
        return _page(request, standing, row, more, 403 if isinstance(refused, NotAllowed) else 422)
    return _saved(request, member, leaf_code, saved, typed)


def _figures(request: HttpRequest) -> dict[str, str]:
    """The boxes that were sent, as typed."""
    boxes = (name for name in request.POST if name.startswith("x-") or name == "tinh-huong")
    return {name: request.POST.get(name, "") for name in boxes}


def _unticked(request: HttpRequest, typed: dict[str, str]) -> dict[str, str]:
    """Boxes that a browser does not send when they are empty: the form names them."""
    return {name: "" for name in request.POST.getlist("o") if name not in typed}


def _chosen(request: HttpRequest, typed: dict[str, str], note: str | None) -> str | None:
    """After a conflict: of each box, the side that the person keeps."""
    for name, side in request.POST.items():
        if not name.startswith("giu-"):
            continue
        box = name.removeprefix("giu-")
        kept = request.POST.get(f"{'cua-toi' if side == 'toi' else 'cua-ho'}-{box}", "")
        if box == NOTE:
            note = kept
        else:
            typed[box] = kept
    return note


def _saved(
    request: HttpRequest, member: RoundUnit, leaf_code: str, saved: SavedRow, typed: dict[str, str]
) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    more: dict[str, Any] = {"typed": typed}
    wrong = bool(saved.problems) or saved.refused is not None
    if wrong:
        more |= _state("wrong", "bad", count=len(saved.problems) or 1)
        more |= {"problems": saved.problems, "contradiction": saved.refused}
    if BY_SCRIPT in request.headers:
        held = (saved.sheet, saved.window, saved.known)
        row, totals = row_after_save(person, member, held, (saved.node, saved.score))
        return _parts(person, member, row, totals, saved_state(row) | more, 422 if wrong else 200)
    standing = self_sheet(member)
    row = _row(standing, leaf_code)
    if wrong:
        return _page(request, standing, row, more, 422)
    messages.success(request, _("Saved row %(number)s.") % {"number": row.node.number})
    return redirect(_after(request, standing, row))


def saved_state(row: LeafRow) -> dict[str, Any]:
    """ "Đã lưu 09:41"."""
    at = row.score.saved_at if isinstance(row.score, Score) else None
    return _state("saved", "ok", time=f"{(at or clock.now()).astimezone(clock.VIETNAM):%H:%M}")


def _state(state: str, tone: str, **values: object) -> dict[str, Any]:
    return {"save_state": say(f"save_state.{state}", values), "save_tone": tone, "save_code": state}


def _after(request: HttpRequest, standing: SelfSheet, row: LeafRow) -> str:
    """Where a save without script leads: the next row, or back to the sheet."""
    place = [standing.member.round.public_id, standing.member.unit.public_id]
    own = standing.own
    following = own[own.index(row) + 1] if row is not own[-1] else None
    if "sang-sau" in request.POST and following is not None:
        if "trang-dong" in request.POST:
            return reverse("assessments:sheet_row", args=[*place, following.node.code])
        return f"{reverse('assessments:sheet', args=place)}?dong={following.node.number}#dong-{following.node.code}"
    return f"{reverse('assessments:sheet', args=place)}#dong-{row.node.code}"


def _done(
    request: HttpRequest,
    member: RoundUnit,
    leaf_code: str,
    act: Callable[[User], str],
    when_refused: Callable[[HttpRequest, RoundUnit, str, ActionRefused], HttpResponse] | None = None,
) -> HttpResponse:
    """Do a small act on a row, say what was done or refused, and go back to the row."""
    assert isinstance(request.user, User)
    permissions.may_see_sheet(request.user, member).or_refuse()
    try:
        messages.success(request, act(request.user))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        if when_refused is not None:
            return when_refused(request, member, leaf_code, refused)
        messages.error(request, words_of(refused))
    place = [member.round.public_id, member.unit.public_id]
    if "trang-dong" in request.POST:
        return redirect("assessments:sheet_row", *place, leaf_code)
    return redirect(f"{reverse('assessments:sheet', args=place)}?dong={leaf_code}#dong-{leaf_code}")


@require_POST
def undo(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Take the last save back."""
    member = queries.unit_in_round(public_id, unit_id)
    version = request.POST.get("phien", "")

    def act(person: User) -> str:
        number = int(version) if version.isdigit() else 0
        undo_last_save(actor=person, round_unit=member, leaf=leaf_code, row_version=number)
        return _("The last save was taken back.")

    return _done(request, member, leaf_code, act)


@require_POST
def carry_forward(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Take over last year's explanation and documents."""
    member = queries.unit_in_round(public_id, unit_id)

    def act(person: User) -> str:
        carry_forward_last_year(actor=person, round_unit=member, leaf=leaf_code)
        return _("Last year’s explanation and documents were taken over. Check them before handing in.")

    return _done(request, member, leaf_code, act)


@require_POST
def dispute(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Dispute a known figure of the row; a refused dispute leaves no document behind, and nothing typed is lost."""
    member = queries.unit_in_round(public_id, unit_id)

    def act(person: User) -> str:
        with transaction.atomic():
            dispute_known_figure(
                actor=person,
                round_unit=member,
                leaf=leaf_code,
                input_code=request.POST.get("so-lieu", ""),
                texts=_figures(request),
                reason=request.POST.get("ly-do", ""),
                document=_proof(request, person, member),
            )
        return _("The dispute was sent. The system’s figure counts until the appraiser decides.")

    return _done(request, member, leaf_code, act, _disputing_again)


def _disputing_again(request: HttpRequest, member: RoundUnit, leaf_code: str, refused: ActionRefused) -> HttpResponse:
    """The row's page with the form of the dispute open, as it was sent; only a file is to be chosen again."""
    standing = self_sheet(member)
    sent: dict[str, object] = {"texts": _figures(request), "input": request.POST.get("so-lieu", "")}
    sent |= {"reason": request.POST.get("ly-do", ""), "proof": request.POST.get("van-ban", "")}
    if request.FILES:
        sent["file"] = say("save_state.choose_file_again")
    return _page(request, standing, _row(standing, leaf_code), {"disputing": sent, "refusal": words_of(refused)}, 422)


def _proof(request: HttpRequest, person: User, member: RoundUnit) -> Document | None:
    """The file that came along, else the document of the catalogue that was chosen."""
    sent = request.FILES.get("tep")
    if isinstance(sent, UploadedFile):
        return keep_answer_file(actor=person, round_unit=member, name=sent.name or "", content=sent.read())
    chosen = request.POST.get("van-ban", "")
    return get_object_or_404(Document, public_id=chosen) if chosen else None


@require_POST
def withdraw(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Take a dispute back."""
    member = queries.unit_in_round(public_id, unit_id)
    open_ones = FigureDispute.objects.select_related("entry__leaf", "entry__round_unit__round__owner").filter(
        entry__round_unit=member, entry__leaf__code=leaf_code, state=DisputeState.OPEN
    )
    standing = open_ones.filter(public_id=request.POST.get("phan-anh", "")).first()
    if standing is None:
        raise Http404(leaf_code)

    def act(person: User) -> str:
        withdraw_dispute(actor=person, dispute=standing)
        return _("The dispute was withdrawn.")

    return _done(request, member, leaf_code, act)


@require_POST
def owner(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Say who fills the row."""
    member = queries.unit_in_round(public_id, unit_id)
    chosen = request.POST.get("nguoi", "")
    person = permissions.fillers_of(member).filter(pk=int(chosen)).first() if chosen.isdigit() else None

    def act(actor: User) -> str:
        assign_leaf_owner(actor=actor, round_unit=member, leaves=[leaf_code], person=person)
        return _("The owner of the row was set.")

    return _done(request, member, leaf_code, act)
