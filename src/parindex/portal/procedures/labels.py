"""Words for what a procedure is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers import printing
from parindex.portal.platform.words import say
from parindex.portal.procedures.models import ProcedureVersion
from parindex.portal.procedures.queries import Change

Tags = Mapping[str, tuple[str | Promise, str]]
LEVELS: Mapping[str, str | Promise] = {
    "province": _("Province level"),
    "district": _("Level: district"),
    "commune": _("Commune level"),
}
ONLINE: Tags = {
    "full": (_("Online in full"), "ok"),
    "partial": (_("Online in part"), "info"),
    "information": (_("Information only"), "mute"),
    "": (_("not said"), "warn"),
}
ANNOUNCEMENTS: Tags = {
    "new": (_("New"), "ok"),
    "amended": (_("Amended"), "info"),
    "replaced": (_("Replaced"), "info"),
    "abolished": (_("Procedure abolished"), "bad"),
}
OUTCOMES: Tags = {
    "new": (_("New"), "ok"),
    "changed": (_("New version"), "info"),
    "abolished": (_("Procedure abolished"), "bad"),
    "corrected": (_("Correction"), "warn"),
    "unchanged": (_("Already there"), "mute"),
    "refused": (_("Not taken in"), "bad"),
}
_UNITS: Mapping[str, str | Promise] = {"working_day": _("working days"), "day": _("days"), "hour": _("hours")}
COLUMNS: Mapping[str, str | Promise] = {
    "name": _("Name"),
    "field": _("Field"),
    "level": _("Level"),
    "online": _("Online level"),
    "online_printed": _("Online level as printed"),
    "online_eligible": _("Fit for online"),
    "one_stop": _("At the one-stop desk"),
    "inter_agency": _("Inter-agency"),
    "joined": _("Handled jointly"),
    "by_post": _("By public post"),
    "internal": _("Between state bodies"),
    "has_workflow": _("Internal process issued"),
    "has_fee": _("Fee"),
    "fee": _("Fee, amount"),
    "term_amount": _("Time limit"),
    "term_unit": _("Unit of the time limit"),
    "same_day": _("Same day"),
    "legal_basis": _("Legal basis"),
}

NUMBERS = (
    ("total", _("All in the catalogue"), True),
    ("one_stop", _("At the one-stop desk"), False),
    ("not_one_stop", _("Not at the one-stop desk"), False),
    ("one_stop_unknown", _("One-stop not said"), False),
    ("online", _("Online, full and in part"), True),
    ("full", _("Online in full"), False),
    ("partial", _("Online in part"), False),
    ("information", _("Information only"), False),
    ("online_unknown", _("Online level not said"), False),
    ("by_post", _("By public post"), True),
    ("not_by_post", _("Not by public post"), False),
    ("by_post_unknown", _("Public post not said"), False),
    ("inter_agency", _("Inter-agency"), True),
    ("workflow", _("Internal process issued"), False),
    ("with_fee", _("With fee"), False),
)
"""Rows of the page of numbers: name of the count, words, whether it heads a group."""
UNKNOWN = frozenset({"one_stop_unknown", "online_unknown", "by_post_unknown"})


def yes_no(value: bool | None) -> str:
    """Yes, no, or not said."""
    return gettext("not said") if value is None else gettext("yes") if value else gettext("no")


def term(version: ProcedureVersion) -> str:
    """The time limit: 5 working days; the same day; – when none is said."""
    if version.same_day:
        return gettext("within the day")
    if version.term_amount is None:
        return printing.MISSING
    return f"{printing.show_decimal(version.term_amount)} {_UNITS.get(version.term_unit, '')}"


def shown(change: Change, value: object) -> str:
    """A value of a changed column in words."""
    match change.name, value:
        case ("level", str(code)):
            return str(LEVELS[code])
        case ("online", str(code)):
            return str(ONLINE[code][0])
        case ("term_unit", str(code)):
            return str(_UNITS.get(code, printing.MISSING))
        case (_name, Decimal() as number):
            return printing.show_decimal(number)
        case (_name, date() as day):
            return printing.show_date(day)
        case ("fee" | "legal_basis" | "online_printed" | "name" | "field", str(text)):
            return text or printing.MISSING
        case ("term_amount", None):
            return printing.MISSING
        case (_name, bool() | None as flag):
            return yes_no(flag)
    return str(value)


def change_lines(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    """Column, before, after."""
    return [(str(COLUMNS[each.name]), shown(each, each.before), shown(each, each.after)) for each in changes]


def level_of(version: ProcedureVersion) -> str:
    """The level; for an internal procedure that too."""
    level = str(LEVELS[version.level])
    return f"{level}, {gettext('between state bodies')}" if version.internal else level


def figure_name(name: str) -> str:
    """A printed figure in words."""
    return say(f"procedures.figure.{name}")
