"""One row of the self-assessment sheet as a form: boxes with their texts, what is wrong, what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from parindex.engine.rulebook.document import Input, Node
from parindex.engine.rulebook.rules import Boolean, ComplementRatio, DeductionPerViolation, ZeroToleranceViolation
from parindex.engine.scoring.values import Absence, Inputs, Ratio
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge import BoxProblem, EntryBox
from parindex.portal.assessments.models import FigureDispute, Score, ScoreVersion
from parindex.portal.assessments.queries.doubts import RowDoubt
from parindex.portal.assessments.queries.known_figures import KnownFigure
from parindex.portal.assessments.queries.last_year import LastYear
from parindex.portal.assessments.queries.self_sheets import LeafRow
from parindex.portal.platform.words import language, say
from parindex.wording import shown


@dataclass(slots=True)
class ShownBox:
    """A box as the page shows it."""

    box: EntryBox
    label: str
    text: str
    choices: Sequence[tuple[str, str]] = ()
    problem: str = ""
    doubt: str = ""
    """Why the figure is worth a second look; of an input's boxes the first one says it."""
    reading: str = ""
    """How the typed text was read, where its signs could have meant something else."""
    known: KnownFigure | None = None
    last_year: str = ""
    dispute: FigureDispute | None = None

    @property
    def radio(self) -> bool:
        """Up to five choices stand as radio buttons."""
        return self.box.kind in {"yes_no", "situation"} or (self.box.kind == "choice" and len(self.choices) <= 5)

    @property
    def numeric(self) -> bool:
        """Right-aligned, grouped on leaving."""
        return self.box.kind in {"count", "number"}


def row_boxes(
    row: LeafRow,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, BoxProblem] | None = None,
    last_year: LastYear | None = None,
    doubts: Sequence[RowDoubt] = (),
) -> list[ShownBox]:
    """The boxes of a row. ``typed``: what the person sent, shown as it came; else what is stored."""
    leaf = row.ready.leaves[row.node.code].leaf
    texts = engine_bridge.texts_of(leaf, row.inputs) | dict(row.unfinished) | dict(typed or {})
    wrong = row.problems if problems is None else problems
    fresh = dict(row.unfinished) | dict(typed or {})
    hinted: set[str] = set()
    boxes = []
    for box in engine_bridge.boxes_of(leaf):
        problem = wrong.get(box.name)
        doubt = "" if box.input_code in hinted or problem else _doubt(box, doubts)
        before = "" if box.input_code in hinted or last_year is None else _last_year(box, last_year)
        hinted.add(box.input_code)
        boxes.append(
            ShownBox(
                box=box,
                label=box_label(box),
                text=texts.get(box.name, ""),
                choices=choices_of(box),
                problem=say(problem.code, problem.values) if problem else "",
                doubt=doubt,
                reading="" if problem else reading_words(box, fresh.get(box.name, "")),
                known=row.known.get(box.input_code),
                last_year=before,
                dispute=row.dispute if row.dispute and row.dispute.input_code == box.input_code else None,
            )
        )
    return boxes


def box_label(box: EntryBox) -> str:
    """The label of a box: the set's word, or the interface's where the set has none."""
    if box.kind == "never":
        return never_word()
    return _("Situation") if box.kind == "situation" else box.label


def never_word() -> str:
    """What the box of something that was never done says."""
    return _("Not done at all")


def coded(shown: ShownBox, text: str) -> str:
    """A choice's title or code, accents and capitals apart → its code; every other text as it is."""
    chosen = engine_bridge.choice_of(text, shown.choices)
    return text if chosen is None else chosen


def titled(shown: ShownBox, text: str) -> str:
    """A choice's code → its title."""
    return never_word() if shown.box.kind == "never" and text else dict(shown.choices).get(text, text)


def reading_words(box: EntryBox, text: str) -> str:
    """ "đọc là 1.310 hồ sơ": how a typed text was read; empty where it can mean one thing only."""
    number = engine_bridge.read_as(box, text)
    return _("read as %(number)s") % {"number": f"{number} {box.unit}".rstrip()} if number else ""


def choices_of(box: EntryBox) -> list[tuple[str, str]]:
    """(code, title) of what may be chosen; empty for boxes that are typed in."""
    if box.kind == "yes_no":
        return [("co", _("Yes")), ("khong", _("No"))]
    if box.kind == "situation":
        return [("", _("Has figures")), *((code, say(f"row_state.{code}")) for code, _title in box.choices)]
    return list(box.choices)


def _last_year(box: EntryBox, last_year: LastYear) -> str:
    value = last_year.inputs.get(box.input_code)
    if value is None or isinstance(value, Absence):
        return ""
    return _("Year %(year)s: %(value)s") % {"year": last_year.year, "value": shown(value, language())}


def _doubt(box: EntryBox, doubts: Sequence[RowDoubt]) -> str:
    own = [each for each in doubts if each.input_code == box.input_code and not each.seen]
    return " ".join(say(each.doubt.code, {**each.doubt.values, "year": str(each.year)}) for each in own)


def figures_text(row: LeafRow) -> str:
    """The figures of a closed row in words: "41/42 (97,62 %) nhiệm vụ"; of several, each with its name. A figure that
    counts what went wrong has its name too: beside "reports in time", "0 reports" would say the opposite.
    """
    leaf = row.ready.leaves[row.node.code].leaf
    texts = [(each.title, _value_text(each, row.inputs.get(each.code))) for each in leaf.inputs]
    if len(texts) == 1 and not _asks_for_faults(leaf):
        return texts[0][1]
    return "; ".join(f"{title}: {text}" for title, text in texts if text)


def _asks_for_faults(leaf: Node) -> bool:
    """Whether the best figure is none, or the best answer no."""
    rule = leaf.rule
    if isinstance(rule, Boolean):
        return not rule.full_when
    return isinstance(rule, ComplementRatio | DeductionPerViolation | ZeroToleranceViolation)


def _value_text(declared: Input, value: object) -> str:
    if value is None or value is Absence.MISSING:
        return ""
    if isinstance(value, Absence):
        return _("not done") if value is Absence.NEVER else ""
    titles = {choice.code: choice.title for choice in declared.choices}
    text = titles.get(str(value), "") or shown(value, language())
    if isinstance(value, Decimal | Ratio) and declared.unit:
        text = f"{text} {declared.unit}"
    return text


@dataclass(slots=True)
class ConflictLine:
    """One box of a conflict: as it was opened, the other's, one's own."""

    name: str
    label: str
    opened: str
    theirs: str
    mine: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.theirs != self.mine

    @property
    def keep_mine(self) -> bool:
        """Proposed: the side that changed it."""
        return self.mine != self.opened


@dataclass(slots=True)
class ConflictTable:
    """Both versions of a row, and the points of each."""

    standing: Score
    lines: list[ConflictLine]
    their_points: Decimal | None
    my_points: Decimal | None
    chosen_points: Decimal | None


NOTE = "giai-trinh"


def conflict_table(
    row: LeafRow, standing: Score, opened: ScoreVersion | None, typed: Mapping[str, str], note: str | None
) -> ConflictTable:
    """What two people typed, box by box, and what the proposed choice gives."""
    leaf = row.ready.leaves[row.node.code].leaf
    before = _texts(leaf, opened)
    theirs = _texts(leaf, standing)
    mine = before | dict(typed)
    if note is not None:
        mine[NOTE] = note
    lines = []
    for box in engine_bridge.boxes_of(leaf):
        if box.input_code not in row.known:
            names = (before.get(box.name, ""), theirs.get(box.name, ""), mine.get(box.name, ""))
            lines.append(ConflictLine(box.name, box_label(box), *names))
    lines.append(ConflictLine(NOTE, _("Explanation"), before[NOTE], theirs[NOTE], mine.get(NOTE, "")))
    chosen = theirs | {line.name: line.mine for line in lines if line.keep_mine}
    return ConflictTable(standing, lines, standing.points, _points(row, mine), _points(row, chosen))


def _texts(leaf: Any, saved: Score | ScoreVersion | None) -> dict[str, str]:
    inputs: Inputs = engine_bridge.inputs_from_json(leaf, saved.inputs) if saved else {}
    texts = engine_bridge.texts_of(leaf, inputs) | (dict(saved.unfinished) if saved else {})
    return texts | {NOTE: saved.note if saved else ""}


def _points(row: LeafRow, texts: Mapping[str, str]) -> Decimal | None:
    ready = row.ready.leaves[row.node.code]
    known = {code: figure.value for code, figure in row.known.items()}
    return engine_bridge.score(ready, engine_bridge.read_entry(ready.leaf, texts, {}, known).inputs).points
