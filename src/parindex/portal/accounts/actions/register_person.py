"""Make a person known to the system."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def register_person(
    *,
    actor: User | None,
    username: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    password: str = "",
    demonstration: bool = False,
) -> User:
    """Register a person; without `password` he cannot sign in until one is set.

    A demonstration person may sign in only in the demonstration and only from this machine, so his password may be
    weak. Raises ActionRefused `accounts.username_taken`, `accounts.email_taken`, `accounts.password_weak`,
    `accounts.not_a_demonstration`.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise ActionRefused("accounts.username_taken", {"username": username})
    if email and User.objects.filter(email=email.lower()).exists():
        raise ActionRefused("accounts.email_taken", {"email": email})
    if demonstration and not settings.DEMONSTRATION:
        raise ActionRefused("accounts.not_a_demonstration")
    person = User(username=username, full_name=full_name, email=email, phone=phone, is_demonstration=demonstration)
    if password and not demonstration:
        _check_password(password, person)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    audit.record(
        stream=f"person:{person.public_id}",
        action="accounts.register_person",
        subject=person.public_id,
        actor=actor,
        references={"demonstration": demonstration},
    )
    return person


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise ActionRefused("accounts.password_weak", {"reasons": " ".join(weak.messages)}) from weak
