"""The rules of proof-reading as data: what should hold, how grave, which classes make up a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from parindex.engine.checks.printed import Severity
from parindex.engine.checks.statements import read_yaml


class Over(StrEnum):
    """What a rule is held against."""

    FIGURES = "figures"
    TEXT = "text"
    DOCUMENTS = "documents"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"{text}: {error}") from error


class ProofRule(_Part):
    """One rule. What should hold: sentence ``rule_name.<id>``; the explanation of a finding: ``finding.<id>``."""

    id: Code
    over: Over
    severity: Severity
    causes: tuple[Code, ...] = ()
    """Causes that may be proposed: sentences ``cause.<code>``."""


class Partition(_Part):
    """Classes that together make up a whole."""

    id: Code
    classes: Mapping[Code, tuple[str, ...]]
    """Class → patterns over the lower-case clause in which a figure stands; the first class that fits is taken."""
    complete: tuple[tuple[Code, ...], ...]
    """Combinations that leave nothing out."""

    @model_validator(mode="after")
    def _known(self) -> Partition:
        unknown = {code for some in self.complete for code in some} - set(self.classes)
        if unknown:
            raise ValueError(f"{self.id}: {sorted(unknown)}")
        for patterns in self.classes.values():
            for each in patterns:
                _pattern(each)
        return self

    @cached_property
    def _compiled(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((code, _pattern("|".join(patterns))) for code, patterns in self.classes.items())

    def class_of(self, clause: str) -> str | None:
        """The class that a clause names."""
        return next((code for code, pattern in self._compiled if pattern.search(clause)), None)

    def covers(self, clauses: Sequence[str]) -> bool:
        """Whether the clauses name different classes that leave nothing out."""
        found = [self.class_of(clause) for clause in clauses]
        return any(len(found) == len(some) and set(found) == set(some) for some in self.complete)


class Notion(_Part):
    """What one document counts in several places, told by the words before and after the figure."""

    id: Code
    before: str
    after: str

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return _pattern(self.before), _pattern(self.after)

    def is_meant(self, before: str, after: str) -> bool:
        """Whether the figure between these two texts (lower case) counts it."""
        left, right = self._compiled
        return bool(left.search(before) and right.search(after))


class YearRule(_Part):
    """Words that speak of the document's own time, with a year."""

    pattern: str
    """The year is its first group; over lower-case text."""
    kinds: tuple[str, ...]
    """Kinds of documents in which it is held, lower case: ``kế hoạch``, ``báo cáo``."""

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Where the words stand."""
        return _pattern(self.pattern).finditer(text)


class Claim(_Part):
    """Words that call something low, and the percentage from which it is not."""

    pattern: str
    subjects: tuple[str, ...]
    above: Annotated[Decimal, Field(gt=0)]

    def found_in(self, text: str) -> re.Match[str] | None:
        """The first such words."""
        return _pattern(self.pattern).search(text)


class StockAndFlow(_Part):
    """What comes in is what goes out and what stays: names of two partitions whose classes are added up."""

    into: Code | None = None
    out: Code
    whole: str
    """Words that tell of the whole when it is printed as one figure."""

    def is_whole(self, clause: str) -> bool:
        """Whether a clause (lower case) tells of the whole."""
        return _pattern(self.whole).search(clause) is not None


class Share(_Part):
    """A figure with a percentage of the figure before it, told by their words."""

    whole: str
    part: str

    def is_told(self, whole: str, part: str) -> bool:
        """Whether two clauses (lower case) tell of a whole and of its part."""
        return self.is_whole(whole) and self.is_part(part)

    def is_whole(self, clause: str) -> bool:
        """Whether a clause (lower case) tells of a whole."""
        return _pattern(self.whole).search(clause) is not None

    def is_part(self, clause: str) -> bool:
        """Whether a clause (lower case) tells of a part."""
        return _pattern(self.part).search(clause) is not None


class CombinedShare(_Part):
    """A rate that counts several classes of a partition together."""

    partition: Code
    of: tuple[Code, ...]
    words: str

    def is_told(self, clause: str) -> bool:
        """Whether the words before a percentage (lower case) tell of this rate."""
        return _pattern(self.words).search(clause) is not None


class ProofRules(_Part):
    """The document ``rulebooks/check_rules/proof_reading.yaml``."""

    schema_version: Literal["parindex/proof-reading-rules/1"] = Field(alias="schema")
    rules: tuple[ProofRule, ...]
    partitions: tuple[Partition, ...] = ()
    stock_and_flow: tuple[StockAndFlow, ...] = ()
    shares: tuple[Share, ...] = ()
    combined_shares: tuple[CombinedShare, ...] = ()
    notions: tuple[Notion, ...] = ()
    years: tuple[YearRule, ...] = ()
    blanks: tuple[str, ...] = ()
    """Words that announce a count and are followed by none."""
    levels: Mapping[Code, str] = {}
    """Level → words that name it."""
    level_targets: tuple[str, ...] = ()
    """Targets of an index; the first group names whose."""
    claims: tuple[Claim, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, ProofRule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}

    def is_partition(self, clauses: Sequence[str]) -> bool:
        """Whether figures in these clauses make up a whole."""
        return any(partition.covers(clauses) for partition in self.partitions)

    def partition(self, identifier: str) -> Partition:
        """The partition with this id. Raises ``StopIteration`` when there is none."""
        return next(each for each in self.partitions if each.id == identifier)

    def blanks_in(self, text: str) -> Iterator[re.Match[str]]:
        """Counts announced and left out."""
        return (found for pattern in self.blanks for found in _pattern(pattern).finditer(text))

    def level_targets_in(self, text: str) -> Iterator[re.Match[str]]:
        """Targets of an index that say whose it is."""
        return (found for pattern in self.level_targets for found in _pattern(pattern).finditer(text))

    def level_of(self, words: str) -> str | None:
        """The level that words name."""
        return next((level for level, pattern in self.levels.items() if re.search(pattern, words)), None)


def read_rules(content: bytes) -> ProofRules:
    """Read the rules (YAML). Raises ``StatementRefused`` with every fault."""
    return read_yaml(content, ProofRules)
