"""Letters of apology and extension of some communes: drafted, issued, some withdrawn. Their dossiers are simulated."""

from __future__ import annotations

from collections import Counter
from datetime import date

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.draft_letters import Wanted, draft_letters
from parindex.portal.dossiers.actions.issue_letters import issue_letters, withdraw_letters
from parindex.portal.dossiers.engine_bridge import View, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.tables.overdue import record_address
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import communes_of, unit_by_code
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import LAM_DONG, NAM_NUNG, QUANG_SON, person

SYMBOL = "UBND"
FIRST_NUMBER = 41
MOST_OVERDUE = 2
"""Communes with most overdue dossiers that write letters, too."""


def load_letters() -> None:
    """For half of the bare dossiers of each commune, so that some are left to try; what is loaded is left as it is."""
    if ApologyLetter.objects.exists():
        return
    at = overdue.as_at()
    assert at is not None  # the dossiers are loaded before
    communes = communes_of(unit_by_code(LAM_DONG, UnitLevel.PROVINCE))
    codes = tuple(sorted(commune.code for commune in communes))
    bare = [each for each in overdue.open_records(Part(View.DECIDED, codes), at) if not each.letter_at_source]
    most = Counter(each.deciding_unit for each in bare if each.is_late).most_common(MOST_OVERDUE)
    actors = {NAM_NUNG: person("lan"), QUANG_SON: person("mai")}
    for code in dict.fromkeys([*actors, *(code for code, _number in most)]):
        _commune(code, actors.get(code), at)


def _commune(code: str, actor: User | None, at: date) -> None:
    unit = unit_by_code(code, UnitLevel.COMMUNE)
    bare = [each for each in overdue.open_records(Part(View.DECIDED, (code,)), at) if not each.letter_at_source]
    chosen = [each.key for each in bare[: max(1, len(bare) // 2)]]
    if not chosen:
        return
    drafted = draft_letters(actor=actor, unit=unit, keys=chosen, wanted=Wanted(3, "consulting"))
    half = drafted[: max(1, len(drafted) // 2)]
    issue_letters(actor=actor, letters=half, first_number=FIRST_NUMBER, symbol=SYMBOL, day=clock.today())
    if len(drafted) > len(half):
        withdraw_letters(actor=actor, letters=drafted[-1:], reason="Đã trả kết quả cho người dân (mô phỏng)")


def a_record() -> str:
    """The page of Nâm Nung's first dossier with a letter."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    letter = ApologyLetter.objects.filter(unit=unit).earliest("pk")
    return record_address(letter.source, letter.record_code)
