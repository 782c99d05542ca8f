"""Reading drafts: the tree with its marks, the base beside it, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.shortcuts import get_object_or_404

from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_tree import NodePlace, Tree
from parindex.portal.criteria.models import CriteriaSetDraft, DraftChange
from parindex.portal.platform.folding import fold


@dataclass(slots=True)
class TreeLine:
    """A node of the draft as the tree shows it. ``mark``: ``new``, ``edited`` or empty; counts include what is below
    it."""

    code: str
    number: str
    title: str
    maximum: Decimal | None
    level: int
    field: str
    is_leaf: bool
    mark: str
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft judged: everything that the editor shows beside the form. ``before``: leaf code → codes in the base."""

    draft: CriteriaSetDraft
    tree: Tree
    judged: drafts.Judged
    base: engine_bridge.CriteriaSet
    base_nodes: Mapping[str, NodePlace]
    before: Mapping[str, tuple[str, ...]]
    faults: Mapping[str, list[tuple[str, engine_bridge.Fault]]]

    def counterpart(self, code: str) -> NodePlace | None:
        """The node of the base that this one follows alone."""
        codes = self.before.get(code, (code,))
        return self.base_nodes.get(codes[0]) if len(codes) == 1 else None


def draft_by_id(public_id: str) -> CriteriaSetDraft:
    """The draft behind an address. Answers 404 for none."""
    rows = CriteriaSetDraft.objects.select_related("owner", "base__criteria_set", "saved_by", "issued_version")
    return get_object_or_404(rows, public_id=public_id)


def view_of(draft: CriteriaSetDraft) -> DraftView:
    """The draft judged and put beside its base."""
    base = engine_bridge.document_of(draft.base.hash, draft.base.canonical)
    tree: Tree = draft.content
    judged = drafts.judged(tree, base)
    base_tree = drafts.tree_from_canonical(draft.base.canonical)
    base_nodes = {place.code: place for place in draft_tree.node_places(base_tree)}
    before = _before(tree, base_nodes)
    return DraftView(draft, tree, judged, base, base_nodes, before, drafts.faults_by_node(tree, judged.faults))


def _before(tree: Tree, base_nodes: Mapping[str, NodePlace]) -> dict[str, tuple[str, ...]]:
    """Node → nodes of the base that it follows, by the raw crosswalk: it holds also while the draft is faulty."""
    crosswalk = tree.get("crosswalk") or {}
    lines = crosswalk_lines(tree)
    named = {code for line in lines for code in line.get("before", ())}
    same = crosswalk.get("same_codes", True)
    codes = [place.code for place in draft_tree.node_places(tree)]
    found: dict[str, tuple[str, ...]] = {
        code: (code,) if same and code in base_nodes and code not in named else () for code in codes
    }
    for line in lines:
        for code in line.get("after", ()):
            if code in found:
                found[code] = tuple(line.get("before", ()))
    return found


def crosswalk_lines(tree: Tree) -> list[dict[str, Any]]:
    """Lines of the draft's crosswalk."""
    lines = (tree.get("crosswalk") or {}).get("lines") or []
    return [line for line in lines if isinstance(line, dict)]


def tree_lines(view: DraftView) -> list[TreeLine]:
    """Every node in printed order with its marks; faults also count for the nodes above."""
    lines: list[TreeLine] = []
    above: list[TreeLine] = []
    for place in draft_tree.node_places(view.tree):
        del above[place.level :]
        line = _line(view, place, above[0].code if above else place.code)
        above.append(line)
        lines.append(line)
        for _, fault in view.faults.get(place.code, ()):
            for each in above:
                if fault.severity == "error":
                    each.errors += 1
                else:
                    each.warnings += 1
    return lines


def _line(view: DraftView, place: NodePlace, field: str) -> TreeLine:
    node = place.node
    old = view.counterpart(place.code)
    edited = old is not None and draft_tree.own_part(old.node) != draft_tree.own_part(node)
    mark = "" if view.before.get(place.code) else "new"
    return TreeLine(
        code=place.code,
        number=str(node.get("number") or place.code),
        title=str(node.get("title") or ""),
        maximum=decimal_of(node.get("maximum")),
        level=place.level,
        field=field,
        is_leaf=bool(node.get("rule")),
        mark=mark or ("edited" if edited else ""),
    )


def decimal_of(raw: object) -> Decimal | None:
    """A number of the tree; None where none can be read."""
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def matching(lines: list[TreeLine], text: str) -> list[TreeLine]:
    """Lines whose number, code or title contains every word, accents aside."""
    words = fold(text).split()
    return [line for line in lines if all(word in fold(f"{line.number} {line.code} {line.title}") for word in words)]


def tree_at(draft: CriteriaSetDraft, row_version: int) -> Tree:
    """The tree as it stood after save ``row_version``."""
    tree: Tree = draft.content
    for change in DraftChange.objects.filter(draft=draft, row_version__gt=row_version).order_by("-row_version"):
        tree = draft_tree.put(tree, change.path, change.before["value"])
    return tree


def last_change(draft: CriteriaSetDraft) -> DraftChange | None:
    """The newest save that is not taken back and is itself no taking back."""
    changes = DraftChange.objects.filter(draft=draft, undone_at=None).exclude(action="undo_last_change")
    return changes.order_by("-row_version").first()
