"""Late dossiers and those with a letter, of both views side by side: what a unit decides, and what it received.

The two pages that tell of letters stand on different views by default, so each shows both numbers, says why they
differ, and leads to both lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from parindex.portal.dossiers.engine_bridge import View, Window, dashboard
from parindex.portal.dossiers.engine_bridge.records import Counted
from parindex.portal.dossiers.queries.letters import in_register, with_letters
from parindex.portal.dossiers.views.asked import FREE, Asked
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class LettersCounted:
    """Late dossiers of one view and window; ``in_register``: letters that the source does not know of."""

    view: View
    with_letter: int
    late: int
    in_register: int
    dossiers: str
    """Address of the list of the late ones."""


@dataclass(frozen=True, slots=True)
class BothViews:
    """The window with the counts of what the units decide and of what they received."""

    window: Window
    until: date
    """A letter counts when it was issued by this day."""
    decided: LettersCounted
    received: LettersCounted

    @property
    def differ(self) -> bool:
        """Whether the two are not the same number."""
        ours, theirs = self.decided, self.received
        return (ours.late, ours.with_letter) != (theirs.late, theirs.with_letter)

    def of(self, view: View) -> LettersCounted:
        """Those of one view."""
        return self.decided if view is View.DECIDED else self.received


def letters_counted(asked: Asked, window: Window, until: date) -> BothViews:
    """Counted for the units, field and procedure of the page; letters issued by ``until``, never later than today."""
    until = min(until, clock.today())
    return BothViews(window, until, *(_of(asked, window, until, view) for view in (View.DECIDED, View.RECEIVED)))


def _of(asked: Asked, window: Window, until: date, view: View) -> LettersCounted:
    part = replace(asked.part, view=view)
    registered = in_register(part, window, until)
    counts = with_letters(dashboard.whole(part, window), registered)
    listed = replace(asked, part=part, chosen=FREE, wanted=window, window=window)
    return LettersCounted(
        view,
        counts.late_with_letter + counts.pending_overdue_with_letter,
        counts.late_or_overdue,
        len(registered),
        f"{reverse('dossiers:records')}?{listed.address(so=Counted.LATE_OR_OVERDUE.value)}",
    )
