"""The round of the sheet's tests, with a clock within the stage and kept files of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.portal.self_assessment.conftest import december, nam_nung, round_2026, small_set

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit, Stage
from parindex.portal.assessments.queries.evidence import place_of
from parindex.portal.documents.actions import keep_whole
from parindex.portal.documents.models import Upload

__all__ = ["december", "nam_nung", "round_2026", "small_set"]

Arrived = Callable[..., Upload]
LEAF = "CD-TT"


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> Path:
    """Kept files and pieces go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def arrived(nam_nung: RoundUnit, lan: User) -> Arrived:
    """A file of Lan's that has arrived whole for the leaf: ``arrived(content, "a.pdf")``."""

    def arrive(content: bytes, name: str, person: User | None = None) -> Upload:
        place = place_of(nam_nung, LEAF, Stage.SELF)
        return keep_whole(actor=person or lan, unit=nam_nung.unit, name=name, content=content, place=place)

    return arrive


@pytest.fixture
def address(nam_nung: RoundUnit) -> str:
    """The drawer of the leaf."""
    return f"/dot-danh-gia/{nam_nung.round.public_id}/don-vi/{nam_nung.unit.public_id}/tieu-chi/{LEAF}/minh-chung/"
