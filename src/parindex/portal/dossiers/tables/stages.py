"""Offices and stages as a workbook."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.tables import Column, CountColumn, IndexColumn, PortalTable


class StageTable(PortalTable):
    """Dossiers that lay at each stage, how long, and how many over its limit."""

    caption = _("Where dossiers are slow")
    rows_called = _("offices and stages")
    order_by: ClassVar = ()

    office = Column(verbose_name=_("Office, desk"), orderable=False, phone="name")
    stage = Column(verbose_name=_("Step"), orderable=False, phone="detail")
    dossiers = CountColumn(verbose_name=_("Dossiers that lay there"), accessor="figures__dossiers", orderable=False)
    left = CountColumn(verbose_name=_("Passed on"), accessor="figures__left", orderable=False)
    mean_hours = IndexColumn(verbose_name=_("Mean (working hours)"), orderable=False)
    limited = CountColumn(verbose_name=_("With a limit"), accessor="figures__limited", orderable=False)
    over = CountColumn(verbose_name=_("Over the limit"), accessor="figures__over", orderable=False, phone="figure")
    share = IndexColumn(verbose_name=_("Over the limit (%)"), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = _("No dossier lay at any stage in this window.")
