"""Ten steps through a round for who sees it for the first time: as whom, on which page; the words: ``tour.*``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from parindex.portal.assessments.models import Round, RoundUnit, Thread, ThreadState
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import CAST, LAM_DONG, NAM_NUNG, Part
from parindex.portal.site.demo.running_round import YEAR
from parindex.portal.site.demo.simulated_documents import TO_PROVE

PUBLISHED = YEAR - 1
TO_APPRAISE = "TTHC-CONGKHAI"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its key in the wording, whose sign-in, where."""

    key: str
    username: str
    address: Callable[[], str]

    @property
    def title(self) -> str:
        """Wording code of what the step is about."""
        return f"tour.{self.key}.title"

    @property
    def what(self) -> str:
        """Wording code of what its page does: nothing that it does not do for this person."""
        return f"tour.{self.key}.what"

    @property
    def part(self) -> Part:
        """The person of the cast."""
        return next(part for part in CAST if part.username == self.username)


def round_of(year: int) -> Round:
    """The simulated round of Lâm Đồng's communes of a year. Raises ``Round.DoesNotExist`` while it is loaded."""
    owner = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    return Round.objects.get(simulated=True, year=year, owner=owner, set_version__criteria_set__code="model_commune")


def page_of_round(view: str, *more: str, year: int = YEAR, query: str = "") -> Callable[[], str]:
    """The address of a page of the round; ``more``: further parts of the address."""
    return lambda: reverse(f"assessments:{view}", args=[round_of(year).public_id, *more]) + query


def page_of_unit(view: str, *more: str, year: int = YEAR, query: str = "") -> Callable[[], str]:
    """The address of a page of the commune of the cast in the round."""

    def address() -> str:
        unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
        return reverse(f"assessments:{view}", args=[round_of(year).public_id, unit.public_id, *more]) + query

    return address


def a_unit_handed_in() -> RoundUnit:
    """A commune of the running round that has handed in and was asked to explain."""
    return an_answered_thread().entry.round_unit


def an_answered_thread() -> Thread:
    """The first answered request of the running round."""
    threads = Thread.objects.filter(entry__round_unit__round=round_of(YEAR), state=ThreadState.ANSWERED)
    return threads.select_related("entry__round_unit__unit").earliest("pk")


STEPS: tuple[Step, ...] = (
    Step("overview", "hoa", page_of_round("round_overview")),
    Step("enter", "lan", page_of_unit("sheet", query="?loc=chua-nhap")),
    Step("prove", "lan", page_of_unit("evidence", TO_PROVE)),
    Step("missing", "thinh", page_of_unit("sheet_missing")),
    Step("hand_in", "thinh", page_of_unit("sheet_hand_in")),
    Step("appraise", "minh", page_of_round("appraise_leaf", TO_APPRAISE)),
    Step("explain", "minh", lambda: reverse("assessments:threads")),
    Step("follow", "hoa", page_of_round("appraisal")),
    Step("published", "hoa", page_of_round("publications", year=PUBLISHED)),
    Step("lost", "thinh", page_of_unit("unit", year=PUBLISHED)),
)
