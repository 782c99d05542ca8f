"""The round of the sheet's tests, with a clock within the stage and kept files of its own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.portal.self_assessment.conftest import december, nam_nung, round_2026, small_set
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage
from parindex.portal.assessments.actions.upload_evidence import upload_evidence
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Stage
from parindex.portal.assessments.queries.evidence import place_of
from parindex.portal.documents.actions import DocumentCard, keep_whole
from parindex.portal.documents.models import DocumentKind, Upload

__all__ = ["december", "nam_nung", "round_2026", "small_set"]

Arrived = Callable[..., Upload]
LEAF = "CD-TT"
CARD = DocumentCard(DocumentKind.PLAN, "Kế hoạch tuyên truyền", "12", "KH-UBND", date(2026, 1, 20), "UBND xã Nâm Nung")
TYPED = {
    "kind": "plan",
    "number": "12/KH-UBND",
    "issued_on": "20/01/2026",
    "issuer": "UBND xã Nâm Nung",
    "title": "Kế hoạch tuyên truyền",
    "pages": "3–5",
}
"""The card as a person types it, with the pages that prove."""


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


@pytest.fixture
def link(nam_nung: RoundUnit, lan: User, arrived: Arrived) -> EvidenceLink:
    """A plan with number and date as evidence of the leaf, section, pages and a note named."""
    return upload_evidence(
        actor=lan,
        round_unit=nam_nung,
        leaf=LEAF,
        upload=arrived(sample.pdf(), "kh12.pdf"),
        card=CARD,
        passage=Passage("Mục II", "3–5", "xem bảng 2"),
    )
