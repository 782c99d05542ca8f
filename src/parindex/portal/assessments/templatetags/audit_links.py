"""The way from a round, a unit, a leaf to its entries in the audit, for who may read them."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, RoundUnit

register = template.Library()


@register.simple_tag(takes_context=True)
def audit_address(context: Context, round_: Round, member: RoundUnit | None = None, leaf: str = "") -> str:
    """The page of the audit narrowed to the round, the unit and the leaf; empty for who may not read it."""
    person = getattr(context.get("request"), "user", None)
    if not isinstance(person, User) or not permissions.may_read_audit(person, round_, member):
        return ""
    asked = {"dot": round_.public_id, "don_vi": member.unit.public_id if member else "", "tc": leaf}
    return f"{reverse('audit_log')}?{urlencode({name: value for name, value in asked.items() if value})}"
