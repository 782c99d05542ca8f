"""The pages of the demonstration: every one is requested as every person by `make demo CHECK=1`, and photographed.

One line per page. `open_to` are the user names that may see it; everyone else must be refused (403 or 404).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import CAST, LAM_DONG, NAM_NUNG

EVERYONE = frozenset(part.username for part in CAST)
OF_LAM_DONG = EVERYONE - {"quan"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: a name for files and summaries, its address, who may see it."""

    name: str
    address: Callable[[], str]
    open_to: frozenset[str] = EVERYONE


def _unit(code: str, level: UnitLevel) -> str:
    return reverse("organisations:unit", args=[unit_by_code(code, level).public_id])


PAGES: tuple[Page, ...] = (
    Page("overview", lambda: reverse("dashboards:overview")),
    Page("search", lambda: reverse("search") + "?q=nam+nung"),
    Page("units", lambda: reverse("organisations:units")),
    Page("units_excel", lambda: reverse("organisations:units") + "?province=&level=province&format=xlsx"),
    Page("unit_province", lambda: _unit(LAM_DONG, UnitLevel.PROVINCE)),
    Page("unit_commune", lambda: _unit(NAM_NUNG, UnitLevel.COMMUNE)),
    Page("change_password", lambda: reverse("account_change_password")),
)
