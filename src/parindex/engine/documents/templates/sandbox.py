"""The language of templates, closed: values in, words out. No calls, no arithmetic, bounded loops and length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from parindex.engine.documents.templates.faults import TemplateFault, refuse

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Test,
)
_FILTERS = ("upper", "lower", "first", "last", "length", "trim")
_TESTS = ("defined", "none")
_COUNTED = "counted"
MOST_TURNS = 200_000
"""Turns of all loops together; a plan of 5.000 tasks takes 5.000."""
MOST_LETTERS = 40_000_000
_MARKS = re.compile(r"<[^>]*>")
_LONGEST_QUOTE = 80


class ClosedEnvironment(SandboxedEnvironment):
    """One rendering. ``unknown`` fills with the names that a template asks for and the values do not have."""

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.unknown: list[str] = []
        self.turns = 0
        self.undefined = _noting(self.unknown)
        self.template_class = _BoundedTemplate
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | {_COUNTED: self._counted}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, refuse what is not in the language, count the turns of every loop. Raises ``TemplateRefused``."""
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as fault:
            place = quoted_line(source, fault.lineno)
            raise refuse(TemplateFault.SYNTAX, place=place, reason=fault.message or "") from fault
        for node in _walk(tree):
            if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in _FILTERS):
                word = getattr(node, "name", None) or type(node).__name__.lower()
                raise refuse(TemplateFault.FORBIDDEN, place=quoted_line(source, node.lineno), word=str(word))
            if isinstance(node, nodes.Test) and node.name not in _TESTS:
                raise refuse(TemplateFault.FORBIDDEN, place=quoted_line(source, node.lineno), word=node.name)
        for loop in tree.find_all(nodes.For):
            counted = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
            loop.iter = counted.set_environment(self)
        return tree

    def _compile(self, source: str, filename: str) -> CodeType:
        """Refused: blocks nested deeper than the language can hold. Raises ``TemplateRefused``."""
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError) as fault:
            raise refuse(TemplateFault.TOO_LONG, most=MOST_TURNS) from fault

    def _counted(self, values: Any) -> list[Any]:
        """The values of a loop. Refused: more turns in all than ``MOST_TURNS``; a loop over the letters of a word."""
        if isinstance(values, str):
            raise refuse(TemplateFault.FORBIDDEN, place="", word="for")
        listed = list(values)
        self.turns += len(listed)
        if self.turns > MOST_TURNS:
            raise refuse(TemplateFault.TOO_LONG, most=MOST_TURNS)
        return listed

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """An attribute that the sandbox closes is refused at once."""
        raise refuse(TemplateFault.FORBIDDEN, place="", word=attribute)


class _BoundedTemplate(Template):
    """Stops when the text grows beyond every document."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        parts: list[str] = []
        length = 0
        try:
            for part in self.root_render_func(self.new_context(dict(*args, **kwargs))):
                length += len(part)
                if length > MOST_LETTERS:
                    raise refuse(TemplateFault.TOO_LONG, most=MOST_LETTERS)
                parts.append(part)
        except (SecurityError, TypeError, RecursionError) as fault:
            raise refuse(TemplateFault.FORBIDDEN, place="", word=str(fault)[:_LONGEST_QUOTE]) from fault
        return "".join(parts)


def _walk(node: nodes.Node) -> Iterable[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def quoted_line(source: str, line: int) -> str:
    """The words of a line of Word's XML, where every paragraph begins a line."""
    lines = source.splitlines()
    words = _MARKS.sub("", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"


def _noting(names: list[str]) -> type[StrictUndefined]:
    """A name that the values do not have: noted and passed over, so that all of them can be told at once."""

    class Noted(StrictUndefined):
        def _note(self) -> None:
            if str(self._undefined_name) not in names:
                names.append(str(self._undefined_name))

        def __str__(self) -> str:  # type: ignore[override]  # Jinja says that these never return
            self._note()
            return ""

        __html__ = __str__

        def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
            self._note()
            return iter(())

        def __len__(self) -> int:  # type: ignore[override]
            self._note()
            return 0

        def __bool__(self) -> bool:  # type: ignore[override]
            self._note()
            return False

        def __eq__(self, other: object) -> bool:  # type: ignore[override]
            self._note()
            return False

        def __ne__(self, other: object) -> bool:  # type: ignore[override]
            self._note()
            return True

        __hash__ = object.__hash__  # type: ignore[assignment]

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            self._note()
            return self

        def __getitem__(self, key: Any) -> Any:
            self._note()
            return self

    return Noted
