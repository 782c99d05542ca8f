"""Begin a document of a unit: its head and foot are proposed from the unit's name."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents.queries.registers import issuer_of
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import province_of, version_on
from parindex.portal.plans.models import Plan
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports import permissions
from parindex.portal.reports.actions import find_by, stream_of
from parindex.portal.reports.engine_bridge import KINDS, SYMBOLS, TemplateKind, first_section
from parindex.portal.reports.models import Draft
from parindex.wording import sentence

_COMMITTEES = frozenset({UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE})
"""Levels whose documents a people's committee issues."""
_UPWARD = (TemplateKind.REPORT, TemplateKind.PROPOSAL)
"""Kinds that go to a superior (Kính gửi, decree 30, annex I)."""


@transaction.atomic
def create_draft(
    *,
    actor: User | None,
    unit: OrgUnit,
    kind: TemplateKind,
    subject: str,
    simulated: bool = False,
    plan: Plan | None = None,
) -> Draft:
    """A draft with an empty section; ``plan``: whose lines it is begun with.

    Raises ``NotAllowed``; ``ActionRefused`` without subject or of another kind.
    """
    permissions.may_draft(actor, unit).or_refuse()
    if kind not in KINDS:
        raise ActionRefused("reports.kind_not_written")
    if not subject.strip():
        raise ActionRefused("reports.subject_missing")
    now, version = clock.now(), version_on(unit)
    draft = Draft(
        unit=unit,
        kind=kind.value,
        subject=subject.strip(),
        head=_proposed(version, kind),
        sections=[first_section(kind)],
        plan=plan,
        simulated=simulated,
        created_at=now,
        created_by=actor,
        changed_at=now,
        changed_by=actor,
    )
    find_by(draft, version.name)
    draft.save()
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.create_draft",
        subject=draft.public_id,
        references={"unit": unit.public_id},
    )
    return draft


def _proposed(unit: OrgUnitVersion, kind: TemplateKind) -> dict[str, str]:
    """What the head and foot of a people's committee say; of another body only its name. Everything can be changed."""
    prefix, _, committees = SYMBOLS[kind].partition("-")
    if unit.level not in _COMMITTEES:
        own = {"issuer": unit.name, "symbol": "" if kind is TemplateKind.LETTER else prefix, "authority": unit.name}
        return {**own, "capacity": "own", "archive": "VT"}
    committee = sentence("reports.committee")  # the document is Vietnamese, whatever the page's language
    name = f"{unit.name[:1].lower()}{unit.name[1:]}"  # printed in capitals; inside a sentence "xã Nâm Nung"
    return {
        **_addressed(unit, kind),
        "issuer": f"{committee}\n{name}",
        "place": unit.place_name,
        "symbol": f"{prefix}-{committees}",
        "authority": f"{committee} {name}",
        "on_behalf_of": committee,
        "signer_title": sentence("reports.chair"),
        "capacity": "own",
        "archive": "VT",
    }


def _addressed(unit: OrgUnitVersion, kind: TemplateKind) -> dict[str, str]:
    """A report or proposal of a commune goes to its province's committee, and the recipients begin with it."""
    if kind not in _UPWARD or unit.level != UnitLevel.COMMUNE:
        return {}
    superior = province_of(unit.unit)
    if superior is None:
        return {}
    return {"addressees": issuer_of(superior), "recipients": sentence("reports.as_above")}
