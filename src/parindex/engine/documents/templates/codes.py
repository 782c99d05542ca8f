"""The fixed words of the shipped templates, as codes. The words stand in the wording catalogue ``templates``."""

from __future__ import annotations

from enum import StrEnum


class TemplateCode(StrEnum):
    """Words that are printed."""

    PLAN = "template.title.plan"
    REPORT = "template.title.report"
    DECISION = "template.title.decision"
    PROPOSAL = "template.title.proposal"
    INVITATION = "template.title.invitation"
    MINUTES = "template.title.minutes"
    SIMULATED = "template.simulated"
    ADDRESSED = "template.addressed"
    INVITED = "template.invited"
    EVENT = "template.event"
    CHAIR = "template.chair"
    SECRETARY = "template.secretary"
    STARTS = "template.starts"
    VENUE = "template.venue"
    ATTENDEES = "template.attendees"
    MINUTES_END = "template.minutes_end"
    SECRETARY_SIGNS = "template.secretary_signs"
    CHAIR_SIGNS = "template.chair_signs"
    ATTACHED_PLAN = "template.attached.plan"
    ATTACHED_REPORT = "template.attached.report"
    ATTACHED_PLAN_OF_DECISION = "template.attached.plan_of_decision"
    ISSUED_WITH = "template.issued_with"
    COLUMN_NUMBER = "template.column.number"
    COLUMN_TASK = "template.column.task"
    COLUMN_LEAD = "template.column.lead"
    COLUMN_COOPERATING = "template.column.cooperating"
    COLUMN_PRODUCT = "template.column.product"
    COLUMN_DUE = "template.column.due"
    COLUMN_MEASURE = "template.column.measure"
    COLUMN_UNIT = "template.column.unit"
    COLUMN_VALUE = "template.column.value"
    COLUMN_BEFORE = "template.column.before"
    COLUMN_NOTE = "template.column.note"
