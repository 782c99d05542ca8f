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
    pages: frozenset[str] = frozenset()
    """Pages that belong to the line though their address does not begin with its own, by name."""


def _of_rounds(names: str) -> frozenset[str]:
    return frozenset(f"assessments:{name}" for name in names.split())


OVERVIEW_PAGES = _of_rounds("round_overview calendar extend extension_requests copy_round outside council compute")
SHEET_PAGES = _of_rounds(
    "sheet sheet_upload sheet_paste sheet_missing sheet_submit sheet_hand_in sheet_row row_history keep_figure"
    " sheet_undo sheet_carry_forward sheet_dispute sheet_withdraw sheet_owner ask_extension"
)
EVIDENCE_PAGES = _of_rounds(
    "unit_evidence evidence upload_evidence link_evidence evidence_viewer edit_evidence unlink_evidence"
    " restore_evidence"
)
APPRAISAL_PAGES = _of_rounds(
    "appraisal close_appraisal assignments sample agreement gaps disputes dispute accept_self_scores appraise_leaf"
    " take_back_acceptance appraise_by_leaf appraise_unit appraise_by_unit ask_explanation"
)
THREAD_PAGES = _of_rounds("hand_in_explanations peers peer peer_leaf object")

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
            Entry(_("Overview of the round"), "assessments:current_round", Right.SEE_UNITS_BELOW, None, OVERVIEW_PAGES),
            Entry(_("Self-assessment sheet"), "assessments:my_sheet", Right.ENTER, None, SHEET_PAGES),
            Entry(_("Evidence"), "assessments:my_evidence", Right.ENTER, None, EVIDENCE_PAGES),
            Entry(_("Appraisal"), "assessments:my_appraisal", Right.APPRAISE, None, APPRAISAL_PAGES),
            Entry(_("Appraisal, assignments"), "assessments:my_appraisal", Right.RUN_ROUNDS, None, APPRAISAL_PAGES),
            Entry(
                _("Explanations and objections"),
                "assessments:threads",
                Right.SEE_RESULTS,
                waiting_threads,
                THREAD_PAGES,
            ),
            Entry(_("Rounds, rankings"), "assessments:rounds", Right.SEE_RESULTS),
            Entry(_("Published figures"), "facts:par_index", Right.SEE_RESULTS),
        ),
    ),
    (
        _("Improvement"),
        (
            Entry(_("Plans"), "improvement:list", Right.SEE_RESULTS),
            Entry(_("Annual plans"), "plans:list", Right.SEE_RESULTS),
        ),
    ),
    (
        _("Figures, reports"),
        (
            Entry(_("Procedures"), "procedures:list"),
            Entry(_("One-stop dossiers"), "dossiers:dashboard", Right.SEE_RESULTS),
            Entry(_("Overdue dossiers"), "dossiers:overdue", Right.SEE_RESULTS),
            Entry(_("Import dossiers"), "dossiers:imports", Right.SEE_RESULTS),
            Entry(_("Findings"), "findings:list", Right.SEE_RESULTS, waiting_findings),
            Entry(_("Petitions"), "petitions:list", Right.SEE_RESULTS),
            Entry(_("Documents"), "documents:list", Right.SEE_RESULTS),
            Entry(_("Read documents"), "intake:list", Right.SEE_RESULTS),
            Entry(_("Write documents"), "reports:list", Right.SEE_RESULTS),
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
    shown = [
        (title, [entry for entry in entries if entry.right is None or entry.right in held]) for title, entries in GROUPS
    ]
    here = _nearest([entry for _title, entries in shown for entry in entries], request)
    return [
        ShownGroup(title, tuple(_shown(person, positions, entry, is_here=entry is here) for entry in entries))
        for title, entries in shown
        if entries
    ]


def _shown(person: User, positions: Sequence[Membership], entry: Entry, *, is_here: bool) -> ShownEntry:
    waiting = entry.waiting(person, positions) if entry.waiting else 0
    return ShownEntry(entry.label, reverse(entry.address), is_here, waiting)


def _nearest(entries: Sequence[Entry], request: HttpRequest) -> Entry | None:
    """The one line to mark: to which the page belongs by its name, else whose address is the longest beginning."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    named = next((entry for entry in entries if page in entry.pages), None)
    if named is not None:
        return named
    addresses = {entry: reverse(entry.address) for entry in entries}
    begins = [entry for entry in entries if _leads_to(addresses[entry], request.path)]
    return max(begins, key=lambda entry: len(addresses[entry]), default=None)


def _leads_to(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
