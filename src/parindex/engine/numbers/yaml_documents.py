"""YAML documents as plain values. A date that no calendar has stays text, so that who judges it can name its place."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor


class _Constructor(SafeConstructor):
    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        """The date, or what is written there."""
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def load_yaml(content: bytes) -> Any:
    """The document. Raises ``YAMLError`` and ``UnicodeDecodeError`` for what is no YAML."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    return yaml.load(BytesIO(content))
