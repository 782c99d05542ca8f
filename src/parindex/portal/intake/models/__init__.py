"""Models of intake."""

from parindex.portal.intake.models.intake import Intake
from parindex.portal.intake.models.reading_item import ItemKind, ReadingItem

__all__ = ["Intake", "ItemKind", "ReadingItem"]
