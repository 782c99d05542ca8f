"""Sum the dossiers again where the stored sums are not those of the newest records."""

from __future__ import annotations

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.run_import import refresh_figures


def bring_figures_up_to_date() -> bool:
    """Whether the stored sums were brought up to date.

    They are behind after the program itself was brought up to date and sums more than before, or counts otherwise, and
    where a process ended between the records and their sums. Nothing is done while an import is at work: it sums.
    """
    if engine_bridge.is_rolled_up():
        return False
    try:
        with engine_bridge.one_import_at_a_time():
            refresh_figures()
    except engine_bridge.StoreBusy:
        return False
    return True
