"""Words for the codes of a criteria set: level, standing, state, how a leaf is measured."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: Mapping[str, Promise] = {
    "ministry": _("Ministries"),
    "province": _("Provinces"),
    "department": _("Departments of a province"),
    "district": _("Districts"),
    "commune": _("Communes"),
}
STANDINGS: Mapping[str, tuple[Promise, str]] = {
    "official": (_("Official, issued by the named act"), "ok"),
    "model": (_("Model set, not an issued document"), "warn"),
    "field_level": (_("Only the published structure is known"), "info"),
    "reconstructed": (_("Worked out from published answers"), "warn"),
    "test": (_("For tests only"), "mute"),
}
STATES: Mapping[str, tuple[Promise, str]] = {"draft": (_("Draft"), "mute"), "issued": (_("Issued"), "ok")}
MEASURED: Mapping[str, Promise] = {
    "self": _("Entered by the unit"),
    "facts": _("Taken from recorded figures"),
    "survey": _("From a survey"),
    "rated": _("Rated by a council or leader"),
    "imported": _("Taken over from a published result"),
}
INPUT_TYPES: Mapping[str, Promise] = {
    "count": _("count"),
    "number": _("number"),
    "ratio": _("ratio of two numbers"),
    "date": _("date"),
    "yes_no": _("yes or no"),
    "choice": _("choice"),
}
