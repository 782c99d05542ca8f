"""``check-rulebook`` and ``compare-rulebooks``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import click

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import Problem, of_rulebook
from parindex.cli.sources import find_base, read_rulebook, rulebook_content, shipped_names
from parindex.cli.words import HelpText, Key
from parindex.engine.rulebook.canonical import set_hash
from parindex.engine.rulebook.compare import Change, Comparison, Place, compare_sets, find_crosswalk_faults
from parindex.engine.rulebook.document import CriteriaSet, Node, leaves, walk
from parindex.engine.rulebook.faults import Fault, Severity
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.engine.rulebook.spreadsheet import find_workbook_faults, from_workbook
from parindex.engine.scoring.changes import ChangedPart, PartChange, node_changes, set_change
from parindex.wording import Language, sentence


@command("check-rulebook", HelpText.CHECK_RULEBOOK)
@click.argument("rulebooks", nargs=-1, metavar="[RULEBOOK]...")
def check_rulebook(setting: Setting, rulebooks: tuple[str, ...]) -> Reply:
    """Every fault of each rulebook at once; without argument of every shipped one."""
    sets: list[tuple[object, ...]] = []
    faults: list[Problem] = []
    refused = False
    for argument in rulebooks or tuple(shipped_names()):
        content, name = rulebook_content(argument, setting.language)
        excel = name.lower().endswith(".xlsx")
        found = find_workbook_faults(content, source=name) if excel else find_faults(content, source=name)
        read = None
        if not any(fault.severity is Severity.ERROR for fault in found):
            read = from_workbook(content) if excel else read_criteria_set(content)
            found = (*found, *_against_base(read, name))
        errors = sum(fault.severity is Severity.ERROR for fault in found)
        faults.extend(of_rulebook(found, setting.language))
        refused = refused or errors > 0
        if read is None:
            sets.append((argument, None, None, None, None, errors, len(found) - errors))
        else:
            number = len(leaves(read))
            sets.append((argument, read.title, read.standing, number, read.scale, errors, len(found) - errors))
    columns = (
        Column(Key.RULEBOOK),
        Column(Key.TITLE),
        Column(Key.STANDING, word="cli.standing"),
        Column(Key.LEAVES),
        Column(Key.SCALE),
        Column(Key.ERRORS),
        Column(Key.WARNINGS),
    )
    return Reply(Answer(tables=(Table(Key.SETS, columns, sets), _fault_table(faults, setting.form))), found=refused)


def _against_base(criteria_set: CriteriaSet, name: str) -> tuple[Fault, ...]:
    """What of the crosswalk does not fit the set that it names, as far as that set is at hand."""
    crosswalk = criteria_set.crosswalk
    base = find_base(crosswalk.code, crosswalk.version, beside=name) if crosswalk is not None else None
    if base is None:
        return ()
    return tuple(replace(fault, source=name) for fault in find_crosswalk_faults(base, criteria_set))


def _fault_table(faults: list[Problem], form: str) -> Table:
    """Codes are for programs; people read the place in words, its path behind it."""
    code = () if form == "table" else (Column(Key.CODE),)
    words = (Column(Key.PATH), Column(Key.VALUE), Column(Key.TEXT), Column(Key.REMEDY))
    columns = (Column(Key.SEVERITY, word="cli.severity"), *code, *words)
    rows = [
        (
            fault.severity,
            *((fault.code,) if code else ()),
            Shown(dict(fault.place), _place(fault)),
            fault.value,
            fault.message,
            fault.remedy,
        )
        for fault in faults
    ]
    return Table(Key.FAULTS, columns, rows)


def _place(fault: Problem) -> str:
    path = " ".join(str(part) for part in fault.place.values())
    return f"{fault.where}: {path}" if fault.where else path


@command("compare-rulebooks", HelpText.COMPARE_RULEBOOKS)
@click.argument("before")
@click.argument("after")
def compare_rulebooks(setting: Setting, before: str, after: str) -> Reply:
    """What changed from one version to the next."""
    old, new = read_rulebook(before, setting.language), read_rulebook(after, setting.language)
    comparison = compare_sets(old, new)
    columns = (
        Column(Key.KIND, word="cli.change"),
        Column(Key.CODE),
        Column(Key.TITLE),
        Column(Key.PART),
        Column(Key.BEFORE),
        Column(Key.AFTER),
    )
    facts = (
        (Column(Key.BEFORE), f"{old.code}/{old.version} {set_hash(old)[:12]}"),
        (Column(Key.AFTER), f"{new.code}/{new.version} {set_hash(new)[:12]}"),
        (Column(Key.COUNT), len(rows := list(_rows(old, new, comparison, setting.language)))),
    )
    judged = old.code == new.code and not comparison.same
    problems = tuple(of_rulebook(find_crosswalk_faults(old, new), setting.language)) if judged else ()
    return Reply(Answer(facts, (Table(Key.CHANGES, columns, rows),)), problems)


def _rows(
    before: CriteriaSet, after: CriteriaSet, comparison: Comparison, language: Language
) -> Iterator[tuple[object, ...]]:
    """Kind, code, title, what of it changed, as it was, as it is."""
    old, new = ({node.code: node for _, node in walk(each)} for each in (before, after))
    for change in comparison.set_changes:
        yield "set", None, None, *_said(set_change(change), language)
    for place in comparison.added:
        yield "added", place.code, place.title, sentence(ChangedPart.MAXIMUM, language=language), None, place.maximum
    for place in comparison.removed:
        yield "removed", place.code, place.title, sentence(ChangedPart.MAXIMUM, language=language), place.maximum, None
    for kind, pairs in _changed(comparison):
        for pair in pairs:
            for part in node_changes(old[pair.before.code], new[pair.after.code]):
                if _kind_of(part) == kind:
                    yield kind, pair.after.code, pair.after.title, *_said(part, language)
    place_word = sentence("changed.place", language=language)
    for pair in comparison.moved:
        where = _where(pair.before, old), _where(pair.after, new)
        yield "moved", pair.after.code, pair.after.title, place_word, *where
    for line in comparison.regrouped:
        kind = "regrouped" if line.comparable else "not_comparable"
        yield kind, None, line.note, None, _titles(line.before), _titles(line.after)


def _changed(comparison: Comparison) -> Iterator[tuple[str, tuple[Change, ...]]]:
    yield "re_weighted", comparison.re_weighted
    yield "re_ruled", comparison.re_ruled
    yield "renamed", comparison.renamed
    yield "re_documented", comparison.re_documented


def _kind_of(change: PartChange) -> str:
    match change.part:
        case ChangedPart.MAXIMUM:
            return "re_weighted"
        case ChangedPart.TITLE:
            return "renamed"
        case ChangedPart.EVIDENCE | ChangedPart.OWNER | ChangedPart.LEGAL | ChangedPart.REMEDIES:
            return "re_documented"
        case _:
            return "re_ruled"


def _said(change: PartChange, language: Language) -> tuple[str, str | None, str | None]:
    """The part and both sides in words; a side with nothing of its own is empty."""
    sides = ("; ".join(sentence(step.code, step.values, language) for step in side) or None for side in change[1:])
    return (sentence(change.part, language=language), *sides)  # type: ignore[return-value]  # two sides


def _where(place: Place, nodes: Mapping[str, Node]) -> str:
    """Printed numbers, outermost first."""
    return " › ".join((*(nodes[code].number or code for code in place.ancestors), place.number))


def _titles(places: tuple[Place, ...]) -> str | None:
    return "; ".join(f"{place.number} {place.title}" for place in places) or None
