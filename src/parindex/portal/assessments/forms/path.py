"""The question of the path: which target, how hard each leaf is, what the others do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict

from parindex.engine.numbers.exact import HUNDRED, ONE, ZERO, round_half_up
from parindex.engine.numbers.printing import show_decimal, show_index
from parindex.engine.numbers.reading import read_count, read_decimal
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.queries.unit_sheets import UnitSheet
from parindex.portal.platform.words import say

USUAL_GAIN = Decimal(2)
HIGHEST_EFFORT = Decimal(1000)


@dataclass(slots=True)
class PathQuestion:
    """What the reader asked, as numbers and as he typed it. ``problems``: box name → sentence."""

    index: Decimal | None = None
    rank: int | None = None
    rival_shift: Decimal = ZERO
    index_text: str = ""
    rank_text: str = ""
    shift_text: str = "0"
    efforts: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    untouched: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)


def read_path_question(asked: QueryDict, sheet: UnitSheet) -> PathQuestion:
    """Read target, rivals and efforts of the address; without a target, the next class or two points more."""
    question = PathQuestion(untouched=tuple(code for code in asked.getlist("bo") if code in sheet.ready.leaves))
    question.rank_text = asked.get("hang", "").strip()
    question.index_text = asked.get("dich", "").strip()
    question.shift_text = asked.get("doi-thu", "0").strip() or "0"
    if question.rank_text:
        rank = _number(question, "hang", question.rank_text, whole=True)
        question.rank = int(rank) if rank is not None and rank >= 1 else None
    if not question.index_text:
        question.index_text = show_index(_usual_target(sheet))
    index = _number(question, "dich", question.index_text)
    question.index = index if index is not None and ZERO <= index <= HUNDRED else None
    question.rival_shift = _number(question, "doi-thu", question.shift_text) or ZERO
    _read_efforts(question, asked, sheet)
    return question


def _usual_target(sheet: UnitSheet) -> Decimal:
    result = sheet.examined.result
    above = engine_bridge.next_class(sheet.ready, result)
    index = result.index or ZERO
    if above is not None and ONE <= above.at_least - index <= USUAL_GAIN * 2:
        return above.at_least
    return min(HUNDRED, round_half_up(index + USUAL_GAIN, 0))


def _number(question: PathQuestion, name: str, text: str, *, whole: bool = False) -> Decimal | None:
    reading = read_count(text) if whole else read_decimal(text)
    if reading.problem is not None:
        question.problems[name] = say(reading.problem.value, reading.values)
    return reading.value


def _read_efforts(question: PathQuestion, asked: Mapping[str, str], sheet: UnitSheet) -> None:
    for code in sheet.examined.ladders:
        usual = engine_bridge.effort_shown(sheet.ready.leaves[code].leaf)
        pair = []
        for part, default in (("mo", usual.opening), ("het", usual.full)):
            name = f"cong-{code}-{part}"
            text = asked.get(name, "").strip()
            value = _number(question, name, text) if text and text != show_decimal(default) else default
            pair.append(min(HIGHEST_EFFORT, max(ZERO, default if value is None else value)))
        question.efforts[code] = (pair[0], pair[1])
