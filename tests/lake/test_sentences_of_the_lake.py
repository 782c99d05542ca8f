"""Every code of the record store has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

from tests.lake.exported import LAYOUT

from parindex.engine.tables.row_checks import RowProblem
from parindex.lake import agreement
from parindex.lake.agreement import Agreement
from parindex.lake.mapping import MappingReason
from parindex.wording.catalogues import room_catalogue

ROOM = Path(agreement.__file__).parent


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    used = {*RowProblem, *MappingReason, *(check.code for check in LAYOUT.checks)}
    used |= {f"lake.agreement.{each}" for each in Agreement}
    used |= {f"lake.stage.{stage}" for stage in ("checking", "duplicates", "writing")}
    for path in (*ROOM.glob("*.py"), *(ROOM.parent / "cli").glob("*.py")):
        used |= set(re.findall(r'"(lake\.[a-z_.]+)"', path.read_text(encoding="utf-8")))
    assert used <= set(room_catalogue("vi", "lake"))
    assert {code for code in set(room_catalogue("vi", "lake")) - used if code in ALL_OF_IMPORTS} == set()


ALL_OF_IMPORTS = frozenset(map(str, (*RowProblem, *MappingReason)))
