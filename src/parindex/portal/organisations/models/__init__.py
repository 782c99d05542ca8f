"""Rows of organisations."""

from parindex.portal.organisations.models.delegation import Delegation
from parindex.portal.organisations.models.duty import CommitteeDuty, CommitteeMember, FieldOwner, StandingBody
from parindex.portal.organisations.models.membership import Membership, Role, RoleCode
from parindex.portal.organisations.models.tree import Alias, Lineage, LineageKind, OrgClosure, OrgEdge
from parindex.portal.organisations.models.unit import OrgUnit, OrgUnitVersion, UnitLevel, UnitType

__all__ = [
    "Alias",
    "CommitteeDuty",
    "CommitteeMember",
    "Delegation",
    "FieldOwner",
    "Lineage",
    "LineageKind",
    "Membership",
    "OrgClosure",
    "OrgEdge",
    "OrgUnit",
    "OrgUnitVersion",
    "Role",
    "RoleCode",
    "StandingBody",
    "UnitLevel",
    "UnitType",
]
