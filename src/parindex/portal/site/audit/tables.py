"""The audit as a table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData

from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.tables import Column, MomentColumn, PortalTable
from parindex.portal.site.audit.reading import EntryLine, lines_of


class EntryData(TableData):  # type: ignore[misc]
    """Entries turned into words one page at a time: the table slices, only the slice is read."""

    data: QuerySet[AuditEntry]

    def __len__(self) -> int:
        return self.data.count()

    def __getitem__(self, part: slice) -> list[EntryLine]:
        return lines_of(self.data[part])

    def __iter__(self) -> Any:
        return iter(lines_of(self.data))

    def order_by(self, aliases: object) -> None:
        """Newest first, in no other order."""


class AuditTable(PortalTable):
    """Who, when, what, where, from → to, why; newest first, in no other order."""

    caption = _("Audit log")
    rows_called = _("entries")
    dense = True

    at = MomentColumn(verbose_name=_("When"), orderable=False, phone="lead")
    who = Column(verbose_name=_("Who"), orderable=False, phone="detail")
    what = Column(verbose_name=_("What"), orderable=False, phone="name", key=True)
    place = Column(verbose_name=_("Unit, round"), orderable=False)
    leaf = Column(verbose_name=_("Criterion"), orderable=False, phone="state")
    details = Column(verbose_name=_("From → to, details"), orderable=False, phone="whole")
    why = Column(verbose_name=_("Reason (fingerprint)"), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = _("Nothing was recorded here. Choose other days or filters above.")

    def render_details(self, value: tuple[str, ...]) -> str:
        """One line each."""
        return format_html_join("", "<div>{}</div>", ((line,) for line in value))

    def value_details(self, value: tuple[str, ...]) -> str:
        """For Excel."""
        return "; ".join(value)
