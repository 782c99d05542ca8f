"""Take back a signed PDF: its signature checked, its text held against the clean one, number and date read."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge import Examined, FileKind, examine, kind_of_content
from parindex.portal.documents.engine_bridge.signing import Compared, hold_against
from parindex.portal.documents.models import SignatureState, SigningCopy
from parindex.portal.documents.workflow import OPEN, SigningState
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.refusals import ActionRefused, Conflict

_BROKEN = (SignatureState.ALTERED, SignatureState.UNREADABLE)


STEPS = 2
Tell = Callable[[int, int], None]


@transaction.atomic
def receive_signed(*, actor: User | None, copy: SigningCopy, name: str, content: bytes) -> StoredFile:
    """Keep the bytes until a job has checked them (``take_back_signed``); nothing of the copy changes.

    What is told at once is refused at once. Raises ``NotAllowed``; ``ActionRefused`` for a copy that is no longer open,
    and a file that is empty, too large, damaged, or no PDF.
    """
    permissions.may_have_signed(actor, copy.document).or_refuse()
    _refuse_closed(copy)
    if kind_of_content(content, name) is not FileKind.PDF:
        raise ActionRefused("documents.signed_no_pdf", {"name": name})
    return files.keep(content, media_type="application/pdf")


def take_back_signed(
    *, actor: User | None, copy: SigningCopy, name: str, content: bytes, tell: Tell = lambda done, total: None
) -> SigningCopy:
    """Keep the file for a person to confirm; nothing of the catalogue changes yet. ``tell``: how many steps are done.

    Slow: checks and reading run before any transaction, in processes with limits. Raises ``NotAllowed``;
    ``ActionRefused`` for a copy that is no longer open, and a file that no document could be, that is no PDF, not
    signed, or changed after it was signed.
    """
    permissions.may_have_signed(actor, copy.document).or_refuse()
    _refuse_closed(copy)
    tell(0, STEPS)
    examined = examine(content, name)
    if examined.kind is not FileKind.PDF:
        raise ActionRefused("documents.signed_no_pdf", {"name": examined.name})
    if examined.signature == SignatureState.NONE:
        raise ActionRefused("documents.signed_without_signature", {"name": examined.name})
    if examined.signature in _BROKEN:
        raise ActionRefused("documents.signed_and_altered", {"name": examined.name})
    tell(1, STEPS)
    kept = _keep(actor, copy, examined, hold_against(files.read(copy.clean_file), content))
    tell(STEPS, STEPS)
    return kept


@transaction.atomic
def _keep(actor: User | None, copy: SigningCopy, examined: Examined, compared: Compared) -> SigningCopy:
    copy = locked(copy)
    _refuse_closed(copy)
    copy.take_back()
    copy.returned = files.keep(examined.content, media_type=examined.media_type)
    copy.returned_name = examined.name
    copy.returned_at, copy.returned_by = clock.now(), actor
    copy.signature, copy.signatures = examined.signature, [list(each) for each in examined.signatures]
    copy.comparison, copy.differences = compared.comparison, compared.differences
    copy.number, copy.symbol, copy.issued_on = compared.number[:30], compared.symbol[:60], compared.issued_on
    copy.save()
    audit.record(
        stream=f"document:{copy.document.public_id}",
        actor=actor,
        action="documents.take_back_signed",
        subject=copy.document.public_id,
        references={"sha256": copy.returned.sha256, "signature": copy.signature, "comparison": copy.comparison},
    )
    return copy


@transaction.atomic
def set_signed_aside(*, actor: User | None, copy: SigningCopy) -> SigningCopy:
    """It is not the right file: the copy waits for another. Raises ``NotAllowed``; ``Conflict`` when none waits."""
    permissions.may_have_signed(actor, copy.document).or_refuse()
    copy = locked(copy)
    if copy.returned is None or copy.state != SigningState.RETURNED:
        raise Conflict("documents.signed_not_waiting", {"title": copy.document.title})
    sha256 = copy.returned.sha256
    copy.set_aside()
    copy.returned, copy.returned_name, copy.returned_at, copy.returned_by = None, "", None, None
    copy.signature, copy.signatures, copy.comparison, copy.differences = SignatureState.NONE, [], "", []
    copy.number, copy.symbol, copy.issued_on = "", "", None
    copy.save()
    audit.record(
        stream=f"document:{copy.document.public_id}",
        actor=actor,
        action="documents.set_signed_aside",
        subject=copy.document.public_id,
        references={"sha256": sha256},
    )
    return copy


def locked(copy: SigningCopy) -> SigningCopy:
    """The row as it stands now, held until the transaction ends."""
    rows = SigningCopy.objects.select_for_update(of=("self",))
    return rows.select_related("document__unit", "returned").get(pk=copy.pk)


def _refuse_closed(copy: SigningCopy) -> None:
    if copy.state not in OPEN:
        raise Conflict("documents.signing_closed", {"title": copy.document.title})
