"""What a node, a rule and a set are made of, read from the document's own models: no list of fields is kept twice."""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from parindex.engine.rulebook import document, rules
from parindex.engine.rulebook.base import Document
from parindex.engine.rulebook.lint_rules import INPUT_TYPES

Shape = Literal[
    "text", "long", "lines", "number", "whole", "percent", "yes_no", "date", "option", "input", "inputs", "table",
    "blocks", "choices", "group", "rule",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a form. ``model`` names the piece it belongs to; ``fits``: types of inputs that it may name."""

    name: str
    shape: Shape
    model: str
    required: bool = False
    options: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    fits: frozenset[str] = frozenset()


_PERCENT = {
    ("RatioBand", "at_least"),
    ("GrowthBand", "at_least"),
    ("LinearWithFloor", "floor"),
    ("LinearToTarget", "target"),
    ("WeightedTerm", "target"),
    ("RatioWithMultiplier", "target"),
    ("ComplementRatio", "target"),
}
"""Ratios that people write in percent."""
_LONG = {"title", "note", "unsure", "explanation", "hint"}
_BLOCKS = {"Input", "Alternative"}
"""Rows that are too wide for a table."""
_NODE = ("number", "title", "short_title", "maximum", "owner", "note")
_LEAF = ("measured", "inputs", "rule", "policies", "maximum_by_group", "evidence", "remedies", "product", "legal",
         "confirmed_on", "unsure")  # fmt: skip
_SET = ("title", "level", "scale", "valid_from", "valid_to", "index_base", "rounding", "ranking", "class_scheme",
        "exceptions", "sources", "notes")  # fmt: skip

_MODELS: dict[str, type[Document]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(rules.Rule)[0])
}
KINDS = tuple(_MODELS)
"""Every rule kind, in the order of the catalogue."""


@cache
def rule_parts(kind: str) -> tuple[Part, ...]:
    """What a rule of this kind says besides its kind; nothing for an unknown kind."""
    if kind not in _MODELS:
        return ()
    return tuple(_with_inputs(part, kind, part.name) for part in _parts(_MODELS[kind]) if part.name != "kind")


@cache
def node_parts(level: int, *, leaf: bool) -> tuple[Part, ...]:
    """What the form of a node asks; the code is its identity and never changes."""
    names = (*_NODE, "outside_scale") if level == 0 else _NODE
    model = (document.Field, document.Criterion, document.SubCriterion)[level]
    wanted = (*names, *_LEAF) if leaf else names
    found = {part.name: part for part in _parts(model)}
    return tuple(found[name] for name in wanted)


@cache
def set_parts() -> tuple[Part, ...]:
    """What the form of the set's own attributes asks."""
    found = {part.name: part for part in _parts(document.CriteriaSet)}
    return tuple(found[name] for name in _SET)


def _parts(model: type[Document]) -> tuple[Part, ...]:
    return tuple(
        _part(model.__name__, name, declared.annotation, required=declared.is_required())
        for name, declared in model.model_fields.items()
    )


def _part(model: str, name: str, annotation: Any, *, required: bool) -> Part:
    bare = _bare(annotation)
    if name == "rule":
        return Part(name, "rule", model, required)
    if get_origin(bare) is tuple:
        return _list_part(model, name, _bare(get_args(bare)[0]), required=required)
    if get_origin(bare) is Literal:
        return Part(name, "option", model, required, tuple(str(option) for option in get_args(bare)))
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return Part(name, "option", model, required, tuple(option.value for option in bare))
    if isinstance(bare, type) and issubclass(bare, Document):
        return Part(name, "group", model, required, parts=_parts(bare))
    if bare is Decimal:
        return Part(name, "percent" if (model, name) in _PERCENT else "number", model, required)
    shapes: dict[Any, Shape] = {bool: "yes_no", int: "whole", date: "date", str: "long" if name in _LONG else "text"}
    return Part(name, shapes[bare], model, required)


def _list_part(model: str, name: str, entry: Any, *, required: bool) -> Part:
    if entry is str:
        return Part(name, "lines", model, required)
    if entry is document.Choice:
        return Part(name, "choices", model, required)
    shape: Shape = "blocks" if entry.__name__ in _BLOCKS else "table"
    return Part(name, shape, model, required, parts=_parts(entry))


def _bare(annotation: Any) -> Any:
    """Without ``Annotated`` and ``| None``."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [each for each in get_args(annotation) if each is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _with_inputs(part: Part, kind: str, name: str) -> Part:
    """The part as a choice among the leaf's inputs where the kind says that it names inputs."""
    fits = INPUT_TYPES[kind].get(name)
    if fits is not None:
        return replace(part, shape="inputs" if part.shape == "lines" else "input", fits=fits)
    return replace(part, parts=tuple(_with_inputs(inner, kind, f"{name}.{inner.name}") for inner in part.parts))
