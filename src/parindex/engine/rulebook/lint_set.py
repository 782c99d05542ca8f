"""The meaning of the set as a whole: sums, exceptions, codes, class bands, ranking, crosswalk, dates."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation, localcontext

from parindex.engine.numbers.exact import CONTEXT, ZERO
from parindex.engine.rulebook.faults import FaultCode, PathParts, Severity
from parindex.engine.rulebook.lint_leaf import lint_node
from parindex.engine.rulebook.lint_tree import (
    RawNode,
    date_of,
    decimal_of,
    list_of,
    mapping_of,
    mappings_in,
    nodes_of,
    text_of,
)
from parindex.engine.rulebook.source_tree import SourceTree

WARNING = Severity.WARNING


def lint(tree: SourceTree) -> None:
    """Every fault of meaning, added to the tree's faults. Needs no part of the document to be well-formed."""
    with localcontext(CONTEXT):
        fields = nodes_of(tree.data)
        everything = [node for top in fields for node in top.walk()]
        if not everything and "fields" in tree.data:
            tree.add(FaultCode.TOO_FEW_ENTRIES, ("fields",), values={"key": "fields", "min_length": "1"})
        _lint_codes(tree, everything)
        _lint_sums(tree, fields, everything)
        for node in everything:
            lint_node(tree, node, owned=_has_owner(node, everything))
        _lint_dates(tree)
        _lint_rounding(tree)
        _lint_ranking(tree, [node.code for node in fields])
        _lint_classes(tree)
        _lint_crosswalk(tree, {node.code for node in everything if not node.has_children})


def _has_owner(node: RawNode, everything: list[RawNode]) -> bool:
    return any(
        bool(text_of(other.raw.get("owner"))) for other in everything if other.path == node.path[: len(other.path)]
    )


def _lint_codes(tree: SourceTree, everything: list[RawNode]) -> None:
    first: dict[str, PathParts] = {}
    numbers: dict[str, PathParts] = {}
    for node in everything:
        if node.code in first:
            where = tree.path_text(first[node.code])
            tree.add(FaultCode.DUPLICATE_CODE, (*node.path, "code"), value=node.code, values={"first": where})
        elif node.code:
            first[node.code] = node.path
        number = text_of(node.raw.get("number"))
        if number and number in numbers:
            where = tree.path_text(numbers[number])
            place = (*node.path, "number")
            tree.add(FaultCode.DUPLICATE_NUMBER, place, value=number, values={"first": where}, severity=WARNING)
        elif number:
            numbers[number] = node.path


# --- sums of maxima -------------------------------------------------------------------------------------------------


def _lint_sums(tree: SourceTree, fields: list[RawNode], everything: list[RawNode]) -> None:
    exceptions = _exceptions(tree, {node.code for node in everything})
    inside = [node for node in fields if not node.outside_scale]
    total = _sum(inside)
    scale = decimal_of(tree.data.get("scale"))
    if scale is not None and total is not None and inside:
        _judge_sum(tree, exceptions, None, ("scale",), scale, total)
    for node in everything:
        if node.maximum is not None and node.maximum < 0:
            tree.add(FaultCode.MAXIMUM_NEGATIVE, (*node.path, "maximum"), value=node.maximum)
        elif node.maximum == 0 and not node.outside_scale:
            tree.add(FaultCode.MAXIMUM_ZERO, (*node.path, "maximum"), value=node.maximum, severity=WARNING)
        below = _sum(node.children)
        if node.children and node.maximum is not None and below is not None:
            _judge_sum(tree, exceptions, node.code, (*node.path, "maximum"), node.maximum, below)


def _sum(nodes: list[RawNode]) -> Decimal | None:
    """None when a maximum cannot be read: the sum would accuse the wrong place."""
    maxima = [node.maximum for node in nodes]
    known = [maximum for maximum in maxima if maximum is not None]
    return sum(known, ZERO) if len(known) == len(maxima) else None


_Exceptions = dict[str | None, tuple[PathParts, Decimal, Decimal]]


def _exceptions(tree: SourceTree, codes: set[str]) -> _Exceptions:
    found: _Exceptions = {}
    for position, raw in mappings_in(tree.data.get("exceptions")):
        path: PathParts = ("exceptions", position)
        node = text_of(raw.get("node"))
        declared, total = decimal_of(raw.get("declared")), decimal_of(raw.get("sum"))
        if node is not None and node not in codes:
            tree.add(FaultCode.EXCEPTION_UNKNOWN_NODE, (*path, "node"), value=node)
        elif node in found:
            tree.add(FaultCode.EXCEPTION_REPEATED, path, value=node)
        elif declared is not None and total is not None:
            found[node] = (path, declared, total)
    return found


def _judge_sum(
    tree: SourceTree, exceptions: _Exceptions, code: str | None, path: PathParts, declared: Decimal, total: Decimal
) -> None:
    allowed = exceptions.get(code)
    values = {"declared": declared, "sum": total, "difference": abs(declared - total)}
    if allowed is not None and (declared == total or allowed[1:] != (declared, total)):
        tree.add(FaultCode.EXCEPTION_STALE, allowed[0], value=allowed[2], values=values)
    if declared == total or (allowed is not None and allowed[1:] == (declared, total)):
        return
    if code is None:
        fault = FaultCode.SCALE_DIFFERS
    else:
        fault = FaultCode.SUM_ABOVE_PARENT if total > declared else FaultCode.SUM_DIFFERS
    tree.add(fault, path, value=declared, values=values)


# --- the set's own attributes ---------------------------------------------------------------------------------------


def _lint_dates(tree: SourceTree) -> None:
    start, end = date_of(tree.data.get("valid_from")), date_of(tree.data.get("valid_to"))
    if start and end and end < start:
        values = {"from": start.isoformat(), "to": end.isoformat()}
        tree.add(FaultCode.DATES_REVERSED, ("valid_to",), value=end, values=values)
    issued = mapping_of(tree.data.get("issued_by"))
    if tree.data.get("standing") == "official" and not text_of(issued.get("act")):
        tree.add(FaultCode.OFFICIAL_WITHOUT_ACT, ("issued_by",), severity=WARNING)


def _lint_rounding(tree: SourceTree) -> None:
    rounding = mapping_of(tree.data.get("rounding"))
    for name in ("leaf", "criterion", "field", "total"):
        places = rounding.get(name)
        if _out_of_range(places):
            tree.add(FaultCode.ROUNDING_OUT_OF_RANGE, ("rounding", name), value=places)


def _out_of_range(places: object) -> bool:
    """Whether a number, also one written as text ("-1" is read as −1), is no count of decimals from 0 to 9."""
    try:
        return not 0 <= Decimal(str(places)) <= 9
    except InvalidOperation:
        return False


def _lint_ranking(tree: SourceTree, fields: list[str]) -> None:
    ranking = mapping_of(tree.data.get("ranking"))
    order = list_of(ranking.get("tie_break"))
    for position, code in enumerate(order):
        if isinstance(code, str) and (code.strip() not in fields or code in order[:position]):
            place = ("ranking", "tie_break", position)
            tree.add(FaultCode.TIE_BREAK_UNKNOWN, place, value=code, values={"known": ", ".join(fields)})
    if ranking.get("ties") == "tie_break_fields" and not order:
        tree.add(FaultCode.TIE_BREAK_MISSING, ("ranking",))


def _lint_classes(tree: SourceTree) -> None:
    scheme = mapping_of(tree.data.get("class_scheme"))
    if not scheme:
        return
    before: Decimal | None = None
    names: set[str] = set()
    bands = mappings_in(scheme.get("bands"))
    for position, band in bands:
        path: PathParts = ("class_scheme", "bands", position)
        name, bound = text_of(band.get("name")), decimal_of(band.get("at_least"))
        if name is not None and name in names:
            tree.add(FaultCode.CLASS_BAND_REPEATED, path, value=name)
        names.add(name or "")
        if bound is None:
            continue
        if before is not None and bound >= before:
            tree.add(FaultCode.CLASS_BANDS_UNORDERED, (*path, "at_least"), value=bound, values={"before": before})
        before = bound
    if (not bands and "bands" in scheme) or (before is not None and before != 0):
        tree.add(FaultCode.CLASS_BANDS_WITHOUT_ZERO, ("class_scheme", "bands"), value=before)


def _lint_crosswalk(tree: SourceTree, leaf_codes: set[str]) -> None:
    crosswalk = mapping_of(tree.data.get("crosswalk"))
    if not crosswalk:
        return
    if (crosswalk.get("code"), crosswalk.get("version")) == (tree.data.get("code"), tree.data.get("version")):
        tree.add(FaultCode.CROSSWALK_TO_ITSELF, ("crosswalk",), value=crosswalk.get("code"))
    used: Counter[tuple[str, str]] = Counter()
    for position, line in mappings_in(crosswalk.get("lines")):
        path: PathParts = ("crosswalk", "lines", position)
        if not line.get("before") and not line.get("after"):
            tree.add(FaultCode.CROSSWALK_EMPTY_LINE, path)
        for side in ("before", "after"):
            for at, code in enumerate(list_of(line.get(side))):
                if not isinstance(code, str):
                    continue
                place = (*path, side, at)
                used[side, code] += 1
                if used[side, code] > 1:
                    tree.add(FaultCode.CROSSWALK_REPEATED, place, value=code)
                if side == "after" and code.strip() not in leaf_codes:
                    tree.add(FaultCode.CROSSWALK_UNKNOWN_CODE, place, value=code)
