"""YAML and JSON to rows: a list of rows, or unit → leaf → input → value. Numbers are kept as written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.tag import Tag

from parindex.engine.tables.faults import Place, TableProblem
from parindex.engine.tables.rows import Cell, Row, Sheet, check_number_of_rows, decode, refuse, to_cell


def read_json(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """The one table of a JSON file. Raises ``TableRefused``."""
    try:
        document = json.loads(decode(content, file_name), parse_float=_exact, parse_int=_exact, parse_constant=str)
    except (json.JSONDecodeError, RecursionError, InvalidOperation) as error:
        raise refuse(file_name, TableProblem.UNREADABLE, error) from error
    return _document(document, file_name)


def _exact(text: str) -> Decimal | str:
    """The number as written; text when it is none, or so large that writing it out would fill the memory."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT else text


LARGEST_EXPONENT = 60
_NUMBERS = ("tag:yaml.org,2002:float", "tag:yaml.org,2002:int")


class _ExactConstructor(SafeConstructor):
    """Numbers as written: ``14.591`` is a Decimal, and as a key ``1.10`` is a code and not 1.1."""

    def construct_exact(self, node: ScalarNode) -> Decimal | str:
        return _exact(str(node.value).replace("_", ""))

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> Any:
        for key, _ in node.value:
            if isinstance(key, ScalarNode) and key.tag in _NUMBERS:
                key.ctag = Tag(suffix="tag:yaml.org,2002:str")
        return super().construct_mapping(node, deep=deep)


for _tag in _NUMBERS:
    _ExactConstructor.add_constructor(_tag, _ExactConstructor.construct_exact)


def read_yaml(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """The one table of a YAML file. Raises ``TableRefused``."""
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _ExactConstructor
    try:
        document = reader.load(decode(content, file_name))
    except (YAMLError, RecursionError, ValueError) as error:
        raise refuse(file_name, TableProblem.UNREADABLE, " ".join(str(error).split())) from error
    return _document(document, file_name)


def _document(document: object, file_name: str) -> tuple[Sheet, ...]:
    if document is None or document in ([], {}):
        raise refuse(file_name, TableProblem.EMPTY)
    if isinstance(document, Mapping):
        found = _nested(document, file_name)
    elif isinstance(document, list):
        found = _listed(document, file_name)
    else:
        raise refuse(file_name, TableProblem.NOT_A_ROW, _brief(document))
    rows: list[Row] = []
    for row in found:
        rows.append(row)
        check_number_of_rows(len(rows), file_name)
    return (Sheet(None, None, rows),)


def _listed(document: Sequence[object], file_name: str) -> Iterator[Row]:
    """``[{unit: …, leaf: …, input: …, value: …}, …]``: the same columns as a table."""
    for number, entry in enumerate(document, start=1):
        place = Place(file_name, None, number, f"[{number - 1}]")
        if isinstance(entry, Mapping) and not any(isinstance(value, Mapping | list) for value in entry.values()):
            yield Row(place, {str(key): to_cell(value) for key, value in entry.items()})
        else:
            broken = refuse(file_name, TableProblem.NOT_A_ROW, _brief(entry)).faults[0]._replace(place=place)
            yield Row(place, {}, broken)


def _nested(document: Mapping[object, object], file_name: str) -> Iterator[Row]:
    """``unit: {leaf: value}`` or ``unit: {leaf: {input: value}}``; a value may be ``{numerator: …}`` etc."""
    number = 0
    for unit, leaves in document.items():
        for leaf, inputs in _entries(leaves):
            for name, value in _inputs(inputs):
                number += 1
                path = "/".join(str(part) for part in (unit, leaf, name) if part is not None)
                place = Place(file_name, None, number, path)
                cells: dict[str, Cell] = {"unit": _key(unit), "leaf": _key(leaf), "input": _key(name)}
                if isinstance(value, list) or (isinstance(value, Mapping) and not _is_value(value)):
                    broken = refuse(file_name, TableProblem.NOT_A_ROW, _brief(value)).faults[0]._replace(place=place)
                    yield Row(place, cells, broken)
                elif isinstance(value, Mapping):
                    yield Row(place, cells | {str(key): to_cell(part) for key, part in value.items()})
                else:
                    yield Row(place, cells | {"value": to_cell(value)})


VALUE_KEYS = frozenset({"value", "numerator", "denominator", "absence"})


def _is_value(entry: Mapping[object, object]) -> bool:
    return bool(entry) and VALUE_KEYS.issuperset(map(str, entry))


def _entries(leaves: object) -> Iterator[tuple[object, object]]:
    if isinstance(leaves, Mapping):
        yield from leaves.items()
    else:
        yield None, leaves


def _inputs(inputs: object) -> Iterator[tuple[object, object]]:
    if isinstance(inputs, Mapping) and not _is_value(inputs):
        yield from inputs.items()
    else:
        yield None, inputs


def _key(key: object) -> Cell:
    return None if key is None else str(key)


def _brief(value: object) -> str:
    """A value for display; the inside of a list or mapping is not written out, it may be huge by aliases."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(str(key) for key in list(value)[:5]) + " …}"
    return f"[… {len(value)}]" if isinstance(value, list) else str(value)
