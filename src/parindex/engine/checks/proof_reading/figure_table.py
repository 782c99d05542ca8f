"""Collects mentions as figures of a statement, each once, and remembers where every figure stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from parindex.engine.checks.printed import decimals_of, half_unit
from parindex.engine.checks.proof_reading.enumerations import Spot
from parindex.engine.checks.proof_reading.mentions import Mention
from parindex.engine.checks.proof_reading.own_plans import may_be_of_its_own_plan
from parindex.engine.checks.proof_reading.passages import At, Passage, at_letter, at_row
from parindex.engine.checks.statement_balances import rate_known_to
from parindex.engine.checks.statements import (
    BalanceIdentity,
    GrowthIdentity,
    Identity,
    PrintedFigure,
    PrintedStatement,
    QuotientIdentity,
    RateIdentity,
    SameIdentity,
    SumIdentity,
)
from parindex.engine.numbers.exact import ONE, ZERO, percent

LONGEST_TITLE = 70
_LEAD = re.compile(r"(?i)^(?:(?:trong đó|trong số đó|cụ thể|gồm|bao gồm)\s*[:,]?\s*|[⁽⁰¹²³⁴⁵⁶⁷⁸⁹⁾]+\s*)+")


class FigureTable:
    """Figures and identities of a text on their way to a ``PrintedStatement``."""

    def __init__(self, passages: Sequence[Passage], found: Mapping[int, Sequence[Mention]], unit: str) -> None:
        self.passages, self._unit = passages, unit
        self._followers = {
            (number, one.start): Spot(number, other)
            for number, mentions in found.items()
            for one, other in zip(mentions, mentions[1:], strict=False)
            if other.is_percent and not one.is_percent
        }
        self._figures: dict[str, PrintedFigure] = {}
        self._identities: dict[tuple[object, ...], Identity] = {}
        self._spots: dict[str, Spot] = {}
        self._cells: dict[str, tuple[int, int, int]] = {}

    def statement(self) -> PrintedStatement | None:
        """The statement, figures in the order of the text; None when the text holds no identity."""
        if not self._identities:
            return None
        places = {code: (spot.passage, spot.mention.start, 0) for code, spot in self._spots.items()} | self._cells
        order = sorted(places, key=lambda code: (places[code], code))
        figures = tuple(self._figures[code] for code in order)
        return PrintedStatement(unit=self._unit, figures=figures, identities=tuple(self._identities.values()))

    def passage_of(self, code: str) -> Passage:
        """Where a figure stands."""
        return self.passages[self._cells[code][0] if code in self._cells else self._spots[code].passage]

    def place_of(self, code: str) -> At:
        """Line and section where a figure stands; a cell at its row."""
        if code in self._cells:
            return at_row(self.passage_of(code), self._cells[code][1])
        return at_letter(self.passage_of(code), self._spots[code].mention.start)

    @property
    def spots(self) -> Mapping[str, Spot]:
        """Mention of every figure by its code; a denominator shares that of its ratio."""
        return self._spots

    def add_sum(self, whole: Spot, parts: Sequence[Spot], *, below: bool = False, of_below: bool = False) -> None:
        """``whole`` = Σ ``parts``. ``below``: their denominators; ``of_below``: the denominator of ``whole``."""
        codes = tuple(self._code(part, below) for part in parts)
        code = self._code(whole, below or of_below)
        if code not in codes:
            self._identities.setdefault(("sum", code, codes), SumIdentity(sum=code, of=codes))

    def add_balance(self, into: Sequence[Spot], out: Sequence[Spot]) -> None:
        """Σ ``into`` = Σ ``out``: carried over + received = resolved + pending."""
        codes = tuple(self._code(each, False) for each in into), tuple(self._code(each, False) for each in out)
        identity = BalanceIdentity.model_validate({"balance": codes[0], "equals": codes[1]})
        self._identities.setdefault(("balance", *codes), identity)

    def add_same(self, one: Spot, other: Spot, *, below: bool = False, whole: bool = False) -> None:
        """The denominator of ``one`` is ``other``, or the denominator of it (``below``); ``whole``: two counts."""
        codes = self._code(one, not whole), self._code(other, below)
        if codes[0] != codes[1]:
            self._identities.setdefault(
                ("same", *codes), SameIdentity.model_validate({"same": codes[0], "as": codes[1]})
            )

    def add_cell(self, one: Spot, number: int, row: int, column: int, value: Decimal, title: str, *,
                 below: bool = False) -> None:  # fmt: skip
        """A count, or the denominator of ``one`` (``below``), says again what a cell of the table of passage
        ``number`` says."""
        code, stands = f"p{number}_r{row}c{column}", at_row(self.passages[number], row)
        if code not in self._figures:
            place = str(stands.line or stands.section)
            self._figures[code] = PrintedFigure(code=code, value=value, title=title, place=place)
            self._cells[code] = (number, row, column)
        said = self._code(one, below)
        self._identities.setdefault(("same", said, code), SameIdentity.model_validate({"same": said, "as": code}))

    def add_rate(self, rate: Spot, part: Spot, whole: Spot | None = None, *, base_may_differ: bool = False) -> None:
        """``rate`` = ``part`` ÷ ``whole``; without a whole, ``part`` is a ratio. Not if another base may be meant."""
        if whole is not None and may_be_of_its_own_plan(rate.mention, part.mention, whole.mention):
            if not _holds(rate.mention, part.mention, whole.mention):
                return
        code = self._code(rate, False)
        below = self._code(part, True) if whole is None else self._code(whole, False)
        above = (self._code(part, False),)
        identity = RateIdentity(rate=code, numerator=above, denominator=(below,), base_may_differ=base_may_differ)
        self._identities.setdefault(("rate", code), identity)

    def add_combined(self, rate: Spot, parts: Sequence[Spot], whole: Spot) -> None:
        """``rate`` = Σ ``parts`` ÷ ``whole``."""
        code, below = self._code(rate, False), self._code(whole, False)
        above = tuple(self._code(part, False) for part in parts)
        identity = RateIdentity(rate=code, numerator=above, denominator=(below,))
        self._identities.setdefault(("rate", code), identity)

    def add_pooled(self, rate: Spot, ratios: Sequence[Spot]) -> None:
        """``rate`` = Σ numerators ÷ Σ denominators of ``ratios``."""
        code = self._code(rate, False)
        above = tuple(self._code(each, False) for each in ratios)
        below = tuple(self._code(each, True) for each in ratios)
        self._identities.setdefault(("rate", code), RateIdentity(rate=code, numerator=above, denominator=below))

    def add_growth(self, growth: Spot, now: Spot, before: Spot) -> None:
        """``growth`` in percent of ``before``."""
        codes = self._code(growth, False), self._code(now, False), self._code(before, False)
        if len(set(codes)) == len(codes):
            identity = GrowthIdentity(growth=codes[0], now=codes[1], before=codes[2])
            self._identities.setdefault(("rate", codes[0]), identity)

    def add_quotient(self, quotient: Spot, above: Spot, below: Spot | None, count: Decimal = ONE) -> None:
        """``quotient`` = ``above`` ÷ ``below``, or ÷ ``count`` where none is printed."""
        code, other = self._code(quotient, False), () if below is None else (self._code(below, False),)
        identity = QuotientIdentity(
            quotient=code, numerator=(self._code(above, False),), denominator=other, count=count
        )  # fmt: skip
        self._identities.setdefault(("rate", code), identity)

    def is_rate(self, rate: Spot) -> bool:
        """Whether the base of a percentage is known already."""
        return ("rate", f"p{rate.passage}_{rate.mention.start}") in self._identities

    def follower(self, spot: Spot) -> Spot | None:
        """The percentage printed next after a figure."""
        return self._followers.get((spot.passage, spot.mention.start))

    def _code(self, spot: Spot, below: bool) -> str:
        mention = spot.mention
        value: Decimal | None = mention.below if below else mention.value
        code = f"p{spot.passage}_{mention.start}{'b' if below else ''}"
        if code not in self._figures:
            stands = at_letter(self.passages[spot.passage], mention.start)
            self._figures[code] = PrintedFigure(
                code=code, value=value, title=self._title(spot, below), place=str(stands.line or stands.section)
            )
            self._spots[code] = spot
        return code

    def _title(self, spot: Spot, below: bool) -> str:
        """The words that name the figure, as printed."""
        mention, text = spot.mention, self.passages[spot.passage].text
        if below:
            words = text[mention.start : mention.end] + " " + mention.after
        else:
            words = _LEAD.sub("", mention.before).strip(" :-+*")
            words = words if len(words) > 2 else mention.after
        words = " ".join(words.split())
        if len(words) > LONGEST_TITLE:
            words = "…" + words[-LONGEST_TITLE:].partition(" ")[2]
        return words or text[mention.start : mention.end]


def _holds(rate: Mention, part: Mention, whole: Mention) -> bool:
    slack = half_unit(decimals_of(rate.value)) + rate_known_to([part.value], [whole.value])
    return whole.value > ZERO and abs(percent(part.value, whole.value) - rate.value) <= slack
