"""The raw tree of a draft: find, change and take back places of it. May be faulty; nothing here judges it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Tree = dict[str, Any]
"""Plain JSON: decimals and dates are text, as in the canonical form."""
Path = list[str | int]

LEVELS = ("fields", "criteria", "sub_criteria")
"""The list that holds the nodes of each level."""
_TRAILING_YEAR = re.compile(r"[0-9]+$")


class NodePlace(NamedTuple):
    """A node and where it stands."""

    node: Tree
    code: str
    level: int
    path: tuple[str | int, ...]
    parent: str

    @property
    def place(self) -> str:
        """As faults name it: ``fields[2].criteria[0]``."""
        return path_text(self.path)


def path_text(path: tuple[str | int, ...]) -> str:
    """``("fields", 2, "title")`` → ``fields[2].title``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


def node_places(tree: Tree) -> list[NodePlace]:
    """Every node in printed order."""
    return list(_below(tree, 0, (), ""))


def _below(above: Tree, level: int, path: tuple[str | int, ...], parent: str) -> Iterator[NodePlace]:
    if level == len(LEVELS):
        return
    key = LEVELS[level]
    children = above.get(key)
    for position, node in enumerate(children if isinstance(children, list) else []):
        if isinstance(node, dict):
            code = str(node.get("code", ""))
            here = (*path, key, position)
            yield NodePlace(node, code, level, here, parent)
            yield from _below(node, level + 1, here, code)


def find_node(tree: Tree, code: str) -> NodePlace | None:
    """The first node with this code."""
    return next((place for place in node_places(tree) if place.code == code), None)


def own_part(node: Tree) -> Tree:
    """What a node says itself, without the nodes below it."""
    return {key: value for key, value in node.items() if key not in LEVELS}


def with_own_part(node: Tree, part: Tree) -> Tree:
    """The node with another own part; the nodes below stay."""
    return part | {key: value for key, value in node.items() if key in LEVELS}


def children_of(tree: Tree, parent: str) -> list[Tree]:
    """The list of nodes under ``parent`` (empty text: the fields), made when there is none. Raises ``KeyError``."""
    if not parent:
        found: list[Tree] = tree.setdefault("fields", [])
        return found
    place = find_node(tree, parent)
    if place is None or place.level + 1 >= len(LEVELS):
        raise KeyError(parent)
    found = place.node.setdefault(LEVELS[place.level + 1], [])
    return found


def depth_below(node: Tree, level: int) -> int:
    """Level of the deepest node at or below a node of ``level``."""
    return max((place.level for place in _below(node, level + 1, (), "")), default=level)


def rehung(node: Tree, level: int, new_level: int) -> Tree:
    """The node as it stands on another level: its children move into the list of that level."""
    moved = own_part(node)
    if new_level:
        moved.pop("outside_scale", None)
    if level + 1 < len(LEVELS) and isinstance(node.get(LEVELS[level + 1]), list):
        moved[LEVELS[new_level + 1]] = [
            rehung(child, level + 1, new_level + 1) for child in node[LEVELS[level + 1]] if isinstance(child, dict)
        ]
    return moved


def at(tree: Any, path: Path) -> Any:
    """What stands at a path."""
    for part in path:
        tree = tree[part]
    return tree


def put(tree: Tree, path: Path, value: Any) -> Tree:
    """A copy of the tree with ``value`` at ``path``."""
    if not path:
        whole: Tree = copy.deepcopy(value)
        return whole
    changed = copy.deepcopy(tree)
    at(changed, path[:-1])[path[-1]] = copy.deepcopy(value)
    return changed


def narrowest_change(before: Any, after: Any) -> Path:
    """The deepest path below which everything that differs stands, on both sides under the same key."""
    path: Path = []
    while True:
        part = _only_difference(before, after)
        if part is None:
            return path
        path.append(part)
        before, after = before[part], after[part]


def _only_difference(before: Any, after: Any) -> str | int | None:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        differing: list[str | int] = [key for key in before if before[key] != after[key]]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        differing = [place for place in range(len(before)) if before[place] != after[place]]
    else:
        return None
    return differing[0] if len(differing) == 1 else None


def next_version(version: str) -> str:
    """2026 → 2027; a version that does not end in a number gets ``-2``."""
    found = _TRAILING_YEAR.search(version)
    if found is None:
        return f"{version}-2"
    return version[: found.start()] + str(int(found.group()) + 1).zfill(len(found.group()))


def copied_for_next_year(base: Tree, *, code: str, version: str, title: str) -> Tree:
    """Next year's tree of a set: the same nodes, a crosswalk to ``base`` with equal codes, dates a year later.

    Left out: who issued the base, and its own crosswalk.
    """
    tree = copy.deepcopy({key: value for key, value in base.items() if key not in ("issued_by", "crosswalk")})
    tree |= {"code": code, "version": version, "title": title}
    tree["crosswalk"] = {"code": base["code"], "version": base["version"], "same_codes": True}
    for key in ("valid_from", "valid_to"):
        if isinstance(tree.get(key), str):
            tree[key] = f"{int(tree[key][:4]) + 1:04d}{tree[key][4:]}".replace("-02-29", "-02-28")
    return tree
