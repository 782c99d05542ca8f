"""What the figures mean, said once more the slow way: dossier by dossier, day by day, in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from parindex.lake.figures import Figures, View, Window

Record = Mapping[str, Any]
_CLOSED, _NOT_COUNTED = {7, 9, 10}, {1, 3}


def figures_by_hand(records: Iterable[Record], window: Window, view: View) -> dict[str, Figures]:
    """Place → its figures in the window."""
    place = "receiving_unit" if view is View.RECEIVED else "deciding_unit"
    counts: dict[str, Counter[str]] = {}
    for record in records:
        if record["status"] not in _NOT_COUNTED:
            counts.setdefault(record[place], Counter()).update(_counts(record, window))
    return {
        unit: Figures(**{name: held[name] for name in Figures.__dataclass_fields__}) for unit, held in counts.items()
    }


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else (moment + timedelta(hours=7)).date()


def _counts(record: Record, window: Window) -> Iterable[str]:
    """The names of the figures that the dossier adds one to (minutes: as often as there are minutes)."""
    received, due = _day(record["received_at"]), _day(record["due_at"])
    closed = _day(record["finished_at"] or record["returned_at"]) if record["status"] in _CLOSED else None
    assert received is not None
    if record["status"] in _CLOSED and closed is None:
        yield from ["closed_undated"] if window.first <= received <= window.last else []
        return
    if window.first <= received <= window.last:
        yield from _on_receipt(record)
    for name, day in (("carried", window.first - timedelta(days=1)), ("pending", window.last)):
        if received <= day and (closed is None or closed > day):
            yield "carried_over" if name == "carried" else "pending"
            if due is not None and due < day and _stands(record, due):
                yield from ["waiting_past_due"] if name == "pending" else []
            elif due is not None and due < day:
                yield f"{name}_overdue"
                yield from ["pending_overdue_with_letter"] if record["apology_sent"] and name == "pending" else []
            if due is None and name == "pending":
                yield "pending_without_due"
    if received <= window.last and record["status"] in (6, 8):
        yield "suspended_now"
    if received <= window.last and record["status"] == 5:
        yield "awaiting_supplement_now"
    if closed is not None and window.first <= closed <= window.last:
        yield from _on_closing(record, due, closed)


def _stands(record: Record, due: date) -> bool:
    """The citizen is to move, and was by the due day as far as anybody knows."""
    asked = _day(record["supplement_asked_at"])
    return record["status"] in (6, 8) or (record["status"] == 5 and (asked is None or asked <= due))


def _on_receipt(record: Record) -> Iterable[str]:
    yield "received_new"
    online, full = record["channel"] == 2, record["online_level"] == 2
    said = {
        "received_online": online,
        "received_post": record["channel"] == 3,
        "received_full_online": online and full,
        "full_online_eligible": full,
        "with_fee": record["fee_required"],
        "paid_online": record["fee_required"] and record["paid_online"],
        "digitised": record["digitised_parts"],
        "reused": record["reused_parts"],
        "supplemented": record["supplement_requests"],
    }
    yield from (name for name, holds in said.items() if holds)


def _on_closing(record: Record, due: date | None, closed: date) -> Iterable[str]:
    if record["status"] == 7:
        yield "withdrawn"
        return
    yield "resolved"
    if due is None:
        yield "resolved_without_due"
    else:
        yield "early" if closed < due else "on_time" if closed == due else "late"
        if closed > due and record["apology_sent"]:
            yield "late_with_letter"
    if record["processing_minutes"] is not None:
        yield "processing_known"
        yield from ["processing_minutes"] * record["processing_minutes"]
    if record["digitised_result"]:
        yield "digitised_result"
    if record["satisfied"] is not None:
        yield "asked"
        yield from ["satisfied"] if record["satisfied"] else []
