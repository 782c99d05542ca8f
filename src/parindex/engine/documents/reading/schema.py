"""The published JSON Schema of a reading (``rulebooks/document_reading.schema.json``)."""

from __future__ import annotations

import json
from typing import Any

from parindex.engine.documents.reading.model import Reading

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of what ``parindex read --format json`` prints."""
    return {"$schema": DIALECT, **Reading.model_json_schema(by_alias=True, mode="serialization")}


def schema_text() -> str:
    """The schema as the text of the published file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
