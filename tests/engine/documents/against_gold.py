"""Holds what was read and found against what the author of a document says stands in it; item by item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tests.engine.documents.reading_support import words

from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.documents.reading import read_document
from parindex.engine.documents.reading.model import Counter, Document, Figure, Operator, Reading, Target, Task
from parindex.engine.documents.reading.words import fold_name

FOLDER = Path(__file__).parent / "written_elsewhere" / "documents"
RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
AREAS = ("metadata", "citations", "sections", "tasks", "targets", "figures", "dates", "findings", "silence")
_COUNTERS = {
    "roman": {Counter.ROMAN},
    "arabic": {Counter.ARABIC},
    "arabic2": {Counter.ARABIC_2},
    "letter": {Counter.LETTER},
    "article": {Counter.ARTICLE},
    "chapter": {Counter.PART},
}
_NUMBERED = {each for some in _COUNTERS.values() for each in some} | {Counter.CLAUSE, Counter.ARABIC_3}
_OPERATORS = {
    "=": Operator.EQ,
    ">=": Operator.GTE,
    ">": Operator.GT,
    "<=": Operator.LTE,
    "<": Operator.LT,
    "decrease": Operator.DECREASE_BY,
}
_RULES_OF = {
    "sum": {"sum_differs", "total_row_differs"},
    "stock_flow": {"sum_differs", "balance_differs"},
    "percent": {"rate_differs"},
    "same_number_two_dates": {"act_with_two_dates"},
    "impossible_year": {"act_after_document", "year_of_another_time"},
    "numbering_gap": {"section_missing"},
    "window_gap": {"window_gap"},
    "attachment_missing": {"attachment_missing"},
    "doubled_paragraph": {"paragraph_repeated"},
    "weekday": {"weekday_differs"},
}


class Item(NamedTuple):
    """One thing that the author expects, or one that should not be there."""

    area: str
    name: str
    good: bool
    seen: str = ""


def names() -> list[str]:
    """The documents with an expectation beside them."""
    return sorted(_gold(path)["document"] for path in FOLDER.glob("*.expected.yaml"))


def _gold(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@cache
def items_of(name: str) -> tuple[Item, ...]:
    """Every item of one document."""
    gold = _gold(FOLDER / f"{name.rpartition('.')[0]}.expected.yaml")
    reading = read_document((FOLDER / name).read_bytes(), file_name=name, words=words())
    return tuple(_items(gold, reading))


def _items(gold: Mapping[str, Any], reading: Reading) -> Iterator[Item]:
    yield from _metadata(gold["metadata"], reading.documents[0])
    yield from _citations(gold, reading)
    yield from _sections(gold["sections"], reading)
    yield from _tasks(gold["tasks"], [each for part in reading.documents for each in part.tasks])
    targets = [(each, part) for part in reading.documents for each in part.targets]
    for aim in gold["targets"]:
        found = any(_is_target(aim, each, part) for each, part in targets)
        yield Item("targets", f"{aim['measure']} {aim['operator'][-1]} {aim['value']}", found)
    for figure in gold["figures"]:
        yield from _figure(figure, reading)
    yield from _dates(gold, reading)
    yield from _findings(gold["findings"], reading)


# --- head and foot ---


def _metadata(gold: Mapping[str, Any], document: Document) -> Iterator[Item]:
    head = document.metadata
    signer = gold["signer"]
    modes = [each.partition(".")[0] for each in signer["capacity"] if re.match(r"(?:TM|KT|TL|TUQ|Q)\. ", each)]
    expected = {
        "type": gold["type"],
        "number": gold["number"],
        "symbol": gold["symbol"],
        "place": gold["place"],
        "date": gold["date"],
        "issuing_body": _body(gold["issuer"]),
        "superior_body": _body(gold["superior"]),
        "title": _subject(gold["title"]),
        "signer_mode": modes[0] if modes else None,
        "signer_position": signer["capacity"][-1].lower(),
        "signer_name": signer["name"].lower(),
        "recipients": gold["recipients"],
    }
    seen = {
        "type": head.type,
        "number": head.number,
        "symbol": head.symbol,
        "place": head.place,
        "date": head.date.date.whole if head.date else None,
        "issuing_body": _body(head.issuing_body.value if head.issuing_body else None),
        "superior_body": _body(head.superior_body.value if head.superior_body else None),
        "title": _subject(head.title.value if head.title else ""),
        "signer_mode": head.signer_mode,
        "signer_position": head.signer_position.value.lower() if head.signer_position else None,
        "signer_name": head.signer_name.value.lower() if head.signer_name else None,
        "recipients": len(head.recipients),
    }
    for name, value in expected.items():
        yield Item("metadata", name, seen[name] == value, f"{seen[name]!r}, not {value!r}")


def _body(name: str | None) -> str | None:
    return None if name is None else fold_name(name).replace("ubnd", "ủy ban nhân dân")


def _subject(title: str) -> str:
    return re.sub(r"^(?:v/v|về việc)\s*:?\s*", "", " ".join(title.lower().split()))


# --- structure ---


def _citations(gold: Mapping[str, Any], reading: Reading) -> Iterator[Item]:
    own = f"{gold['metadata']['number']}/{gold['metadata']['symbol']}"
    expected = {(each["number"], each["date"]) for each in gold["citations"]["distinct"]}
    planted = {each["quote"] for each in gold["findings"] if each["kind"] == "same_number_two_dates"}
    seen = {
        (each.number, each.date.whole if each.date else None)
        for part in reading.documents
        for each in part.citations
        if each.number and each.number != own
    }
    for number, day in sorted(expected, key=str):
        yield Item("citations", f"{number} {day}", (number, day) in seen)
    for number, day in sorted(seen - expected, key=str):
        if number not in planted:
            yield Item("citations", f"{number} {day} is none", False)


def _sections(gold: Mapping[str, int], reading: Reading) -> Iterator[Item]:
    sections = [each for part in reading.documents for each in part.sections]
    by_id = {each.id: each for each in sections}
    for name, counters in _COUNTERS.items():
        if name in gold:
            found = sum(each.counter in counters for each in sections)
            yield Item("sections", name, found == gold[name], f"{found}, not {gold[name]}")
    deepest = 0
    for each in sections:
        depth, above = 0, each
        while True:
            depth += above.counter in _NUMBERED
            if above.parent is None:
                break
            above = by_id[above.parent]
        deepest = max(deepest, depth)
    yield Item("sections", "depth", deepest == gold["depth"], f"{deepest}, not {gold['depth']}")


def _tasks(gold: Iterable[Mapping[str, Any]], tasks: list[Task]) -> Iterator[Item]:
    for each in gold:
        start = fold_name(each["start"])
        found = next((task for task in tasks if fold_name(task.text).startswith(start)), None)
        yield Item("tasks", each["start"], found is not None)
        lead = fold_name("; ".join(unit.printed for unit in found.leads)) if found else ""
        yield Item("tasks", f"{each['start']}: lead", lead == fold_name(each["lead"]), lead)
        day = found.deadline_on if found else None
        yield Item("tasks", f"{each['start']}: until", found is not None and day == each["deadline"], str(day))


def _is_target(gold: Mapping[str, Any], target: Target, document: Document) -> bool:
    paragraph = next((each.text for each in document.paragraphs if each.id == target.paragraph), "")
    operators = {_OPERATORS[each] for each in gold["operator"]}
    if target.value != Decimal(str(gold["value"])) or target.operator not in operators:
        return False
    if gold["unit"] == "%" and target.unit != "%":
        return False
    return fold_name(gold["measure"]) in fold_name(f"{target.measure} {paragraph}")


# --- figures ---


def _figure(gold: Mapping[str, Any], reading: Reading) -> Iterator[Item]:
    value = Decimal(str(gold["value"]))
    if "table" in gold:
        name = f"{gold['table']}, {gold['row']}, {gold['column']}: {value}"
        found = [f for part in reading.documents for f in part.figures if f.table and f.value == value]
        said = [f"{f.name} | {f.scope}".lower() for f in found]
        good = any(gold["row"].lower() in each and gold["column"].lower() in each for each in said)
        yield Item("figures", name, good, str(said))
        return
    name = f"{gold['name']}: {value}" + (f"/{gold['of']}" if "of" in gold else "") + f" {gold['unit']}"
    alike = [f for part in reading.documents for f in part.figures if _has(f, value, gold)]
    named = [f for f in alike if fold_name(gold["name"]) in fold_name(f"{f.name} {f.scope} {_around(f, reading)}")]
    yield Item("figures", name, bool(named), str([f.name for f in alike]))
    if gold["unit"] != "%":
        unit = fold_name(gold["unit"])
        units = {fold_name(f.unit or "") for f in named}
        good_unit = any(each and (each in unit or unit in _after(f, reading)) for f in named for each in units)
        yield Item("figures", f"{name}: unit", good_unit, str(units))
    if "scope" in gold:
        scopes = {fold_name(f"{f.scope or ''} {f.name}") for f in named}
        yield Item("figures", f"{name}: scope", any(fold_name(gold["scope"]) in each for each in scopes), str(scopes))


_NEAR = 120


def _around(figure: Figure, reading: Reading) -> str:
    """Words of its line, or of its paragraph, before and after the figure."""
    where = figure.passage
    text = reading.lines[where.line - 1].text
    before = text[max(0, where.start - _NEAR) : where.start]
    if where.line > 1 and where.start < _NEAR:
        before = reading.lines[where.line - 2].text[-_NEAR:] + " " + before
    return before + " " + _after(figure, reading)


def _after(figure: Figure, reading: Reading) -> str:
    where = figure.passage
    text = reading.lines[where.line - 1].text[where.end :]
    following = reading.lines[where.line].text if where.line < len(reading.lines) else ""
    return fold_name(f"{text} {following}"[: _NEAR // 2])


def _has(figure: Figure, value: Decimal, gold: Mapping[str, Any]) -> bool:
    if figure.table:
        return False
    if gold["unit"] == "%":
        return figure.percent == value
    if "of" in gold:
        return figure.numerator == value and figure.denominator == Decimal(str(gold["of"]))
    return figure.value == value


# --- days ---


def _dates(gold: Mapping[str, Any], reading: Reading) -> Iterator[Item]:
    parts = reading.documents
    days = {each.deadline_on for part in parts for each in part.tasks}
    days |= {each.due for part in parts for each in part.windows} | {
        each.on for part in parts for each in part.due_rules
    }
    for day in gold["due_dates"]:
        yield Item("dates", f"due {day}", day in days)
    windows = {(each.first_day, each.cut_off) for part in parts for each in part.windows}
    expected = list(gold.get("windows", ()))
    if "data_window" in gold:
        expected.append({"name": "data", **gold["data_window"]})
    for each in expected:
        yield Item("dates", f"window {each['name']}", (each["from"], each["to"]) in windows)


# --- findings ---


def _day_off(day: date) -> str | None:
    return "Chủ nhật" if day.weekday() == 6 else None


def _findings(gold: list[Mapping[str, Any]], reading: Reading) -> Iterator[Item]:
    found = list(proof_read(proof_text(reading), RULES, _day_off))
    explained: set[int] = set()
    for each in gold:
        same = [n for n, one in enumerate(found) if one.rule in _RULES_OF[each["kind"]] and _is_at(one, each, reading)]
        explained.update(same)
        yield Item("findings", f"{each['kind']}: {each['quote']}", bool(same))
    for number, one in enumerate(found):
        if number not in explained:
            yield Item("silence", f"{one.rule} in line {one.at.line}: {one.quote} {one.values}", False)


def _is_at(finding: ProofFinding, gold: Mapping[str, Any], reading: Reading) -> bool:
    """Whether the line, paragraph or table that the finding points to holds the quoted words."""
    line, quote = finding.at.line, fold_name(gold["quote"])
    for part in reading.documents:
        for paragraph in part.paragraphs:
            if any(each.line == line for each in paragraph.passages) and quote in fold_name(paragraph.text):
                return True
        for table in part.tables:
            if table.passage.line == line and any(quote in fold_name(cell.text) for cell in table.cells):
                return True
    return quote in fold_name(reading.lines[line - 1].text if 0 < line <= len(reading.lines) else "")


def table_of(found: Mapping[str, tuple[Item, ...]]) -> str:
    """Good of all, by document and area; in ``silence`` the false alarms."""
    rows = ["| document | " + " | ".join(AREAS) + " |", "|---" * (len(AREAS) + 1) + "|"]
    for name, items in found.items():
        cells = []
        for area in AREAS:
            own = [each.good for each in items if each.area == area]
            cells.append(str(len(own)) if area == "silence" else f"{sum(own)}/{len(own)}" if own else "–")
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    totals = []
    for area in AREAS:
        own = [each.good for items in found.values() for each in items if each.area == area]
        totals.append(str(len(own)) if area == "silence" else f"{sum(own)}/{len(own)}")
    return "\n".join([*rows, "| all | " + " | ".join(totals) + " |"])


if __name__ == "__main__":
    import sys

    everything = {name: items_of(name) for name in names()}
    sys.stdout.write(table_of(everything) + "\n")
    if "-v" in sys.argv:
        for name, items in everything.items():
            missed = (f"{name} [{each.area}] {each.name}  ← {each.seen}\n" for each in items if not each.good)
            sys.stdout.writelines(missed)
