"""A file that has arrived becomes a document of the catalogue and evidence of a leaf, in one go."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence, refuse
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Stage
from parindex.portal.assessments.queries.evidence_windows import may_change_evidence
from parindex.portal.documents import engine_bridge, queries
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.actions import DocumentCard, attach_examined, drop_upload, register_document
from parindex.portal.documents.actions.register_document import identity_of, tidy
from parindex.portal.documents.models import Document, DocumentKind, Upload
from parindex.portal.platform.refusals import ActionRefused


class SameFile(ActionRefused):
    """The catalogue holds these bytes already: ``documents`` are offered instead; ``anyway`` takes them in again."""

    def __init__(self, name: str, documents: list[Document]) -> None:
        first = documents[0]
        super().__init__("assessments.evidence_same_file", {"name": name, "title": first.title, "sign": first.sign})
        self.documents = documents


def upload_evidence(
    *,
    actor: User,
    round_unit: RoundUnit,
    leaf: str,
    upload: Upload,
    stage: Stage = Stage.SELF,
    card: DocumentCard | None = None,
    passage: Passage | None = None,
    anyway: bool = False,
) -> EvidenceLink:
    """Check the file, register its document, attach, link, and drop the upload.

    Without a ``card`` the document is called after the file and waits for its number and date. The checks (seconds,
    for a scanner) run before the transaction begins. Raises ``NotAllowed``; ``ActionRefused`` for a file that is not
    whole or not taken in, a closed or sealed stage; ``SameFile``.
    """
    refuse(may_change_evidence(actor, round_unit, stage))
    document_permissions.may_continue(actor, upload).or_refuse()
    examined = engine_bridge.examine(queries.content_of(upload), upload.name)
    same = queries.with_same_content(actor, examined.sha256)
    if same and not anyway:
        raise SameFile(examined.name, same)
    with transaction.atomic():
        if not Upload.objects.select_for_update().filter(pk=upload.pk).exists():
            raise ActionRefused("documents.upload_not_whole", {"name": upload.name})  # a double click was faster
        document = register_document(actor=actor, card=_card(round_unit, card, examined.name))
        file = attach_examined(actor=actor, document=document, examined=examined)
        link = link_evidence(
            actor=actor,
            round_unit=round_unit,
            leaf=leaf,
            document=document,
            stage=stage,
            file=file,
            passage=passage,
        )
        drop_upload(upload)
    return link


def _card(round_unit: RoundUnit, card: DocumentCard | None, name: str) -> DocumentCard:
    """The card as given, of this unit; photographs that are all called ``image.jpg`` stay apart."""
    given = tidy(card or DocumentCard(kind=DocumentKind.OTHER, title=""))
    title = given.title or name.rpartition(".")[0]
    given = replace(given, title=title, unit=round_unit.unit, simulated=round_unit.round.simulated, published=False)
    if given.number:
        return given
    count, free = 1, given
    while Document.objects.filter(identity=identity_of(free)).exists():
        count += 1
        free = replace(given, title=f"{title} ({count})")
    return free
