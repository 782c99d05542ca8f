"""Publish a round's results: announced by a decision, frozen from then on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.models import Round
from parindex.portal.platform import audit, events
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def publish_results(*, actor: User | None, round_: Round, decision: str, published_on: date) -> Round:
    """Publish the newest results under ``decision`` (type, number, date, as words).

    Raises ``ActionRefused`` when nothing is computed, or without a decision.
    """
    permissions.may_publish(actor, round_).or_refuse()
    if not can_proceed(round_.publish):
        raise ActionRefused("assessments.nothing_to_publish", {"title": round_.title})
    if not decision.strip():
        raise ActionRefused("assessments.decision_missing", {"title": round_.title})
    round_.publish()
    round_.published_version = round_.result_version
    round_.published_on = published_on
    round_.decision = decision.strip()
    round_.save()
    references = {
        "version": round_.published_version,
        "set": round_.set_version.hash,
        "engine": engine_bridge.ENGINE_VERSION,
    }
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.publish_results",
        subject=round_.public_id,
        references=references,
    )
    events.happened("assessments.round_published", round_.public_id, {"version": round_.published_version})
    return round_
