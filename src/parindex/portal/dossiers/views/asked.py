"""What a page of figures is asked for, as its address says it: the window, the view, the unit and the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge import View, Window, dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.targets import TargetBook, book_of
from parindex.portal.organisations.models import OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import memberships_of, subtree_on, versions_on
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import NotAllowed

FREE = "tu-chon"
_REPORTS = {
    "q1": gettext_lazy("Report, quarter I"),
    "half_1": gettext_lazy("Report, half-year"),
    "q3": gettext_lazy("Report, quarter III"),
    "year": gettext_lazy("Report, year"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A window that can be chosen: its code in the address, its words, its days."""

    code: str
    words: str
    window: Window


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``window`` ends with the last day that the records cover; ``wanted`` is what was chosen."""

    actor: User
    unit: OrgUnitVersion | None
    """None: all units that the person may see."""
    units: tuple[OrgUnitVersion, ...]
    """Those whose dossiers count."""
    seen: tuple[OrgUnitVersion, ...]
    part: Part
    chosen: str
    wanted: Window
    window: Window
    choices: tuple[Choice, ...]
    wrong_days: str = ""

    @property
    def names(self) -> dict[str, str]:
        """Code of a unit → its name."""
        return {unit.code: unit.name for unit in self.seen}

    @property
    def is_cut(self) -> bool:
        """Whether the window goes on after the last day that the records cover."""
        return self.window != self.wanted

    def address(self, **other: str) -> str:
        """The query of an address that asks the same, with some of it otherwise."""
        asked = {
            "ky": self.chosen,
            "xem": self.part.view.value if self.part.view is View.DECIDED else "",
            "don-vi": self.unit.unit.public_id if self.unit else "",
            "linh-vuc": self.part.field,
            "thu-tuc": self.part.procedure,
        }
        if self.chosen == FREE:
            asked |= {"tu": show_date(self.wanted.first), "den": show_date(self.wanted.last)}
        return urlencode({name: value for name, value in (asked | other).items() if value})

    @property
    def top(self) -> int | None:
        """The unit whose target holds for the whole: the one asked for, else the only province among all."""
        if self.unit is not None:
            return self.unit.unit_id
        provinces = [each.unit_id for each in self.units if each.level == UnitLevel.PROVINCE]
        return provinces[0] if len(provinces) == 1 else None

    def book(self) -> TargetBook:
        """Targets of the units in question."""
        top = self.top
        return book_of({each.unit_id for each in self.units} | ({top} if top is not None else set()))

    def whole(self) -> Asked:
        """The same for all fields and procedures, whatever the dashboard was filtered by."""
        return replace(self, part=replace(self.part, field="", procedure=""))

    def only(self, *places: str) -> Part:
        """The part, of these units only."""
        return replace(self.part, places=tuple(place for place in self.part.places if place in places))


def asked_of(request: HttpRequest) -> Asked:
    """Read the address; refuses a unit whose figures the person may not see."""
    actor = request.user
    assert isinstance(actor, User)
    permissions.may_open(actor).or_refuse()
    given = request.GET
    seen_ids = set(permissions.seen_units(actor).values_list("pk", flat=True))
    seen = tuple(unit for unit in versions_on() if unit.unit_id in seen_ids and unit.code)
    unit = _unit(actor, given.get("don-vi", ""), seen)
    units = seen
    if unit is not None and unit.unit_id not in _scopes(actor, seen):
        below = set(subtree_on(unit.unit).values_list("pk", flat=True))
        units = tuple(each for each in seen if each.unit_id in below)
    view = View.DECIDED if given.get("xem") == View.DECIDED else View.RECEIVED
    codes = tuple(each.code for each in units)
    part = Part(view, codes, given.get("linh-vuc", "")[:60], given.get("thu-tuc", "")[:40])
    choices = choices_of()
    chosen, wanted, wrong = _wanted(given, choices)
    return Asked(actor, unit, units, seen, part, chosen, wanted, _covered(wanted), choices, wrong)


def choices_of() -> tuple[Choice, ...]:
    """Windows of the years that the records cover, newest year first: year, reports, half-years, quarters, months."""
    known = dashboard.first_and_last_day()
    if known is None:
        return (_of_year(clock.today().year)[0],)
    return tuple(
        choice
        for year in range(known[1].year, known[0].year - 1, -1)
        for choice in _of_year(year)
        if choice.window.first <= known[1] and choice.window.last >= known[0]
    )


def ended_choices() -> list[Choice]:
    """Windows of the records that are over: only of these can a figure be recorded that a report prints."""
    return [each for each in choices_of() if each.window.last < clock.today()]


def words_of_window(window: Window) -> str:
    """The window's name in the list with its days; the days alone where the list has no such window."""
    days = f"{show_date(window.first)} – {show_date(window.last)}"
    named = next((each.words for each in _of_year(window.last.year) if each.window == window), "")
    return f"{named} ({days})" if named else days


def months_before(day: date, count: int) -> Window:
    """``count`` calendar months, the last of which holds ``day`` and ends with it."""
    first = day.replace(day=1)
    for _month in range(count - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Window(first, day)


def _of_year(year: int) -> tuple[Choice, ...]:
    def span(first: int, last: int) -> Window:
        end = date(year, 12, 31) if last == 12 else date(year, last + 1, 1) - timedelta(days=1)
        return Window(date(year, first, 1), end)

    romans = ("I", "II", "III", "IV")
    reports = (
        Choice(f"bc-{year}-{each.period.kind}", f"{_REPORTS[each.period.kind]} {year}", Window(*each.span))
        for each in dashboard.report_windows(year)
    )
    return (
        Choice(f"nam-{year}", _("Year %(year)s") % {"year": year}, span(1, 12)),
        *reports,
        Choice(f"nua-{year}-1", _("First six months of %(year)s") % {"year": year}, span(1, 6)),
        Choice(f"nua-{year}-2", _("Last six months of %(year)s") % {"year": year}, span(7, 12)),
        *(
            Choice(f"quy-{year}-{at}", _("Quarter %(number)s/%(year)s") % {"number": roman, "year": year},
                   span(3 * at - 2, 3 * at))
            for at, roman in enumerate(romans, start=1)
        ),
        *(
            Choice(f"thang-{year}-{month:02d}",
                   _("Month %(number)s/%(year)s") % {"number": f"{month:02d}", "year": year}, span(month, month))
            for month in range(12, 0, -1)
        ),
    )  # fmt: skip


def _wanted(given: QueryDict, choices: tuple[Choice, ...]) -> tuple[str, Window, str]:
    first, last = _day(given.get("tu", "")), _day(given.get("den", ""))
    asked = given.get("ky", "")
    found = next((each for each in choices if each.code == asked), choices[0])
    # days typed beside a choice that was left as it was are meant; those that the page itself showed there are not
    own_days = asked in ("", FREE, given.get("truoc", FREE))
    if own_days and first is not None and last is not None and first <= last:
        typed = Window(first, last)
        if asked != FREE and typed == found.window:
            return found.code, found.window, ""
        return FREE, typed, ""
    wrong = (
        " – ".join(given.get(name, "") for name in ("tu", "den"))
        if own_days and any(given.get(name) for name in ("tu", "den"))
        else ""
    )
    return found.code, found.window, wrong


def _day(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a pure date
        except ValueError:
            continue
    return None


def _covered(wanted: Window) -> Window:
    """Up to the last day that the records cover: who is pending then is not overdue by days that nobody recorded."""
    known = dashboard.first_and_last_day()
    if known is None or known[1] >= wanted.last or known[1] < wanted.first:
        return wanted
    return Window(wanted.first, known[1])


def _unit(actor: User, public_id: str, seen: tuple[OrgUnitVersion, ...]) -> OrgUnitVersion | None:
    if public_id:
        found = next((each for each in seen if each.unit.public_id == public_id), None)
        if found is None:
            raise NotAllowed("organisations.other_unit", {"right": "see_results"})
        return found
    scopes = _scopes(actor, seen)
    return next((each for each in seen if each.unit_id in scopes), None)


def _scopes(actor: User, seen: tuple[OrgUnitVersion, ...]) -> set[int]:
    """Where the person's view begins, when it begins in one place only."""
    held = {position.scope_id for position in memberships_of(actor)} & {each.unit_id for each in seen}
    return held if len(held) == 1 else set()


def options(asked: Asked) -> list[OrgUnitVersion]:
    """Units to choose from: the province first, then departments, then communes, in Vietnamese order."""
    order = {UnitLevel.PROVINCE: 0, UnitLevel.DEPARTMENT: 1}
    return sorted(asked.seen, key=lambda unit: (order.get(UnitLevel(unit.level), 2), unit.sort_key))
