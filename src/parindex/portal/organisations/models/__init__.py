"""Rows of organisations."""

from parindex.portal.organisations.models.membership import Membership, Role, RoleCode
from parindex.portal.organisations.models.tree import Alias, Lineage, LineageKind, OrgClosure, OrgEdge
from parindex.portal.organisations.models.unit import OrgUnit, OrgUnitVersion, UnitLevel, UnitType

__all__ = [
    "Alias",
    "Lineage",
    "LineageKind",
    "Membership",
    "OrgClosure",
    "OrgEdge",
    "OrgUnit",
    "OrgUnitVersion",
    "Role",
    "RoleCode",
    "UnitLevel",
    "UnitType",
]
