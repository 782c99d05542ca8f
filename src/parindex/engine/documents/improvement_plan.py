"""The improvement plan as a decree-30 Word document, in the manner of the Lộc Bình and Krông Nô plans of 2024."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import PlanCode, Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_legal_bases, write_title
from parindex.engine.documents.paper import Paper
from parindex.engine.documents.parts import Assignment, words
from parindex.engine.documents.plan_annex import write_plan_annex
from parindex.engine.documents.plan_values import (
    FieldPlan,
    FieldResult,
    ImproveLine,
    ImprovementPlan,
    Manner,
    PlanFault,
    PlanRefused,
)
from parindex.engine.numbers.exact import percent, plain, round_half_up
from parindex.engine.numbers.printing import show_decimal, show_index, show_percent

__all__ = ["ImprovementPlan", "PlanFault", "PlanRefused", "render_improvement_plan"]

POINT_DECIMALS = 3


def render_improvement_plan(plan: ImprovementPlan, *, layout: Layout, say: Say) -> bytes:
    """The plan as .docx bytes; the number and the date are left as slots for the clerk.

    ``layout`` is decree 30's page (``layout.read_layout``), ``say`` the wording (``parindex.wording.sentence``).
    The same plan gives the same text; the bytes carry the time of writing.
    """
    return _Writer(plan, layout, say).write()


class _Writer:
    """Writes one plan; a class only so that the plan, the paper and the wording need not be passed along."""

    def __init__(self, plan: ImprovementPlan, layout: Layout, say: Say) -> None:
        self.plan, self.layout, self.say_code = plan, layout, say
        self.paper = Paper(layout)
        self.remedy = plan.manner is Manner.REMEDY
        self.constants: dict[str, object] = {
            "unit": plan.unit,
            "unit_upper": plan.unit.upper(),
            "year": str(plan.year),
            "result_year": str(plan.result_year),
            "office": plan.standing_office,
        }

    def say(self, code: PlanCode, **values: object) -> str:
        return self.say_code(code, {**self.constants, **values})

    def write(self) -> bytes:
        plan, paper = self.plan, self.paper
        paper.document.core_properties.title = self.subject().replace("\n", " ")
        paper.document.core_properties.author = " ".join(plan.issuer.name)
        write_head(paper, plan.issuer, self.say_code)
        write_title(paper, self.say(PlanCode.KIND), self.subject().split("\n"))
        if plan.simulated:
            paper.paragraph(self.say(PlanCode.SIMULATED), italic=True, align="centre", before=6)
        if self.remedy:
            self.remedy_manner()
        else:
            self.raise_manner()
        self.organisation()
        write_closing(paper, plan.recipients, plan.signature, self.say_code)
        write_plan_annex(paper, plan, self.say_code)
        return paper.to_bytes()

    def subject(self) -> str:
        return self.say(PlanCode.SUBJECT_REMEDY if self.remedy else PlanCode.SUBJECT_RAISE)

    def remedy_manner(self) -> None:
        """Bases and lead on top; results, purpose and requirements in I; contents by field in II."""
        write_legal_bases(self.paper, self.plan.legal_bases)
        self.paper.body(self.say(PlanCode.LEAD_REMEDY))
        self.heading(PlanCode.RESULTS_HEADING_REMEDY)
        self.subheading(1, PlanCode.RESULTS_SUBHEADING)
        self.results()
        self.subheading(2, PlanCode.PURPOSE)
        self.purposes()
        self.subheading(3, PlanCode.REQUIREMENTS)
        self.requirements()
        self.heading(PlanCode.TASKS_HEADING_REMEDY)
        self.fields()
        self.paper.body(self.say(PlanCode.TASKS_ANNEX), italic=True)

    def raise_manner(self) -> None:
        """Results in I; bases, purpose and contents by field in II."""
        self.heading(PlanCode.RESULTS_HEADING_RAISE)
        self.results()
        self.heading(PlanCode.TASKS_HEADING_RAISE)
        if self.plan.legal_bases:
            self.subheading(1, PlanCode.LEGAL_HEADING)
            for position, basis in enumerate(self.plan.legal_bases, start=1):
                self.bullet(basis + (";" if position < len(self.plan.legal_bases) else "."))
        first = 2 if self.plan.legal_bases else 1
        self.subheading(first, PlanCode.PURPOSE_SUBHEADING)
        self.paper.body(f"a) {self.say(PlanCode.PURPOSE)}", keep_with_next=True)
        self.purposes()
        self.paper.body(f"b) {self.say(PlanCode.REQUIREMENTS)}", keep_with_next=True)
        self.requirements()
        self.subheading(first + 1, PlanCode.TASKS_SUBHEADING)
        self.fields(prefix=f"{first + 1}.")
        self.paper.body(self.say(PlanCode.TASKS_ANNEX), italic=True)

    def heading(self, code: PlanCode) -> None:
        self.title(self.say(code))

    def title(self, text: str) -> None:
        self.paper.body(text, bold=True, align="left", keep_with_next=True)

    def subheading(self, number: int, code: PlanCode) -> None:
        self.title(f"{number}. {self.say(code)}")

    def bullet(self, text: str) -> None:
        self.paper.body(f"- {text}")

    def results(self) -> None:
        result = self.plan.result
        clauses = [
            self.say(
                PlanCode.RESULTS_TOTAL,
                points=_points(round_half_up(result.points, 2)),
                scale=_points(result.scale),
                index=show_percent(result.index),
            )
        ]
        clauses.extend(self.change())
        if result.rank is not None:
            group = f"/{result.ranked_among}" if result.ranked_among else ""
            clauses.append(self.say(PlanCode.RESULTS_RANK, rank=str(result.rank), group=group))
        if result.band is not None:
            clauses.append(self.say(PlanCode.RESULTS_BAND, band=result.band))
        self.paper.body(", ".join(clauses) + ".")
        self.paper.body(self.say(PlanCode.RESULTS_BY_FIELD), keep_with_next=True)
        for position, field in enumerate(result.fields, start=1):
            self.field_result(position, field)
        lost = self.say(
            PlanCode.LOST_TOTAL,
            lost=_points(self.plan.lost),
            scale=_points(result.scale),
            planned=_points(self.plan.planned_lost),
        )
        if self.plan.unplanned_lost:
            lost += self.say(PlanCode.LOST_UNPLANNED, unplanned=_points(self.plan.unplanned_lost))
        self.paper.body(lost + ".")

    def change(self) -> Iterator[str]:
        """Against the year before: in points, or by the index where points stand on different maxima."""
        result, before = self.plan.result, str(self.plan.result_year - 1)
        up, down, none = PlanCode.RESULTS_CHANGE_UP, PlanCode.RESULTS_CHANGE_DOWN, PlanCode.RESULTS_CHANGE_NONE
        change = result.change
        if result.change_percent is not None:
            up, down, none = PlanCode.RESULTS_INDEX_UP, PlanCode.RESULTS_INDEX_DOWN, PlanCode.RESULTS_INDEX_NONE
            change = round_half_up(result.change_percent, 2)
        if change is None:
            return
        shown = _points(abs(change)) if result.change_percent is None else show_index(abs(change))
        yield self.say(none if change == 0 else up if change > 0 else down, change=shown, before=before)

    def field_result(self, position: int, field: FieldResult) -> None:
        style = self.layout.components.noi_dung
        values: dict[str, object] = {
            "field": field.title,
            "points": _points(field.points),
            "maximum": _points(field.maximum),
        }
        if field.maximum > 0:
            index = show_percent(percent(field.points, field.maximum))
            text = self.say(PlanCode.RESULTS_FIELD, index=index, **values)
        else:
            text = self.say(PlanCode.RESULTS_FIELD_OUTSIDE, **values)
        if field.parts:
            parts = "; ".join(
                self.say(PlanCode.RESULTS_PART, part=part, points=_points(points), maximum=_points(maximum))
                for part, points, maximum in field.parts
            )
            text += self.say(PlanCode.RESULTS_PARTS, parts=parts)
        paragraph = self.paper.body("- ")
        label = self.say(PlanCode.RESULTS_FIELD_LABEL, number=str(position))
        self.paper.run(paragraph, label, size=style.largest, bold=True)
        self.paper.run(paragraph, f" {text}.", size=style.largest)

    def purposes(self) -> None:
        self.bullet(self.say(PlanCode.PURPOSE_OVERCOME if self.remedy else PlanCode.PURPOSE_IMPROVE))
        self.bullet(self.say(PlanCode.PURPOSE_RESPONSIBILITY))
        if self.plan.expected > 0:
            result = self.plan.result
            reached = result.points + self.plan.expected
            self.bullet(
                self.say(
                    PlanCode.PURPOSE_EXPECTED,
                    expected=_points(self.plan.expected),
                    reached=show_index(reached),
                    scale=_points(result.scale),
                )
            )
        for aim in self.plan.aims:
            self.bullet(words(aim, self.say_code))

    def requirements(self) -> None:
        self.bullet(self.say(PlanCode.REQUIREMENT_CAUSES))
        self.bullet(self.say(PlanCode.REQUIREMENT_TOGETHER))

    def fields(self, prefix: str = "") -> None:
        titles = {field.code: field for field in self.plan.result.fields}
        with_content = [field for field in self.plan.fields if field.improve or field.keep]
        for position, field in enumerate(with_content, start=1):
            result = titles[field.code]
            heading = self.say(PlanCode.FIELD_HEADING, number=f"{prefix}{position}", field=result.title)
            self.title(heading)
            for line in field.improve:
                self.bullet(self.improve(field, line))
            if field.keep:
                self.bullet(self.keep(field))

    def improve(self, field: FieldPlan, line: ImproveLine) -> str:
        remedies = "; ".join(_inside(words(remedy, self.say_code)) for remedy in line.remedies)
        remedies = remedies or _inside(self.say(PlanCode.REMEDY_DEFAULT))
        values: dict[str, object] = {"criterion": line.title, "remedies": remedies, "lost": _points(line.lost)}
        whole_field = line.code == field.code
        if not line.targets:
            return self.say(PlanCode.IMPROVE_FIELD if whole_field else PlanCode.IMPROVE, **values)
        values["targets"] = "; ".join(_inside(words(target, self.say_code)) for target in line.targets)
        return self.say(PlanCode.IMPROVE_FIELD_TARGET if whole_field else PlanCode.IMPROVE_TARGET, **values)

    def keep(self, field: FieldPlan) -> str:
        if len(field.keep) == 1 and field.keep[0].code == field.code:
            return self.say(PlanCode.KEEP_FIELD)
        return self.say(PlanCode.KEEP, criteria="; ".join(_inside(keep.title) for keep in field.keep))

    def organisation(self) -> None:
        self.heading(PlanCode.ORGANISATION_HEADING)
        assignments = self.plan.organisation or (
            Assignment(self.say(PlanCode.ORGANISATION_UNITS)),
            Assignment(self.say(PlanCode.ORGANISATION_LEADS)),
            Assignment(self.say(PlanCode.ORGANISATION_STANDING)),
        )
        for position, assignment in enumerate(assignments, start=1):
            heading = words(assignment.heading, self.say_code)
            self.paper.body(f"{position}. {heading}", keep_with_next=bool(assignment.tasks))
            for task in assignment.tasks:
                self.bullet(words(task, self.say_code))
        last = self.say(PlanCode.ORGANISATION_DIFFICULTY).rstrip(".") + self.layout.end_mark
        # holds the signature block: alone on a page it would sign nothing
        self.paper.body(last, keep_with_next=True)


def _points(value: Decimal) -> str:
    """Points in running text: as many decimals as they have, at most three."""
    return show_decimal(Decimal(plain(round_half_up(value, POINT_DECIMALS))))


def _inside(text: str) -> str:
    """A sentence made fit to stand inside another: no closing mark, small first letter unless an abbreviation."""
    text = text.strip().rstrip(".;")
    first, _, _ = text.partition(" ")
    return text[0].lower() + text[1:] if first[:1].isupper() and first[1:].islower() else text
