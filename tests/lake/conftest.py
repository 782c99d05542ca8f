"""Dossiers of two communes and a department for the tests of figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

BEGIN = datetime(2025, 12, 1, tzinfo=UTC)


def dossier(**given: Any) -> dict[str, Any]:
    """A whole record of the store; what is not given is ordinary."""
    record: dict[str, Any] = {
        "source": "mot_cua",
        "record_code": "H46.01-260105-0001",
        "receiving_unit": "24703",
        "deciding_unit": "24703",
        "procedure_code": "1.001193",
        "field_code": "HO-TICH",
        "channel": 1,
        "online_level": 2,
        "status": 10,
        "received_at": datetime(2026, 1, 5, 2, tzinfo=UTC),
        "due_at": datetime(2026, 1, 8, 10, tzinfo=UTC),
        "extended_due_at": None,
        "finished_at": datetime(2026, 1, 7, 2, tzinfo=UTC),
        "returned_at": None,
        "supplement_requests": 0,
        "supplement_asked_at": None,
        "paused_minutes": 0,
        "processing_minutes": 960,
        "fee_required": False,
        "fee_dong": None,
        "paid_online": None,
        "digitised_parts": 1,
        "digitised_result": True,
        "reused_parts": 0,
        "satisfied": None,
        "apology_sent": None,
        "batch_id": "b1",
        "source_row": 2,
        "simulated": True,
    }
    record |= given
    record.setdefault("received_month", f"{record['received_at'] + timedelta(hours=7):%Y-%m}")
    return record


def _moments() -> st.SearchStrategy[datetime]:
    # near midnight local time, 17:00 UTC, more often than not
    minutes = st.one_of(st.integers(0, 1439), st.sampled_from([1019, 1020, 1021]))
    return st.builds(lambda day, minute: BEGIN + timedelta(days=day, minutes=minute), st.integers(0, 100), minutes)


def _later(moment: datetime) -> st.SearchStrategy[datetime | None]:
    return st.none() | st.integers(0, 40).map(lambda days: moment + timedelta(days=days, minutes=days * 37))


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """Any dossier that the store could hold."""
    received = draw(_moments())
    return dossier(
        record_code=f"H46.01-{draw(st.integers(0, 999_999)):06d}-0001",
        receiving_unit=draw(st.sampled_from(["24703", "24649"])),
        deciding_unit=draw(st.sampled_from(["24703", "24649", "H46"])),
        channel=draw(st.integers(1, 3)),
        online_level=draw(st.none() | st.integers(0, 2)),
        status=draw(st.integers(1, 10)),
        received_at=received,
        due_at=draw(_later(received)),
        finished_at=draw(_later(received)),
        returned_at=draw(_later(received)),
        supplement_requests=draw(st.none() | st.integers(0, 2)),
        processing_minutes=draw(st.none() | st.integers(0, 500)),
        fee_required=draw(st.none() | st.booleans()),
        paid_online=draw(st.none() | st.booleans()),
        digitised_parts=draw(st.none() | st.integers(0, 2)),
        digitised_result=draw(st.none() | st.booleans()),
        reused_parts=draw(st.none() | st.integers(0, 2)),
        satisfied=draw(st.none() | st.integers(0, 1)),
        apology_sent=draw(st.none() | st.booleans()),
    )
