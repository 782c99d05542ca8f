"""Publish a round's results: announced by a decision, packed as open data, frozen from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.final_scores import record_final_facts, write_final_scores
from parindex.portal.assessments.actions.publication_checks import (
    check_computed,
    check_nothing_open,
    check_stage_begun,
    check_vote_stands,
    days_late,
    decision_words,
)
from parindex.portal.assessments.engine_bridge import ENGINE_VERSION, publishing
from parindex.portal.assessments.engine_bridge.announcing import WORD_MEDIA_TYPE, DecisionRefused, decision_document
from parindex.portal.assessments.models import Approval, Publication, Round, RoundStage
from parindex.portal.assessments.queries.announcements import decision_of, workbook_of
from parindex.portal.assessments.queries.canonical import (
    Prepared,
    agrees_with_stored,
    figures_hash_of,
    open_round_of,
    prepare,
)
from parindex.portal.assessments.queries.council import changes_since, last_approval
from parindex.portal.platform import audit, clock, events, excel, files
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

PACKAGE_MEDIA_TYPE = "application/zip"


@dataclass(frozen=True, slots=True)
class Act:
    """The act under which something is published."""

    words: str
    decided_on: date
    number: str = ""
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """The files of a publication: open data (zip), workbook (Excel), the decision (Word) where the results make one."""

    package: bytes
    workbook: bytes
    decision: bytes | None


def publish_results(
    *,
    actor: User | None,
    round_: Round,
    decision: str = "",
    decision_number: str = "",
    published_on: date | None = None,
    changed_reason: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Round:
    """Publish the newest results under their approval. ``progress`` is told how many units are recomputed.

    ``decision`` (its words), ``decision_number`` (with its symbol) and ``published_on`` stand in for an approval in a
    simulated round only. ``changed_reason`` says why the results differ from those that were approved. The files are
    built before the one transaction that writes: a process that ends on the way leaves the round as it was.

    Raises ``NotAllowed``; ``ActionRefused`` before its time, without approval or decision, when the newest vote of the
    council after the approval did not carry, while requests, objections
    or disputes are open, on results that are not those of the present figures, when they changed since the approval
    and nobody says why, and when figures change while the package is built.
    """
    permissions.may_publish(actor, round_).or_refuse()
    check_computed(round_)
    check_stage_begun(round_, RoundStage.PUBLICATION)
    act = _act(round_, decision, decision_number, published_on)
    check_nothing_open(round_)
    prepared = prepare(round_, progress=progress)
    if not agrees_with_stored(round_, prepared.results):
        raise ActionRefused("assessments.results_stale", {"title": round_.title})
    reason = changed_reason.strip()
    changed = _changed_since_approval(round_, act.approval, prepared, reason)
    packed = pack(round_, prepared, number=1, act=act)
    _write(actor, round_, act, prepared, packed, reason if changed else "")
    return round_


def _act(round_: Round, decision: str, decision_number: str, published_on: date | None) -> Act:
    approval = last_approval(round_)
    if approval is not None:
        check_vote_stands(round_, approval)
        words = decision_words(approval.decision_number, approval.decided_on)
        return Act(words, approval.decided_on, approval.decision_number, approval)
    if not round_.simulated:
        raise ActionRefused("assessments.not_approved", {"title": round_.title})
    if not decision.strip() or published_on is None:
        raise ActionRefused("assessments.decision_missing", {"title": round_.title})
    return Act(decision.strip(), published_on, decision_number.strip())


def _changed_since_approval(round_: Round, approval: Approval | None, prepared: Prepared, reason: str) -> bool:
    if approval is None or approval.results_hash == prepared.results_hash:
        return False
    if not reason:
        units = len(changes_since(round_, approval.results, prepared.results).units)
        raise ActionRefused("assessments.changed_since_approval", {"units": units, "number": approval.decision_number})
    return True


def package_of(round_: Round, prepared: Prepared, *, number: int, act: Act, correction_reason: str = "") -> bytes:
    """The open data package of a publication, in official Vietnamese."""
    head = publishing.PackageHead(
        title=round_.title,
        number=number,
        decision=act.words,
        decided_on=act.decided_on,
        engine_version=ENGINE_VERSION,
        simulated=round_.simulated,
        correction_reason=correction_reason,
    )
    return publishing.write_package(
        prepared.open_round, head, prepared.results, say=lambda code, values: sentence(code, values, "vi")
    )


def pack(round_: Round, prepared: Prepared, *, number: int, act: Act, correction_reason: str = "") -> Packed:
    """The files of a publication, before anything of it is written."""
    package = package_of(round_, prepared, number=number, act=act, correction_reason=correction_reason)
    coming = Publication(
        round=round_,
        number=number,
        result_version=round_.result_version,
        decision_number=act.number,
        decision=act.words[:300],
        decided_on=act.decided_on,
        correction_reason=correction_reason,
    )
    with translation.override("vi"):  # what is published is in one language, whoever publishes
        workbook = workbook_of(round_, coming)
    return Packed(package, workbook, _decision_file(coming))


def _decision_file(coming: Publication) -> bytes | None:
    """The decision as Word; None when these results make none (no unit has a place)."""
    try:
        return decision_document(decision_of(coming.round, coming))
    except DecisionRefused:
        return None


@transaction.atomic
def _write(
    actor: User | None, round_: Round, act: Act, prepared: Prepared, packed: Packed, changed_reason: str
) -> Publication:
    """Everything that a publication changes, or nothing."""
    hold_still(round_, prepared)
    now = clock.now()
    finals = write_final_scores(round_, now)
    round_.publish()
    round_.published_version = round_.result_version
    round_.published_on = act.decided_on
    round_.decision = act.words[:300]
    round_.save()
    publication = write_publication(
        actor, round_, act, prepared, packed, number=1, changed_reason=changed_reason, correction_reason=""
    )
    facts = record_facts(round_, prepared, act)
    late = days_late(round_, RoundStage.PUBLICATION) or None
    changed = bool(changed_reason)
    tell(actor, publication, "publish_results", finals=finals, facts=facts, changed=changed, days_late=late)
    return publication


def hold_still(round_: Round, prepared: Prepared) -> None:
    """Lock the round. Raises ``ActionRefused`` when its state, results or figures are no longer those prepared."""
    row = Round.objects.select_for_update().get(pk=round_.pk)
    same = (row.state, row.result_version) == (round_.state, round_.result_version)
    if not same or figures_hash_of(open_round_of(row)) != prepared.figures_hash:
        raise ActionRefused("assessments.changed_while_built", {"title": round_.title})


def write_publication(
    actor: User | None,
    round_: Round,
    act: Act,
    prepared: Prepared,
    packed: Packed,
    *,
    number: int,
    changed_reason: str,
    correction_reason: str,
) -> Publication:
    """The row of a published version with its hashes and its files."""
    return Publication.objects.create(
        round=round_,
        number=number,
        result_version=round_.result_version,
        meeting=act.approval.meeting if act.approval else None,
        approval=act.approval,
        decision_number=act.number,
        decision=act.words[:300],
        decided_on=act.decided_on,
        correction_reason=correction_reason,
        changed_reason=changed_reason,
        set_hash=round_.set_version.hash,
        figures_hash=prepared.figures_hash,
        results_hash=prepared.results_hash,
        engine_version=ENGINE_VERSION,
        package=files.keep(packed.package, media_type=PACKAGE_MEDIA_TYPE),
        workbook_file=files.keep(packed.workbook, media_type=excel.MEDIA_TYPE),
        decision_file=files.keep(packed.decision, media_type=WORD_MEDIA_TYPE) if packed.decision else None,
        published_at=clock.now(),
        published_by=actor,
    )


def record_facts(round_: Round, prepared: Prepared, act: Act) -> dict[str, int]:
    """The final self-entered figures of units that handed in, as facts."""
    handed_in = {unit.unit for unit in prepared.open_round.units if unit.submitted}
    figures = {unit: given for unit, given in prepared.open_round.figures.items() if unit in handed_in}
    return record_final_facts(round_=round_, figures=figures, source=f"{act.words}: {round_.title}", day=act.decided_on)


def tell(actor: User | None, publication: Publication, action: str, **references: object) -> None:
    """Audit entry and event of a published version."""
    round_ = publication.round
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action=f"assessments.{action}",
        subject=publication.public_id,
        references={
            "publication": publication.number,
            "version": publication.result_version,
            "decision": publication.decision_number,
            "decided_on": publication.decided_on.isoformat(),
            "set": publication.set_hash,
            "figures": publication.figures_hash,
            "results": publication.results_hash,
            "package": publication.package.sha256,
            "workbook_file": publication.workbook_file.sha256 if publication.workbook_file else None,
            "decision_file": publication.decision_file.sha256 if publication.decision_file else None,
            "engine": publication.engine_version,
            **references,
        },
    )
    events.happened(
        "assessments.round_published",
        round_.public_id,
        {"version": publication.result_version, "publication": publication.number},
    )
