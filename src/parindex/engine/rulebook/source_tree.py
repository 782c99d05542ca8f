"""From bytes of YAML or JSON to a plain tree that remembers the line of every place.

Numbers become ``int`` or ``Decimal`` from their text (never a float), strings become NFC. Values that look wrong
stay as they are: judging them is the work of the structure check and the lint.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from parindex.engine.rulebook.faults import Fault, FaultCode, FaultValue, PathParts, Severity

LARGEST = 8 * 1024 * 1024
"""Bytes; the largest known set is well under 1 MB."""
DEEPEST = 60
MOST_PLACES = 400_000

NODE_LISTS = ("fields", "criteria", "sub_criteria")
"""Keys whose entries are fields, criteria and sub-criteria."""

Raw = Any
"""A place of the tree: dict, list, str, int, Decimal, bool, date or None."""

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})$")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{0,40}$|[-+]?[0-9]{1,30}(\.[0-9]{0,40})?[eE][-+]?[0-9]{1,2}$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass
class SourceTree:
    """A document before it is judged; ``faults`` are those of the text itself."""

    source: str = ""
    data: Raw = None
    lines: dict[PathParts, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[PathParts, tuple[str, int, str]] = field(default_factory=dict)
    """For a workbook: place → sheet, 1-based row, column letter."""
    broken: bool = False
    """The text could not be parsed; there is nothing to lint."""

    def add(
        self,
        code: FaultCode,
        path: PathParts = (),
        *,
        value: object = None,
        severity: Severity = Severity.ERROR,
        values: Mapping[str, FaultValue] | None = None,
        line: int | None = None,
    ) -> None:
        """Record a fault at ``path``; line and cell come from the nearest place that has one."""
        sheet, row, column = _nearest(self.cells, path) or (None, None, None)
        shown = None if value is None else written(value)
        node, part = self._node_and_part(path)
        self.faults.append(
            Fault(
                code=code,
                path=self.path_text(path),
                line=line if line is not None else _nearest(self.lines, path),
                value=shown,
                values={"value": shown or "", **(values or {})},
                severity=severity,
                source=self.source,
                sheet=sheet,
                row=row,
                column=column,
                node=node,
                part=part,
            )
        )

    def path_text(self, path: PathParts) -> str:
        """``fields[2].criteria[0].maximum (3.1)``."""
        code, here = None, self.data
        for part in path:
            here = _child(here, part)
            if isinstance(here, dict) and "code" in here and "title" in here and "maximum" in here:
                code = here["code"]
        text = _joined(path)
        return f"{text} ({written(code)})" if code is not None else text

    def _node_and_part(self, path: PathParts) -> tuple[str, str]:
        """Number or code of the innermost field or criterion around the place, and the key inside it."""
        node, inner, here = "", 0, self.data
        for at, part in enumerate(path):
            here = _child(here, part)
            inside = at > 0 and path[at - 1] in NODE_LISTS
            if inside and isinstance(here, dict) and (name := here.get("number") or here.get("code")) is not None:
                node, inner = written(name), at + 1
        return node, _joined(path[inner:])


def _joined(path: PathParts) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


_Place = TypeVar("_Place")


def _nearest(places: Mapping[PathParts, _Place], path: PathParts) -> _Place | None:
    """What is known of the place, or of the nearest place around it."""
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def written(value: object) -> str:
    """A value as it would be read in the document; long ones are cut."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, dict | list):
        text = "{…}" if isinstance(value, dict) else "[…]"
    else:
        text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def read_source(content: bytes, source: str = "") -> SourceTree:
    """Parse YAML or JSON; faults of the text (syntax with its line, duplicate keys) are collected, not raised."""
    tree = SourceTree(source=source)
    if len(content) > LARGEST:
        return _give_up(tree, FaultCode.TOO_LARGE, values={"size": len(content), "largest": LARGEST})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        return _give_up(tree, FaultCode.NOT_UTF8, line=line, values={"byte": problem.start})
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        return _give_up(tree, FaultCode.EMPTY_DOCUMENT)
    try:
        if text.lstrip().startswith("{"):
            _read_json(tree, text)
        else:
            _read_yaml(tree, text)
    except RecursionError:
        return _give_up(tree, FaultCode.TOO_DEEP, values={"deepest": DEEPEST})
    if not tree.broken and not isinstance(tree.data, dict):
        found = tree.data
        tree.data = None
        return _give_up(tree, FaultCode.NOT_A_MAPPING if found is not None else FaultCode.EMPTY_DOCUMENT, value=found)
    return tree


def _give_up(
    tree: SourceTree,
    code: FaultCode,
    *,
    line: int | None = None,
    value: object = None,
    values: Mapping[str, FaultValue] | None = None,
) -> SourceTree:
    tree.broken = True
    tree.add(code, line=line, value=value, values=values)
    return tree


def _read_json(tree: SourceTree, text: str) -> None:
    doubles: list[str] = []

    def pairs(found: list[tuple[str, Raw]]) -> dict[str, Raw]:
        keys = [key for key, _ in found]
        doubles.extend(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(found)

    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=pairs)
    except (json.JSONDecodeError, ValueError) as problem:
        line, letter = (problem.lineno, problem.colno) if isinstance(problem, json.JSONDecodeError) else (1, 1)
        _give_up(tree, FaultCode.JSON_SYNTAX, line=line, values={"at_line": line, "letter": letter})
        return
    tree.data = data
    for key in doubles:
        tree.add(FaultCode.DUPLICATE_KEY, value=key, values={"key": key})
    check_texts(tree, data)


def check_texts(tree: SourceTree, here: Raw, path: PathParts = (), depth: int = 0) -> None:
    """Name every text that is empty or holds control characters. Raises ``RecursionError`` when nested too deep."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(here, dict):
        for key, value in here.items():
            check_texts(tree, value, (*path, key), depth + 1)
    elif isinstance(here, list):
        for position, value in enumerate(here):
            check_texts(tree, value, (*path, position), depth + 1)
    elif isinstance(here, str):
        _check_text(tree, here, path)


def _check_text(tree: SourceTree, text: str, path: PathParts) -> None:
    if _CONTROL.search(text):
        tree.add(FaultCode.CONTROL_CHARACTER, path, value=_CONTROL.sub("�", text))
    elif not text.strip():
        tree.add(FaultCode.EMPTY_TEXT, path, values={"key": str(path[-1]) if path else ""})


def _read_yaml(tree: SourceTree, text: str) -> None:
    try:
        top = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, letter = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        _give_up(tree, FaultCode.YAML_SYNTAX, line=line, values={"at_line": line, "letter": letter})
        return
    except (YAMLError, ValueError):
        _give_up(tree, FaultCode.YAML_SYNTAX, line=1, values={"at_line": 1, "letter": 1})
        return
    if top is not None:
        tree.data = _YamlBuilder(tree).build(top, (), 0)


class _YamlBuilder:
    """Turns composed YAML nodes into plain values and notes their lines; counts places against alias bombs."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.places = 0

    def build(self, node: Node, path: PathParts, depth: int) -> Raw:
        self.places += 1
        if depth > DEEPEST or self.places > MOST_PLACES:
            raise RecursionError
        self.tree.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self.mapping(node, path, depth)
        if isinstance(node, SequenceNode):
            return [self.build(child, (*path, position), depth + 1) for position, child in enumerate(node.value)]
        quoted = getattr(node, "style", None) in ("'", '"', "|", ">")
        value = _scalar(str(node.value), quoted=quoted)
        if isinstance(value, str):
            _check_text(self.tree, value, path)
        return value

    def mapping(self, node: MappingNode, path: PathParts, depth: int) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            place = (*path, key)
            line = key_node.start_mark.line + 1
            if key in found:
                self.tree.add(FaultCode.DUPLICATE_KEY, place, value=key, values={"key": key}, line=line)
                continue
            self.tree.lines[place] = line
            found[key] = self.build(value_node, place, depth + 1)
        return found


def _scalar(text: str, *, quoted: bool) -> Raw:
    if quoted:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _child(here: Raw, part: str | int) -> Raw:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
        return here[part]
    return None
