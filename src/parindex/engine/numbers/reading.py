"""The one door to reading: printed Vietnamese figure → ``Reading`` (value, or problem with every alternative)."""

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.decimals import read_count, read_decimal, read_figure
from parindex.engine.numbers.money import read_money
from parindex.engine.numbers.ratios import read_percent, read_ratio
from parindex.engine.numbers.readings import NumberNote, NumberProblem, PartialDate, Reading

__all__ = [
    "NumberNote",
    "NumberProblem",
    "PartialDate",
    "Reading",
    "read_count",
    "read_date",
    "read_decimal",
    "read_figure",
    "read_money",
    "read_percent",
    "read_ratio",
]
