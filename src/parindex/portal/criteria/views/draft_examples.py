"""Worked examples of a draft: tried live beside the form, kept, listed, written out and read in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.engine.numbers.reading import read_decimal
from parindex.engine.rulebook.document import Node
from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions, queries
from parindex.portal.criteria.actions.drop_example import drop_example
from parindex.portal.criteria.actions.keep_example import keep_example
from parindex.portal.criteria.actions.take_in_examples import ExamplesRefused, take_in_examples
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_parts import node_parts
from parindex.portal.criteria.engine_bridge.draft_tree import LEVELS, NodePlace
from parindex.portal.criteria.forms.example import Example, example_of
from parindex.portal.criteria.forms.parts import read_parts
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.examples import ExampleLine, example_year, examples_of, line_of, yaml_of
from parindex.portal.criteria.views.draft_faults import example_words, figures_in_words
from parindex.portal.criteria.views.drafts import permitted_draft
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.views.jobs import HtmxRequest
from parindex.portal.platform.words import say, words_of

LARGEST_FILE = 2 * 1024 * 1024
MEDIA_TYPE = "application/yaml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example with its figures in words, and in words why it does not hold (empty: it does)."""

    line: ExampleLine
    figures: str
    problem: str


def shown(lines: list[ExampleLine]) -> list[ShownExample]:
    """Examples as the pages show them."""
    return [ShownExample(line, figures_in_words(line), "" if line.holds else example_words(line)) for line in lines]


def kept_for(draft: CriteriaSetDraft, place: NodePlace, leaf: Node | None) -> list[ShownExample]:
    """Examples of one leaf under the rule as it is being edited."""
    rows = draft.examples.filter(leaf=place.code)
    number, title = str(place.node.get("number") or place.code), str(place.node.get("title") or "")
    return shown([line_of(row, leaf, number, title) for row in rows])


@require_POST
def try_node(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Points of the typed figures and of the kept examples under the rule as it stands in the form, unsaved."""
    return _answer(request, permitted_draft(request, public_id), code)


@require_POST
def keep(request: HtmxRequest, public_id: str, code: str) -> HttpResponse:
    """Keep the figures that were tried, with the points that they must give."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    refusal = ""
    try:
        _keep(request, request.user, draft, code)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        refusal = words_of(refused)
    if request.htmx:
        return _answer(request, draft, code, refusal)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("The example was kept."))
    typed = {key: str(text) for key, text in request.POST.items() if key.startswith("x-")} if refusal else {}
    return redirect(f"{_address(request)}?{urlencode({'nut': code} | typed)}#example")


def _address(request: HttpRequest) -> str:
    return f"{request.path.rsplit('/nut/', 1)[0]}/"


def _keep(request: HttpRequest, person: User, draft: CriteriaSetDraft, code: str) -> None:
    leaf = _leaf_in(request, _place(draft, code))
    if leaf is None:
        raise ActionRefused("criteria.example_leaf_unready", {"code": code})
    example = example_of(leaf, request.POST.dict(), example_year(draft))
    points = read_decimal(request.POST.get("example-points", ""))
    if any(box.problem for box in example.boxes):
        raise ActionRefused("criteria.example_figures_unread", {"code": code})
    if points.value is None or abs(points.value) >= 1_000_000:
        raise ActionRefused("criteria.example_points_unread", {"code": code})
    keep_example(
        actor=person, draft=draft, leaf=code, name=request.POST.get("example-name", ""), inputs=example.inputs,
        points=points.value, source=request.POST.get("example-source", ""),
    )  # fmt: skip


@require_POST
def drop(request: HtmxRequest, public_id: str, example: str) -> HttpResponse:
    """Take one example out."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    leaf = drop_example(actor=request.user, draft=draft, public_id=example)
    if request.htmx:
        return _answer(request, draft, leaf)
    messages.success(request, _("The example was taken out."))
    return redirect("criteria:draft_examples", public_id)


def _place(draft: CriteriaSetDraft, code: str) -> NodePlace:
    place = draft_tree.find_node(draft.content, code)
    if place is None:
        raise ActionRefused("criteria.draft_node_gone", {"code": code})
    return place


def _leaf_in(request: HttpRequest, place: NodePlace) -> Node | None:
    """The leaf as the form says it; as it is saved when no form was sent."""
    if "title" not in request.POST:
        return drafts.leaf_of(place.node)
    has_children = any(place.node.get(key) for key in LEVELS)
    parts = node_parts(place.level, leaf=not has_children or bool(place.node.get("rule")))
    reading = read_parts(parts, request.POST)
    return None if reading.problems else drafts.leaf_of(reading.kept | {"code": place.code})


def _answer(request: HttpRequest, draft: CriteriaSetDraft, code: str, refusal: str = "") -> HttpResponse:
    place = _place(draft, code)
    leaf = _leaf_in(request, place)
    example: Example | None = example_of(leaf, request.POST.dict(), example_year(draft)) if leaf else None
    chosen: dict[str, Any] = {"leaf": leaf, "example": example, "place": place}
    context = {
        "draft": draft,
        "chosen": chosen | {"kept": kept_for(draft, place, leaf)},
        "frozen": draft.issued_version,
        "said": refusal,
        "live": True,
    }
    return render(request, "criteria/draft/example_answer.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def examples(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every example of the draft; `?format=yaml` writes them out, a post reads such a file in."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    if request.GET.get("format") == "yaml":
        return yaml_answer(draft)
    refusal, faults = "", []
    if request.method == "POST":
        try:
            return _take_in(request, request.user, draft)
        except ExamplesRefused as refused:
            refusal, faults = words_of(refused), [(each, say(each.code, each.values)) for each in refused.faults]
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
    context = _list(draft) | {"refusal": refusal, "faults": faults, "may_write": draft.issued_version_id is None}
    return render(request, "criteria/draft/examples.html", context, status=422 if refusal else 200)


def _take_in(request: HttpRequest, person: User, draft: CriteriaSetDraft) -> HttpResponse:
    upload = request.FILES.get("book")
    if upload is None or (upload.size or 0) > LARGEST_FILE:
        raise ActionRefused("criteria.examples_file_missing", {"largest": LARGEST_FILE // 1024 // 1024})
    taken = take_in_examples(actor=person, draft=draft, content=upload.read())
    said = _("Examples taken in: %(added)s new, %(replaced)s replaced, %(same)s unchanged.")
    text = said % {"added": taken.added, "replaced": taken.replaced, "same": taken.same}
    if taken.units:
        text += " " + _("Examples of whole units left out: %(units)s.") % {"units": taken.units}
    messages.success(request, text)
    return redirect("criteria:draft_examples", draft.public_id)


def yaml_answer(draft: CriteriaSetDraft) -> HttpResponse:
    """The examples as a file."""
    response = HttpResponse(yaml_of(draft), content_type=MEDIA_TYPE)
    name = quote(f"{draft.address.replace('/', '-')}-vi-du.yaml")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def version_examples(request: HttpRequest, public_id: str) -> HttpResponse:
    """The examples with which a version was issued."""
    assert isinstance(request.user, User)
    row = queries.version_by_id(public_id)
    permissions.may_see(request.user, row).or_refuse()
    draft = CriteriaSetDraft.objects.filter(issued_version=row).first()
    if draft is None:
        raise ActionRefused("criteria.no_examples", {"title": row.title})
    if request.GET.get("format") == "yaml":
        return yaml_answer(draft)
    context = _list(draft) | {"version": row, "may_write": False}
    return render(request, "criteria/draft/examples.html", context)


def _list(draft: CriteriaSetDraft) -> dict[str, Any]:
    lines = shown(examples_of(draft))
    leaves = {place.code for place in draft_tree.node_places(draft.content) if place.node.get("rule")}
    with_one = {each.line.row.leaf for each in lines} & leaves
    return {
        "draft": draft,
        "examples": lines,
        "broken": sum(1 for each in lines if each.problem),
        "without": len(leaves) - len(with_one),
    }
