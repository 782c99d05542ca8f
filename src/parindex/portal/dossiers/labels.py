"""Words of imports and figures for people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.engine_bridge import DOSSIERS, EVENTS, Outcome, Status, View
from parindex.portal.dossiers.models import LetterKind, TokenFrom
from parindex.portal.dossiers.models.import_batch import NOTHING_IMPORTED, NOTHING_NEW
from parindex.portal.dossiers.workflow import BatchState, LetterState

LAYOUTS: Mapping[str, Promise] = {
    DOSSIERS: _("List of dossiers"),
    EVENTS: _("Changes of state of dossiers"),
}
TARGET_INDICATORS: Mapping[str, Promise] = {
    "dossiers.resolved_on_time": _("Resolved early and on time"),
    "dossiers.online": _("Online dossiers"),
    "payments.paid_online": _("Fees paid online"),
    "digitisation.parts": _("Papers digitised at receipt"),
    "digitisation.e_results": _("Results in electronic form"),
    "digitisation.reused": _("Data used again"),
    "dossiers.late_with_apology": _("Late dossiers with a letter of apology"),
}
"""Shares that may have a target, as the dashboard calls them."""
BATCH_STATES: Mapping[str, tuple[Promise, str]] = {
    BatchState.UPLOADED.value: (_("Columns not confirmed"), "warn"),
    BatchState.WAITING.value: (_("Waiting to be imported"), "info"),
    BatchState.RUNNING.value: (_("Being imported"), "info"),
    BatchState.IMPORTED.value: (_("Imported"), "ok"),
    NOTHING_IMPORTED: (_("No row imported"), "bad"),
    NOTHING_NEW: (_("Nothing new"), "ok"),
    BatchState.FAILED.value: (_("Not imported"), "bad"),
    BatchState.CANCELLED.value: (_("Stopped"), "mute"),
    BatchState.INTERRUPTED.value: (_("Interrupted"), "bad"),
    BatchState.UNDONE.value: (_("Undone"), "mute"),
}
OUTCOMES: Mapping[str, tuple[Promise, str]] = {
    Outcome.EARLY.value: (_("Resolved early"), "ok"),
    Outcome.ON_TIME.value: (_("Resolved on the due day"), "ok"),
    Outcome.LATE.value: (_("Resolved late"), "bad"),
    Outcome.RESOLVED_WITHOUT_DUE.value: (_("Resolved, without due date"), "warn"),
    Outcome.WITHDRAWN.value: (_("Withdrawn by the applicant"), "mute"),
    Outcome.PENDING_WITHIN.value: (_("Pending within the limit"), "info"),
    Outcome.PENDING_OVERDUE.value: (_("Pending overdue"), "bad"),
    Outcome.PENDING_WITHOUT_DUE.value: (_("Pending, without due date"), "warn"),
}
STATUSES: Mapping[int, Promise] = {
    Status.REGISTERED.value: _("Newly registered"),
    Status.RECEIVED.value: _("Received"),
    Status.NOT_RECEIVED.value: _("Not received"),
    Status.IN_PROCESS.value: _("In process"),
    Status.SUPPLEMENT_ASKED.value: _("Supplement asked"),
    Status.FEE_ASKED.value: _("Fee asked"),
    Status.WITHDRAWN.value: _("Withdrawn by the applicant"),
    Status.STOPPED.value: _("Stopped"),
    Status.FINISHED.value: _("Finished"),
    Status.RETURNED.value: _("Result returned"),
}
VIEWS: Mapping[str, Promise] = {
    View.RECEIVED.value: _("Dossiers that the unit received"),
    View.DECIDED.value: _("Dossiers that the unit decides"),
}
COUNTS: Mapping[str, Promise] = {
    "received_new": _("Received in the period"),
    "carried_over": _("Carried over"),
    "received_total": _("Carried over and received"),
    "resolved": _("Resolved"),
    "early": _("Resolved early"),
    "on_time": _("Resolved on the due day"),
    "late": _("Resolved late"),
    "resolved_without_due": _("Resolved, without due date"),
    "withdrawn": _("Withdrawn by the applicant"),
    "pending": _("Pending"),
    "pending_overdue": _("Pending overdue"),
    "pending_without_due": _("Pending, without due date"),
    "late_with_letter": _("Resolved late, with letter of apology"),
    "pending_overdue_with_letter": _("Pending overdue, with letter of apology"),
    "letters_in_register": _("Of these, letters of the register that the source does not know of"),
    "letters_after_the_window": _("Not counted: letters of the register of a day after the last one counted"),
    "received_online": _("Received online"),
    "received_full_online": _("Received online, wholly online procedure"),
    "full_online_eligible": _("Received, wholly online procedure"),
    "with_fee": _("With a fee"),
    "paid_online": _("Fee paid online"),
    "digitised_result": _("Resolved with electronic result"),
    "reused": _("Received with reused papers"),
}
LETTER_STATES: Mapping[str, tuple[Promise, str]] = {
    LetterState.DRAFTED.value: (_("Letter drafted, no number yet"), "warn"),
    LetterState.ISSUED.value: (_("Letter issued"), "ok"),
    LetterState.WITHDRAWN.value: (_("Letter withdrawn"), "mute"),
}
LETTERS_OF_RECORDS: Mapping[str, tuple[Promise, str]] = {
    "none": (_("No letter"), "bad"),
    "drafted": LETTER_STATES[LetterState.DRAFTED.value],
    "issued": LETTER_STATES[LetterState.ISSUED.value],
    "source": (_("Letter known to the source"), "ok"),
}
LETTER_KINDS: Mapping[str, Promise] = {
    LetterKind.LATE.value: _("Apology, overdue already"),
    LetterKind.BEFORE_DUE.value: _("Extension before the due day"),
}
TOKENS_FROM: Mapping[str, Promise] = {
    TokenFrom.NONE.value: _("none, the source is open to this server"),
    TokenFrom.VARIABLE.value: _("a variable of the server"),
    TokenFrom.FILE.value: _("a file on the server"),
}
