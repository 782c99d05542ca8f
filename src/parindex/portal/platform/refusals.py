"""How an action says no: a code and values, never a sentence. Pages turn it into words through `parindex.wording`."""

from collections.abc import Mapping


class ActionRefused(Exception):
    """An action did not do what was asked.

    `code` is a wording code such as `organisations.unit_unknown`; `values` fill its named places. The sentence says
    what was not done, why, and what to do.
    """

    def __init__(self, code: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, object] = dict(values or {})

    def __str__(self) -> str:
        return f"{self.code} {self.values}" if self.values else self.code


class NotAllowed(ActionRefused):
    """Refused because of who asks, not because of the state of things: answered with 403."""


class Conflict(ActionRefused):
    """Refused because another person changed the same thing meanwhile: answered with 409."""
