"""A tolerant view of the raw tree for the lint: nodes, inputs and numbers as far as they can be read.

Whatever cannot be read here is skipped: the structure check has already named it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from parindex.engine.rulebook.faults import PathParts
from parindex.engine.rulebook.source_tree import Raw

CHILD_KEYS = {"field": "criteria", "criterion": "sub_criteria", "sub_criterion": ""}
CHILD_KINDS = {"field": "criterion", "criterion": "sub_criterion"}


@dataclass
class RawNode:
    """A field, criterion or sub-criterion before it is known to be well-formed."""

    kind: str
    path: PathParts
    raw: dict[str, Raw]
    children: list[RawNode] = field(default_factory=list)
    outside_scale: bool = False

    @property
    def code(self) -> str:
        return text_of(self.raw.get("code")) or ""

    @property
    def maximum(self) -> Decimal | None:
        return decimal_of(self.raw.get("maximum"))

    @property
    def has_children(self) -> bool:
        key = CHILD_KEYS[self.kind]
        return bool(key and self.raw.get(key))

    @property
    def has_rule(self) -> bool:
        return self.raw.get("rule") is not None

    def walk(self) -> Iterator[RawNode]:
        """This node and every node below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


def nodes_of(data: dict[str, Raw]) -> list[RawNode]:
    """The fields of the document with everything below them."""
    return [
        _node("field", ("fields", position), raw, truth_of(raw.get("outside_scale")) is True)
        for position, raw in enumerate(list_of(data.get("fields")))
        if isinstance(raw, dict)
    ]


def _node(kind: str, path: PathParts, raw: dict[str, Raw], outside: bool) -> RawNode:
    node = RawNode(kind, path, raw, outside_scale=outside)
    key = CHILD_KEYS[kind]
    if key:
        node.children = [
            _node(CHILD_KINDS[kind], (*path, key, position), child, outside)
            for position, child in enumerate(list_of(raw.get(key)))
            if isinstance(child, dict)
        ]
    return node


def list_of(raw: Raw) -> list[Raw]:
    """The list, or an empty one when something else stands there."""
    return raw if isinstance(raw, list) else []


def mappings_in(raw: Raw) -> list[tuple[int, dict[str, Raw]]]:
    """The mappings of a list with their positions."""
    return [(position, entry) for position, entry in enumerate(list_of(raw)) if isinstance(entry, dict)]


def mapping_of(raw: Raw) -> dict[str, Raw]:
    """The mapping, or an empty one when something else stands there."""
    return raw if isinstance(raw, dict) else {}


def text_of(raw: Raw) -> str | None:
    """Text as the document will hold it (stripped)."""
    return raw.strip() if isinstance(raw, str) else None


def decimal_of(raw: Raw) -> Decimal | None:
    """A finite number, written as such or (JSON) as text."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | Decimal):
        return Decimal(raw) if not isinstance(raw, Decimal) or raw.is_finite() else None
    if isinstance(raw, str):
        try:
            value = Decimal(raw.strip())
        except InvalidOperation:
            return None
        return value if value.is_finite() else None
    return None


def truth_of(raw: Raw) -> bool | None:
    """Yes or no, where it can be read."""
    return raw if isinstance(raw, bool) else None


def date_of(raw: Raw) -> date | None:
    """A date, written as such or (JSON) as text."""
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
