"""Say how one document stands to another."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.models import Document, Relation, RelationKind
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def relate_documents(*, actor: User | None, document: Document, other: Document, kind: RelationKind) -> Relation:
    """Write the relation once. Raises ``ActionRefused`` for a document related to itself."""
    permissions.may_register(actor, document.unit).or_refuse()
    if document.pk == other.pk:
        raise ActionRefused("documents.related_to_itself")
    relation, is_new = Relation.objects.get_or_create(document=document, other=other, kind=kind)
    if is_new:
        audit.record(
            stream=f"document:{document.public_id}",
            actor=actor,
            action="documents.relate_documents",
            subject=document.public_id,
            references={"other": other.public_id, "kind": kind.value},
        )
    return relation
