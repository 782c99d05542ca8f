"""Timed work: wipe who raised petitions that were closed long enough ago (``petition_clocks.yaml``, retention)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import ProtectedError

from parindex.portal.petitions import engine_bridge
from parindex.portal.petitions.actions import stream_of
from parindex.portal.petitions.models import Petitioner
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import StoredFile

FINISHED = (PetitionState.PUBLISHED, PetitionState.REFUSED, PetitionState.FORWARDED, PetitionState.REOPENED)
"""An answered one keeps its person until it is published: its texts are checked against him."""


def forget_petitioners() -> int:
    """Empty the restricted rows whose time is over; gives their number. Run twice, it wipes nothing twice."""
    days = engine_bridge.retention_days()
    ended = clock.now() - timedelta(days=days)
    old = Petitioner.objects.filter(wiped_at=None, petition__state__in=FINISHED, petition__closed_at__lt=ended)
    wiped = 0
    for petitioner in old.select_related("petition").order_by("pk"):
        with transaction.atomic():
            _wipe(petitioner, days)
        wiped += 1
    return wiped


def _wipe(petitioner: Petitioner, days: int) -> None:
    for name in ("full_name", "phone", "address", "identity_number", "mail", "content_as_written", "reply_as_written"):
        setattr(petitioner, name, "")
    kept, petitioner.reply_file, petitioner.reply_file_name = petitioner.reply_file, None, ""
    petitioner.wiped_at = clock.now()
    petitioner.save()
    if kept is not None:
        _drop(kept)
    audit.record(
        stream=stream_of(petitioner.petition),
        actor=None,
        action="petitions.forget_petitioner",
        subject=petitioner.petition.public_id,
        references={"days": days},
    )


def _drop(kept: StoredFile) -> None:
    """The bytes go as well, unless another row, of whatever app, keeps the same ones."""
    content = kept.content
    try:
        kept.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: content.delete(save=False))
