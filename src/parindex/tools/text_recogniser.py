"""Recognition of the text on pages that are pictures, as a process of its own with limits on memory and time.

``python -m parindex.tools.text_recogniser 1 3 4`` takes a PDF, PNG or JPEG on standard input and prints one line of
JSON (a ``RecognisedPage``) for each of these pages, in their order, as soon as it is done. Called by
``text_recognition.recognise``.
"""

from __future__ import annotations

import csv
import io
import os
import re
import resource
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pypdfium2 as pdfium

from parindex.engine.documents.reading.pdf_layout import Run
from parindex.engine.documents.reading.recognised import FEWEST_LETTERS, RecognisedPage

PROGRAM, LANGUAGE = "tesseract", "vie"
DAMAGED = 3
"""Exit code: no picture that can be opened."""
_MEMORY = 1536 * 1024 * 1024
_PROCESSOR_SECONDS = 120
"""For this process over all pages, and for the program on each page."""
_PAGE_TIMEOUT_S = 60.0
_DOTS = 300 / 72
"""Dots a point: what the program was trained on."""
_MOST_DOTS = 30_000_000
_LONG_SIDE = 842.0
"""Points that the long side of a photograph is taken for: an A4 page."""
_DOUBTFUL = 60
"""Below this many percent the page may lie on its side."""
_WIDE_GAP = 2.0
"""Heights of a line between two words that belong to different columns."""
_LEAST_TURN = 1.0
"""Confidence, as the program states it, from which its word on how a page lies is taken."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


class Picture(NamedTuple):
    """The picture of a page for the program; ``width`` and ``height`` in points, ``dot``: points a dot."""

    content: bytes
    width: float
    height: float
    dot: float


def pages_of(content: bytes, numbers: Iterable[int]) -> Iterator[RecognisedPage]:
    """Every page of these numbers; one that the program can do nothing with has no words."""
    if content.startswith(_PNG):
        yield recognised(1, _of_png(content))
        return
    document = _of_jpeg(content) if content.startswith(_JPEG) else pdfium.PdfDocument(content)
    try:
        for number in numbers:
            page = document[number - 1]
            upright = _drawn(page)
            found = recognised(number, upright)
            turn = _turn(upright.content) if _may_lie(found) else 0
            if turn:
                turned = recognised(number, _drawn(page, turn))
                found = max(found, turned, key=lambda each: (not _may_lie(each), each.sure))
            yield found
    finally:
        document.close()


def _may_lie(page: RecognisedPage) -> bool:
    """Whether the page may lie on its side or head: hardly read, or read in lines that go up or down."""
    upwards = sum(each.top - each.bottom > each.right - each.left for each in page.runs if len(each.text) > 2)
    return page.sure < _DOUBTFUL or page.letters < FEWEST_LETTERS or 2 * upwards > len(page.runs)


def recognised(number: int, picture: Picture) -> RecognisedPage:
    """The words of one picture."""
    told = _run(picture.content, "-l", LANGUAGE, "--psm", "3", "--dpi", str(round(72 / picture.dot)), "tsv")
    words = list(csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE))
    sure = [float(each["conf"]) for each in words if each["level"] == "5" and (each["text"] or "").strip()]
    return RecognisedPage(
        number=number,
        width=picture.width,
        height=picture.height,
        sure=max(0, min(100, round(sum(sure) / len(sure)))) if sure else 0,
        runs=tuple(_runs(words, picture)),
    )


def _runs(words: Iterable[Mapping[str, str]], picture: Picture) -> Iterator[Run]:
    """Words of one line as one run; apart where a gap parts two columns."""
    line: tuple[str, ...] = ()
    joined: Run | None = None
    for word in words:
        text = (word["text"] or "").strip()
        if word["level"] != "5" or not text:
            continue
        here = (word["block_num"], word["par_num"], word["line_num"])
        left, top = float(word["left"]) * picture.dot, picture.height - float(word["top"]) * picture.dot
        right, bottom = left + float(word["width"]) * picture.dot, top - float(word["height"]) * picture.dot
        if joined is not None and here == line and left - joined.right < _WIDE_GAP * (joined.top - joined.bottom):
            low, high = min(joined.bottom, bottom), max(joined.top, top)
            joined = Run(joined.left, low, right, high, f"{joined.text} {text}")
            continue
        if joined is not None:
            yield joined
        line, joined = here, Run(left, bottom, right, top, text)
    if joined is not None:
        yield joined


def _drawn(page: pdfium.PdfPage, turn: int = 0) -> Picture:
    width, height = page.get_size()
    dots = min(_DOTS, (_MOST_DOTS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=dots, rotation=turn, grayscale=True)
    rows = memoryview(bitmap.buffer)
    content = b"".join(
        (
            b"P5 %d %d 255\n" % (bitmap.width, bitmap.height),
            *(rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)),
        )
    )
    across = turn % 180 != 0
    return Picture(content, height if across else width, width if across else height, 1 / dots)


def _of_jpeg(content: bytes) -> pdfium.PdfDocument:
    """A document of one page with the photograph, so that it can be drawn in any size and turned."""
    document = pdfium.PdfDocument.new()
    image = pdfium.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(content), inline=True)
    wide, high = image.get_px_size()
    scale = _scale(wide, high)
    image.set_matrix(pdfium.PdfMatrix().scale(wide * scale, high * scale))
    page = document.new_page(wide * scale, high * scale)
    page.insert_obj(image)
    page.gen_content()
    return document


def _of_png(content: bytes) -> Picture:
    """A picture that the program reads by itself, as it lies."""
    wide, high = struct.unpack(">II", content[16:24])
    scale = _scale(wide, high)
    return Picture(content, wide * scale, high * scale, scale)


def _scale(wide: int, high: int) -> float:
    """Points a dot of a photograph. Raises ``PdfiumError`` for none, ``ValueError`` for one too large."""
    if wide <= 0 or high <= 0:
        raise pdfium.PdfiumError("no picture")
    if wide * high > 2 * _MOST_DOTS:
        raise ValueError(f"{wide} × {high}")
    return _LONG_SIDE / max(wide, high)


def _turn(content: bytes) -> int:
    """Degrees clockwise by which the page is to be turned to stand upright."""
    told = _run(content, "-l", "osd", "--psm", "0")
    found = {name: re.search(rf"{name}: ([\d.]+)", told) for name in ("Rotate", "Orientation confidence")}
    degrees, confidence = found["Rotate"], found["Orientation confidence"]
    sure = confidence is not None and float(confidence[1]) >= _LEAST_TURN
    return int(degrees[1]) if degrees is not None and sure else 0


def _run(content: bytes, *arguments: str) -> str:
    """What the program prints; nothing when it breaks or takes too long on this page."""
    known = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, a fixed program, the picture on its standard input
            [PROGRAM, "-", "-", *arguments],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PAGE_TIMEOUT_S,
            check=False,
            # one thread: with several the program is many times slower beside other work
            env={**known, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""


def main() -> None:
    """Read standard input, print page by page. What readers print by themselves goes nowhere."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    content, printed = sys.stdin.buffer.read(), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        for page in pages_of(content, map(int, sys.argv[1:])):
            print(page.model_dump_json(), file=printed, flush=True)
    except (pdfium.PdfiumError, struct.error):
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main()
