"""A petition of Bình, received by Lan for Xã Nâm Nung on Thursday 5/11/2026 at nine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.petitions.actions.receive_petitions import KnownPerson, NewPetition, receive_petitions
from parindex.portal.petitions.models import Petition, PetitionKind, PetitionSource
from parindex.portal.platform import clock

BINH = KnownPerson(
    full_name="Nguyễn Văn Bình",
    phone="0912 345 678",
    address="Số 12 đường Hùng Vương, thôn Đắk Prí, xã Nâm Nung",
    identity_number="068090001234",
    mail="binh.nv@thu.example",
)
IDENTIFYING = ("Nguyễn Văn Bình", "0912345678", "0912 345 678", "Hùng Vương", "Đắk Prí", "068090001234", "binh.nv")
CONTENT = (
    "Tôi là Nguyễn Văn Bình, số điện thoại 0912.345.678, ở thôn Đắk Prí. Công chức bộ phận một cửa yêu cầu nộp bản "
    "sao hộ khẩu dù đã có căn cước."
)


def at(text: str) -> datetime:
    """A moment in Vietnam: ``at("2026-11-05 09:00")``."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


def new(content: str = CONTENT, **more: object) -> NewPetition:
    given: dict[str, object] = {
        "source": PetitionSource.NATIONAL,
        "kind": PetitionKind.BEHAVIOUR,
        "person": BINH,
        "subject_field": "Hộ tịch",
        **more,
    }
    return NewPetition(content=content, **given)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.stopped_at(at("2026-11-05 09:00")):
        yield


@pytest.fixture
def petition(places: Places, lan: User) -> Petition:
    (received,) = receive_petitions(actor=lan, unit=places.nam_nung, rows=[new()])
    assert received.petition is not None
    return received.petition
