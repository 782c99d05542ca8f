"""The way from a plan, document, criteria set, person or unit to its entries in the audit, for who may read them."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.organisations import permissions
from parindex.portal.organisations.models import OrgUnit

register = template.Library()


@register.simple_tag(takes_context=True)
def audit_of(context: Context, kind: str, key: str, unit: OrgUnit | None = None, above: int | None = None) -> str:
    """The page of the audit narrowed to the stream `kind:key` of something that is the unit's; empty for who may not.

    `unit` None: nobody's in particular.
    """
    reader = getattr(context.get("request"), "user", None)
    if not isinstance(reader, User) or not permissions.may_read_audit_of(reader, unit, above):
        return ""
    return _address(kind, key)


@register.simple_tag(takes_context=True)
def audit_of_person(context: Context, person: User) -> str:
    """The same for what was done to a person's account and positions."""
    reader = getattr(context.get("request"), "user", None)
    if not isinstance(reader, User) or not permissions.may_read_audit_of_person(reader, person):
        return ""
    return _address("person", person.public_id)


def _address(kind: str, key: str) -> str:
    return f"{reverse('audit_log')}?{urlencode({'ve': f'{kind}:{key}'})}"
