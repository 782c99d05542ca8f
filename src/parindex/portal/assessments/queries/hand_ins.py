"""Who has not handed in a sheet, until when each may, and whether results wait for it: the one place that says so.

Before publication a unit of a round with a time for self-assessment has handed in when its sheet is handed in; a
draft never counts. Other rounds (printed ones, figures recorded without sheets) and published ones say it by
``RoundUnit.submitted``, with the reason that was written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from parindex.portal.assessments.models import Origin, Round, RoundStage, RoundUnit, StageWindow
from parindex.portal.assessments.queries.windows import moment_text, windows_by_unit
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class NotHandedIn:
    """A unit without a hand-in. ``ends_at``: the end of its own time; None where no sheet is asked for."""

    member: RoundUnit
    ends_at: datetime | None = None

    @property
    def has_time(self) -> bool:
        """It may still hand in."""
        return self.ends_at is not None and clock.now() < self.ends_at

    @property
    def code(self) -> str:
        """Wording code of the reason; nobody is blamed before the end."""
        return "assessments.still_has_time" if self.has_time else "assessments.did_not_hand_in"

    @property
    def until(self) -> str:
        """The end of its time as it is printed."""
        return "" if self.ends_at is None else moment_text(self.ends_at)


def round_tells_by_sheets() -> Q:
    """Rounds whose sheets tell who handed in; a filter on ``Round``."""
    timed = Exists(StageWindow.objects.filter(round=OuterRef("pk"), stage=RoundStage.SELF_ASSESSMENT))
    return Q(timed, published_version=None, origin=Origin.COMPUTED)


def not_handed_in(round_: Round) -> list[NotHandedIn]:
    """Units without a hand-in, in Vietnamese order; at most five queries."""
    running = round_.published_version is None and round_.origin == Origin.COMPUTED
    windows = windows_by_unit(round_, RoundStage.SELF_ASSESSMENT) if running else {}
    units = round_.units.select_related("unit").order_by("sort_key", "pk")
    if not windows:
        return [NotHandedIn(member) for member in units.filter(submitted=False)]
    waiting = units.exclude(sheet__state=SheetState.HANDED_IN)
    return [NotHandedIn(member, windows[member.pk].ends_at) for member in waiting]


def awaited(round_: Round, absent: Sequence[NotHandedIn] | None = None) -> Sequence[NotHandedIn]:
    """Units that results wait for: those that still have time, and those whose time ended after the results were
    computed, so that these still say that it runs. Computing again settles the latter. ``absent``: all without a
    hand-in, where they were read before.
    """
    computed = round_.computed_at
    return [
        line
        for line in (not_handed_in(round_) if absent is None else absent)
        if line.ends_at is not None
        and (line.has_time or (computed is not None and (line.member.submitted or computed < line.ends_at)))
    ]
