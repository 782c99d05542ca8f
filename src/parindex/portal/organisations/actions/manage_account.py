"""Invite, close, open the account of a person whom one manages."""

from parindex.portal.accounts.actions import close_account as accounts
from parindex.portal.accounts.actions.invite_person import invite_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.permissions import may_manage_account


def invite(*, actor: User | None, person: User) -> User:
    """Send an invitation. Raises NotAllowed and what `accounts.actions.invite_person` raises."""
    may_manage_account(actor, person).or_refuse()
    return invite_person(actor=actor, person=person)


def close(*, actor: User | None, person: User) -> User:
    """Close the account and sign the person out everywhere. Raises NotAllowed; ActionRefused `accounts.own_account`."""
    may_manage_account(actor, person).or_refuse()
    return accounts.close_account(actor=actor, person=person)


def reopen(*, actor: User | None, person: User) -> User:
    """Open a closed account. Raises NotAllowed."""
    may_manage_account(actor, person).or_refuse()
    return accounts.open_account(actor=actor, person=person)
