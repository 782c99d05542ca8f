"""Which action names the code writes into the audit, read from its syntax: calls of `audit.record`, followed back
through functions that pass the name on.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PORTAL = Path(__file__).resolve().parents[3] / "src" / "parindex" / "portal"


@dataclass
class Found:
    """Names, the words under which references stand, and places where a name could not be told."""

    names: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)
    followed: set[tuple[str, Path, str]] = field(default_factory=set)


def audited(portal: Path = PORTAL) -> Found:
    """Everything that the actions of all apps record."""
    found = Found()
    for app in sorted(portal.iterdir()):
        trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(app.glob("actions/*.py"))}
        for path, tree in trees.items():
            for function in _functions(tree):
                for call in _calls(function, "record", of="audit"):
                    _follow(_argument(call, "action", None), "", function, trees, found, path)
                    _keys(_argument(call, "references", None), found)
    return found


def _follow(
    name: ast.expr | None, prefix: str, within: ast.FunctionDef, trees: dict[Path, ast.Module], found: Found, path: Path
) -> None:
    match name:
        case ast.Constant(value=str(text)):
            found.names.add(prefix + text)
        case ast.IfExp(body=one, orelse=other):
            _follow(one, prefix, within, trees, found, path)
            _follow(other, prefix, within, trees, found, path)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=rest)]):
            _follow(rest, prefix + start, within, trees, found, path)
        case ast.Name(id=parameter) if parameter in {each.arg for each in within.args.args + within.args.kwonlyargs}:
            own = {path: trees[path]} if within.name.startswith("_") else trees
            if (within.name, path, prefix) not in found.followed:
                found.followed.add((within.name, path, prefix))
                _callers(parameter, prefix, within, own, trees, found)
        case _:
            found.unclear.append(f"{path.relative_to(PORTAL)}: {prefix}{ast.unparse(name) if name else '?'}")


def _callers(
    parameter: str,
    prefix: str,
    within: ast.FunctionDef,
    searched: dict[Path, ast.Module],
    trees: dict[Path, ast.Module],
    found: Found,
) -> None:
    listed = [argument.arg for argument in within.args.args]
    place = listed.index(parameter) if parameter in listed else None
    for path, tree in searched.items():
        for function in _functions(tree):
            if function is within:
                continue
            for call in _calls(function, within.name):
                given = _argument(call, parameter, place)
                if given is not None:
                    _follow(given, prefix, function, trees, found, path)


def _calls(function: ast.FunctionDef, name: str, of: str | None = None) -> list[ast.Call]:
    return [
        call for called, owner, call in _calls_in(function) if called == name and (owner == "audit") is (of == "audit")
    ]


@cache
def _calls_in(function: ast.FunctionDef) -> list[tuple[str, str, ast.Call]]:
    """Every call with the name that is called and the name before its dot."""
    found = []
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                found.append((name, "", node))
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id=owner))):
                found.append((name, owner, node))
    return found


@cache
def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _argument(call: ast.Call, name: str, place: int | None) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if named is None and place is not None and place < len(call.args):
        return call.args[place]
    return named


def _keys(references: ast.expr | None, found: Found) -> None:
    if isinstance(references, ast.Dict):
        found.keys |= {
            key.value for key in references.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
