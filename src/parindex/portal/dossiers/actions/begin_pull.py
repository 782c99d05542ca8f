"""Ask a source for its dossiers: now, as a person says, or each night by the timetable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import structlog
from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions import proposal_rows, stream_of
from parindex.portal.dossiers.actions.declare_pull import service_of
from parindex.portal.dossiers.engine_bridge import Proposal
from parindex.portal.dossiers.engine_bridge.pulling import PullFailed, fields_found, place_of
from parindex.portal.dossiers.models import PULLED, ImportBatch, NightlyPull
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import UNDER_WAY, BatchState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused

log = structlog.get_logger(__name__)
Start = Callable[[ImportBatch, User], JobProgress]
TRIES = 3
"""A night: the first, and again after what may pass by itself."""
AGAIN_AFTER = timedelta(hours=1)
MAY_PASS = ("lake.pull_failed", "lake.pull_too_long", "lake.busy", "dossiers.pull_interrupted")


def begin_pull(*, actor: User, pull: NightlyPull, start: Start, ask_columns: bool = False) -> ImportBatch:
    """Have it pulled. The first time, and where ``ask_columns`` says so, its first page is asked for and its fields are
    proposed for a person to confirm; confirming them starts the pull.

    Raises ``NotAllowed``; ``ActionRefused`` while one is under way, or when the first page cannot be had.
    """
    permissions.may_import(actor, pull.source.owner).or_refuse()
    _refuse_under_way(pull)
    saved = pull.source.mappings.filter(layout=PULLED).first()
    if saved is not None and not ask_columns:
        return _begin(actor, pull, start)
    try:
        columns = saved.columns if saved else None
        proposal = fields_found(service_of(pull), known_units(pull.source), columns)
    except PullFailed as refused:
        raise ActionRefused(refused.code, refused.values) from refused
    return _propose(actor, pull, proposal)


def begin_due_pulls(start: Start) -> int:
    """Begin every pull whose hour has come; gives their number. One that cannot begin says why and stops no other."""
    begun = 0
    for pull in NightlyPull.objects.filter(is_on=True).select_related("source__owner", "declared_by"):
        try:
            begun += _begin_due(pull, start)
        except Exception:
            log.exception("a nightly pull did not begin", source=pull.source.code)
            _note(pull, "dossiers.pull_broke")
    return begun


def _begin_due(pull: NightlyPull, start: Start) -> bool:
    if not _is_due(pull) or not pull.source.mappings.filter(layout=PULLED).exists():
        return False
    person = pull.declared_by
    if person is None or not person.is_active or not permissions.may_import(person, pull.source.owner):
        _note(pull, "dossiers.pull_not_allowed")
        return False
    _begin(person, pull, start)
    return True


def _is_due(pull: NightlyPull) -> bool:
    """Whether its hour has come since it was declared and no pull was made since; or one was that may do better now."""
    now = clock.now()
    local = now.astimezone(clock.VIETNAM)
    due = datetime.combine(local.date(), time(pull.hour), tzinfo=clock.VIETNAM)
    due = due if due <= local else due - timedelta(days=1)
    if due <= pull.declared_at:
        return False
    made = list(pull.source.batches.filter(by_pull=True).exclude(state=BatchState.UPLOADED)[:TRIES])
    if any(each.is_under_way for each in made):
        return False
    since = [each for each in made if each.uploaded_at >= due]
    if not since:
        return True
    failed = since[0].problem_code in MAY_PASS and since[0].finished_at is not None
    return failed and len(since) < TRIES and now - (since[0].finished_at or now) >= AGAIN_AFTER


@transaction.atomic
def _begin(actor: User, pull: NightlyPull, start: Start) -> ImportBatch:
    NightlyPull.objects.select_for_update().get(pk=pull.pk)
    _refuse_under_way(pull)
    saved = pull.source.mappings.filter(layout=PULLED).first()
    assert saved is not None
    batch = _row(actor, pull, [[header, column, 100, [], False] for header, column in saved.columns.items()])
    batch.mapping = dict(saved.columns)
    batch.ask()
    batch.job = start(batch, actor)
    batch.save()
    _note(pull, "")
    _audit(actor, batch)
    return batch


@transaction.atomic
def _propose(actor: User, pull: NightlyPull, proposal: Proposal) -> ImportBatch:
    # what nobody confirmed is asked anew in its own row: tries leave no lines behind
    batch = ImportBatch.objects.select_for_update().filter(
        source=pull.source, by_pull=True, state=BatchState.UPLOADED
    ).first() or _row(actor, pull, [])
    batch.proposal = proposal_rows(proposal)
    batch.file_name = place_of(service_of(pull))[:200]
    batch.uploaded_at, batch.uploaded_by = clock.now(), actor
    batch.save()
    _audit(actor, batch)
    return batch


def _row(actor: User, pull: NightlyPull, proposal: list[list[object]]) -> ImportBatch:
    return ImportBatch.objects.create(
        source=pull.source,
        file_name=place_of(service_of(pull))[:200],
        size=0,
        by_pull=True,
        proposal=proposal,
        uploaded_at=clock.now(),
        uploaded_by=actor,
    )


def _refuse_under_way(pull: NightlyPull) -> None:
    if pull.source.batches.filter(by_pull=True, state__in=UNDER_WAY).exists():
        raise ActionRefused("dossiers.pull_under_way", {"title": pull.source.title})


def _note(pull: NightlyPull, code: str) -> None:
    NightlyPull.objects.filter(pk=pull.pk).exclude(problem_code=code).update(problem_code=code)


def _audit(actor: User, batch: ImportBatch) -> None:
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.begin_pull",
        subject=batch.public_id,
        references={"source": batch.source.code, "place": batch.file_name},
    )
