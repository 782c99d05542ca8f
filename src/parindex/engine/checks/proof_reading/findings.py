"""One finding of proof-reading, whatever it was found by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.checks.printed import Severity
from parindex.engine.checks.proof_reading.passages import At

Values = Mapping[str, object]
"""Values for a sentence: decimals, counts, dates, texts."""


class TextCode(StrEnum):
    """Every finding in a text and between documents. Sentences: ``finding.<code>``; rules: ``rule_name.<code>``."""

    SECTION_MISSING = "section_missing"
    WINDOW_AFTER_DEADLINE = "window_after_deadline"
    WINDOW_GAP = "window_gap"
    WINDOW_OVERLAP = "window_overlap"
    ACT_WITH_TWO_DATES = "act_with_two_dates"
    ACT_AFTER_DOCUMENT = "act_after_document"
    WEEKDAY_DIFFERS = "weekday_differs"
    DATE_IMPOSSIBLE = "date_impossible"
    IMPROVED_AND_KEPT = "improved_and_kept"
    YEAR_OF_ANOTHER_TIME = "year_of_another_time"
    ATTACHMENT_MISSING = "attachment_missing"
    NUMBER_LEFT_BLANK = "number_left_blank"
    TARGET_OF_ANOTHER_LEVEL = "target_of_another_level"
    CLAIM_AGAINST_FIGURE = "claim_against_figure"
    ISSUED_ON_DAY_OFF = "issued_on_day_off"
    PARAGRAPH_REPEATED = "paragraph_repeated"
    DOCUMENTS_DIFFER = "documents_differ"
    TARGET_BELOW_SUPERIOR = "target_below_superior"


class TextFinding(NamedTuple):
    """What a check of the text found."""

    code: TextCode
    at: At
    quote: str
    """The words that it is about, as printed."""
    values: Values
    others: tuple[At, ...] = ()
    """Further places that it speaks of."""


class RepairLine(NamedTuple):
    """One figure of a proposed repair."""

    title: str
    printed: Decimal
    right: Decimal
    at: At


class Involved(NamedTuple):
    """A place that a finding speaks of beside its own: a figure as printed, or a passage (no figure)."""

    title: str
    printed: str
    at: At


class ProofFinding(NamedTuple):
    """A finding as it is shown: a person explains, corrects or sends it back; nothing is applied."""

    rule: str
    severity: Severity
    document: str
    at: At
    quote: str
    values: Values
    """Values for the sentence ``finding.<rule>``."""
    cause: str | None = None
    cause_values: Values = {}
    repairs: tuple[tuple[RepairLine, ...], ...] = ()
    """The smallest repairs; more than one: they are equally small."""
    involved: tuple[Involved, ...] = ()
    """Every figure of the identity, or the other passages, in the order of the document."""
    recognised: bool = False
    """Something it speaks of was read by machine from a picture: the cause may be the reading."""
