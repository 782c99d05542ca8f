"""The canonical form of a criteria set: what is stored, hashed and compared byte for byte.

JSON with sorted keys, no white space, NFC text, every decimal and date as a string. Entries that say nothing (None,
an empty list) are left out, everything else is written even when it equals a default: a later change of a default
can then never change what an issued set means.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from parindex.engine.numbers.exact import plain
from parindex.engine.rulebook.base import Document
from parindex.engine.rulebook.document import CriteriaSet

Plain = Any
"""dict, list, str, int, bool, Decimal or date."""


def tree_of(part: Document) -> dict[str, Plain]:
    """A part of the document as plain values in the order of its declaration; what says nothing is left out."""
    tree: dict[str, Plain] = {}
    for name, declared in type(part).model_fields.items():
        value = getattr(part, name)
        if not declared.is_required() and (value is None or value == ()):
            continue
        tree[declared.alias or name] = _plain(value)
    return tree


def canonical_json(criteria_set: CriteriaSet) -> bytes:
    """UTF-8 bytes of the canonical form."""
    text = json.dumps(_as_strings(tree_of(criteria_set)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def set_hash(criteria_set: CriteriaSet) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(criteria_set)).hexdigest()


def from_canonical(content: bytes) -> CriteriaSet:
    """The set whose canonical form ``content`` is. Only for bytes that this module wrote: the lint is not repeated.

    Raises ``pydantic.ValidationError`` for anything else; outside documents go through ``reader.read_criteria_set``.
    """
    return CriteriaSet.model_validate(json.loads(content, parse_float=Decimal))


def to_yaml(criteria_set: CriteriaSet) -> bytes:
    """The set as the YAML file that people keep and edit; reading it gives an equal set."""
    lines: list[str] = []
    _write_mapping(lines, tree_of(criteria_set), "")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _plain(value: object) -> Plain:
    if isinstance(value, Document):
        return tree_of(value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value


def _as_strings(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _as_strings(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_as_strings(entry) for entry in value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


# Plain YAML text: starts with a letter, holds nothing that YAML or a reader could take for something else.
_UNQUOTED = re.compile(r"[^\W\d_][\w ,./()%–;-]*$")
_TAKEN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _write_mapping(lines: list[str], mapping: dict[str, Plain], indent: str, first: str | None = None) -> None:
    lead = indent if first is None else first
    for key, value in mapping.items():
        _write_entry(lines, f"{lead}{key}:", value, indent)
        lead = indent


def _write_entry(lines: list[str], head: str, value: Plain, indent: str) -> None:
    if isinstance(value, dict):
        if not value:
            lines.append(f"{head} {{}}")
            return
        lines.append(head)
        _write_mapping(lines, value, indent + "  ")
    elif isinstance(value, list):
        if not value:
            lines.append(f"{head} []")
            return
        lines.append(head)
        for entry in value:
            if isinstance(entry, dict) and entry:
                _write_mapping(lines, entry, indent + "    ", first=indent + "  - ")
            else:
                lines.append(f"{indent}  - {'{}' if entry == {} else _scalar(entry)}")
    else:
        lines.append(f"{head} {_scalar(value)}")


def _scalar(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _UNQUOTED.match(text) and not text.endswith((" ", "\n")) and text.lower() not in _TAKEN:
        return text
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
