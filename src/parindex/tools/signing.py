"""Signs a PDF (PAdES) with the officer's own key, as an addition at its end: earlier signatures stay valid.

Needs the extra ``signing``. No timestamp server and no revocation lists are asked: the time is this machine's own.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.stamp import StaticStampStyle

from parindex.engine.documents.signing_places import Box, Place
from parindex.tools.pdf_signatures import PdfReading, SignatureState, read_pdf
from parindex.tools.signing_keys import SigningKey

_FIELD = "Signature"
_DIGEST = "sha256"
_READING_TIMEOUT_S = 60.0


class SigningFault(StrEnum):
    """Why a file is not signed."""

    LOCKED = "locked"
    DAMAGED = "damaged"
    ALTERED = "altered"
    CERTIFIED = "certified"
    NOT_SIGNED = "not_signed"


class SigningRefused(ValueError):
    """Nothing was signed; ``values`` fill the sentence ``signing.file.<fault>``."""

    def __init__(self, fault: SigningFault, **values: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.values: Mapping[str, object] = values


class Signed(NamedTuple):
    """The signed file, and what the check of signatures says of it without any trusted root."""

    content: bytes
    reading: PdfReading


class Signable(NamedTuple):
    """A file that may be signed: its pages' visible signatures, oldest first, and how many signatures it has."""

    signatures: int
    visible: tuple[Place, ...]


def may_be_signed(content: bytes) -> Signable:
    """Look at the file, in a process with limits first. Raises ``SigningRefused``.

    Refused: one that opens with a password or is encrypted, that cannot be read, whose earlier signature no longer
    holds, and one that an earlier signer closed against any addition.
    """
    reading = read_pdf(content, timeout_s=_READING_TIMEOUT_S)
    if reading.locked:
        raise SigningRefused(SigningFault.LOCKED)
    if not reading.opened:
        raise SigningRefused(SigningFault.DAMAGED)
    if reading.state in (SignatureState.ALTERED, SignatureState.UNREADABLE):
        raise SigningRefused(SigningFault.ALTERED)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        if writer.prev.encrypted:
            raise SigningRefused(SigningFault.LOCKED)
        if _closed(writer):
            raise SigningRefused(SigningFault.CERTIFIED)
        signatures = list(writer.prev.embedded_regular_signatures)
        pages = _pages(writer, [each.sig_field for each in signatures])
    except SigningRefused:
        raise
    except Exception as fault:  # the reader raises whatever a broken file makes it stumble over
        raise SigningRefused(SigningFault.DAMAGED) from fault
    return Signable(len(signatures), pages)


def sign_pdf(content: bytes, key: SigningKey, *, place: Place, picture: bytes) -> Signed:
    """Add a signature; ``place`` and ``picture`` (a PDF of one page): where it is seen, and as what.

    The result is read back before it is given out. Raises ``SigningRefused``.
    """
    signable = may_be_signed(content)
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    name = _free_name(writer, signable.signatures + 1)
    spec = fields.SigFieldSpec(name, on_page=place.page - 1, box=tuple(place.box))  # type: ignore[arg-type]
    told = signers.PdfSignatureMetadata(field_name=name, md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES)
    with tempfile.TemporaryDirectory(prefix="parindex-sign-") as folder:
        style = _style(Path(folder), picture)
        signer = signers.PdfSigner(told, key.signer, stamp_style=style, new_field_spec=spec)
        made = _outside_any_loop(signer, writer)
    reading = read_pdf(made, timeout_s=_READING_TIMEOUT_S)
    sound = (SignatureState.VALID, SignatureState.UNKNOWN_SIGNER)
    if len(reading.signatures) != signable.signatures + 1 or reading.state not in sound:
        raise SigningRefused(SigningFault.NOT_SIGNED, reason=reading.state.value)
    return Signed(made, reading)


def _outside_any_loop(signer: signers.PdfSigner, writer: IncrementalPdfFileWriter) -> bytes:
    """pyHanko runs an event loop of its own, which it cannot inside another: in a thread."""
    try:
        with ThreadPoolExecutor(1) as thread:
            return bytes(thread.submit(signer.sign_pdf, writer).result().getvalue())
    except (PdfError, SigningError) as fault:
        raise SigningRefused(SigningFault.NOT_SIGNED, reason=str(fault)[:200]) from fault
    except Exception as fault:  # a token's library raises its own: pulled out, PIN asked anew, mechanism unknown
        raise SigningRefused(SigningFault.NOT_SIGNED, reason=f"{type(fault).__name__} {fault}"[:200].strip()) from fault


def _closed(writer: IncrementalPdfFileWriter) -> bool:
    """Whether an earlier signer certified the document and allowed no change at all."""
    root = writer.prev.root  # by brackets and index: `get` and walking give references that are not followed
    if "/Perms" not in root or "/DocMDP" not in root["/Perms"]:
        return False
    told = root["/Perms"]["/DocMDP"]["/Reference"]
    parameters = [told[at]["/TransformParams"] for at in range(len(told))]
    return any(int(each.get("/P", MDPPerm.FILL_FORMS.value)) == MDPPerm.NO_CHANGES.value for each in parameters)


def _pages(writer: IncrementalPdfFileWriter, signed: list[Any]) -> tuple[Place, ...]:
    """Where each signature field with a picture stands; a field that names no page is passed over."""
    found: list[tuple[int, Box]] = []
    for field in signed:
        widget = field["/Kids"][0] if "/Kids" in field else field
        if "/Rect" not in widget or "/P" not in widget:
            continue
        corners = widget["/Rect"]
        box = Box(*(float(corners[at]) for at in range(4)))
        if box.width >= 1 and box.height >= 1:
            found.append((widget.raw_get("/P").idnum, box))
    numbers = _numbers_of_pages(writer.root["/Pages"]) if found else {}
    return tuple(Place(numbers[idnum], box) for idnum, box in found if idnum in numbers)


def _numbers_of_pages(root: Any) -> dict[int, int]:
    """Id of a page's object → its number (from 1), in one walk; a tree that goes in circles ends it."""
    numbers: dict[int, int] = {}
    seen: set[int] = set()
    waiting = [_references(root["/Kids"])]
    while waiting:
        reference = next(waiting[-1], None)
        if reference is None:
            waiting.pop()
        elif reference.idnum not in seen:
            seen.add(reference.idnum)
            node = reference.get_object()
            if "/Kids" in node:
                waiting.append(_references(node["/Kids"]))
            else:
                numbers[reference.idnum] = len(numbers) + 1
    return numbers


def _references(kids: Any) -> Iterator[Any]:
    return iter([kids.raw_get(at) for at in range(len(kids))])


def _free_name(writer: IncrementalPdfFileWriter, number: int) -> str:
    taken = {name for name, _, _ in fields.enumerate_sig_fields(writer.prev)}
    while f"{_FIELD}{number}" in taken:
        number += 1
    return f"{_FIELD}{number}"


def _style(folder: Path, picture: bytes) -> StaticStampStyle:
    path = folder / "picture.pdf"
    path.write_bytes(picture)
    edge_to_edge = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins(0, 0, 0, 0),
    )
    return StaticStampStyle.from_pdf_file(
        str(path), border_width=0, background_opacity=1.0, background_layout=edge_to_edge
    )
