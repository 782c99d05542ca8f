"""Words for the codes of criteria sets."""

from parindex.portal.criteria.labels.sets import INPUT_TYPES, LEVELS, MEASURED, STANDINGS, STATES

__all__ = ["INPUT_TYPES", "LEVELS", "MEASURED", "STANDINGS", "STATES"]
