"""Values from outside against the model of their kind: everything that is missing, unknown or wrong at once."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from parindex.engine.documents.templates.faults import Fault, TemplateFault, TemplateRefused
from parindex.engine.documents.templates.values import VALUES_OF, DocumentValues, TemplateKind

_OWN = ("section.", "signature.", "decision.")
"""Reasons of our own."""
_REASONS = (
    ("date", "date"),
    ("string_type", "text"),
    ("string_too_short", "empty"),
    ("too_short", "empty"),
    ("string_too_long", "too_long"),
    ("too_long", "too_long"),
    ("tuple", "list"),
    ("enum", "choice"),
    ("bool", "yes_no"),
    ("int", "number"),
    ("less_than", "number"),
    ("greater_than", "number"),
    ("model", "fields"),
)
"""What the checker of types says, by the beginning of its code."""


def read_values(kind: TemplateKind, given: object) -> DocumentValues:
    """The values of a document of ``kind``. Raises ``TemplateRefused`` with one fault a field."""
    if not isinstance(given, dict):
        raise TemplateRefused((Fault(TemplateFault.NOT_VALUES),))
    try:
        return VALUES_OF[kind].model_validate(given)
    except ValidationError as refused:
        raise TemplateRefused(tuple(_fault(each) for each in refused.errors(include_url=False))) from None


def schema_of(kind: TemplateKind) -> dict[str, Any]:
    """JSON Schema of the values of ``kind``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **VALUES_OF[kind].model_json_schema()}


def _fault(error: Any) -> Fault:
    field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
    if error["type"] == "missing":
        return Fault(TemplateFault.MISSING, {"field": field})
    if error["type"] == "extra_forbidden":
        return Fault(TemplateFault.UNKNOWN_FIELD, {"field": field})
    own = str(error.get("ctx", {}).get("error", ""))
    if own.startswith(_OWN):
        reason = own
    else:
        reason = next((word for start, word in _REASONS if error["type"].startswith(start)), "other")
    return Fault(TemplateFault.WRONG_VALUE, {"field": field, "reason": reason})
