"""The appraiser's form for one leaf of one unit: figures side by side, reasons that add up to what is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from parindex.engine.numbers.exact import ZERO, round_half_up
from parindex.engine.numbers.printing import show_parts
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Value
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge import EntryBox
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.forms.sheet_row import reading_words
from parindex.portal.assessments.queries.appraisal import differing
from parindex.portal.assessments.queries.appraisal_detail import Detail, outcome_of
from parindex.portal.assessments.queries.known_figures import KnownFigure
from parindex.portal.platform.words import say

MOST_REASONS = 3
SHOWN_DECIMALS = 3
SYSTEM_DIFFERS = "S01"
"""Reason for points that the unit's figure claimed and the system's does not carry."""
_POINTS = re.compile(r"\d{1,6}(?:[.,]\d{1,9})?")


@dataclass(slots=True)
class FigureLine:
    """One box with the unit's and the system's figure before it."""

    box: EntryBox
    label: str
    own: str
    system: str
    text: str
    choices: Sequence[tuple[str, str]] = ()
    problem: str = ""
    reading: str = ""
    """How the typed text was read, where its signs could have meant something else."""
    known: KnownFigure | None = None

    @property
    def differs(self) -> bool:
        """The unit's figure is not the system's."""
        return bool(self.system) and self.own != self.system


@dataclass(slots=True)
class ReasonLine:
    """Part of the lost points: a code and an amount; an empty amount takes the rest."""

    place: int
    code: str = ""
    text: str = ""
    problem: str = ""


@dataclass(slots=True)
class AppraisalForm:
    """What the page shows, and what a save takes from it."""

    lines: list[FigureLine]
    inputs: dict[str, Value | Absence]
    outcome: Outcome
    lost: Decimal
    reasons: list[ReasonLine]
    note: str
    row_version: int
    given: dict[str, Decimal] = field(default_factory=dict)
    replaced: list[ReasonLine] = field(default_factory=list)
    """Reasons that stood before the points were computed anew, and no longer add up to what is lost."""
    source: str = ""

    @property
    def points_are_older(self) -> bool:
        """A figure could not be read: the points are those of the figures that stood before it."""
        return self.outcome.points is not None and any(line.problem for line in self.lines)

    @property
    def wrong(self) -> int:
        """How many boxes could not be read."""
        return len([1 for line in self.lines if line.problem]) + len([1 for line in self.reasons if line.problem])

    @property
    def faults(self) -> list[str]:
        """What is to be mended, each with the name of its box."""
        figures = [f"{line.label}: {line.problem}" for line in self.lines if line.problem]
        reasons = [
            _("Reason %(number)s: %(problem)s") % {"number": line.place, "problem": line.problem}
            for line in self.reasons
            if line.problem
        ]
        return figures + reasons

    @property
    def is_readable(self) -> bool:
        """Whether every box could be read."""
        return not self.wrong

    def says_the_same_as(self, other: AppraisalForm) -> bool:
        """Whether saving this form would say nothing new: the same figures, reasons and note."""
        mine, theirs = ([(line.code, line.text) for line in each.reasons] for each in (self, other))
        return self.is_readable and (self.inputs, mine, self.note) == (other.inputs, theirs, other.note)


def shown_form(detail: Detail) -> AppraisalForm:
    """The form as it is opened: the draft of this stage, or the figures from which the appraiser starts."""
    leaf, mine = detail.leaf, detail.mine
    outcome = outcome_of(mine) if mine and mine.maximum is not None else engine_bridge.score(leaf, detail.start)
    lost = bridge.points_to_explain(outcome, outside_scale=detail.row.node.outside_scale)
    standing = mine or detail.before
    parts = [(part.code, part.points) for part in standing.loss_reasons.all()] if standing else []
    if mine is None and sum((points for _code, points in parts), ZERO) != lost:
        parts = proposed_reasons(detail, outcome, lost)  # those of the first appraisal explain other points
    return AppraisalForm(
        lines=_lines(detail, engine_bridge.texts_of(leaf.leaf, detail.start), {}),
        inputs=dict(detail.start),
        outcome=outcome,
        lost=lost,
        reasons=_reason_lines(parts),
        note=standing.note if standing else "",
        row_version=mine.row_version if mine else 0,
    )


def read_form(detail: Detail, posted: Mapping[str, str]) -> AppraisalForm:
    """What was typed, and what it gives. Figures that cannot be read keep their text and say why."""
    leaf = detail.leaf
    texts = {box.name: posted.get(box.name, "") for box in engine_bridge.boxes_of(leaf.leaf)}
    reading = engine_bridge.read_entry(leaf.leaf, texts, detail.start)
    outcome = engine_bridge.score(leaf, reading.inputs)
    lost = bridge.points_to_explain(outcome, outside_scale=detail.row.node.outside_scale)
    reasons, given = read_reasons(posted, lost)
    replaced: list[ReasonLine] = []
    if not any(line.code or line.text for line in reasons) or ("tinh" in posted and not _fit(reasons, given, lost)):
        replaced = [line for line in reasons if line.code]
        reasons = _reason_lines(_with_code(proposed_reasons(detail, outcome, lost), [line.code for line in replaced]))
    version = posted.get("row_version", "")
    wrong = {name: say(each.code, each.values) for name, each in reading.problems.items()}
    return AppraisalForm(
        lines=_lines(detail, texts, wrong, typed=True),
        inputs=reading.inputs,
        outcome=outcome,
        lost=lost,
        reasons=reasons,
        note=posted.get("ghi-chu", ""),
        row_version=int(version) if version.isdecimal() else 0,
        given=given,
        replaced=replaced,
        source=posted.get("nguon", ""),
    )


def proposed_reasons(detail: Detail, outcome: Outcome, lost: Decimal) -> list[tuple[str, Decimal]]:
    """What the unit lost by its own figures under the engine's reason; what the appraiser took, under a code that he
    chooses (proposed where the system's figures differ).
    """
    if not lost:
        return []
    leaf = detail.leaf.leaf
    own = detail.own_outcome
    if own is None or own.points is None or outcome.points is None or outcome.points >= own.points:
        return [(bridge.default_reason_code(leaf, outcome), lost)]
    by_itself = max(lost - (own.points - outcome.points), ZERO)
    code = SYSTEM_DIFFERS if differing(detail.own_inputs, detail.known) else ""
    taken = [(code, lost - by_itself)]
    return [(bridge.default_reason_code(leaf, own), by_itself), *taken] if by_itself else taken


def read_reasons(posted: Mapping[str, str], lost: Decimal) -> tuple[list[ReasonLine], dict[str, Decimal]]:
    """Reason lines, and code → points. An empty amount takes what the others leave; amounts that add up to what is
    lost as it is printed give the rest of the rounding to the last one, so that the parts add up exactly.
    """
    lines = [
        ReasonLine(place, posted.get(f"ly-do-{place}", ""), posted.get(f"mat-{place}", "").strip())
        for place in range(1, MOST_REASONS + 1)
    ]
    amounts: dict[int, Decimal] = {}
    for line in lines:
        if line.text and not _POINTS.fullmatch(line.text):
            line.problem = _("“%(text)s” is not a number of points. Write it as 0,125.") % {"text": line.text}
        elif line.text:
            amounts[line.place] = Decimal(line.text.replace(",", "."))
            if not line.code and amounts[line.place]:
                line.problem = _("Choose the reason for these points.")
    open_ones = [line for line in lines if line.code and not line.text]
    if open_ones:
        amounts[open_ones[0].place] = max(lost - sum(amounts.values(), ZERO), ZERO)
    total = sum(amounts.values(), ZERO)
    if amounts and total != lost and round_half_up(total, SHOWN_DECIMALS) == round_half_up(lost, SHOWN_DECIMALS):
        last = max(place for place, amount in amounts.items() if amount)
        amounts[last] += lost - total
    given: dict[str, Decimal] = {}
    for line in lines:
        if line.code and amounts.get(line.place):
            given[line.code] = given.get(line.code, ZERO) + amounts[line.place]
    return lines, given


def _with_code(parts: Sequence[tuple[str, Decimal]], before: Sequence[str]) -> list[tuple[str, Decimal]]:
    """The proposal; its part without a code takes the one code that stood before and is not proposed."""
    left = [code for code in before if code not in {proposed for proposed, _points in parts}]
    return [(code or (left[0] if len(left) == 1 else ""), points) for code, points in parts]


def _fit(lines: Sequence[ReasonLine], given: Mapping[str, Decimal], lost: Decimal) -> bool:
    """Whether reasons as typed stay after computing: they add up, or one cannot be read and is to be mended."""
    return sum(given.values(), ZERO) == lost or any(line.problem for line in lines)


def default_reasons(detail: Detail, inputs: Inputs) -> dict[str, Decimal]:
    """Reasons when the self score is accepted as it stands."""
    outcome = engine_bridge.score(detail.leaf, inputs)
    lost = bridge.points_to_explain(outcome, outside_scale=detail.row.node.outside_scale)
    return {bridge.default_reason_code(detail.leaf.leaf, outcome): lost} if lost else {}


def reason_choices() -> list[tuple[str, str]]:
    """Codes with their words, in the order of the list."""
    return [(code, f"{code} · {say(entry.wording)}") for code, entry in bridge.reason_codes().items()]


def _reason_lines(parts: Sequence[tuple[str, Decimal]]) -> list[ReasonLine]:
    lines = [ReasonLine(place) for place in range(1, max(MOST_REASONS, len(parts)) + 1)]
    texts = show_parts([points for _code, points in parts], SHOWN_DECIMALS)
    for line, (code, _points), text in zip(lines, parts, texts, strict=False):
        line.code, line.text = code, text
    return lines


def _lines(
    detail: Detail, texts: Mapping[str, str], problems: Mapping[str, str], *, typed: bool = False
) -> list[FigureLine]:
    leaf = detail.leaf.leaf
    own = engine_bridge.texts_of(leaf, detail.own_inputs)
    system = engine_bridge.texts_of(leaf, {code: figure.value for code, figure in detail.known.items()})
    return [
        FigureLine(
            box=box,
            label=_label(box),
            own=_shown(box, own.get(box.name, "")),
            system=_shown(box, system.get(box.name, "")),
            text=texts.get(box.name, ""),
            choices=_choices(box),
            problem=problems.get(box.name, ""),
            reading=reading_words(box, texts.get(box.name, "")) if typed and not problems.get(box.name) else "",
            known=detail.known.get(box.input_code),
        )
        for box in engine_bridge.boxes_of(leaf)
    ]


def _label(box: EntryBox) -> str:
    if box.kind == "never":
        return _("Not done at all")
    return _("Situation") if box.kind == "situation" else box.label


def _choices(box: EntryBox) -> list[tuple[str, str]]:
    if box.kind == "yes_no":
        return [("co", _("Yes")), ("khong", _("No"))]
    if box.kind == "never":
        return [("1", _("Yes"))]
    if box.kind == "situation":
        return [(code, say(f"row_state.{code}")) for code, _title in box.choices]
    return list(box.choices)


def _shown(box: EntryBox, text: str) -> str:
    """A choice in words, everything else as it is printed."""
    return dict(_choices(box)).get(text, text)
