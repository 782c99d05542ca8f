"""Boxes of a piece of the document: built from its parts, what was typed in them ↔ the raw tree.

Names of boxes are places of the document (``rule.bands[0].points``), so a fault of the reader finds its box. A text
that is no number, or may mean two, is refused under its box and never kept; a number that makes no sense in the set
is kept, and the reader says so beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.http import QueryDict

from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.printing import show_date
from parindex.engine.numbers.reading import NumberProblem, Reading, read_date, read_decimal, read_percent
from parindex.portal.criteria.engine_bridge.draft_parts import KINDS, Part, rule_parts
from parindex.portal.criteria.engine_bridge.draft_tree import Tree
from parindex.portal.criteria.labels.parts import option_label, part_label
from parindex.portal.criteria.queries.drafts import decimal_of
from parindex.portal.platform.words import say

T = TypeVar("T", Decimal, date)
YES, NO = "co", "khong"
MOST_ROWS = 60
LONGEST = 4000
_POSITION = re.compile(r"\[([0-9]{1,3})\]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Box:
    """One box, or a piece with boxes of its own in ``rows``. ``problem``: what was typed is refused; ``faults``: what
    the reader finds in it (severity, words)."""

    name: str
    part: Part
    text: str = ""
    options: Sequence[tuple[str, str, bool]] = ()
    rows: list[list[Box]] = field(default_factory=list)
    problem: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""
    """For a rule: its kind."""
    opens: bool = False
    """First box of a block that has something to mend: the block stands open."""

    @property
    def id(self) -> str:
        """As an element's id."""
        return "o-" + re.sub(r"[^A-Za-z0-9_-]+", "-", self.name).strip("-")

    @property
    def label(self) -> str:
        """The part's word, with (%) where it is written in percent."""
        return _label(self.part)

    @property
    def heads(self) -> list[str]:
        """Columns of a table."""
        return [_label(part) for part in self.part.parts]


def _label(part: Part) -> str:
    return part_label(part.model, part.name) + (" (%)" if part.shape == "percent" else "")


@dataclass(frozen=True, slots=True)
class Known:
    """What boxes are filled with: the leaf's inputs (code, type, title), typed texts and problems by box."""

    inputs: Sequence[tuple[str, str, str]] = ()
    typed: Mapping[str, str] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def inputs_of(node: Tree) -> list[tuple[str, str, str]]:
    """Code, type and title of the leaf's inputs, as far as they are there."""
    given = node.get("inputs")
    rows = [each for each in (given if isinstance(given, list) else []) if isinstance(each, dict)]
    return [(str(each.get("code", "")), str(each.get("type", "")), str(each.get("title", ""))) for each in rows]


def boxes_of(parts: Sequence[Part], raw: Tree, known: Known, prefix: str = "") -> list[Box]:
    """The boxes of a piece, filled with what stands in ``raw``, or with what was typed."""
    return [_box(part, raw.get(part.name), f"{prefix}{part.name}", known) for part in parts]


def _box(part: Part, raw: Any, name: str, known: Known) -> Box:
    box = Box(name, part, problem=known.problems.get(name, ""))
    match part.shape:
        case "table" | "blocks":
            rows = [entry for entry in (raw if isinstance(raw, list) else []) if isinstance(entry, dict)]
            box.rows = [
                boxes_of(part.parts, row, known, f"{name}[{at}].")
                for at, row in enumerate((rows if rows and not rows[-1] else [*rows, {}])[:MOST_ROWS])
            ]
        case "group":
            box.rows = [boxes_of(part.parts, raw if isinstance(raw, dict) else {}, known, f"{name}.")]
        case "rule":
            rule = raw if isinstance(raw, dict) else {}
            box.kind = str(rule.get("kind") or "")
            box.options = [(kind, option_label("", "kind", kind), kind == box.kind) for kind in KINDS]
            box.rows = [boxes_of(rule_parts(box.kind), rule, known, f"{name}.")]
        case "inputs":
            chosen = [str(code) for code in raw] if isinstance(raw, list) else []
            box.options = _input_options(part, known, chosen)
        case _:
            box.text = _text(part, raw) if known.typed is None else known.typed.get(name, "")
            if part.shape == "input":
                box.options = _input_options(part, known, [box.text])
            elif part.shape == "option":
                extra = [box.text] if box.text and box.text not in part.options else []
                box.options = [
                    (each, option_label(part.model, part.name, each), each == box.text)
                    for each in (*part.options, *extra)
                ]
    return box


def _input_options(part: Part, known: Known, chosen: list[str]) -> list[tuple[str, str, bool]]:
    """Inputs of a fitting type; one that is named although it does not fit, or is gone, stays to be seen."""
    fitting = [(code, title) for code, type_, title in known.inputs if type_ in part.fits]
    codes = {code for code, _ in fitting}
    gone = [(code, code) for code in chosen if code and code not in codes]
    return [(code, title, code in chosen) for code, title in [*fitting, *gone]]


def _text(part: Part, raw: Any) -> str:
    if raw is None:
        return ""
    if part.shape == "yes_no":
        return {True: YES, False: NO}.get(raw, "") if isinstance(raw, bool) else ""
    if part.shape in ("number", "percent"):
        value = decimal_of(raw)
        if value is None:
            return str(raw)
        return plain(value.scaleb(2) if part.shape == "percent" else value).replace(".", ",")
    if part.shape == "date" and isinstance(raw, str):
        try:
            return show_date(date.fromisoformat(raw))
        except ValueError:
            return raw
    if part.shape == "lines":
        return "\n".join(str(line) for line in raw) if isinstance(raw, list) else str(raw)
    if part.shape == "choices":
        rows = [each for each in (raw if isinstance(raw, list) else []) if isinstance(each, dict)]
        return "\n".join(f"{each.get('code', '')}: {each.get('title', '')}" for each in rows)
    return str(raw)


def flat(boxes: Sequence[Box]) -> list[Box]:
    """Every box with those inside it, outer ones first."""
    found: list[Box] = []
    for box in boxes:
        found.append(box)
        for row in box.rows:
            found += flat(row)
    return found


@dataclass(slots=True)
class PartsReading:
    """What was typed. ``raw``: as it stands in the form, empty rows included; ``problems``: box → words, and nothing is
    saved."""

    raw: Tree
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> Tree:
        """As the tree keeps it: what says nothing is left out."""
        kept: Tree = _without_empty(self.raw)
        return kept


def _without_empty(raw: Any) -> Any:
    if isinstance(raw, dict):
        inner = {key: _without_empty(value) for key, value in raw.items()}
        return {key: value for key, value in inner.items() if value is not None and value != [] and value != {}}
    if isinstance(raw, list):
        return [value for value in (_without_empty(value) for value in raw) if value != {}]
    return raw


def read_parts(parts: Sequence[Part], data: QueryDict, prefix: str = "") -> PartsReading:
    """Read the boxes of a piece.

    A rule is read by the kind that it had when the form was made (``<rule>.was``); another kind chosen since keeps
    what fits it.
    """
    reading = PartsReading({})
    for part in parts:
        value = _read(part, data, f"{prefix}{part.name}", reading.problems)
        if value is not None:
            reading.raw[part.name] = value
    return reading


def _read(part: Part, data: QueryDict, name: str, problems: dict[str, str]) -> Any:
    match part.shape:
        case "table" | "blocks":
            return [_inner(part.parts, data, f"{name}[{at}].", problems) for at in range(_rows(data, name))]
        case "group":
            return _inner(part.parts, data, f"{name}.", problems)
        case "rule":
            return _read_rule(data, name, problems)
        case "inputs":
            return [_clean(code) for code in data.getlist(name) if code]
        case "lines":
            return [line for line in (_clean(line) for line in data.get(name, "").splitlines()) if line]
        case "choices":
            return [_choice(line) for line in data.get(name, "").splitlines() if line.strip()]
        case _:
            text = _clean(data.get(name, ""))
            return _value(part, text, name, problems) if text else None


def _inner(parts: Sequence[Part], data: QueryDict, prefix: str, problems: dict[str, str]) -> Tree:
    if data.get(f"{prefix}bo"):
        return {}
    reading = read_parts(parts, data, prefix)
    problems |= reading.problems
    return reading.raw


def _rows(data: QueryDict, name: str) -> int:
    """How many rows were sent."""
    sent = (_POSITION.match(key, len(name)) for key in data if key.startswith(f"{name}["))
    return min(max((int(match.group(1)) + 1 for match in sent if match), default=0), MOST_ROWS)


def _read_rule(data: QueryDict, name: str, problems: dict[str, str]) -> Tree | None:
    kind, was = _clean(data.get(f"{name}.kind", "")), _clean(data.get(f"{name}.was", ""))
    if not kind:
        return None
    rule = _inner(rule_parts(was or kind), data, f"{name}.", problems)
    return {"kind": kind, **(rule if kind == (was or kind) else fitted(rule, kind))}


def fitted(rule: Tree, kind: str) -> Tree:
    """What of a rule's parts another kind has too, in the same shape: input, target, bands …"""
    return _fitted(rule, rule_parts(kind))


def _fitted(raw: Tree, parts: Sequence[Part]) -> Tree:
    kept: Tree = {}
    for part in parts:
        value = raw.get(part.name)
        if part.shape in ("table", "blocks") and isinstance(value, list):
            value = [_fitted(row, part.parts) for row in value if isinstance(row, dict)]
        elif isinstance(value, list) != (part.shape in ("inputs", "lines")):
            continue
        if value is not None and value != []:
            kept[part.name] = value
    return kept


def _clean(text: str) -> str:
    return _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()[:LONGEST]


def _choice(line: str) -> Tree:
    code, _, title = _clean(line).partition(":")
    return {"code": code.strip(), "title": title.strip() or code.strip()}


def _value(part: Part, text: str, name: str, problems: dict[str, str]) -> Any:
    match part.shape:
        case "yes_no":
            return {YES: True, NO: False}.get(text)
        case "number" | "percent":
            reading = read_percent(text) if part.shape == "percent" else read_decimal(text)
            value = _accepted(reading, name, problems)
            if value is None:
                return None
            return plain(value.scaleb(-2) if part.shape == "percent" else value)
        case "whole":
            value = _accepted(read_decimal(text), name, problems)
            if value is not None and value != value.to_integral_value():
                problems[name] = say(NumberProblem.NOT_WHOLE.value, {"text": text})
                return None
            return None if value is None else int(value)
        case "date":
            day = _accepted(read_date(text), name, problems)
            return None if day is None else day.isoformat()
        case _:
            return text


def _accepted(reading: Reading[T], name: str, problems: dict[str, str]) -> T | None:
    if reading.problem is not None:
        problems[name] = say(reading.problem.value, reading.values)
        return None
    return reading.value
