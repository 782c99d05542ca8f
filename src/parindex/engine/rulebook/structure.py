"""The shape of the document: pydantic's answer translated into our own fault codes and places."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.faults import FaultCode, FaultValue, PathParts
from parindex.engine.rulebook.source_tree import Raw, SourceTree

_CODES = {
    "missing": FaultCode.MISSING_KEY,
    "extra_forbidden": FaultCode.UNKNOWN_KEY,
    "enum": FaultCode.UNKNOWN_OPTION,
    "literal_error": FaultCode.UNKNOWN_OPTION,
    "union_tag_invalid": FaultCode.UNKNOWN_RULE_KIND,
    "union_tag_not_found": FaultCode.MISSING_KEY,
    "string_type": FaultCode.NOT_TEXT,
    "string_pattern_mismatch": FaultCode.BAD_CODE,
    "decimal_type": FaultCode.NOT_A_NUMBER,
    "decimal_parsing": FaultCode.NOT_A_NUMBER,
    "finite_number": FaultCode.NOT_A_NUMBER,
    "int_type": FaultCode.NOT_A_WHOLE_NUMBER,
    "int_parsing": FaultCode.NOT_A_WHOLE_NUMBER,
    "int_from_float": FaultCode.NOT_A_WHOLE_NUMBER,
    "int_parsing_size": FaultCode.NOT_A_WHOLE_NUMBER,
    "bool_type": FaultCode.NOT_YES_NO,
    "bool_parsing": FaultCode.NOT_YES_NO,
    "decimal_max_places": FaultCode.TOO_MANY_DECIMALS,
    "decimal_max_digits": FaultCode.TOO_MANY_DIGITS,
    "decimal_whole_digits": FaultCode.TOO_MANY_DIGITS,
    "greater_than": FaultCode.OUT_OF_BOUNDS,
    "greater_than_equal": FaultCode.OUT_OF_BOUNDS,
    "less_than": FaultCode.OUT_OF_BOUNDS,
    "less_than_equal": FaultCode.OUT_OF_BOUNDS,
    "too_short": FaultCode.TOO_FEW_ENTRIES,
    "tuple_type": FaultCode.NOT_A_LIST,
    "model_type": FaultCode.NOT_A_MAPPING,
    "model_attributes_type": FaultCode.NOT_A_MAPPING,
    "dict_type": FaultCode.NOT_A_MAPPING,
}


def check_structure(tree: SourceTree) -> CriteriaSet | None:
    """Validate the tree. Faults go into ``tree``; the document comes back only when its shape is whole."""
    try:
        return CriteriaSet.model_validate(tree.data)
    except ValidationError as refused:
        for problem in refused.errors(include_url=False):
            _translate(tree, problem)
        return None


def _translate(tree: SourceTree, problem: ErrorDetails) -> None:
    path = _real_path(tree.data, problem["loc"])
    kind = problem["type"]
    code = _code_of(kind, path)
    context: dict[str, Any] = problem.get("ctx", {})
    values: dict[str, FaultValue] = {"key": str(path[-1]) if path else ""}
    if kind == "union_tag_not_found":
        values["key"] = "kind"
        path = (*path, "kind")
    if code == FaultCode.NOT_UNDERSTOOD:
        values["problem"] = str(problem["msg"])
    for name in ("expected", "max_digits", "decimal_places", "max_decimal_places", "whole_digits", "min_length", "tag"):
        if name in context:
            values[name] = _listed(str(context[name])) if name == "expected" else str(context[name])
    if code == FaultCode.UNKNOWN_RULE_KIND:
        values["expected"] = _listed(str(context.get("expected_tags", "")))
        path = (*path, "kind")
    bound = _bound(context)
    if bound:
        values["bound"] = bound
    found = None if code == FaultCode.MISSING_KEY else problem.get("input")
    if code == FaultCode.UNKNOWN_RULE_KIND:
        found = context.get("tag")
    tree.add(code, path, value=found, values=values)


def _listed(text: str) -> str:
    """``'a', 'b' or 'c'`` of pydantic as ``a, b, c``."""
    return ", ".join(re.findall(r"'([^']*)'", text)) or text


def _code_of(kind: str, path: PathParts) -> FaultCode:
    if path == ("schema",) and kind == "literal_error":
        return FaultCode.UNKNOWN_SCHEMA
    if kind.startswith(("date_", "datetime_")):
        return FaultCode.NOT_A_DATE
    return _CODES.get(kind, FaultCode.NOT_UNDERSTOOD)


def _bound(context: dict[str, Any]) -> str:
    for name, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤")):
        if name in context:
            limit = context[name]
            return f"{sign} {format(limit, 'f') if isinstance(limit, Decimal) else limit}"
    return ""


def _real_path(data: Raw, location: tuple[str | int, ...]) -> PathParts:
    """Pydantic's location without the rule kind that it inserts for the discriminated union."""
    path: list[str | int] = []
    here = data
    for part in location:
        if isinstance(here, dict):
            if part not in here and part == here.get("kind"):
                continue
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            here = None
        path.append(part)
    return tuple(path)
