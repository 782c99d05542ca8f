"""What looks like personal data in the text of a box, while it is typed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from parindex.portal.platform.personal_words import warning
from parindex.portal.platform.typed_texts import keeps_nothing


@keeps_nothing
@require_POST
@never_cache
@sensitive_post_parameters()
@login_required
def personal_words(request: HttpRequest) -> HttpResponse:
    """The sentence for ``text``, as plain text; empty when nothing was recognised."""
    return HttpResponse(warning(request.POST.get("text", "")), content_type="text/plain; charset=utf-8")
