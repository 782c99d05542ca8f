"""Reads a PDF's digital signatures: valid, altered, unknown signer, or none; and whether it opens without a password.

The file comes from anyone, so it is read in a process of its own with limits on time and memory
(``pdf_signature_reader.py``); whoever asks never loads the reader.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

DEFAULT_TIMEOUT_S = 20.0


class SignatureState(StrEnum):
    """The state of a whole file; of several signatures the worst counts."""

    NONE = "none"
    VALID = "valid"
    UNKNOWN_SIGNER = "unknown_signer"
    """Unchanged since it was signed, but nobody whom we trust vouches for the signer."""
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    """The file or its signature could not be read, or reading took too long."""


class Signature(NamedTuple):
    """One signature: state, the name in the certificate, and the time that the signer's own clock told."""

    state: SignatureState
    signer: str
    signed_at: datetime | None


class PdfReading(NamedTuple):
    """What the reader saw. ``locked``: it opens only with a password. ``opened``: it could be read at all."""

    state: SignatureState
    signatures: tuple[Signature, ...] = ()
    locked: bool = False
    opened: bool = True


_UNREADABLE = PdfReading(SignatureState.UNREADABLE, opened=False)


def read_pdf(content: bytes, *, trusted: Path | None = None, timeout_s: float = DEFAULT_TIMEOUT_S) -> PdfReading:
    """Read the file in a process of its own. ``trusted``: folder with the root certificates (PEM or DER) to trust.

    Never raises for a bad file: one that cannot be read in time is ``unreadable``.
    """
    command = [sys.executable, "-m", "parindex.tools.pdf_signature_reader", str(trusted or "")]
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, no shell
            command, input=content, capture_output=True, timeout=timeout_s, check=False
        )
        return _from_json(json.loads(done.stdout)) if done.returncode == 0 else _UNREADABLE
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return _UNREADABLE


def _from_json(told: dict[str, Any]) -> PdfReading:
    signatures = tuple(
        Signature(SignatureState(state), signer, datetime.fromisoformat(at) if at else None)
        for state, signer, at in told["signatures"]
    )
    return PdfReading(SignatureState(told["state"]), signatures, told["locked"], told["opened"])
