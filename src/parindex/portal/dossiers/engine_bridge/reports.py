"""Form II.06a and the monthly assessment: rows from roll-ups, the form's own checks, Word in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files

from parindex.engine.checks.statement_figures import StatementFinding
from parindex.engine.checks.statistical_form import StatisticalForm, check_form, read_form
from parindex.engine.documents.dossier_report_values import (
    Form06a,
    FormLine,
    Frame,
    HeldTo,
    MonthlyAssessment,
    OverdueLine,
    RecordedOf,
    ShareLine,
    UnitLine,
)
from parindex.engine.documents.dossier_reports import render_form_06a, render_monthly_assessment
from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.lake.columns import Name
from parindex.lake.figures import NO_FIGURES, Figures, Group, Window, form_06a
from parindex.portal.dossiers.engine_bridge.dashboard import Part, groups
from parindex.portal.dossiers.engine_bridge.kept_windows import groups_at
from parindex.wording import sentence

__all__ = [
    "Form06a",
    "FormLine",
    "Frame",
    "HeldTo",
    "IssuingBody",
    "MonthlyAssessment",
    "OverdueLine",
    "Recipients",
    "RecordedOf",
    "ShareLine",
    "Signature",
    "UnitLine",
    "by_field",
    "by_place",
    "day_before",
    "findings_of",
    "form_columns",
    "form_document",
    "line_of",
    "month_document",
    "official",
    "whole",
]

_DATA = files("parindex") / "rulebooks"


def line_of(title: str, figures: Figures) -> FormLine:
    """The form's row of a group."""
    row = form_06a(figures)
    return FormLine(
        title, row.received, row.received_online, row.received_direct_post, row.carried_over, row.resolved, row.early,
        row.on_time, row.late, row.pending, row.within, row.overdue,
        figures.resolved_without_due, figures.pending_without_due, figures.withdrawn,
    )  # fmt: skip


def by_place(part: Part, window: Window, version: int | None = None) -> Mapping[str, Figures]:
    """Code of a unit → its counts. ``version``: of a kept version of the store; None: the newest."""
    return {str(group.keys[0]): group.figures for group in _groups(part, window, None, version)}


def whole(part: Part, window: Window, version: int | None = None) -> Figures:
    """Counts of everything together."""
    return sum(by_place(part, window, version).values(), NO_FIGURES)


def by_field(part: Part, window: Window, version: int | None = None) -> Mapping[str, Figures]:
    """Code of a field → its counts; what the source does not say stands under an empty code."""
    found: dict[str, Figures] = {}
    for group in _groups(part, window, Name.FIELD_CODE, version):
        code = str(group.keys[0] or "")
        found[code] = found.get(code, NO_FIGURES) + group.figures
    return found


def _groups(part: Part, window: Window, by: Name | None, version: int | None) -> tuple[Group, ...]:
    return groups(part, window, by) if version is None else groups_at(version, part, window, by)


def day_before(window: Window) -> Window:
    """The day before the window: what was pending at its end is carried over."""
    day = window.first - timedelta(days=1)
    return Window(day, day)


def findings_of(
    rows: Sequence[FormLine], total: FormLine, before: Mapping[str, FormLine], *, beside: bool = False
) -> tuple[StatementFinding, ...]:
    """What does not hold in the form: identities of rows, the total row, carried over against pending before.

    ``beside``: as page, Excel and Word show it, (14) and (15) being parts of (7) and (11); else as the form itself has
    it, where dossiers without due date break the sums.
    """

    def columns(row: FormLine) -> dict[str, int | None]:
        counts = (*row.counts, *row.rest) if beside else row.counts
        return {f"c{number}": count for number, count in enumerate(counts, start=3)}

    return check_form(
        _form().with_beside() if beside else _form(),
        {row.title: columns(row) for row in rows},
        total=columns(total),
        total_name=total.title,
        previous={title: columns(row) for title, row in before.items()},
    )


def form_columns() -> list[tuple[str, str]]:
    """Code and official title of the form's columns."""
    return [(column.code, column.title) for column in _form().columns]


def form_document(form: Form06a) -> bytes:
    """The form as .docx bytes."""
    return render_form_06a(form, layout=_layout(), say=official)


def month_document(report: MonthlyAssessment) -> bytes:
    """The monthly assessment as .docx bytes."""
    return render_monthly_assessment(report, layout=_layout(), say=official)


def official(code: str, values: Mapping[str, object]) -> str:
    """Words of an official text, whatever language the page speaks."""
    return sentence(code, values, "vi")


@cache
def _form() -> StatisticalForm:
    return read_form((_DATA / "statistical_forms" / "form_ii_06a.yaml").read_bytes())


@cache
def _layout() -> Layout:
    return read_layout((_DATA / "document_templates" / "nd30_layout.yaml").read_bytes())
