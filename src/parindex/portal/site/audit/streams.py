"""Streams of no round: a plan, a document (read or written here, too), a criteria set, a person, a unit, a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parindex.portal.accounts.models import User
from parindex.portal.criteria.models import CriteriaSet
from parindex.portal.documents.models import Document
from parindex.portal.findings.models import Finding
from parindex.portal.intake.models import Intake
from parindex.portal.organisations import permissions
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans.models import Plan
from parindex.portal.platform.permissions import Answer, Refused
from parindex.portal.reports.models import Draft

Found = tuple[str, Answer]
"""Title of what was found, and whether the person may read about it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the reader asked about: its stream and its name."""

    stream: str
    title: str


def subject_of(person: User, stream: str) -> Subject | Refused:
    """The subject of `kind:key`, or why it is not shown. What is not there is refused like what is not open."""
    kind, _, key = stream.partition(":")
    found = _KINDS[kind](person, key) if kind in _KINDS else None
    if found is None:
        return Refused("site.audit_other_subject")
    title, answer = found
    return Subject(stream, title) if answer else Refused("site.audit_other_subject")


def _plan(person: User, key: str) -> Found | None:
    row = Plan.objects.filter(public_id=key).select_related("unit").first()
    return None if row is None else (row.title, permissions.may_read_audit_of(person, row.unit))


def _document(person: User, key: str) -> Found | None:
    row = Document.objects.filter(public_id=key).select_related("unit").first()
    return None if row is None else (f"{row.sign} {row.title}".strip(), permissions.may_read_audit_of(person, row.unit))


def _intake(person: User, key: str) -> Found | None:
    row = Intake.objects.filter(public_id=key).select_related("unit", "document").first()
    return None if row is None else (row.title, permissions.may_read_audit_of(person, row.unit))


def _report(person: User, key: str) -> Found | None:
    row = Draft.objects.filter(public_id=key).select_related("unit").first()
    return None if row is None else (row.title, permissions.may_read_audit_of(person, row.unit))


def _criteria_set(person: User, key: str) -> Found | None:
    row = CriteriaSet.objects.filter(code=key).select_related("owner").first()
    if row is None:
        return None
    newest = row.versions.defer("canonical").order_by("-pk").first()
    return newest.title if newest else key, permissions.may_read_audit_of(person, row.owner)


def _person(person: User, key: str) -> Found | None:
    row = User.objects.filter(public_id=key).first()
    return None if row is None else (row.full_name, permissions.may_read_audit_of_person(person, row))


def _unit(person: User, key: str) -> Found | None:
    row = OrgUnit.objects.filter(public_id=key).first()
    return None if row is None else (version_on(row).name, permissions.may_read_audit_of(person, row))


def _finding(person: User, key: str) -> Found | None:
    row = Finding.objects.filter(public_id=key).select_related("unit").first()
    if row is None:
        return None
    return f"{row.subject_label} {row.place}".strip(), permissions.may_read_audit_of(person, row.unit)


_KINDS: Mapping[str, Callable[[User, str], Found | None]] = {
    "plan": _plan,
    "document": _document,
    "intake": _intake,
    "report": _report,
    "criteria_set": _criteria_set,
    "person": _person,
    "unit": _unit,
    "finding": _finding,
}
