"""Publish content and reply without anybody's personal data."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.petitions import engine_bridge, permissions
from parindex.portal.petitions.actions import keep, locked, needed, petitioner_of, stream_of
from parindex.portal.petitions.models import Petition
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say


@transaction.atomic
def publish_petition(
    *,
    actor: User | None,
    petition: Petition,
    content: str,
    reply: str,
    looked_at: bool = False,
    row_version: int | None = None,
) -> Petition:
    """Publish the two texts as given, if nothing in them identifies anybody.

    ``looked_at``: a person says that what only looks personal ("bà Rịa") is not. Raises ``NotAllowed``, ``Conflict``;
    ``ActionRefused`` for a state that does not allow it, an empty text, when something personal is found (its kind is
    said, never the text), when something looks so and nobody looked at it, or when the petitioner's data were wiped,
    so that nobody can check the texts any more.
    """
    permissions.may_publish(actor, petition).or_refuse()
    petition = locked(petition, row_version)
    if not can_proceed(petition.publish):
        raise ActionRefused("petitions.state_forbids", {"code": petition.code})
    petitioner = petitioner_of(petition)
    if petitioner is not None and petitioner.wiped_at is not None:
        raise ActionRefused("petitions.wiped_before", {"code": petition.code})
    content, reply = needed(content, "petitions.publish_empty"), needed(reply, "petitions.publish_empty")
    known = engine_bridge.known_person(petitioner)
    # the other texts of the published page are looked at too
    texts = (content, reply, petition.subject_field, petition.concerned, petition.forwarded_to)
    sure = [found.kind for text in texts for found in engine_bridge.find_personal(text, known)]
    if sure:
        raise ActionRefused("petitions.personal_found", {"kinds": _listed(sure)})
    likely = [found.kind for text in texts for found in engine_bridge.find_likely(text, known)]
    if likely and not looked_at:
        raise ActionRefused("petitions.personal_likely", {"kinds": _listed(likely)})
    petition.published_content, petition.published_reply = content, reply
    petition.published_folded = fold(f"{petition.code} {petition.subject_field} {content} {reply}")
    petition.published_at = clock.now()
    due = engine_bridge.due_of(engine_bridge.Duty.PUBLISH, petition.closed_at or petition.published_at)
    petition.publish()
    keep(petition)
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.publish",
        subject=petition.public_id,
        references={"to": petition.state, "late": engine_bridge.is_late(petition.published_at, due)}
        | ({"looked_at": len(likely)} if likely else {}),
    )
    return petition


def _listed(kinds: Collection[engine_bridge.PersonalKind]) -> str:
    return ", ".join(say(f"personal.{kind.value}") for kind in engine_bridge.PersonalKind if kind in kinds)
