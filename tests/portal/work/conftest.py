"""The round of the stories of explaining; the clock stands within the self-assessment unless a test moves it."""

from collections.abc import Iterator
from datetime import date

import pytest
from tests.portal.conftest import Places
from tests.portal.explanations.conftest import STAGES, at
from tests.portal.explanations.conftest import dak_wil as dak_wil
from tests.portal.explanations.conftest import nga as nga
from tests.portal.explanations.conftest import tasks as tasks
from tests.portal.self_assessment.conftest import known_dossiers as known_dossiers
from tests.portal.self_assessment.conftest import nam_nung as nam_nung
from tests.portal.self_assessment.conftest import round_2026 as round_2026
from tests.portal.self_assessment.conftest import small_set as small_set

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import FigureRow, record_figures, set_calendar
from parindex.portal.assessments.models import AppraisalAssignment, Round, Stage
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock

NOW = at(10, 12, 2026, hour=9)


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Five days before the sheets are due."""
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def running(round_2026: Round, places: Places, minh: User) -> Round:
    """Every stage has its time; Minh appraises criterion 1.1; Nâm Nung has entered one leaf."""
    set_calendar(actor=None, round_=round_2026, stages=STAGES)
    AppraisalAssignment.objects.create(
        round=round_2026, person=minh, node=NodeRow.objects.get(version=round_2026.set_version, code="CD-KH")
    )
    row = FigureRow(places.nam_nung.pk, "KH-NGAY", {"issued_on": date(2026, 1, 20)})
    record_figures(actor=None, round_=round_2026, stage=Stage.SELF, rows=[row])
    return round_2026
