"""Stock and flow told in sentences: carried over + received = resolved + pending; a total = resolved + pending.

In one sentence they are held to each other. Told over several items of a list they are one relation only where it
holds, or where one slip of the hand explains why it does not: the items may speak of different things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.figure_table import FigureTable
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind
from parindex.engine.checks.proof_reading.rules import Partition, ProofRules, StockAndFlow
from parindex.engine.checks.proof_reading.slips import sum_slips
from parindex.engine.numbers.exact import ZERO

_SENTENCE = re.compile(r"\.(?=\s+[A-ZĐ])")
_TO_COME = re.compile(r"kỳ sau|kỳ tới|tháng sau|quý sau")
_BROKEN_DOWN = re.compile(r"(?i)\b(?:trong đó|gồm|cụ thể|chia ra)\b")
MOST_ITEMS = 5


def add_flows(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], rules: ProofRules, table: FigureTable
) -> None:
    """Add every balance of the rules to the table."""
    for rule in rules.stock_and_flow:
        into, out = rules.partition(rule.into) if rule.into else None, rules.partition(rule.out)
        for number, mentions in found.items():
            text = passages[number].text
            own = [Spot(number, each) for each in mentions if _counts(each)]
            wholes = {each.mention.start for each in own if _is_whole(each, text, rule)}
            for sentence in _sentences(own, text):
                if into:
                    _balance(sentence, wholes, into, out, table, told_together=True)
                _of_whole(sentence, rule, out, table)
            if into:
                _balance(own, wholes, into, out, table, told_together=False)
            _of_whole(own, rule, out, table)
            items = list(_items(number, passages, found))
            if len({spot.passage for spot in items}) > 1:
                totals = {each.mention.start for each in items if rule.is_whole(each.mention.clause)}
                if into:
                    _balance(items, totals, into, out, table, told_together=False)
                _of_whole(items, rule, out, table)


def _is_whole(spot: Spot, text: str, rule: StockAndFlow) -> bool:
    """A figure told as the whole, or broken down by those after it."""
    after = text[spot.mention.end : spot.mention.end + 60]
    return rule.is_whole(spot.mention.clause) or _BROKEN_DOWN.search(re.split(r"\d", after)[0]) is not None


def _sentences(own: Sequence[Spot], text: str) -> Iterator[list[Spot]]:
    ends = [each.start() for each in _SENTENCE.finditer(text)] + [len(text)]
    start = 0
    for end in ends:
        yield [each for each in own if start <= each.mention.start < end]
        start = end


def _counts(mention: Mention) -> bool:
    return not mention.is_percent and mention.below is None and mention.depth == 0


def _items(number: int, passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]]) -> Iterator[Spot]:
    """Figures of a list item and of the items right after it."""
    first = passages[number]
    if first.kind is not PassageKind.BULLET:
        return
    for place in range(number, min(number + MOST_ITEMS, len(passages))):
        each = passages[place]
        if (each.kind, each.counter, each.section, each.part) != (first.kind, first.counter, first.section, first.part):
            return
        yield from (Spot(place, mention) for mention in found.get(place, ()) if _counts(mention))


def _by_class(spots: Sequence[Spot], partition: Partition) -> dict[str, list[Spot]]:
    classes: dict[str, list[Spot]] = {}
    for spot in spots:
        name = partition.class_of(spot.mention.clause)
        if name is not None and not _TO_COME.search(spot.mention.clause):
            classes.setdefault(name, []).append(spot)
    return classes


def _single(classes: Mapping[str, Sequence[Spot]], partition: Partition) -> list[Spot] | None:
    """One figure of each class of a combination that leaves nothing out."""
    for combination in partition.complete:
        if set(classes) == set(combination) and all(len(classes[name]) == 1 for name in combination):
            return [classes[name][0] for name in combination]
    return None


def _balance(
    spots: Sequence[Spot], wholes: Set[int], into: Partition, out: Partition, table: FigureTable, *, told_together: bool
) -> None:
    single = [each for each in spots if each.mention.start not in wholes]
    came = _single(_by_class(single, into), into)
    if came is None:
        return
    went = _single(_by_class([each for each in single if each not in came], out), out)
    if went is None:
        return
    received = sum((each.mention.value for each in came), ZERO)
    values = [each.mention.value for each in went]
    if told_together or sum(values, ZERO) == received or sum_slips(received, values):
        table.add_balance(came, went)


def _of_whole(spots: Sequence[Spot], rule: StockAndFlow, out: Partition, table: FigureTable) -> None:
    """ "Tổng số hồ sơ …: 6.418", and after it those resolved and those pending; nothing else of these classes."""
    places = [n for n, each in enumerate(spots) if rule.is_whole(each.mention.clause)]
    if not places:
        return
    place = places[0]
    went = _single(_by_class([each for each in spots[place + 1 :] if not rule.is_whole(each.mention.clause)], out), out)
    total = sum((each.mention.value for each in went or ()), ZERO)
    place = next((n for n in places if spots[n].mention.value == total), place)
    whole = spots[place]
    went = _single(_by_class([each for each in spots[place + 1 :] if not rule.is_whole(each.mention.clause)], out), out)
    if went is None or any(each.mention.value > whole.mention.value * 10 for each in went):
        return
    values = [each.mention.value for each in went]
    if sum(values, ZERO) == whole.mention.value or sum_slips(whole.mention.value, values):
        table.add_sum(whole, went)
