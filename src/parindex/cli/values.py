"""Values that are typed on the command line, and how changes of figures are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from parindex.cli.answers import Shown
from parindex.cli.problems import UNREADABLE, Stop, of_table, problem, stop
from parindex.cli.sources import Round
from parindex.cli.words import ProblemCode
from parindex.engine.composite.effort import LeafEffort
from parindex.engine.composite.path import Target, TargetIndex, TargetPoints, TargetRank
from parindex.engine.numbers.reading import read_decimal
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Figures
from parindex.engine.tables import read_figures, write_csv
from parindex.wording import Language, sentence, shown


def number(text: str, option: str, language: Language) -> Decimal:
    """A Vietnamese number. Raises ``Stop`` with the reason, ambiguous ones included."""
    reading = read_decimal(text)
    if reading.value is None:
        assert reading.problem is not None
        reason = sentence(reading.problem, reading.values, language)
        stop(ProblemCode.BAD_NUMBER, language, option=option, reason=reason)
    return reading.value


def target_of(index: str | None, points: str | None, rank: int | None, language: Language) -> Target | None:
    """The target that one of three options gives; None when none is given. Raises ``Stop`` for two."""
    given: list[Target] = []
    if index is not None:
        given.append(TargetIndex(number(index, "--index", language)))
    if points is not None:
        given.append(TargetPoints(number(points, "--points", language)))
    if rank is not None:
        given.append(TargetRank(rank))
    if len(given) > 1:
        stop(ProblemCode.ONE_TARGET, language)
    return given[0] if given else None


def changes_of(asked: Round, entries: Sequence[str]) -> Figures:
    """``LEAF=VALUE`` and ``LEAF/INPUT=VALUE`` entries, read as rows of figures are. Raises ``Stop`` with all faults."""
    rows: list[tuple[str, str, str, str]] = []
    bad = []
    for entry in entries:
        place, mark, value = entry.partition("=")
        if not mark or not place:
            bad.append(problem(ProblemCode.BAD_CHANGE, asked.language, entry=entry))
            continue
        leaf, _, name = place.partition("/")
        rows.append(("--set", leaf.strip(), name.strip(), value.strip()))
    if bad:
        raise Stop(bad, UNREADABLE)
    content = write_csv(("unit", "leaf", "input", "value"), rows)
    table = read_figures(content, file_name="--set.csv", criteria_set=asked.criteria_set)
    if table.faults:
        raise Stop(of_table(table.faults, asked.language), UNREADABLE)
    return table.figures.get("--set", {})


def efforts_of(asked: Round, entries: Sequence[str]) -> dict[str, LeafEffort]:
    """``LEAF=OPENING`` and ``LEAF=OPENING+FULL`` entries. Raises ``Stop``."""
    efforts: dict[str, LeafEffort] = {}
    for entry in entries:
        leaf, mark, text = entry.partition("=")
        if not mark or leaf not in asked.compiled.leaves:
            stop(ProblemCode.BAD_EFFORT, asked.language, entry=entry)
        parts = [number(part.strip(), "--effort", asked.language) for part in text.split("+")]
        if len(parts) > 2 or min(parts) < 0:
            stop(ProblemCode.BAD_EFFORT, asked.language, entry=entry)
        efforts[leaf] = LeafEffort(parts[0], parts[1] if len(parts) == 2 else Decimal(0))
    return efforts


def change_shown(leaf: Node, now: Mapping[str, object], changes: Mapping[str, object], language: Language) -> Shown:
    """``Hồ sơ đúng hạn: 41/42 (97,62 %) → 42/42 (100 %)``; in JSON the new values by input."""
    titles = {wanted.code: wanted for wanted in leaf.inputs}
    parts = []
    for code, value in changes.items():
        names = {choice.code: choice.title for choice in titles[code].choices}
        old, new = (names.get(str(each), each) for each in (now.get(code), value))
        parts.append(f"{titles[code].title}: {shown(old, language)} → {shown(new, language)}")
    return Shown(dict(changes), "; ".join(parts))
