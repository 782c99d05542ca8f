"""A day with dossiers of two communes: overdue, due in one, three and five working days, resolved late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.portal.dossiers.conftest import NOW, Imported, dossier

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.draft_letters import Wanted, draft_letters
from parindex.portal.dossiers.models import ApologyLetter, DossierSource
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock

OTHER = "24649"
LINES = [
    # NOW is Monday 16/11/2026, the newest day of the records
    dossier(1, received="02/11/2026 08:00:00", due="10/11/2026 17:00:00", done=""),
    dossier(2, received="02/11/2026 08:00:00", due="12/11/2026 17:00:00", done=""),
    dossier(3, received="02/11/2026 08:00:00", due="17/11/2026 17:00:00", done=""),
    dossier(4, received="02/11/2026 08:00:00", due="19/11/2026 17:00:00", done=""),
    dossier(5, received="02/11/2026 08:00:00", due="23/11/2026 17:00:00", done=""),
    dossier(6, received="02/11/2026 08:00:00", due="13/11/2026 17:00:00", done="16/11/2026 08:30:00"),
    dossier(7, unit=OTHER, received="02/11/2026 08:00:00", due="12/11/2026 17:00:00", done=""),
    dossier(8, received="02/11/2026 08:00:00", due="24/11/2026 17:00:00", done=""),
    dossier(9, received="02/11/2026 08:00:00", due="12/11/2026 17:00:00", done="12/11/2026 10:00:00"),
]


@pytest.fixture
def day(imported: Imported) -> Iterator[None]:
    """The dossiers, and the clock standing on that morning."""
    imported(LINES)
    with clock.stopped_at(NOW):
        yield


def code(number: int) -> str:
    """Code of a dossier."""
    return f"H68.01-261005-{number:04d}"


def key(number: int) -> str:
    """A dossier as the list names it."""
    return f"{DossierSource.objects.get().code}:{code(number)}"


def drafted(actor: User, unit: OrgUnit, *numbers: int) -> tuple[ApologyLetter, ...]:
    """Letters of dossiers, put off by three working days."""
    return draft_letters(
        actor=actor, unit=unit, keys=[key(number) for number in numbers], wanted=Wanted(3, "consulting")
    )
