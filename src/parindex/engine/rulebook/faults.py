"""What can be wrong with a criteria-set document: a closed list of codes, and the refusal that carries them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

PathParts = tuple[str | int, ...]
"""Where something stands in the document: ``("fields", 2, "criteria", 0, "maximum")``."""

FaultValue = str | int | Decimal


class PlaceCode(StrEnum):
    """Where a fault stands, for a reader. Worded as it stands, values ``node`` and ``part``."""

    CRITERION = "place.criterion"
    PART_OF_CRITERION = "place.part_of_criterion"
    PART_OF_SET = "place.part_of_set"


class Severity(StrEnum):
    """An error refuses the document; a warning is shown and the document is used."""

    ERROR = "error"
    WARNING = "warning"


class FaultCode(StrEnum):
    """Every fault the reader can name. Sentences: ``fault.<code>`` and ``remedy.<code>`` in ``parindex.wording``."""

    # the text cannot be taken in
    NOT_UTF8 = "not_utf8"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    YAML_SYNTAX = "yaml_syntax"
    JSON_SYNTAX = "json_syntax"
    EMPTY_DOCUMENT = "empty_document"
    DUPLICATE_KEY = "duplicate_key"
    CONTROL_CHARACTER = "control_character"
    WORKBOOK_UNREADABLE = "workbook_unreadable"
    SHEET_MISSING = "sheet_missing"
    COLUMN_MISSING = "column_missing"
    ROW_WITHOUT_PARENT = "row_without_parent"
    CELL_UNREADABLE = "cell_unreadable"
    # the shape of one place
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_SCHEMA = "unknown_schema"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_RULE_KIND = "unknown_rule_kind"
    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_YES_NO = "not_yes_no"
    NOT_A_DATE = "not_a_date"
    NOT_A_LIST = "not_a_list"
    NOT_A_MAPPING = "not_a_mapping"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_MANY_DIGITS = "too_many_digits"
    OUT_OF_BOUNDS = "out_of_bounds"
    TOO_FEW_ENTRIES = "too_few_entries"
    BAD_CODE = "bad_code"
    EMPTY_TEXT = "empty_text"
    NOT_UNDERSTOOD = "not_understood"
    # sums
    SUM_DIFFERS = "sum_differs"
    SUM_ABOVE_PARENT = "sum_above_parent"
    SCALE_DIFFERS = "scale_differs"
    EXCEPTION_STALE = "exception_stale"
    EXCEPTION_UNKNOWN_NODE = "exception_unknown_node"
    EXCEPTION_REPEATED = "exception_repeated"
    MAXIMUM_NEGATIVE = "maximum_negative"
    MAXIMUM_ZERO = "maximum_zero"
    # the tree
    DUPLICATE_CODE = "duplicate_code"
    DUPLICATE_NUMBER = "duplicate_number"
    NODE_WITH_BOTH = "node_with_both"
    NODE_WITH_NEITHER = "node_with_neither"
    LEAF_PART_ON_PARENT = "leaf_part_on_parent"
    LEAF_WITHOUT_MEASURED = "leaf_without_measured"
    LEAF_WITHOUT_POLICIES = "leaf_without_policies"
    LEAF_WITHOUT_EVIDENCE = "leaf_without_evidence"
    LEAF_WITHOUT_OWNER = "leaf_without_owner"
    MEASURED_UNFIT = "measured_unfit"
    GROUP_REPEATED = "group_repeated"
    ZERO_DENOMINATOR_UNDECLARED = "zero_denominator_undeclared"
    # inputs
    UNKNOWN_INPUT = "unknown_input"
    UNUSED_INPUT = "unused_input"
    DUPLICATE_INPUT = "duplicate_input"
    INPUT_REPEATED = "input_repeated"
    INPUT_TYPE_UNFIT = "input_type_unfit"
    INPUT_BOUNDS_REVERSED = "input_bounds_reversed"
    CHOICE_WITHOUT_OPTIONS = "choice_without_options"
    OPTIONS_WITHOUT_CHOICE = "options_without_choice"
    DUPLICATE_OPTION = "duplicate_option"
    RATIO_PARTS_UNNAMED = "ratio_parts_unnamed"
    # rules
    BANDS_UNORDERED = "bands_unordered"
    BANDS_OVERLAP = "bands_overlap"
    BAND_ABOVE_MAXIMUM = "band_above_maximum"
    BAND_WITHOUT_POINTS = "band_without_points"
    BAND_WITH_TWO_RESULTS = "band_with_two_results"
    BAND_POINTS_RISE = "band_points_rise"
    SHARE_ABOVE_ONE = "share_above_one"
    MAXIMUM_NOT_REACHED = "maximum_not_reached"
    CHECKLIST_SUM_DIFFERS = "checklist_sum_differs"
    TERMS_ABOVE_MAXIMUM = "terms_above_maximum"
    NOT_POSITIVE = "not_positive"
    DEADLINE_INVALID = "deadline_invalid"
    LOWEST_ABOVE_MAXIMUM = "lowest_above_maximum"
    ALTERNATIVES_DIFFER = "alternatives_differ"
    DUPLICATE_ALTERNATIVE = "duplicate_alternative"
    BONUS_INSIDE_SCALE = "bonus_inside_scale"
    # the set as a whole
    DATES_REVERSED = "dates_reversed"
    ROUNDING_OUT_OF_RANGE = "rounding_out_of_range"
    TIE_BREAK_UNKNOWN = "tie_break_unknown"
    TIE_BREAK_MISSING = "tie_break_missing"
    CLASS_BANDS_UNORDERED = "class_bands_unordered"
    CLASS_BANDS_WITHOUT_ZERO = "class_bands_without_zero"
    CLASS_BAND_REPEATED = "class_band_repeated"
    CROSSWALK_UNKNOWN_CODE = "crosswalk_unknown_code"
    CROSSWALK_REPEATED = "crosswalk_repeated"
    CROSSWALK_EMPTY_LINE = "crosswalk_empty_line"
    CROSSWALK_TO_ITSELF = "crosswalk_to_itself"
    CROSSWALK_OTHER_SET = "crosswalk_other_set"
    OFFICIAL_WITHOUT_ACT = "official_without_act"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault with its place. ``values`` fill the sentences ``fault.<code>`` and ``remedy.<code>``."""

    code: FaultCode
    path: str = ""
    """``fields[2].criteria[0].rule (3.1)``: place in the document and the code of the nearest node."""
    line: int | None = None
    """1-based line of the YAML text; None where the form has no lines."""
    value: str | None = None
    """What stands there, as written."""
    values: Mapping[str, FaultValue] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    source: str = ""
    """Name of the file or upload, as given by the caller."""
    sheet: str | None = None
    row: int | None = None
    """1-based row of the sheet."""
    column: str | None = None
    """Column letter of the sheet."""
    node: str = ""
    """Printed number (else the code) of the field or criterion in which the place stands; empty: the set itself."""
    part: str = ""
    """The key inside it: ``rule.bands[0].points``; empty: the node as a whole."""

    @property
    def place(self) -> PlaceCode | None:
        """How the place is said, with ``node`` and ``part``; None when there is no place in the document."""
        if self.node:
            return PlaceCode.PART_OF_CRITERION if self.part else PlaceCode.CRITERION
        return PlaceCode.PART_OF_SET if self.part else None


class RulebookRefused(Exception):
    """A criteria set was refused. ``faults`` are all errors at once, in document order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code} at {fault.path or 'document'}" for fault in faults))
        self.faults = faults
