"""Figures of all levels against those of each: sections «1. Cấp tỉnh», «2. Cấp xã», «3. Toàn tỉnh» side by side.

A figure of the section of all is the sum of those that the same words name in the sections of the levels. Where it is
not, one slip of the hand must explain it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind
from parindex.engine.checks.proof_reading.rules import Partition, ProofRules
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.numbers.exact import ZERO

_OF_ALL = re.compile(r"(?i)\b(?:toàn (?:tỉnh|huyện|thành phố|xã)|tổng (?:hợp|cộng|số)|chung)\b")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset("số hồ sơ là có được việc tổng cấp".split())
PARTITION = "level"
NAMES = (3, 2)
"""Words that a figure is called by: «đã giải quyết», «quá hạn»."""


def add_roll_ups(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    """Add every sum over levels to the table; nothing without the partition of levels."""
    if not any(each.id == PARTITION for each in rules.partitions):
        return
    for whole, levels in _rows(passages, rules.partition(PARTITION)):
        for length in NAMES:
            named = [_by_name(section, length, passages, found) for section in (whole, *levels)]
            for name, total in named[0].items():
                parts = [each[name] for each in named[1:] if name in each]
                values = [part.mention.value for part in parts]
                if len(parts) != len(levels):
                    continue
                if sum(values, ZERO) == total.mention.value or sum_slips(total.mention.value, values):
                    table.add_sum(total, parts)


def _rows(passages: Sequence[Passage], levels: Partition) -> Iterator[tuple[Passage, list[Passage]]]:
    """Headings of levels that leave none out, and the heading of all right after or before them."""
    rows: dict[tuple[int, str], list[Passage]] = {}
    for each in passages:
        if each.kind is PassageKind.HEADING and each.section:
            rows.setdefault((each.part, each.section.rpartition(".")[0]), []).append(each)
    for headings in rows.values():
        whole = [each for each in headings if _OF_ALL.search(each.text)]
        named = [each for each in headings if each not in whole and levels.class_of(each.text.lower())]
        if len(whole) == 1 and levels.covers([each.text.lower() for each in named]):
            yield whole[0], named


def _by_name(
    heading: Passage, length: int, passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]
) -> dict[tuple[str, ...], Spot]:
    """Counts of a section by the words that lead to them; what two figures are called alike is left out."""
    named: dict[tuple[str, ...], Spot] = {}
    twice: set[tuple[str, ...]] = set()
    for number, mentions in found.items():
        if (passages[number].part, passages[number].section) != (heading.part, heading.section):
            continue
        for each in mentions:
            lead = each.before.lower().rstrip(" :").rpartition(":")[2]
            name = tuple(word for word in _WORD.findall(lead) if word not in _EMPTY)[-length:]
            if each.is_percent or each.below is not None or not name:
                continue
            if name in named:
                twice.add(name)
            named[name] = Spot(number, each)
    return {name: spot for name, spot in named.items() if name not in twice}
