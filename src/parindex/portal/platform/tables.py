"""Tables in our furniture: columns that print Vietnamese numbers and dates, paging, order, Excel.

On a phone a row becomes two lines; a column says where it stands by `phone`: lead, name, figure, detail, state,
whole, or nothing to be left out.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

import django_tables2
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from parindex.engine.numbers import printing
from parindex.portal.platform.templatetags import portal

PAGE_SIZES = (20, 50, 100)
ALL_ROWS = 100_000


class Column(django_tables2.Column):  # type: ignore[misc]
    """A column of words. `phone` is its place in the two lines of a phone row."""

    css = ""

    def __init__(self, *args: Any, phone: str = "", key: bool = False, **kwargs: Any) -> None:
        classes = " ".join(filter(None, [self.css, f"p-{phone}" if phone else "", "key" if key else ""]))
        head = f"{self.css} p-name".strip() if phone == "name" else self.css
        attrs = {"td": {"class": classes}, "th": {"class": head}, "tf": {"class": classes}} if classes else {}
        kwargs.setdefault("attrs", {part: given for part, given in attrs.items() if given["class"]})
        kwargs.setdefault("default", printing.MISSING)
        super().__init__(*args, **kwargs)


class NumberColumn(Column):
    """A column of numbers, printed by `show` and exported as the number itself."""

    css = "number"
    show: Callable[..., str] = staticmethod(portal.count)

    def __init__(self, *args: Any, decimals: int | None = None, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """The printed number."""
        return type(self).show(value) if self.decimals is None else type(self).show(value, self.decimals)

    def value(self, value: Any) -> Decimal | int | None:
        """The number itself, for Excel."""
        return value if isinstance(value, Decimal | int) else None


class CountColumn(NumberColumn):
    """1.310."""


class PointsColumn(NumberColumn):
    """85,959."""

    show = staticmethod(portal.points)


class IndexColumn(NumberColumn):
    """85,96."""

    show = staticmethod(portal.index)


class SignedColumn(NumberColumn):
    """+0,90, −2,35; a fall is red in its own cell."""

    show = staticmethod(portal.signed)

    def render(self, value: Any) -> str:
        """The signed change."""
        printed = super().render(value)
        return format_html('<span class="fall">{}</span>', printed) if portal.signed_tone(value) else printed


class DateColumn(Column):
    """05/12/2026."""

    css = "nowrap"

    def render(self, value: Any) -> str:
        """The printed day."""
        return portal.vn_date(value)

    def value(self, value: Any) -> Any:
        """The day itself, for Excel."""
        return value


class MomentColumn(DateColumn):
    """05/12/2026 09:41."""

    def render(self, value: Any) -> str:
        """The printed moment."""
        return portal.vn_moment(value)


class TagColumn(Column):
    """A state as word on a tint. `tags` gives word and tone (ok, warn, bad, info, mute) of each value."""

    def __init__(self, *args: Any, tags: Mapping[str, tuple[str | Promise, str]], **kwargs: Any) -> None:
        self.tags = tags
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """The tag."""
        word, tone = self._tag(value, record, bound_column)
        return format_html('<span class="tag {}">{}</span>', tone, word)

    def value(self, value: Any, record: Any, bound_column: Any) -> str:
        """The word, for Excel."""
        return str(self._tag(value, record, bound_column)[0])

    def _tag(self, value: Any, record: Any, bound_column: Any) -> tuple[str | Promise, str]:
        # of a field with choices the library hands over the choice's label; tags are named by what is stored
        stored = bound_column.accessor.resolve(record, quiet=True)
        return self.tags.get(str(stored), (str(value), "mute"))


class PortalTable(django_tables2.Table):  # type: ignore[misc]
    """A table of the house. Subclasses give `caption` and `rows_called` ("units") besides their columns."""

    caption: ClassVar[str | Promise] = ""
    rows_called: ClassVar[str | Promise] = _("rows")
    caption_shown: ClassVar[bool] = False
    dense: ClassVar[bool] = False
    sideways: ClassVar[bool] = False
    under_note: str | Promise = ""
    page_size: int = PAGE_SIZES[0]
    all_rows: ClassVar[int] = ALL_ROWS

    class Meta:
        template_name = "platform/table.html"
        order_by_field = "order"
        page_field = "page"

    @property
    def page_sizes(self) -> list[tuple[int, str]]:
        """Rows per page that are offered, with their words."""
        return [*((size, str(size)) for size in PAGE_SIZES), (ALL_ROWS, str(_("all")))]


def arrange(request: HttpRequest, table: PortalTable, *, per_page: int = PAGE_SIZES[0]) -> PortalTable:
    """Sort and page the table as the address says (`?order=-name&page=2&per_page=50`)."""
    asked = request.GET.get("per_page", "")
    size = int(asked) if asked.isdigit() and int(asked) in {*PAGE_SIZES, ALL_ROWS} else per_page
    table.page_size = size
    RequestConfig(request, paginate={"per_page": size, "silent": True}).configure(table)
    return table
