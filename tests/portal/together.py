"""Acts of several people at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import TypeVar

from django.db import connection

from parindex.portal.platform.refusals import ActionRefused

T = TypeVar("T")


def together(*acts: Callable[[], T]) -> list[T | str]:
    """What each act answered, or the code that refused it; all begin at the same moment."""
    start = Barrier(len(acts))

    def one(act: Callable[[], T]) -> T | str:
        start.wait(timeout=20)
        try:
            return act()
        except ActionRefused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        waiting = [pool.submit(copy_context().run, one, act) for act in acts]
        return [each.result(timeout=60) for each in waiting]
