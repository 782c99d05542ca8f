"""The page layout of decree 30/2020/NĐ-CP (annex I) as a checked value.

The numbers are data (``rulebooks/document_templates/nd30_layout.yaml``): sizes in points, margins in millimetres, a
pair is a permitted range. This module only says which of the permitted values is taken.
"""

from __future__ import annotations

from io import BytesIO

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Range = tuple[float, float]


class Part(BaseModel):
    """What every layout entry has in common: unknown keys are passed over, for later acts add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PageNumber(Part):
    """Where and how large page numbers are."""

    size: Range
    hide_first: bool


class Page(Part):
    """A4 page: permitted margins in millimetres."""

    size: str
    top: Range
    bottom: Range
    left: Range
    right: Range
    font: str
    page_number: PageNumber


class Component(Part):
    """One part of a document (component of the decree): permitted sizes in points and its style."""

    size: Range | float = 14
    upper: bool = False
    bold: bool = False
    italic: bool = False
    rule: Range | str | None = None
    """Line underneath: ``full`` or a permitted share of the text's length."""

    @property
    def largest(self) -> float:
        """Largest permitted size."""
        return self.size[1] if isinstance(self.size, tuple) else self.size

    @property
    def smallest(self) -> float:
        """Smallest permitted size."""
        return self.size[0] if isinstance(self.size, tuple) else self.size


class Separated(Component):
    """Legal bases: each ends with ``sep``, the last with ``last``."""

    sep: str
    last: str


class UnderNumber(Component):
    """What an official letter is about, under its number."""

    space_before: float


class BodyText(Component):
    """Running text."""

    indent_cm: Range
    para_space_min: float
    line: Range


class Annex(Part):
    """Label and title of an annex."""

    label_size: float
    title_size: Range
    title_upper: bool


class Components(Part):
    """The components by the names of the decree's annex."""

    quoc_hieu: Component
    tieu_ngu: Component
    co_quan_chu_quan: Component
    co_quan_ban_hanh: Component
    so_ky_hieu: Component
    dia_danh_ngay: Component
    ten_loai: Component
    trich_yeu: Component
    vv_cong_van: UnderNumber
    can_cu: Separated
    noi_dung: BodyText
    quyen_han_chuc_vu: Component
    ho_ten: Component
    kinh_gui: Component
    noi_nhan_label: Component
    noi_nhan_list: Component
    phu_luc: Annex


class Layout(Part):
    """The whole layout; what ``render_…`` functions take."""

    page: Page
    components: Components
    end_mark: str


class LayoutRefused(ValueError):
    """The bytes are not a layout; the message says where and why."""


def read_layout(content: bytes) -> Layout:
    """Read the layout from YAML bytes. Raises ``LayoutRefused``."""
    try:
        values = YAML(typ="safe", pure=True).load(BytesIO(content))
        return Layout.model_validate(values)
    except (YAMLError, ValueError) as fault:
        raise LayoutRefused(str(fault)) from fault
