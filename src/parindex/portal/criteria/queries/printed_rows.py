"""The rows of a version in printed order. A version never changes, so they are read once and kept."""

from __future__ import annotations

from functools import lru_cache

from parindex.portal.criteria.models import CriteriaSetVersion, NodeRow


def printed_rows(version: CriteriaSetVersion) -> tuple[NodeRow, ...]:
    """Every node of the version in printed order; one query the first time. The rows are shared: read them only."""
    return _rows(version.pk, version.public_id)


@lru_cache(maxsize=32)
def _rows(version: int, public_id: str) -> tuple[NodeRow, ...]:
    return tuple(NodeRow.objects.filter(version=version, version__public_id=public_id).order_by("position"))


def leaf_row_of(version: CriteriaSetVersion, code: str) -> NodeRow | None:
    """The leaf with this code, if the version has it."""
    return _leaves(version.pk, version.public_id).get(code)


@lru_cache(maxsize=32)
def _leaves(version: int, public_id: str) -> dict[str, NodeRow]:
    return {node.code: node for node in _rows(version, public_id) if node.is_leaf}
