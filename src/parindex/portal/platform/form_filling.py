"""A page's form filled again with what was sent: HTML in, HTML out. Knows no request and no session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

TYPED_IN = {"text", "search", "email", "url", "tel", "number", "date", ""}
TICKED = {"checkbox", "radio"}
_MAIN = "//main"


@dataclass(slots=True)
class Filled:
    """The page with its boxes filled. ``boxes``: how many say something else than the page did."""

    page: html.HtmlElement
    boxes: int = 0
    left: list[str] = field(default_factory=list)
    """Written texts for which the page has no box (any more)."""

    def written(self, notice: html.HtmlElement) -> str:
        """The page as text, ``notice`` standing first in it."""
        main = self.page.xpath(_MAIN)
        place = main[0] if main else self.page.find("body")
        place.insert(0, notice)
        text: str = etree.tostring(self.page, encoding="unicode", method="html", doctype="<!doctype html>")
        return text


def fill(page: str, path: str, action: str, texts: Mapping[str, Sequence[str]], *, hidden: bool) -> Filled:
    """Fill the form that is sent to ``action`` on the page at ``path``.

    ``hidden``: hidden fields too, so that a row that changed meanwhile is a conflict; not after one that was told.
    """
    filled = Filled(html.document_fromstring(page))
    form = _form(filled.page, path, action, texts)
    used: set[str] = set()
    if form is not None:
        waiting = {name: list(values) for name, values in texts.items()}
        for box in _boxes(filled.page, form):
            if box.get("readonly") is not None or box.get("disabled") is not None:
                continue
            if _fill(box, waiting, hidden=hidden):
                filled.boxes += 1
            used.add(box.get("name", ""))
        for folded in form.iterancestors("details"):
            folded.set("open", "")
    unused = (value for name, values in texts.items() if name not in used for value in values)
    filled.left = [value for value in unused if " " in value.strip()]
    return filled


def _form(
    page: html.HtmlElement, path: str, action: str, texts: Mapping[str, Sequence[str]]
) -> html.HtmlElement | None:
    """Of the forms sent to the address the one with most of the names, of equal ones (a list with one form a row) that
    with the same hidden fields; of all, where a button had an address of its own.
    """
    forms = [form for form in page.iter("form") if (form.get("method") or "").lower() == "post"]
    aimed = [form for form in forms if urlsplit(urljoin(path, form.get("action") or path)).path == action]
    counted = [
        (len({box.get("name") for box in _typed_boxes(page, form)} & texts.keys()), _same_row(page, form, texts), form)
        for form in aimed or forms
    ]
    best = max(counted, key=lambda each: each[:2], default=(0, 0, None))
    return best[2] if best[0] else None


def _same_row(page: html.HtmlElement, form: html.HtmlElement, texts: Mapping[str, Sequence[str]]) -> int:
    """How many hidden fields of the form say what was sent."""
    hidden = [box for box in _boxes(page, form) if box.get("type", "").lower() == "hidden"]
    return sum(1 for box in hidden if box.get("value", "") in texts.get(box.get("name", ""), ()))


def _boxes(page: html.HtmlElement, form: html.HtmlElement) -> list[html.HtmlElement]:
    inside = [box for box in form.iter("input", "textarea", "select") if box.get("form") in {None, form.get("id")}]
    own = form.get("id")
    outside = [box for box in page.iter("input", "textarea", "select") if own and box.get("form") == own]
    return list(dict.fromkeys([*inside, *outside]))


def _typed_boxes(page: html.HtmlElement, form: html.HtmlElement) -> list[html.HtmlElement]:
    return [box for box in _boxes(page, form) if box.get("type", "").lower() not in {"hidden", "file", "submit"}]


def _fill(box: html.HtmlElement, waiting: dict[str, list[str]], *, hidden: bool) -> bool:
    """Put the next text of the box's name into it; whether the person sees a difference."""
    name, kind = box.get("name", ""), box.get("type", "").lower()
    if box.tag == "input" and kind in TICKED:
        return _tick(box, waiting.get(name, []), named=name in waiting)
    if not waiting.get(name):
        return False
    if box.tag == "select":
        return _choose(box, waiting[name])
    if box.tag == "textarea":
        # As a browser sends it: lines end with both signs.
        before, box.text = box.text or "", waiting[name].pop(0).replace("\r\n", "\n")
        return bool(before.strip() != box.text.strip())
    if kind in TYPED_IN or (kind == "hidden" and hidden):
        before = box.get("value", "")
        box.set("value", waiting[name].pop(0))
        return bool(kind != "hidden" and before != box.get("value"))
    return False


def _tick(box: html.HtmlElement, values: Sequence[str], *, named: bool) -> bool:
    before, ticked = box.get("checked") is not None, box.get("value", "on") in values
    if before == ticked or (not named and box.get("type") == "radio"):
        return False
    if ticked:
        box.set("checked", "")
    else:
        del box.attrib["checked"]
    return True


def _choose(box: html.HtmlElement, values: Sequence[str]) -> bool:
    options = list(box.iter("option"))
    if not {option.get("value", option.text or "") for option in options} & set(values):
        return False
    changed = False
    for option in options:
        chosen = option.get("value", option.text or "") in values
        changed |= chosen != (option.get("selected") is not None)
        if chosen:
            option.set("selected", "")
        elif option.get("selected") is not None:
            del option.attrib["selected"]
    return changed
