"""Criteria sets on which the round after this one may be opened, and the one that was issued for its year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round
from parindex.portal.criteria import permissions as criteria_permissions
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.criteria.workflow import VersionState


class NextSets(NamedTuple):
    """``versions``: of the level of the round; ``proposed``: None where none was issued for the year."""

    versions: Sequence[CriteriaSetVersion]
    proposed: CriteriaSetVersion | None


def issued_sets(person: User) -> QuerySet[CriteriaSetVersion]:
    """Issued versions that the person may open a round on, without their texts."""
    return criteria_permissions.visible_to(person).filter(state=VersionState.ISSUED).defer("canonical")


def next_sets(person: User, round_: Round, year: int) -> NextSets:
    """The newest issued version for ``year`` is proposed: of the round's own set, or of another set of its owner."""
    own = round_.set_version.criteria_set
    versions = list(issued_sets(person).filter(criteria_set__level=own.level))
    fitting = [
        version
        for version in versions
        if (version.criteria_set_id == own.pk or version.criteria_set.owner_id == round_.owner_id)
        and _is_for(version, year)
    ]
    newest = max(fitting, key=lambda each: (each.issued_at or _LONG_AGO, each.version), default=None)
    return NextSets(versions, newest)


_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


def _is_for(version: CriteriaSetVersion, year: int) -> bool:
    """In force on a day of the year; a version without a first day is for the year that it is named after."""
    if version.valid_from is None:
        return version.version == str(year)
    return version.valid_from <= date(year, 12, 31) and (
        version.valid_to is None or version.valid_to >= date(year, 1, 1)
    )
