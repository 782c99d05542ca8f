"""Bind a figure of a draft to a fact, or bring a stale one up to the version that counts now."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.facts.models import Fact
from parindex.portal.organisations.models import OrgClosure
from parindex.portal.platform import audit, events
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports import permissions
from parindex.portal.reports.actions import DRAFT_SAVED, locked, stream_of
from parindex.portal.reports.models import BoundFigure, Draft


@transaction.atomic
def bind_figure(*, actor: User | None, draft: Draft, fact: Fact) -> BoundFigure:
    """The figure under which the fact's present version stands in the draft; the same fact is bound once.

    Raises ``NotAllowed``; ``ActionRefused`` when it was issued, the fact has no value or is of a unit elsewhere.
    """
    permissions.may_draft(actor, draft.unit).or_refuse()
    draft = locked(draft, None)
    if fact.current is None:
        raise ActionRefused("reports.fact_without_value")
    if not OrgClosure.objects.filter(ancestor=draft.unit, descendant=fact.unit_id).exists():
        raise ActionRefused("reports.fact_of_another_unit")
    known = draft.figures.filter(version__fact=fact).first()
    if known is not None:
        return known
    numbers = [int(name[1:]) for name in draft.figures.values_list("name", flat=True)]
    figure = BoundFigure.objects.create(draft=draft, name=f"s{max(numbers, default=0) + 1}", version=fact.current)
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.bind_figure",
        subject=draft.public_id,
        references={"fact_version": fact.current.pk},
    )
    return figure


@transaction.atomic
def renew_figures(*, actor: User | None, draft: Draft) -> int:
    """Bring every stale figure up to the version that counts; how many changed. Raises as ``bind_figure``."""
    permissions.may_draft(actor, draft.unit).or_refuse()
    draft = locked(draft, None)
    changed = 0
    for figure in draft.figures.select_related("version__fact__current"):
        if figure.is_stale and figure.version.fact.current is not None:
            figure.version = figure.version.fact.current
            figure.save(update_fields=["version"])
            changed += 1
    if changed:
        draft.row_version += 1  # whoever issues must have seen the new figures
        draft.save(update_fields=["row_version"])
        audit.record(
            stream=stream_of(draft),
            actor=actor,
            action="reports.renew_figures",
            subject=draft.public_id,
            references={"figures": changed},
        )
        events.happened(DRAFT_SAVED, draft.public_id)
    return changed
