"""A random sample that anyone can draw again: the seed is published with the draw.

Each id is ordered by the SHA-256 of ``<seed>:<id>`` in UTF-8; the sample is the first ``size`` in that order. With the
published seed and ids every reader gets the same sample; nobody can aim at a unit, since the seed is made before.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def sample_order(seed: str, public_id: str) -> str:
    """What an id is ordered by: 64 hexadecimal digits."""
    return sha256(f"{seed}:{public_id}".encode()).hexdigest()


def draw(seed: str, public_ids: Iterable[str], size: int) -> tuple[str, ...]:
    """``size`` of the ids, in the order in which they are drawn; all of them when there are fewer.

    Raises ``ValueError`` for an empty seed or a negative size.
    """
    if not seed or size < 0:
        raise ValueError("a draw needs a seed and a size that is not negative")
    return tuple(sorted(set(public_ids), key=lambda each: sample_order(seed, each))[:size])
