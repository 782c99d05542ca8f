"""The published JSON Schema of the criteria-set document (``rulebooks/criteria_set.schema.json``)."""

from __future__ import annotations

import json
from typing import Any

from parindex.engine.rulebook.document import CriteriaSet

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema that editors check a criteria set with while it is typed. It knows shapes, not sums."""
    return {"$schema": DIALECT, **CriteriaSet.model_json_schema(by_alias=True)}


def schema_text() -> str:
    """The schema as the text of the published file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
