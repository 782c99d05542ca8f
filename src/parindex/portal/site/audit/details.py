"""What an audit entry says beyond who, when and what: each reference as "name: value", in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from parindex.engine.numbers import printing
from parindex.engine.rulebook.document import Input
from parindex.portal.assessments.queries.windows import end_text
from parindex.portal.criteria.labels.parts import part_label
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.words import say
from parindex.portal.site.audit import names as kinds
from parindex.portal.site.audit.names import Names
from parindex.wording import codes

FROM_TO = frozenset({"from", "to", "until"})
ENDS = frozenset({"until", "closes"})
"""Ends of a time: an end at midnight is the day before, as it was typed and as every page shows it."""
CHANGES = frozenset({"changes", "changed"})
UNSAID = frozenset({"leaf", "reason_hash", "dispute", "extension"})
"""What has a column of its own, and row numbers that tell nobody anything."""
FINGERPRINT = 12
MOST_PARTS = 8
LONGEST = 120
AS_WRITTEN = frozenset(
    {"seed", "decision", "number", "code", "engine", "pages", "year", "from_year", "version", "saves"}
)
"""Numbers that are names: 2026 is a year, not 2.026."""
_BY_ROW = AS_WRITTEN | kinds.PEOPLE | kinds.FACTS | kinds.FACT_VERSIONS
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
_NAME = re.compile(r"[a-z0-9_.]+")
_DIGEST = re.compile(r"(\d+:|sha256:)?([0-9a-f]{12,64})")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d+)?")
_PLACE = re.compile(r"[A-Za-z_]+")


def details_of(entry: AuditEntry, names: Names) -> Iterable[str]:
    """The entry's references, one line each: from → to first, then changes and the rest by name."""
    return _Details(entry, names).lines()


def action_words(action: str) -> str:
    """The act in words; an act of an older version that has no sentence any more is called so."""
    return _said(f"audit.{action}") or say("audit.unnamed_act")


class _Details:
    def __init__(self, entry: AuditEntry, names: Names) -> None:
        self.entry, self.names = entry, names

    def lines(self) -> Iterable[str]:
        said = self.entry.references
        if FROM_TO & said.keys():
            # What moves to an "until" is an end itself: the one before it, too.
            key = "until" if "until" in said else ""
            yield f"{self._moved(said.get('from'), key)} → {self._moved(said.get('to', said.get('until')), key)}"
        for key, value in said.items():
            if key in FROM_TO | UNSAID or value in (None, "", [], {}):
                continue
            if key in CHANGES and isinstance(value, Mapping):
                yield from self._changes(value)
            elif isinstance(value, Mapping):
                yield f"{_said(f'audit.value.stage.{key}') or self._key(key)}: {'; '.join(self._inner(key, value))}"
            else:
                yield f"{self._key(key)}: {self._value(key, value)}"

    def _changes(self, changes: Mapping[str, object]) -> Iterable[str]:
        for name, change in changes.items():
            before, after = change if isinstance(change, list) and len(change) == 2 else (None, change)
            if name == "inputs":
                yield from self._inputs(before, after)
            elif name == "note":
                if _note(before) != _note(after) or before:
                    yield f"{self._key('note')}: {_note(before)} → {_note(after)}"
            else:
                yield f"{self._figure_name(name)}: {self._figure(name, before)} → {self._figure(name, after)}"

    def _inputs(self, before: object, after: object) -> Iterable[str]:
        old = before if isinstance(before, Mapping) else {}
        new = after if isinstance(after, Mapping) else {}
        for code in sorted(old.keys() | new.keys()):
            if old.get(code) != new.get(code):
                shown = f"{self._figure(code, old.get(code))} → {self._figure(code, new.get(code))}"
                yield f"{self._figure_name(code)}: {shown}"

    def _input(self, code: str) -> Input | None:
        leaf = self.names.definition(self.entry)
        return next((each for each in leaf.inputs if each.code == code), None) if leaf else None

    def _figure_name(self, code: str) -> str:
        found = self._input(code)
        return found.title if found else self._key(code)

    def _figure(self, code: str, value: object) -> str:
        """A figure that was entered: a choice by its title, a ratio as two numbers."""
        found = self._input(code)
        titles = {choice.code: choice.title for choice in found.choices} if found else {}
        if isinstance(value, str) and value in titles:
            return titles[value]
        if isinstance(value, list) and len(value) == 2:
            return "/".join(_plain(part) for part in value)
        return self._value(code, value)

    def _inner(self, key: str, parts: Mapping[str, object]) -> Iterable[str]:
        """The parts of a value that is a table: lost points by reason, a stage's start and end."""
        for name, value in parts.items():
            if key == "reasons":
                yield f"{name} · {_said(f'reason.{name}') or say('audit.unnamed')} {_plain(value)}"
            elif name != "version":
                yield f"{self._key(name)} {self._value(name, value)}"

    def _moved(self, value: object, key: str = "") -> str:
        if self.entry.action == "facts.confirm_version":
            return self.names.fact_versions.get(str(value), printing.MISSING)
        return self._value(key, value)

    def _key(self, key: str) -> str:
        named = _said(f"audit.key.{self.entry.action}.{key}") or _said(f"audit.key.{key}")
        return named or (say("audit.unnamed") if _NAME.fullmatch(key) else key)

    def _value(self, key: str, value: object) -> str:
        if isinstance(value, list):
            if key in {"own", "known"} and len(value) == 2:
                return self._figure(key, value)
            parts = ", ".join(self._value(key, part) for part in value[:MOST_PARTS])
            return parts + (f" … ({len(value)})" if len(value) > MOST_PARTS else "")
        if isinstance(value, Mapping):
            return "; ".join(self._inner(key, value))
        if value is None or isinstance(value, bool) or (isinstance(value, int) and key not in _BY_ROW):
            return _plain(value)
        return self._named(key, str(value)) or self._word(key, str(value))

    def _named(self, key: str, text: str) -> str:
        """The name of what an id stands for; empty when the key is of no such kind, or the row is not there."""
        if key == "input":
            return self._figure_name(text)
        if key in {"place", "parts"}:
            return " › ".join(dict.fromkeys(_part(part) for part in _PLACE.findall(text)))
        if key in kinds.LEAVES:
            return self.names.leaf(self.entry, text)
        if key in kinds.GROUPS:
            return self.names.groups.get((kinds.stream_parts(self.entry.stream)[0], text), "")
        if key in kinds.ROUNDS:
            return self.names.rounds[text].title if text in self.names.rounds else ""
        return next((names().get(text, "") for keys, names in self._kinds() if key in keys), "")

    def _kinds(self) -> Iterable[tuple[frozenset[str], Callable[[], Mapping[str, str]]]]:
        names = self.names
        yield kinds.PEOPLE, lambda: names.people
        yield kinds.UNITS, lambda: names.units
        yield kinds.DOCUMENTS, lambda: names.documents
        yield kinds.FILES, lambda: names.files
        yield kinds.POSITIONS, lambda: names.positions
        yield kinds.SETS, lambda: names.sets
        yield kinds.MEETINGS, lambda: names.meetings
        yield kinds.FACTS, lambda: names.facts
        yield kinds.FACT_VERSIONS, lambda: names.fact_versions
        yield kinds.INDICATORS, lambda: names.indicators
        yield kinds.IMPORTS, lambda: names.imports

    def _word(self, key: str, text: str) -> str:
        """A value of a closed list by its word; dates, numbers and digests as people read them; other text as it is."""
        word = _said(f"audit.value.{key}.{text}") if key else ""
        if word:
            return word
        end = _read_moment(text) if key in ENDS else None
        if end is not None:
            return end_text(end)
        digest = _DIGEST.fullmatch(text)
        if digest and not text.isdigit():
            return digest.group(2)[:FINGERPRINT]
        if key in AS_WRITTEN:
            return say("audit.unnamed") if _CODE.fullmatch(text) else text[:LONGEST]
        if _CODE.fullmatch(text) or key in kinds.UNITS | kinds.DOCUMENTS | kinds.FILES | kinds.POSITIONS | kinds.FACTS:
            return say("audit.unnamed")
        return _plain(text)


def _said(code: str) -> str:
    return say(code) if code in codes("vi") else ""


def _part(name: str) -> str:
    """A part of a criteria set by the word that its editor uses."""
    word = part_label("", name)
    return _said(f"audit.value.place.{name}") or (say("audit.unnamed") if word == name else word)


def _note(value: object) -> str:
    """A text of which the audit keeps the length or the digest only."""
    if isinstance(value, Mapping):
        letters = value.get("letters", 0)
        return say("audit.letters", {"number": letters}) if letters else say("audit.no_text")
    return say("audit.some_text") if value else say("audit.no_text")


def _plain(value: object) -> str:
    """Yes and no, numbers, days and moments (Vietnam's time) as Vietnamese officials write them; other text as is."""
    if value is None or value == "":
        return printing.MISSING
    if isinstance(value, bool):
        return say("audit.yes") if value else say("audit.no")
    text = str(value)
    if _NUMBER.fullmatch(text):
        try:
            return printing.show_decimal(Decimal(text))
        except InvalidOperation:  # pragma: no cover  # the pattern admits numbers only
            return text
    return _moment(text)[:LONGEST]


def _moment(text: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return printing.show_date(date.fromisoformat(text))
    except ValueError:
        return text
    read = _read_moment(text)
    return text if read is None else f"{read.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def _read_moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo else None
