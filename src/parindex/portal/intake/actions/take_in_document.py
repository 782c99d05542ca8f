"""Take in a document that somebody sent, and have it read."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import Examined
from parindex.portal.intake import permissions
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge.reading import examine_to_read
from parindex.portal.intake.models import Intake
from parindex.portal.intake.workflow import IntakeState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.models import JobProgress

Start = Callable[[Intake], JobProgress]


def take_in_document(
    *,
    actor: User | None,
    unit: OrgUnit,
    name: str,
    content: bytes,
    simulated: bool = False,
    start: Start | None = None,
) -> Intake:
    """Keep the file and ask for its reading; the same file of the same unit is taken in once.

    ``start``: asks for the job; without it the caller reads by himself. Raises ``NotAllowed``; ``ActionRefused`` for a
    file that no evidence could be (size, kind, macros, password, compressed to excess, harmful) or that is no text.
    """
    permissions.may_take_in(actor, unit).or_refuse()
    return _keep(actor, unit, examine_to_read(content, name), simulated, start)


@transaction.atomic
def _keep(actor: User | None, unit: OrgUnit, examined: Examined, simulated: bool, start: Start | None) -> Intake:
    stored = files.keep(examined.content, media_type=examined.media_type)
    known = Intake.objects.filter(unit=unit, stored=stored).first()
    if known is not None:
        return known
    intake = Intake.objects.create(
        unit=unit,
        stored=stored,
        file_name=examined.name,
        kind=examined.kind.value,
        simulated=simulated,
        taken_in_at=clock.now(),
        taken_in_by=actor,
        folded=fold(f"{examined.name} {version_on(unit).name}"),
        sort_key=sort_key(examined.name)[:800],
    )
    _start(intake, start)
    audit.record(
        stream=stream_of(intake),
        actor=actor,
        action="intake.take_in_document",
        subject=intake.public_id,
        references={"unit": unit.public_id, "sha256": stored.sha256, "bytes": stored.size},
    )
    return intake


@transaction.atomic
def read_again(*, actor: User | None, intake: Intake, start: Start | None = None) -> Intake:
    """Have a document read once more whose reading failed, or whose job ended before it. Another stays as it is."""
    permissions.may_decide(actor, intake).or_refuse()
    intake = Intake.objects.select_for_update(of=("self",)).select_related("unit", "job").get(pk=intake.pk)
    if not intake.is_stuck:
        return intake
    if intake.state == IntakeState.FAILED:
        intake.ask_again()
    intake.problem_code, intake.problem_values = "", {}
    intake.save()
    _start(intake, start)
    audit.record(stream=stream_of(intake), actor=actor, action="intake.read_again", subject=intake.public_id)
    return intake


def _start(intake: Intake, start: Start | None) -> None:
    if start is not None:
        intake.job = start(intake)
        intake.save(update_fields=["job"])
