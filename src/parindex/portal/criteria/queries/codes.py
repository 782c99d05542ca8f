"""Codes of sets."""

from __future__ import annotations

import re

from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform.folding import fold


def code_for(base: CriteriaSetVersion, owner: OrgUnit) -> str:
    """Code of the set that ``owner`` copies from ``base``: the same when it owns the base, else with its name."""
    if base.criteria_set.owner_id == owner.pk:
        return base.criteria_set.code
    name = re.sub(r"[^a-z0-9]+", "_", fold(version_on(owner).short_name)).strip("_")
    return f"{base.criteria_set.code}_{name}"[:100]
