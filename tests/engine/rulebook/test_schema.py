"""The published JSON Schema is the one that the models give."""

from importlib.resources import files

from parindex.engine.rulebook.schema import json_schema, schema_text


def test_the_published_file_is_fresh() -> None:
    published = (files("parindex") / "rulebooks" / "criteria_set.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it again: docs/how-to/add-a-criteria-set.md says how"


def test_the_schema_names_every_rule_kind_and_forbids_unknown_keys() -> None:
    parts = json_schema()["$defs"]
    assert {"StepTableRatio", "BonusPenaltyBlock", "PointsAsPrinted"} <= parts.keys()
    assert json_schema()["additionalProperties"] is False
    assert "schema" in json_schema()["required"]
