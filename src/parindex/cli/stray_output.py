"""Keeps the answer's stream clean: compiled libraries may write to stdout on their own (HiGHS says a line of its inner
work now and then), which would spoil JSON and CSV.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STDOUT, STDERR = 1, 2


@contextmanager
def nothing_else_on_stdout() -> Iterator[None]:
    """Until it ends, what is written below Python to stdout goes to stderr. Without open streams it does nothing."""
    try:
        kept = os.dup(STDOUT)
        os.dup2(STDERR, STDOUT)
    except OSError:  # a service without standard streams
        yield
        return
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, STDOUT)
        os.close(kept)


def _flush() -> None:
    """Empty C's own buffers: a line that waits there would come out on the restored stream."""
    with suppress(AttributeError, OSError):  # no C library to be found: nothing to empty
        ctypes.CDLL(None).fflush(None)
