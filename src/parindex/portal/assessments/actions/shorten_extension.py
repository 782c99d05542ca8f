"""Give a unit less of the time it was given, or take the rest of it back; with a reason, and the unit is told."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Extension
from parindex.portal.assessments.queries.windows import moment_text
from parindex.portal.platform import audit, clock, notifications
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

LONGEST_REASON = 2000


@transaction.atomic
def shorten_extension(
    *, actor: User | None, extension: Extension, reason: str, until: datetime | None = None
) -> Extension:
    """Let the extension end at ``until``, or now (None: taken back); what the unit entered stays as it is.

    Time that is over was given and stays given. Raises ``NotAllowed``; ``ActionRefused`` without a reason, for an
    extension that is over, for a moment that is past or not earlier than its end, and for a published round.
    """
    member = extension.round_unit
    permissions.may_run(actor, member.round.owner).or_refuse()
    if member.round.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": member.round.title})
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    held = Extension.objects.select_for_update().get(pk=extension.pk)
    now = clock.now()
    ends = {"unit": member.name, "ends": moment_text(held.until)}
    if held.until <= now:
        raise ActionRefused("assessments.extension_over", ends)
    new_end = now if until is None else until
    if not now <= new_end < held.until:
        raise ActionRefused("assessments.not_shorter", ends | {"until": moment_text(new_end)})
    held.shortened_from, held.until = held.until, new_end
    held.shortened_reason = reason.strip()[:LONGEST_REASON]
    held.shortened_by, held.shortened_at = actor, now
    held.save()
    _record(actor, held)
    _tell(held)
    return held


def _record(actor: User | None, extension: Extension) -> None:
    member = extension.round_unit
    unit = member.unit.public_id
    assert extension.shortened_from is not None
    audit.record(
        stream=f"round:{member.round.public_id}/unit:{unit}",
        actor=actor,
        action="assessments.shorten_extension",
        subject=unit,
        references={
            "stage": extension.stage,
            "from": extension.shortened_from.isoformat(),
            "until": extension.until.isoformat(),
            "extension": extension.pk,
            "reason_hash": sha256(extension.shortened_reason.encode()).hexdigest(),
        },
    )


def _tell(extension: Extension) -> None:
    member = extension.round_unit
    address = reverse("assessments:ask_extension", args=[member.round.public_id, member.unit.public_id])
    values = {
        "title": member.round.title,
        "unit": member.name,
        "stage": sentence(f"round_stage.{extension.stage}", {}, "vi"),
        "until": moment_text(extension.until),
        "reason": extension.shortened_reason,
    }
    for person in permissions.fillers_of(member):
        key = f"extension-shortened:{extension.pk}:{extension.until.isoformat()}"
        notifications.tell(person, key=key, code="extension.shortened", values=values, address=address)
