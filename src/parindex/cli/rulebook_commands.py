"""``check-rulebook`` and ``compare-rulebooks``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import Problem, of_rulebook
from parindex.cli.sources import find_base, read_rulebook, rulebook_content, shipped_names
from parindex.cli.words import HelpText, Key
from parindex.engine.rulebook.canonical import set_hash
from parindex.engine.rulebook.compare import Comparison, Place, compare_sets, find_crosswalk_faults
from parindex.engine.rulebook.document import CriteriaSet, leaves
from parindex.engine.rulebook.faults import Fault, Severity
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.engine.rulebook.spreadsheet import find_workbook_faults, from_workbook
from parindex.wording import Language, sentence, shown


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
    return Reply(Answer(tables=(Table(Key.SETS, columns, sets), _fault_table(faults))), found=refused)


def _against_base(criteria_set: CriteriaSet, name: str) -> tuple[Fault, ...]:
    """What of the crosswalk does not fit the set that it names, as far as that set is at hand."""
    crosswalk = criteria_set.crosswalk
    base = find_base(crosswalk.code, crosswalk.version, beside=name) if crosswalk is not None else None
    if base is None:
        return ()
    return tuple(replace(fault, source=name) for fault in find_crosswalk_faults(base, criteria_set))


def _fault_table(faults: list[Problem]) -> Table:
    columns = (
        Column(Key.SEVERITY, word="cli.severity"),
        Column(Key.CODE),
        Column(Key.PATH),
        Column(Key.VALUE),
        Column(Key.TEXT),
        Column(Key.REMEDY),
    )
    rows = [
        (
            fault.severity,
            fault.code,
            Shown(dict(fault.place), " ".join(str(part) for part in fault.place.values())),
            fault.value,
            fault.message,
            fault.remedy,
        )
        for fault in faults
    ]
    return Table(Key.FAULTS, columns, rows)


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
        Column(Key.BEFORE),
        Column(Key.AFTER),
    )
    facts = (
        (Column(Key.BEFORE), f"{old.code}/{old.version} {set_hash(old)[:12]}"),
        (Column(Key.AFTER), f"{new.code}/{new.version} {set_hash(new)[:12]}"),
        (Column(Key.COUNT), len(rows := list(_rows(comparison, setting.language)))),
    )
    judged = old.code == new.code and not comparison.same
    problems = tuple(of_rulebook(find_crosswalk_faults(old, new), setting.language)) if judged else ()
    return Reply(Answer(facts, (Table(Key.CHANGES, columns, rows),)), problems)


def _rows(comparison: Comparison, language: Language) -> Iterator[tuple[object, ...]]:
    for change in comparison.set_changes:
        name = sentence(f"cli.set_part.{change.name}", language=language)
        yield "set", change.name, name, _brief(change.before, language), _brief(change.after, language)
    for place in comparison.added:
        yield "added", place.code, place.title, None, place.maximum
    for place in comparison.removed:
        yield "removed", place.code, place.title, place.maximum, None
    for pair in comparison.re_weighted:
        yield "re_weighted", pair.after.code, pair.after.title, pair.before.maximum, pair.after.maximum
    for pair in comparison.re_ruled:
        parts = ", ".join(sentence(f"cli.rule_part.{part}", language=language) for part in pair.parts)
        yield "re_ruled", pair.after.code, pair.after.title, None, parts
    for pair in comparison.renamed:
        yield "renamed", pair.after.code, pair.after.title, pair.before.title, pair.after.title
    for pair in comparison.moved:
        yield "moved", pair.after.code, pair.after.title, _where(pair.before), _where(pair.after)
    for line in comparison.regrouped:
        kind = "regrouped" if line.comparable else "not_comparable"
        yield kind, None, line.note, _codes(line.before), _codes(line.after)


def _brief(value: object, language: Language) -> str:
    text = shown(value, language)
    return text if len(text) <= 120 else text[:119] + "…"


def _where(place: Place) -> str:
    return " › ".join((*place.ancestors, place.number))


def _codes(places: tuple[Place, ...]) -> str | None:
    return ", ".join(place.code for place in places) or None
