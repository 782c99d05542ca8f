"""The picture of a signature as a PDF page of its own, drawn by typst: an image, or lines of text.

Needs the extra ``signing``. pyHanko's own text stamp sets Vietnamese letters apart, so it is not used.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import typst

FONTS = ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif")
"""The decree's own, those of the same measure, and typst's own; all have every Vietnamese letter."""
LARGEST = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
_HEAD = b"\x89PNG\r\n\x1a\n"
_MM_PER_M = 1000.0


class ImageFault(StrEnum):
    """Why a picture is not taken."""

    NOT_PNG = "not_png"
    TOO_LARGE = "too_large"
    NO_SIZE = "no_size"


class ImageRefused(ValueError):
    """The picture is not taken; sentence ``signing.image.<fault>``."""

    def __init__(self, fault: ImageFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Picture(NamedTuple):
    """A PNG: pixels, real width in millimetres when it tells its resolution, whether its ground may be seen through."""

    content: bytes
    columns: int
    rows: int
    width_mm: float | None
    transparent: bool

    @property
    def shape(self) -> float:
        """Width ÷ height."""
        return self.columns / self.rows


def read_picture(content: bytes) -> Picture:
    """What the head of a PNG says. Raises ``ImageRefused``."""
    if len(content) > LARGEST:
        raise ImageRefused(ImageFault.TOO_LARGE)
    if not content.startswith(_HEAD) or content[12:16] != b"IHDR" or len(content) < 33:
        raise ImageRefused(ImageFault.NOT_PNG)
    columns, rows, _depth, colour = struct.unpack("!IIBB", content[16:26])
    if not columns or not rows:
        raise ImageRefused(ImageFault.NOT_PNG)
    if columns * rows > MOST_PIXELS:
        raise ImageRefused(ImageFault.TOO_LARGE)
    chunks = dict(_chunks(content))
    width = None
    if len(resolution := chunks.get(b"pHYs", b"")) == 9:
        across, _, unit = struct.unpack("!IIB", resolution)
        width = columns / across * _MM_PER_M if unit == 1 and across else None
    return Picture(content, columns, rows, width, colour in (4, 6) or b"tRNS" in chunks)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_HEAD)
    while at + 12 <= len(content):
        (size,) = struct.unpack("!I", content[at : at + 4])
        name = content[at + 4 : at + 8]
        if name in (b"IDAT", b"IEND"):
            return
        yield name, content[at + 8 : at + 8 + size]
        at += 12 + size


def draw_picture(picture: Picture, *, width_pt: float, height_pt: float) -> bytes:
    """A page of that size, filled by the picture, without a ground of its own. Raises ``ImageRefused``."""
    source = _page(width_pt, height_pt) + '#image("picture.png", width: 100%, height: 100%, fit: "contain")\n'
    with tempfile.TemporaryDirectory(prefix="parindex-stamp-") as folder:
        (Path(folder) / "picture.png").write_bytes(picture.content)
        try:
            return _drawn(Path(folder), source, {})
        except typst.TypstError as fault:  # the rest of the file is broken
            raise ImageRefused(ImageFault.NOT_PNG) from fault


def draw_lines(lines: Sequence[str], *, size: float, width_pt: float, height_pt: float) -> bytes:
    """Lines in upright black, each at the right edge."""
    fonts = ", ".join(f'"{each}"' for each in FONTS)
    source = _page(width_pt, height_pt) + f'#set text(font: ({fonts}), size: {size}pt, fill: black, lang: "vi")\n'
    source += "#set par(leading: 0.35em)\n#set align(right + top)\n#set page(margin: (right: 1pt))\n"
    source += "".join(f'#sys.inputs.at("line{at}")\\\n' for at in range(len(lines)))
    # The words are passed beside the program: nothing in them is taken for a command.
    words = {f"line{at}": line for at, line in enumerate(lines)}
    with tempfile.TemporaryDirectory(prefix="parindex-stamp-") as folder:
        return _drawn(Path(folder), source, words)


def _page(width_pt: float, height_pt: float) -> str:
    return f"#set page(width: {width_pt:.3f}pt, height: {height_pt:.3f}pt, margin: 0pt, fill: none)\n"


def _drawn(folder: Path, source: str, words: dict[str, str]) -> bytes:
    program = folder / "stamp.typ"
    program.write_text(source, encoding="utf-8")
    made = typst.compile(program, root=folder, format="pdf", sys_inputs=words)
    assert isinstance(made, bytes)
    return made
