"""`{% csrf_token %}` of every form, with the person for whom the page was made: see ``platform.typed_texts``."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from parindex.portal.platform.typed_texts import WHOSE

register = template.Library()


class WhoseFormNode(CsrfTokenNode):
    """The mark of the form, and whose it is."""

    def render(self, context: Context) -> str:
        """Both hidden fields; of a page for nobody the mark alone."""
        mark = super().render(context)
        user = getattr(context.get("request"), "user", None)
        if not mark or user is None or not user.is_authenticated:
            return mark
        return mark + format_html('<input type="hidden" name="{}" value="{}">', WHOSE, user.pk)


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> WhoseFormNode:
    """Stands in every form that is sent."""
    return WhoseFormNode()
