"""Import one export from the first row to the findings; whatever happens, the uploaded file is deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from time import monotonic

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.actions import locked, stream_of, without_upload
from parindex.portal.dossiers.actions.check_import import check_import
from parindex.portal.dossiers.actions.declare_pull import service_of
from parindex.portal.dossiers.actions.settle_findings import settle_findings
from parindex.portal.dossiers.engine_bridge import Applied, ImportReport, Progress
from parindex.portal.dossiers.engine_bridge.counting import declared_for
from parindex.portal.dossiers.engine_bridge.pulling import PullFailed, bring_in_pages, gather_pages
from parindex.portal.dossiers.engine_bridge.stages import staged
from parindex.portal.dossiers.models import ImportBatch, NightlyPull
from parindex.portal.dossiers.models.import_batch import PULL_UNCHANGED
from parindex.portal.dossiers.queries.fields import fields_in_force
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused

Tell = Callable[[int, int], None]
LOOK_EVERY = 0.5
"""Seconds between two looks whether someone asked to stop, and between two words about progress."""
READ, WRITTEN, COUNTED, ALL = 60, 75, 95, 100
"""Hundredths of the work when the file is read, the store written, the roll-ups made."""


def run_import(*, actor: User | None, batch: ImportBatch, tell: Tell = lambda done, of: None) -> ImportBatch:
    """Read, check, write, count, check figures. Another import that runs is waited for.

    Raises ``ActionRefused`` when it was stopped or the file cannot be imported; the store is then as before.
    """
    permissions.may_import(actor, batch.source.owner).or_refuse()
    stopping = _Stopping(batch, tell)
    try:
        if batch.by_pull:  # before anything is locked: others import while the source answers
            batch = _gather(batch, stopping)
        with engine_bridge.one_import_at_a_time(stopping.asked):
            batch = _begin(batch)
            report = _bring_in(batch, stopping)
            batch = keep_imported(actor, batch, report.entry, report)
            refresh_figures(tell)
            check_import(batch=batch)
            settle_findings(batch=batch)
            tell(ALL, ALL)
            return batch
    except engine_bridge.ImportCancelled as stopped:
        _end(actor, batch, BatchState.CANCELLED, "lake.cancelled", {})
        raise ActionRefused("lake.cancelled") from stopped
    except engine_bridge.AlreadyImported as known:
        batch = ImportBatch.objects.select_related("source__owner").get(pk=batch.pk)
        before = ImportBatch.objects.filter(lake_batch=known.batch_id).first()
        entry = engine_bridge.entry_of(batch.source.code, batch.sha256)
        if before is None and entry is not None:
            # the store outlived the portal's database: its entry is taken over, nothing is written twice
            batch = keep_imported(actor, batch, entry, None)
            refresh_figures(tell)
            return batch
        if batch.by_pull and before is not None:
            _end(actor, batch, BatchState.CANCELLED, PULL_UNCHANGED, {"at": _moment(before)})
            tell(ALL, ALL)
            return ImportBatch.objects.get(pk=batch.pk)
        values: dict[str, object] = {"batch": before.file_name if before else known.batch_id}
        _end(actor, batch, BatchState.FAILED, "lake.already_imported", values)
        raise ActionRefused("lake.already_imported", values) from known
    except PullFailed as failed:
        stopped_by = BatchState.CANCELLED if failed.code == "lake.cancelled" else BatchState.FAILED
        _end(actor, batch, stopped_by, failed.code, failed.values)
        raise ActionRefused(failed.code, failed.values) from failed
    except (engine_bridge.FileUnreadable, engine_bridge.MappingRefused) as refused:
        _end(actor, batch, BatchState.FAILED, refused.code, refused.values)
        raise ActionRefused(refused.code, refused.values) from refused
    except engine_bridge.StoreBusy as busy:
        _end(actor, batch, BatchState.FAILED, "lake.busy", {})
        raise ActionRefused("lake.busy") from busy
    except ActionRefused:
        raise
    except Exception:
        _end(actor, batch, BatchState.FAILED, "dossiers.import_broke", {})
        raise


def _gather(batch: ImportBatch, stopping: _Stopping) -> ImportBatch:
    """All pages of the source; how they came is written down. Raises ``PullFailed``, ``ActionRefused``."""
    pull = NightlyPull.objects.select_related("source").get(source=batch.source)
    if _state_of(batch) != BatchState.WAITING:
        raise ActionRefused("dossiers.not_waiting", {"name": batch.file_name})
    pulled = gather_pages(service_of(pull), _wanted(batch), progress=stopping.tell, cancelled=stopping.asked)
    batch.pulled = {**asdict(pulled), "at_rest": pulled.at_rest}
    ImportBatch.objects.filter(pk=batch.pk).update(pulled=batch.pulled)
    return batch


def _state_of(batch: ImportBatch) -> str:
    """As it stands now."""
    return str(ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk))


def _bring_in(batch: ImportBatch, stopping: _Stopping) -> ImportReport:
    """The file, or the pages that were gathered, into the store."""
    if not batch.by_pull:
        path = engine_bridge.uploaded(batch.upload)
        return engine_bridge.import_export(path, _wanted(batch), progress=stopping.tell, cancelled=stopping.asked)
    pull = NightlyPull.objects.select_related("source").get(source=batch.source)
    own = ImportBatch.objects.filter(pk=batch.pk)
    return bring_in_pages(
        service_of(pull),
        _wanted(batch),
        progress=stopping.tell,
        cancelled=stopping.asked,
        # known before anything is written: by it a killed pull is found in the store
        hashed=lambda digest: own.update(sha256=digest),
    )


def _wanted(batch: ImportBatch) -> engine_bridge.Wanted:
    return engine_bridge.Wanted(
        batch.source.code,
        batch.file_name,
        batch.mapping,
        known_units(batch.source),
        batch.simulated,
        batch.layout,
        declared_for(batch.source.owner),
        fields_in_force(batch.source.owner),
    )


def _moment(batch: ImportBatch) -> str:
    return f"{batch.uploaded_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def refresh_figures(tell: Tell = lambda done, of: None) -> None:
    """Bring the roll-ups and the figures by stage up to date with the store."""
    tell(WRITTEN, ALL)
    engine_bridge.rolled_up(lambda cube, done, of: tell(WRITTEN + (COUNTED - WRITTEN) * done // max(of, 1), ALL))
    staged()


@transaction.atomic
def keep_imported(
    actor: User | None, batch: ImportBatch, entry: engine_bridge.BatchEntry, report: ImportReport | None
) -> ImportBatch:
    """Write down what came in. ``report``: None where the process ended before it could be made; the store's own entry
    and the confirmed columns then say the same.
    """
    batch = without_upload(locked(batch))
    batch.succeed()
    batch.finished_at = clock.now()
    batch.lake_batch, batch.version_before, batch.version_after = entry.batch_id, entry.version_before, entry.version
    batch.rows, batch.good, batch.rejected = entry.rows, entry.good, entry.rejected
    batch.inserted, batch.updated = entry.inserted, entry.updated
    batch.problem_code, batch.problem_values = "", {}
    batch.reasons = [list(each) for each in entry.reasons]
    batch.personal_columns = [header for header, _, _, _, personal in batch.proposal if personal]
    batch.ignored_columns = [
        header for header, _, _, _, personal in batch.proposal if not personal and header not in batch.mapping
    ]
    if report is not None:
        batch.moved = report.moved
        batch.fields_filled, batch.fields_differing = report.fields_filled, report.fields_differing
        batch.applied = _told(report.applied) if report.applied else {}
        batch.personal_columns, batch.ignored_columns = list(report.personal_columns), list(report.ignored_columns)
    if batch.by_pull:
        batch.personal_columns, batch.ignored_columns = _left_out(batch)
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.run_import",
        subject=batch.public_id,
        references={
            "rows": batch.rows,
            "rejected": batch.rejected,
            "inserted": batch.inserted,
            "updated": batch.updated,
            "store_version": entry.version,
        },
    )
    events.happened("dossiers.batch_imported", batch.public_id, {"store_version": entry.version})
    return batch


def _left_out(batch: ImportBatch) -> tuple[list[str], list[str]]:
    """Fields that the source sent and that were not kept: those that are personal by their name, or were found to be so
    when the columns were confirmed; the others.
    """
    before = ImportBatch.objects.filter(source=batch.source, by_pull=True).values_list("personal_columns", flat=True)
    known = {header for headers in before for header in headers}
    known |= {header for header, _, _, _, personal in batch.proposal if personal}
    layout = engine_bridge.layout(batch.layout)
    sent = [header for header, *_ in batch.proposal if header not in batch.mapping]
    every = list(dict.fromkeys([*sent, *batch.pulled.get("left_out", [])]))
    personal = [header for header in every if header in known or layout.is_personal(header)]
    return personal, [header for header in every if header not in personal]


def _told(applied: Applied) -> dict[str, object]:
    return {**asdict(applied), "policies": [each._asdict() for each in applied.policies]}


@transaction.atomic
def _begin(batch: ImportBatch) -> ImportBatch:
    batch = locked(batch)
    if batch.state != BatchState.WAITING:
        raise ActionRefused("dossiers.not_waiting", {"name": batch.file_name})
    batch.begin()
    batch.save()
    return batch


@transaction.atomic
def _end(actor: User | None, batch: ImportBatch, state: BatchState, code: str, values: object) -> None:
    batch = locked(batch)
    if not batch.is_under_way:
        return
    batch = without_upload(batch)
    (batch.cancel if state is BatchState.CANCELLED else batch.fail)()
    batch.finished_at, batch.problem_code = clock.now(), code
    told = dict(values) if isinstance(values, dict) else {}
    batch.problem_values = {name: str(value) for name, value in told.items()}
    batch.save()
    audit.record(
        stream=stream_of(batch.source),
        actor=actor,
        action="dossiers.end_import",
        subject=batch.public_id,
        references={"state": state.value, "problem": code},
    )


class _Stopping:
    """Looks now and then whether someone asked to stop; tells how far it is."""

    def __init__(self, batch: ImportBatch, tell: Tell) -> None:
        self.batch, self.told, self.looked_at, self.answer = batch, tell, 0.0, False

    def asked(self) -> bool:
        """Whether to stop."""
        if not self.answer and monotonic() - self.looked_at >= LOOK_EVERY:
            self.looked_at = monotonic()
            self.answer = ImportBatch.objects.filter(pk=self.batch.pk, stop_asked=True).exists()
        return self.answer

    def tell(self, progress: Progress) -> None:
        """How far the reading is."""
        if progress.stage == "pulling":
            return self.told(0, ALL)
        return self.told(round(READ * progress.share) if progress.stage == "checking" else READ, ALL)
