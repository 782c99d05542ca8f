"""Every code that the sheet and the calendar emit has its sentence, in both languages."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from parindex.engine.documents.self_assessment_report import ReportCode
from parindex.portal.assessments.actions import RowResult
from parindex.portal.assessments.models import RoundStage
from parindex.portal.assessments.queries.self_sheets import RowState
from parindex.portal.assessments.queries.windows import WindowState
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.wording import LANGUAGES, codes

ASSESSMENTS = Path(__file__).resolve().parents[3] / "src" / "parindex" / "portal" / "assessments"
EMITTED = re.compile(r'"(assessments\.[a-z_]+)"')
ROOMS = ("actions/*.py", "queries/windows.py", "engine_bridge/entries.py", "forms/sheet_block.py")
OWN = ("set_calendar", "extend_stage", "save_", "undo", "dispute_known", "assign_leaf", "carry_", "hand_in_sheet")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("prefix", "states"),
    [
        ("row_state", RowState),
        ("row_result", RowResult),
        ("window", WindowState),
        ("round_stage", RoundStage),
        ("sheet_state", SheetState),
    ],
)
def test_every_state_has_a_word(language: str, prefix: str, states: type[StrEnum]) -> None:
    assert {f"{prefix}.{state.value}" for state in states} <= codes(language)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_report_is_there(language: str) -> None:
    assert {code.value for code in ReportCode} <= codes(language)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_act_has_its_sentence(language: str) -> None:
    files = [path for room in ROOMS for path in ASSESSMENTS.glob(room)]
    own = [path for path in files if path.parent.name != "actions" or path.stem.startswith(OWN)]
    emitted = {code for path in own for code in EMITTED.findall(path.read_text(encoding="utf-8"))}
    events = {"assessments.sheet_reopened", "assessments.sheet_submitted", "assessments.sheet_sent_back"}
    events.add("assessments.self_assessment_handed_in")
    assert len(emitted) > 30
    assert emitted - events <= codes(language)  # type: ignore[arg-type]
