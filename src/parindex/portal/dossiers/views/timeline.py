"""The changes of state of a dossier, as rows of its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.engine_bridge.timeline import Effect, Moment, Timeline, Timing, timeline_of
from parindex.portal.dossiers.labels import STATUSES

CLOCK = {
    Effect.NOT_RECEIVED: (_("not begun"), "mute"),
    Effect.RUNS: (_("runs"), "info"),
    Effect.SUPPLEMENT: (_("stands still: papers asked for"), "warn"),
    Effect.CITIZEN: (_("stands still: on the citizen's side"), "warn"),
    Effect.ENDS: (_("ended"), "ok"),
}
TONES = {
    Timing.EARLY: "ok", Timing.ON_TIME: "ok", Timing.LATE: "bad", Timing.PENDING_OVERDUE: "bad",
    Timing.PENDING_WITHIN: "info",
}  # fmt: skip


def of_record(source: str, record_code: str, names: Mapping[str, str]) -> dict[str, object]:
    """What the template of the timeline shows; ``names``: code of a unit that the person may see → its name."""
    found = timeline_of(source, record_code)
    if found is None:
        return {"timeline": None}
    return {
        "timeline": found,
        "spent": _hours(found.spent),
        "waited": _hours(found.waited),
        "moments": [_row(each, names) for each in found.moments],
        "extensions": [
            {"day": each.change.new_due_on, "code": f"lake.{each.refused}" if each.refused else ""}
            for each in found.extensions
        ],
        "stages": _stages(found, names),
    }


def _row(moment: Moment, names: Mapping[str, str]) -> dict[str, object]:
    event = moment.event
    words, tone = CLOCK[moment.effect]
    unit = names.get(event.change.unit, event.change.unit)
    return {
        "at": _moment(event.change.at),
        "before": STATUSES.get(event.from_status, "") if event.from_status is not None else "",
        "state": STATUSES.get(event.change.to_status, ""),
        "place": " · ".join(filter(None, (unit, event.change.stage, event.queue))),
        "new_due": event.change.new_due_on,
        "clock": words,
        "tone": tone,
        "hours": None if moment.minutes is None else _hours(moment.minutes),
    }


def _stages(found: Timeline, names: Mapping[str, str]) -> list[dict[str, object]]:
    rows = []
    for each in found.stages:
        unit, dot, step = each.stage.code.partition(" · ")
        rows.append(
            {
                "place": f"{names.get(unit, unit)}{dot}{step}",
                "received": _moment(each.stage.received_at),
                "limit": int(each.stage.term.amount),
                "due": _moment(each.due.at) if each.due.at else "",
                "finished": _moment(each.stage.finished_at) if each.stage.finished_at else "",
                "timing": f"timing.{each.timing.name.lower()}",
                "tone": TONES.get(each.timing, "mute"),
                "late": _hours(each.minutes_late) if each.minutes_late else None,
            }
        )
    return rows


def _hours(minutes: int) -> Decimal:
    return Decimal(minutes) / 60


def _moment(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M}"
