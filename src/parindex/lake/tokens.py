"""The token of a source: from a variable of the environment, or from a file that nobody but its owner may read.

It is never an argument, never stored beside the source, never printed.
"""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from pathlib import Path

from parindex.lake.rest import PullFailed

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LONGEST = 10_000


class NoToken(StrEnum):
    """Why there is none; each a sentence of room ``lake``."""

    MISSING = "lake.token_missing"
    """The variable or the file is empty, or holds what no token holds."""
    FILE_OPEN = "lake.token_file_open"
    NO_FILE = "lake.token_no_file"


class TokenRefused(PullFailed):
    """It cannot be had: ``why`` says why."""

    def __init__(self, why: NoToken, **values: object) -> None:
        super().__init__(why.value, **values)
        self.why = why


def token_from_variable(name: str) -> str:
    """Raises ``TokenRefused``."""
    return _token(os.environ.get(name, ""), name)


def token_from_file(path: Path) -> str:
    """Raises ``TokenRefused``, also where the group or others have any right on the file."""
    try:
        with path.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & OTHERS:
                raise TokenRefused(NoToken.FILE_OPEN, place=str(path))
            return _token(opened.read(LONGEST).decode("utf-8", errors="replace"), str(path))
    except OSError as error:
        raise TokenRefused(NoToken.NO_FILE, place=str(path), reason=error.strerror or "") from error


def bearer(token: str) -> dict[str, str]:
    """The header that carries it."""
    return {"Authorization": f"Bearer {token}"}


def _token(text: str, place: str) -> str:
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenRefused(NoToken.MISSING, place=place)
    return token
