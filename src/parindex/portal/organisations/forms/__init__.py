"""What pages of units and people ask for."""

from parindex.portal.organisations.forms.units import UnitFilter

__all__ = ["UnitFilter"]
