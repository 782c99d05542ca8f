"""What a document asks for and states: tasks, targets, figures, windows of figures, rules for due days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from parindex.engine.documents.reading.passages import Part, Passage, Said, UnitNamed


class TaskKind(StrEnum):
    """What a task asks."""

    DO = "do"
    MAINTAIN = "maintain"
    """A list of criteria to keep at their maximum."""
    ORGANISE = "organise"
    """Under "Tổ chức thực hiện"."""


class Task(Part):
    """Something somebody is to do."""

    id: str
    kind: TaskKind
    text: str
    leads: tuple[UnitNamed, ...] = ()
    cooperating: tuple[UnitNamed, ...] = ()
    inherited: bool = False
    """The lead stands in a heading above, not in the task's own words."""
    product: str | None = None
    deadline: Said | None = None
    deadline_on: date | None = None
    items: tuple[str, ...] = ()
    """Component criteria of a list to maintain."""
    section: str | None = None
    paragraph: str
    passage: Passage


class Operator(StrEnum):
    """How a target is met. ``EQ`` of a share is printed without comparison and is met from the value upwards."""

    EQ = "eq"
    GTE = "gte"
    GT = "gt"
    LTE = "lte"
    LT = "lt"
    INCREASE_BY = "increase_by"
    DECREASE_BY = "decrease_by"
    INCREASE = "increase"
    DECREASE = "decrease"
    RANK = "rank"
    QUALITATIVE = "qualitative"


class Target(Part):
    """A measure and what it shall be."""

    id: str
    measure: str
    operator: Operator
    value: Decimal | None = None
    unit: str | None = None
    """"%", "sáng kiến" …"""
    base_year: int | None = None
    compared_with: str | None = None
    within: str | None = None
    """Id of the target whose population this one is a part of ("Trong đó …")."""
    exception: str | None = None
    """"trừ văn bản mật"."""
    task: str | None = None
    section: str | None = None
    paragraph: str
    passage: Passage


class FigureKind(StrEnum):
    """How a figure is printed."""

    AMOUNT = "amount"
    RATIO = "ratio"
    """a/b, with or without its percentage."""
    PERCENT = "percent"
    RANK = "rank"
    SCORE = "score"
    """Points out of a maximum."""
    GRADE = "grade"
    """A class printed in words: "xếp loại Tốt"; ``printed`` is the class, there is no value."""


class Figure(Part):
    """A printed figure: a value, or numerator and denominator, or a percentage, or a ratio with its percentage."""

    id: str
    kind: FigureKind
    name: str
    """The words that name it, as printed before (or after) it."""
    value: Decimal | None = None
    unit: str | None = None
    """"hồ sơ", "triệu đồng", "văn bản" …; never "%"."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    percent: Decimal | None = None
    """With the printed number of decimals."""
    percent_of: str | None = None
    """"so với dự toán tỉnh giao": what a percentage without denominator is of."""
    printed: str
    """The figure itself, verbatim: "1.310", "9.823⁽⁶⁾/11.392", "85,69 %"."""
    of_amount: str | None = None
    """Id of the amount that a percentage is said of, when several percentages are said of one amount."""
    scope: str | None = None
    """"cấp huyện", "Cấp xã", the unit it is about."""
    window: str | None = None
    """"6 tháng đầu năm 2024", "năm 2023"."""
    as_of: date | None = None
    estimate: bool = False
    """Printed with "ước"."""
    part_of: str | None = None
    """Id of the figure that this one breaks down ("trong đó", brackets, footnote, table total)."""
    split_by: str | None = None
    """Id of the footnote that breaks it down."""
    in_words: bool = False
    """"không có" read as 0 and the like."""
    section: str | None = None
    paragraph: str | None = None
    footnote: str | None = None
    """Id of the footnote that it stands in."""
    table: str | None = None
    row: int | None = None
    column: int | None = None
    passage: Passage


class Window(Part):
    """The window of one periodic report: days whose figures count, and when it is due."""

    id: str
    name: str
    first_day: date | None = None
    cut_off: date | None = None
    due: date | None = None
    due_rule: str | None = None
    """Id of the rule that gives ``due``."""
    passage: Passage


class DueRule(Part):
    """ "chậm nhất là ngày 10 của tháng cuối kỳ báo cáo": a deadline said once for several reports."""

    id: str
    text: str
    day: int | None = None
    of: Literal["last_month_of_period", "every_month", "every_quarter", "every_year", "named_date"] | None = None
    on: date | None = None
    passage: Passage
