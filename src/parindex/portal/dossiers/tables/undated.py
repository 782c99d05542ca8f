"""Table of units with dossiers without due date."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.tables import Column, CountColumn, PortalTable


class UndatedTable(PortalTable):
    """Units of an import, most such dossiers first."""

    caption = _("Dossiers without due date, by unit")
    rows_called = _("units")

    unit = Column(verbose_name=_("Unit"), phone="name")
    undated = CountColumn(verbose_name=_("Without due date"), phone="figure")
    rows = CountColumn(verbose_name=_("Dossiers of the import"), phone="detail", accessor="rows")

    class Meta(PortalTable.Meta):
        empty_text = _("Every dossier of this import has a due date.")
