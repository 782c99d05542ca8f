"""The reading of a PDF's signatures, as a process of its own with limits on memory and processor time.

``python -m parindex.tools.pdf_signature_reader [folder of trusted certificates]`` takes the file on standard input and
answers in JSON. Called by ``pdf_signatures.read_pdf``.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from parindex.tools.pdf_signatures import PdfReading, Signature, SignatureState

_MEMORY = 1536 * 1024 * 1024
_PROCESSOR_SECONDS = 60
_MOST_SIGNATURES = 20
_UNREADABLE = PdfReading(SignatureState.UNREADABLE, opened=False)
_WORST_FIRST = (
    SignatureState.ALTERED,
    SignatureState.UNREADABLE,
    SignatureState.UNKNOWN_SIGNER,
    SignatureState.VALID,
)


def read_here(content: bytes, roots: Sequence[Certificate]) -> PdfReading:
    """The reading itself, in this process. Never raises for a bad file."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
            return PdfReading(SignatureState.NONE, locked=True)
        reader.root["/Pages"]
        embedded = list(reader.embedded_regular_signatures)[:_MOST_SIGNATURES]
    except Exception:  # the reader raises whatever a broken file makes it stumble over
        return _UNREADABLE
    signatures = tuple(_signature(each, roots) for each in embedded)
    states = {each.state for each in signatures}
    return PdfReading(next((s for s in _WORST_FIRST if s in states), SignatureState.NONE), signatures)


def _signature(embedded: Any, roots: Sequence[Certificate]) -> Signature:
    signer, signed_at = "", None
    try:
        signer = str(embedded.signer_cert.subject.native.get("common_name", ""))[:200]
        signed_at = embedded.self_reported_timestamp
        # Revocation lists are not fetched: an office server has no way out. A revoked signer is not noticed.
        context = ValidationContext(trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail")
        status = validate_pdf_signature(embedded, signer_validation_context=context)
    except Exception:  # as above; a signature that cannot even be parsed proves nothing
        return Signature(SignatureState.UNREADABLE, signer, signed_at)
    if not (status.intact and status.valid) or not status.docmdp_ok:
        return Signature(SignatureState.ALTERED, signer, signed_at)
    return Signature(SignatureState.VALID if status.trusted else SignatureState.UNKNOWN_SIGNER, signer, signed_at)


def read_certificates(folder: Path) -> list[Certificate]:
    """The certificates in the folder's files. A file that holds none is passed over."""
    found: list[Certificate] = []
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() not in {".pem", ".crt", ".cer", ".der"}:
            continue
        raw = path.read_bytes()
        parts = [each for _, _, each in pem.unarmor(raw, multiple=True)] if pem.detect(raw) else [raw]
        try:
            found.extend(Certificate.load(part) for part in parts)
        except ValueError:
            continue
    return found


def _answer() -> None:
    """The process of its own: limits first, then the file from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    folder = sys.argv[1] if len(sys.argv) > 1 else ""
    roots = read_certificates(Path(folder)) if folder and Path(folder).is_dir() else []
    reading = read_here(sys.stdin.buffer.read(), roots)
    told = {
        "state": reading.state.value,
        "locked": reading.locked,
        "opened": reading.opened,
        "signatures": [
            [each.state.value, each.signer, each.signed_at.isoformat() if each.signed_at else ""]
            for each in reading.signatures
        ],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _answer()
