"""A person's answers to readings: accepted, rejected, put right; the card; figures as facts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents.forms import CardForm
from parindex.portal.intake import queries
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.correct_item import correct_item
from parindex.portal.intake.actions.decide_items import Decided, ItemAnswer, decide_items
from parindex.portal.intake.actions.make_plan_lines import make_plan_lines
from parindex.portal.intake.actions.record_figures import record_figures
from parindex.portal.intake.forms import ItemForm, PlanForm
from parindex.portal.intake.labels import TABS
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.intake.views.page import address_of, found, shown
from parindex.portal.intake.workflow import ItemState
from parindex.portal.platform.public_ids import LENGTH
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import say, words_of


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """One answer on ticked readings, on all of the tab that nobody looked at, or back to what was decided in one go."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    given, _colon, one = request.POST.get("answer", "").partition(":")
    if given not in set(ItemAnswer):
        return HttpResponse(status=400)
    answer, chosen = ItemAnswer(given), _chosen(request, request.user, intake, one)
    decided = decide_items(actor=request.user, intake=intake, items=chosen, answer=answer, unseen=one == "all")
    _tell(request, decided)
    done = [each.item for each in decided if not each.code]
    stamp = queries.stamp_of(done[0]) if done and answer is not ItemAnswer.TAKE_BACK else ""
    return redirect(_back(request, intake, stamp, one))


def _chosen(request: HttpRequest, actor: User, intake: Intake, one: str) -> list[ReadingItem]:
    """That whose button it is (id; ``all``: nobody looked at; ``undo``: decided in one go), else what is ticked."""
    post = request.POST
    if one == "undo":
        return queries.decided_at_once(intake, actor, post.get("stamp", ""))
    if one == "all":
        return list(queries.items_of(intake, str(TABS.get(post.get("muc", ""), ("", ""))[1]), ItemState.OPEN))
    return list(intake.items.filter(public_id__in=[one] if one else post.getlist("item")))


def _tell(request: HttpRequest, decided: tuple[Decided, ...]) -> None:
    left: dict[str, int] = {}
    for each in decided:
        if each.code:
            left[each.code] = left.get(each.code, 0) + 1
    for code, number in left.items():
        messages.warning(request, _("%(count)s left as it was: %(why)s") % {"count": number, "why": say(code)})
    if not decided:
        messages.warning(request, _("Nothing was chosen."))


def _back(request: HttpRequest, intake: Intake, stamp: str = "", one: str = "") -> str:
    """The same tab, page and lines; with what was just decided, so that it can be taken back."""
    post = request.POST
    tab = post.get("muc", "")
    address = address_of(
        intake,
        tab if tab in TABS else "the",
        xem=post.get("xem"),
        trang=post.get("trang"),
        tu=post.get("tu"),
        vua=stamp,
    )
    return f"{address}#i-{one}" if len(one) == LENGTH and one.isalnum() else address


@require_POST
def correct(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    """Put a reading right and accept it; a refusal keeps what was typed."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    item = get_object_or_404(intake.items.select_related("intake__unit"), public_id=item_id)
    form = ItemForm(request.POST, item=item)
    status, refusal = 422, ""
    if form.is_valid():
        try:
            version = form.cleaned_data["row_version"]
            correct_item(actor=request.user, item=item, values=form.values(), row_version=version, holds=form.holds())
        except NotAllowed:
            raise
        except ActionRefused as refused:
            status, refusal = (409 if isinstance(refused, Conflict) else 422), words_of(refused)
            if refused.code == "intake.percent_contradicts":
                form.ask_which_holds()
        else:
            return redirect(_back(request, intake, one=item.public_id))
    request.GET = request.POST  # the page stays where the person was
    return shown(request, intake, status=status, item_form=form, edited=item, refusal=refusal)


@require_POST
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm the card; the document stands in the catalogue from then on."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    form, refusal = CardForm(request.POST), ""
    if form.is_valid():
        try:
            confirm_card(actor=request.user, intake=intake, card=form.card())
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            messages.success(request, _("The document stands in the catalogue."))
            return redirect(address_of(intake, "the"))
    return shown(request, intake, status=422, card=form, refusal=refusal)


@require_POST
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accepted tasks and targets become lines of the annual plan of the year that is typed."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    tab = request.POST.get("muc", "")
    address = address_of(intake, tab if tab in ("nhiem-vu", "chi-tieu") else "nhiem-vu")
    form = PlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the year of the plan."))
        return redirect(address)
    try:
        made = make_plan_lines(actor=request.user, intake=intake, year=form.cleaned_data["year"])
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
        return redirect(address)
    if made.written or not made.joined:
        said = ngettext(
            "%(count)s line was added to the draft.", "%(count)s lines were added to the draft.", made.written
        )
        messages.success(request, said % {"count": made.written})
    if made.joined:
        said = _("%(count)s targets stand in the line of their task: one sentence says both.")
        messages.info(request, said % {"count": made.joined})
    if made.stood:
        messages.info(request, _("%(count)s stood in the plan already.") % {"count": made.stood})
    return redirect("plans:plan", made.plan.public_id)


@require_POST
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accepted figures become facts."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    address = address_of(intake, "so-lieu", xem=ItemState.ACCEPTED)
    try:
        recorded = record_figures(actor=request.user, intake=intake)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
        return redirect(address)
    done = sum(1 for each in recorded if not each.code)
    if done:
        said = ngettext("%(count)s figure was recorded.", "%(count)s figures were recorded.", done)
        messages.success(request, said % {"count": done})
    for each in recorded:
        if each.code:
            name = each.item.told.get("name", "")
            messages.warning(request, f"{name}: {say(each.code, each.values)}")
    differing = sum(1 for each in recorded if each.answer == "differs")
    if differing:
        messages.warning(
            request, _("%(count)s differ from another source and do not count yet.") % {"count": differing}
        )
    return redirect(address)
