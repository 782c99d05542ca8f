"""Of which version of the store a report is made: of the one kept when its window was recorded, or of the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.engine.numbers.printing import show_date
from parindex.portal.dossiers.engine_bridge import Window, store_version
from parindex.portal.dossiers.engine_bridge.dashboard import first_and_last_day
from parindex.portal.dossiers.engine_bridge.kept_windows import KeptWindow, first_and_last_at, kept_window
from parindex.portal.dossiers.engine_bridge.reports import RecordedOf
from parindex.portal.dossiers.views.asked import Asked
from parindex.portal.organisations.queries import ancestors_on

ASKED, NEWEST = "ban", "moi-nhat"


@dataclass(frozen=True, slots=True)
class Basis:
    """``kept``: None where the window was never recorded after its end; ``is_kept``: the report is made of it."""

    kept: KeptWindow | None
    is_kept: bool

    @property
    def version(self) -> int | None:
        """What to count of; None: the newest, from the roll-ups."""
        return self.kept.version if self.kept and self.is_kept else None

    @property
    def first_and_last(self) -> tuple[date, date] | None:
        """Between which days anything was received or closed, as the report has it."""
        return first_and_last_day() if self.version is None else first_and_last_at(self.version)

    @property
    def printed_version(self) -> int:
        """What the report names."""
        return store_version() if self.version is None else self.version

    @property
    def recorded(self) -> RecordedOf | None:
        """What the printed report says of it: nothing where the window was never recorded or nothing has changed."""
        if self.kept is None or not (self.is_kept or self.kept.changed):
            return None
        return RecordedOf(self.kept.version, self.kept.day)

    @property
    def words(self) -> list[str]:
        """A line for the Excel file, where there is something to say."""
        if self.kept is None or not (self.is_kept or self.kept.changed):
            return []
        values = {"version": self.kept.version, "day": show_date(self.kept.day)}
        if self.is_kept:
            return [_("As recorded: record store version %(version)s of %(day)s") % values]
        return [_("Newest; recorded of version %(version)s of %(day)s, the records have changed since") % values]


def basis_of(request: HttpRequest, asked: Asked, window: Window | None = None) -> Basis:
    """The kept version of a window (None: that asked for) that was recorded, unless the address asks for the newest."""
    kept = kept_for(asked, window or asked.window)
    return Basis(kept, kept is not None and request.GET.get(ASKED) != NEWEST)


def kept_for(asked: Asked, window: Window) -> KeptWindow | None:
    """What the unit asked for, or a unit above it, recorded of the window; None for all units together."""
    if asked.unit is None:
        return None
    return kept_window([unit.public_id for unit in ancestors_on(asked.unit.unit, with_itself=True)], window)
