"""Set the first password with an invitation."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.accounts.queries import invited_by_key
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def accept_invitation(*, key: str, password: str) -> User:
    """The person of the link gets this password; the link opens nothing afterwards.

    Raises ActionRefused `accounts.invitation_void`, `accounts.password_weak`.
    """
    invited = invited_by_key(key)
    person = User.objects.select_for_update().get(pk=invited.pk) if invited else None
    if person is None or invited_by_key(key) is None:
        raise ActionRefused("accounts.invitation_void")
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise ActionRefused("accounts.password_weak", {"reasons": " ".join(weak.messages)}) from weak
    person.set_password(password)
    person.invited_at = None
    person.save(update_fields=["password", "invited_at"])
    audit.record(
        stream=f"person:{person.public_id}",
        action="accounts.accept_invitation",
        subject=person.public_id,
        actor=person,
    )
    return person
