"""The answer to "may this person do this to that?": Allowed, or Refused with a reason code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from parindex.portal.platform.refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes. True in a condition."""

    def __bool__(self) -> Literal[True]:
        return True

    def or_refuse(self) -> None:
        """Nothing to refuse."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why: a wording code and its values. False in a condition."""

    reason: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> Literal[False]:
        return False

    def or_refuse(self) -> None:
        """Raise NotAllowed with this reason: the first line of an action."""
        raise NotAllowed(self.reason, self.values)


Answer = Allowed | Refused
