"""The closed lists of what the command line says of its own: column heads, problems, help. Catalogue ``cli.po``."""

from __future__ import annotations

import os
from enum import StrEnum

from parindex.wording import LANGUAGES, Language, sentence


class Key(StrEnum):
    """Keys of facts and columns: as they stand in JSON; the printed head is ``cli.column.<key>``."""

    # who and what
    UNIT = "unit"
    CODE = "code"
    NUMBER = "number"
    TITLE = "title"
    LEVEL = "level"
    FIELD = "field"
    LEAF = "leaf"
    INPUT = "input"
    RULEBOOK = "rulebook"
    STANDING = "standing"
    HASH = "hash"
    # points
    POINTS = "points"
    MAXIMUM = "maximum"
    APPLICABLE_MAXIMUM = "applicable_maximum"
    OPEN_MAXIMUM = "open_maximum"
    INDEX = "index"
    PERCENT = "percent"
    BAND = "band"
    COMPLETE = "complete"
    STATUS = "status"
    RANK = "rank"
    VALUE = "value"
    MEAN = "mean"
    LOST = "lost"
    RECOVERABLE = "recoverable"
    REASON = "reason"
    KIND = "kind"
    SCALE = "scale"
    GAP = "gap"
    PRINTED_TOTAL = "printed_total"
    # before and after
    BEFORE = "before"
    AFTER = "after"
    GAIN = "gain"
    CHANGE = "change"
    POINTS_BEFORE = "points_before"
    POINTS_AFTER = "points_after"
    INDEX_BEFORE = "index_before"
    INDEX_AFTER = "index_after"
    BAND_BEFORE = "band_before"
    BAND_AFTER = "band_after"
    PLACE_BEFORE = "place_before"
    PLACE_AFTER = "place_after"
    AMOUNT = "amount"
    EFFORT = "effort"
    CUMULATIVE_POINTS = "cumulative_points"
    CUMULATIVE_INDEX = "cumulative_index"
    PLACE = "place"
    REACHABLE = "reachable"
    PROVEN_LEAST = "proven_least"
    THRESHOLD = "threshold"
    SHORTFALL = "shortfall"
    # messages
    STEP = "step"
    TEXT = "text"
    VALUES = "values"
    SEVERITY = "severity"
    PATH = "path"
    LINE = "line"
    REMEDY = "remedy"
    SUBJECT = "subject"
    CAUSE = "cause"
    REPAIR = "repair"
    FILE = "file"
    SIZE = "size"
    COUNT = "count"
    ERRORS = "errors"
    WARNINGS = "warnings"
    IMPROVE = "improve"
    KEEP = "keep"
    EXPECTED = "expected"
    # tables
    UNITS = "units"
    NODES = "nodes"
    LEAVES = "leaves"
    STEPS = "steps"
    RANKING = "ranking"
    UNPLACED = "unplaced"
    LINES = "lines"
    CHANGES = "changes"
    PATH_STEPS = "path_steps"
    LEFT_OUT = "left_out"
    FAULTS = "faults"
    SETS = "sets"
    FINDINGS = "findings"
    SET_CHANGES = "set_changes"


class ProblemCode(StrEnum):
    """What the command line itself objects to."""

    NOT_FOUND = "cli.problem.not_found"
    NO_FILE = "cli.problem.no_file"
    NO_RULEBOOK = "cli.problem.no_rulebook"
    YEAR_UNKNOWN = "cli.problem.year_unknown"
    UNKNOWN_UNIT = "cli.problem.unknown_unit"
    UNIT_NEEDED = "cli.problem.unit_needed"
    UNKNOWN_NODE = "cli.problem.unknown_node"
    BAD_CHANGE = "cli.problem.bad_change"
    BAD_EFFORT = "cli.problem.bad_effort"
    BAD_NUMBER = "cli.problem.bad_number"
    ONE_TARGET = "cli.problem.one_target"
    NO_SUCH_TARGET = "cli.problem.no_such_target"
    UNREACHABLE = "cli.problem.unreachable"
    NOTHING_SCORED = "cli.problem.nothing_scored"
    NO_CHANGE = "cli.problem.no_change"
    BAD_HEAD = "cli.problem.bad_head"
    CANNOT_WRITE = "cli.problem.cannot_write"
    NO_RESULTS = "cli.problem.no_results"


class HelpText(StrEnum):
    """Help of every command and of every option that says more than its name."""

    MAIN = "cli.help.main"
    CHECK_RULEBOOK = "cli.help.check_rulebook"
    COMPARE_RULEBOOKS = "cli.help.compare_rulebooks"
    SCORE = "cli.help.score"
    EXPLAIN = "cli.help.explain"
    RANK = "cli.help.rank"
    LOST = "cli.help.lost"
    WHAT_IF = "cli.help.what_if"
    PATH_TO = "cli.help.path_to"
    PLAN = "cli.help.plan"
    CHECK = "cli.help.check"
    MANAGE = "cli.help.manage"
    FORMAT = "cli.help.option.format"
    LANGUAGE = "cli.help.option.language"
    YEAR = "cli.help.option.year"
    GROUP = "cli.help.option.group"
    UNIT = "cli.help.option.unit"
    DETAIL = "cli.help.option.detail"
    LEAF = "cli.help.option.leaf"
    ONLY_LOST = "cli.help.option.only_lost"
    RANK_BY = "cli.help.option.rank_by"
    NOT_SUBMITTED = "cli.help.option.not_submitted"
    LOST_BY = "cli.help.option.lost_by"
    PRINTED_TOTAL = "cli.help.option.printed_total"
    SET = "cli.help.option.set"
    RIVAL_SHIFT = "cli.help.option.rival_shift"
    TARGET_INDEX = "cli.help.option.target_index"
    TARGET_POINTS = "cli.help.option.target_points"
    TARGET_RANK = "cli.help.option.target_rank"
    UNTOUCHED = "cli.help.option.untouched"
    ALSO = "cli.help.option.also"
    EFFORT = "cli.help.option.effort"
    OUT = "cli.help.option.out"
    HEAD = "cli.help.option.head"
    SIMULATED = "cli.help.option.simulated"


LANGUAGE_VARIABLE = "PARINDEX_LANGUAGE"


def default_language() -> Language:
    """Language of help and answers when none is asked for: the environment's, else Vietnamese."""
    asked = os.environ.get(LANGUAGE_VARIABLE, "vi")
    return next((language for language in LANGUAGES if language == asked), "vi")


def help_text(text: HelpText) -> str:
    """Help in the default language. Click asks for it when the command is built, before options are read."""
    return sentence(text, language=default_language())
