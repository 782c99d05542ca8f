"""Save one row of a unit's self-assessment sheet: figures as typed, points at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction

from parindex.engine.scoring.values import Outcome, Status, Value
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.models import Entry, RoundStage, RoundUnit, Score, ScoreVersion, Sheet, Stage
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownByLeaf, KnownFigure, known_figures
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.assessments.queries.windows import Window, answer_of, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.criteria.queries.printed_rows import leaf_row_of
from parindex.portal.platform import audit, clock
from parindex.portal.platform.prepared import Prepared
from parindex.portal.platform.refusals import ActionRefused, Conflict

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What a save did. ``problems``: boxes whose text is kept but is no value; ``changed``: whether anything did."""

    score: Score | None
    outcome: Outcome
    problems: Mapping[str, engine_bridge.BoxProblem]
    changed: bool
    refused: Outcome | None
    """The outcome of the figures as typed when they contradict each other; the figures before were kept."""
    node: NodeRow
    sheet: Sheet
    window: Window | None
    """The stage as it was open for the unit."""
    known: KnownByLeaf
    """What is known of the whole sheet."""


class RowConflict(Conflict):
    """Someone else saved the row meanwhile. ``standing`` is his; ``opened`` what this person had before him."""

    def __init__(self, standing: Score, opened: ScoreVersion | None, leaf: NodeRow) -> None:
        super().__init__("assessments.row_changed", {"leaf": leaf.number})
        self.standing = standing
        self.opened = opened


def save_self_assessment_inputs(
    *,
    actor: User | None,
    round_unit: RoundUnit,
    leaf: str,
    texts: Mapping[str, str],
    note: str | None = None,
    row_version: int | None = None,
) -> SavedRow:
    """Save what was typed for one leaf. ``texts``: box → text (``engine_bridge.boxes_of``); boxes left out stay.

    ``row_version``: of the row that the person had before him, 0 for none; None: without that check.
    Raises ``NotAllowed``, ``ActionRefused`` (stage closed, sheet handed in or waiting for its head, leaf that the unit
    does not score, row sealed), ``RowConflict``. A text that is no value does not stop the others: it is kept and told.
    """
    # Asked before the transaction begins: on SQLite nobody else writes while it is open.
    window = _open_window(actor, round_unit)
    with transaction.atomic():
        return SheetDesk(actor, round_unit, window=window).save(leaf, texts, note, row_version)


def _open_window(actor: User | None, member: RoundUnit) -> Window | None:
    """The stage as it is open for who may fill the sheet; raises ``NotAllowed``, and ``ActionRefused`` once closed."""
    permissions.may_fill_sheet(actor, member).or_refuse()
    window = window_for(member, RoundStage.SELF_ASSESSMENT)
    refused = answer_of(window, RoundStage.SELF_ASSESSMENT)
    if not refused:
        raise ActionRefused(refused.reason, refused.values)
    return window


@dataclass(slots=True)
class SheetDesk:
    """A unit's sheet held for writing: who may, whether it is open, what is known. One transaction around it.

    ``window``: where the person was found to have the right and the stage to be open just before the transaction.
    """

    actor: User | None
    member: RoundUnit
    take_in: bool = False
    """At handing in: rows that the system filled are written although the sheet waits for its head."""
    window: Window | None = None
    ready: engine_bridge.CompiledSet = field(init=False)
    sheet: Sheet = field(init=False)
    known: KnownByLeaf = field(init=False)

    def __post_init__(self) -> None:
        self.window = self.window or _open_window(self.actor, self.member)
        self.sheet = drafted_sheet(self.member, waiting_too=self.take_in)
        self.ready = compiled_for(self.member.round, self.member.group.set_group)
        self.known = known_figures(self.member, self.ready)

    def save(
        self,
        leaf: str,
        texts: Mapping[str, str],
        note: str | None = None,
        row_version: int | None = None,
        *,
        whole: bool = False,
        write: bool = True,
    ) -> SavedRow:
        """Save one row. ``whole``: nothing of a row with a wrong text; without ``write`` the answer only."""
        node = self.leaf_row(leaf)
        score = self.score_of(node)
        read = self._read(node, score, texts, self.known.get(leaf, {}))
        if note is not None:
            read.note = unicodedata.normalize("NFC", note).strip()[:LONGEST_NOTE]
        changed = _differs(score, read)
        if row_version is not None and row_version != (0 if score is None else score.row_version):
            if score is not None and changed:
                raise RowConflict(score, score.versions.filter(number=row_version).first(), node)
        elif changed and write and not (whole and (read.problems or read.refused is not None)):
            score = self._write(node, score, read)
        return SavedRow(
            score, read.outcome, read.problems, changed, read.refused, node, self.sheet, self.window, self.known
        )

    def leaf_row(self, leaf: str) -> NodeRow:
        """The leaf's row; refused unless the unit scores it itself."""
        node = leaf_row_of(self.member.round.set_version, leaf)
        if node is None:
            raise ActionRefused("assessments.no_such_leaf", {"leaf": leaf})
        if not self_scored(node):
            raise ActionRefused("assessments.not_self_scored", {"leaf": node.number, "owner": node.owner_alias or "–"})
        return node

    def score_of(self, node: NodeRow) -> Score | None:
        """The row's draft; refused when it is sealed."""
        score = _SELF_SCORE.first(unit=self.member.pk, leaf=node.pk)
        if score is not None and score.sealed_at is not None:
            raise ActionRefused("assessments.stage_sealed", {"unit": self.member.name, "leaf": node.number})
        return score

    def _read(
        self, node: NodeRow, score: Score | None, texts: Mapping[str, str], known: Mapping[str, KnownFigure]
    ) -> _Read:
        ready = self.ready.leaves[node.code]
        standing = engine_bridge.inputs_from_json(ready.leaf, score.inputs) if score else {}
        kept = (score.unfinished if score else {}) | dict(texts)
        figures: dict[str, Value] = {code: figure.value for code, figure in known.items()}
        reading = engine_bridge.read_entry(ready.leaf, kept, standing, figures)
        outcome = engine_bridge.score(ready, reading.inputs)
        refused = None
        if outcome.status is Status.REFUSED and not reading.problems:
            # The figures contradict each other: keep the texts for the person, the values that stood for the points.
            typed = {name: text for name, text in kept.items() if text}
            reading = engine_bridge.EntryReading(inputs={**standing, **figures}, unfinished=typed)
            refused, outcome = outcome, engine_bridge.score(ready, reading.inputs)
        return _Read(
            inputs=engine_bridge.inputs_to_json(reading.inputs),
            unfinished=reading.unfinished,
            problems=reading.problems,
            outcome=outcome,
            refused=refused,
            facts={code: figure.version.pk for code, figure in known.items()},
            alternative=engine_bridge.chosen_alternative(ready.leaf, reading.inputs),
            note=score.note if score else "",
        )

    def _write(self, node: NodeRow, score: Score | None, read: _Read) -> Score:
        before: dict[str, Any] = score.inputs if score else {}
        note_before = score.note if score else ""
        if score is None:
            entry, _ = Entry.objects.get_or_create(round_unit=self.member, leaf=node)
            score = Score(entry=entry, stage=Stage.SELF, row_version=0)
        score.inputs, score.unfinished, score.note = read.inputs, read.unfinished, read.note
        score.fact_versions, score.alternative = read.facts, read.alternative
        outcome = read.outcome
        score.points, score.maximum, score.status = outcome.points, outcome.maximum, outcome.status.value
        score.steps = engine_bridge.steps_to_json(outcome.steps)
        score.engine_version = engine_bridge.ENGINE_VERSION
        score.saved_by, score.saved_at = self.actor, clock.now()
        score.row_version += 1
        score.save()
        ScoreVersion.objects.create(
            score=score,
            number=score.row_version,
            inputs=score.inputs,
            unfinished=score.unfinished,
            note=score.note,
            points=score.points,
            saved_by=self.actor,
            saved_at=score.saved_at,
        )
        changes: dict[str, object] = {
            code: [before.get(code), read.inputs.get(code)]
            for code in sorted(before.keys() | read.inputs.keys())
            if before.get(code) != read.inputs.get(code)
        }
        if note_before != read.note:
            changes["note"] = [_digest(note_before), _digest(read.note)]
        audit_row(self.actor, self.member, "assessments.save_self_assessment_inputs", node, score, {"changes": changes})
        return score


@dataclass(slots=True)
class _Read:
    inputs: dict[str, Any]
    unfinished: dict[str, str]
    problems: Mapping[str, engine_bridge.BoxProblem]
    outcome: Outcome
    refused: Outcome | None
    facts: dict[str, int]
    alternative: str
    note: str


def drafted_sheet(member: RoundUnit, *, waiting_too: bool = False) -> Sheet:
    """The unit's sheet, locked for this transaction; refused unless it is being drafted."""
    sheet = _SHEET.first(unit=member.pk)
    if sheet is None:
        raise Sheet.DoesNotExist(member.pk)
    if sheet.state == SheetState.HANDED_IN:
        raise ActionRefused("assessments.sheet_handed_in", {"unit": member.name})
    if sheet.state == SheetState.WAITING_FOR_HEAD and not waiting_too:
        raise ActionRefused("assessments.sheet_waits_for_head", {"unit": member.name})
    return sheet


_SHEET = Prepared(lambda unit: Sheet.objects.select_for_update().filter(round_unit=unit), unit=int)
_SELF_SCORE = Prepared(
    lambda unit, leaf: Score.objects.filter(
        entry__round_unit=unit, entry__leaf=leaf, stage=Stage.SELF, actor=None
    ).order_by("pk")[:1],
    unit=int,
    leaf=int,
)


def audit_row(
    actor: User | None,
    member: RoundUnit,
    action: str,
    node: NodeRow,
    score: Score | None,
    more: Mapping[str, object] | None = None,
) -> None:
    """One audit entry about a row, in the stream of the unit in the round."""
    references: dict[str, object] = {"leaf": node.code, "version": score.row_version if score else 0}
    audit.record(
        stream=f"round:{member.round.public_id}/unit:{member.unit.public_id}",
        actor=actor,
        action=action,
        subject=member.unit.public_id,
        references=references | dict(more or {}),
    )


def _differs(score: Score | None, read: _Read) -> bool:
    if score is None:
        return bool(read.inputs or read.unfinished or read.note)
    return (score.inputs, score.unfinished, score.note, score.fact_versions) != (
        read.inputs,
        read.unfinished,
        read.note,
        read.facts,
    )


def _digest(text: str) -> dict[str, object]:
    return {"letters": len(text), "sha256": sha256(text.encode()).hexdigest()} if text else {"letters": 0}
