"""The left navigation: groups in the order of the year, one line per page. A person sees what his rights open.

To add a page: one `Entry` in its group. `right` is what it takes to see it (None: everyone who is signed in); `waiting`
counts the work that waits for this person, never a total: at most one query, from the positions that are read already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments.queries.threads import waiting_threads
from parindex.portal.dashboards.queries.my_work import remembered_work
from parindex.portal.findings.queries import waiting_for as waiting_findings
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation."""

    label: Promise
    address: str
    right: Right | None = None
    waiting: Callable[[User, Sequence[Membership]], int] | None = None


GROUPS: tuple[tuple[Promise | None, tuple[Entry, ...]], ...] = (
    (
        None,
        (
            Entry(_("My work"), "dashboards:my_work", None, lambda person, _held: remembered_work(person)),
            Entry(_("Overview"), "dashboards:overview"),
        ),
    ),
    (
        _("Assessment"),
        (
            Entry(_("Overview of the round"), "assessments:current_round", Right.SEE_UNITS_BELOW),
            Entry(_("Self-assessment sheet"), "assessments:my_sheet", Right.ENTER),
            Entry(_("Evidence"), "assessments:my_evidence", Right.ENTER),
            Entry(_("Appraisal"), "assessments:my_appraisal", Right.APPRAISE),
            Entry(_("Appraisal, assignments"), "assessments:my_appraisal", Right.RUN_ROUNDS),
            Entry(_("Explanations and objections"), "assessments:threads", Right.SEE_RESULTS, waiting_threads),
            Entry(_("Rounds, rankings"), "assessments:rounds", Right.SEE_RESULTS),
            Entry(_("Published figures"), "facts:par_index", Right.SEE_RESULTS),
        ),
    ),
    (
        _("Improvement"),
        (Entry(_("Plans"), "improvement:list", Right.SEE_RESULTS),),
    ),
    (
        _("Figures, reports"),
        (
            Entry(_("Procedures"), "procedures:list"),
            Entry(_("One-stop dossiers"), "dossiers:dashboard", Right.SEE_RESULTS),
            Entry(_("Import dossiers"), "dossiers:imports", Right.SEE_RESULTS),
            Entry(_("Findings"), "findings:list", Right.SEE_RESULTS, waiting_findings),
            Entry(_("Petitions"), "petitions:list", Right.SEE_RESULTS),
            Entry(_("Documents"), "documents:list", Right.SEE_RESULTS),
        ),
    ),
    (
        _("Settings"),
        (
            Entry(_("Criteria sets"), "criteria:versions"),
            Entry(_("Units"), "organisations:units"),
            Entry(_("Accounts"), "organisations:people", Right.MANAGE_PEOPLE),
            Entry(_("Audit log"), "audit_log", Right.SEE_AUDIT),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line as the template shows it."""

    label: Promise
    address: str
    is_here: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as the template shows it."""

    title: Promise | None
    entries: tuple[ShownEntry, ...]


def navigation_of(request: HttpRequest, person: User, positions: Sequence[Membership]) -> list[ShownGroup]:
    """The groups and lines that the person may open by his positions; the line of the present page is marked."""
    held = {Right(right) for position in positions for right in position.role.rights}
    groups = []
    for title, entries in GROUPS:
        open_to_him = [entry for entry in entries if entry.right is None or entry.right in held]
        if open_to_him:
            groups.append(ShownGroup(title, tuple(_shown(person, positions, entry) for entry in open_to_him)))
    return _mark_nearest(groups, request.path)


def _shown(person: User, positions: Sequence[Membership], entry: Entry) -> ShownEntry:
    waiting = entry.waiting(person, positions) if entry.waiting else 0
    return ShownEntry(entry.label, reverse(entry.address), False, waiting)


def _mark_nearest(groups: list[ShownGroup], path: str) -> list[ShownGroup]:
    """Mark the one line whose address is the longest beginning of the page's address."""
    addresses = [entry.address for group in groups for entry in group.entries]
    here = max((address for address in addresses if _leads_to(address, path)), key=len, default=None)
    return [
        ShownGroup(
            group.title,
            tuple(ShownEntry(e.label, e.address, e.address == here, e.waiting) for e in group.entries),
        )
        for group in groups
    ]


def _leads_to(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
