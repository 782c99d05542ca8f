"""Recognition of text in pictures of pages (Tesseract with its Vietnamese data), with limits on pages, time and memory.

The child is ``text_recogniser.py``: it draws the pages and starts the program, each under its limits. A scan of sixty
pages is a long report; what is longer is cut apart by whoever sends it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Timer

from pydantic import ValidationError

from parindex.engine.documents.reading.model import Reading
from parindex.engine.documents.reading.recognised import RecognisedPage, pages_without_text
from parindex.engine.documents.reading.source_text import ReadingFault, ReadingRefused
from parindex.tools.text_recogniser import DAMAGED, LANGUAGE, PROGRAM

MOST_PAGES = 60
DEFAULT_TIMEOUT_S = 360.0
_ASKING_TIMEOUT_S = 10.0
RECOGNISER = ["-m", "parindex.tools.text_recogniser"]
Tell = Callable[[int, int], None]
"""How many of so many pages are done."""


def is_installed() -> bool:
    """Whether the program stands on the search path with Vietnamese among its languages."""
    path = shutil.which(PROGRAM)
    if path is None:
        return False
    try:
        told = subprocess.run(  # noqa: S603 - no shell, a fixed program
            [path, "--list-langs"], capture_output=True, text=True, timeout=_ASKING_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGE in told.stdout.split()


def recognise(
    content: bytes,
    *,
    pages: Sequence[int],
    tell: Tell = lambda done, total: None,
    timeout_s: float = DEFAULT_TIMEOUT_S,
) -> dict[int, RecognisedPage]:
    """Text of these pages (1-based) of a PDF, or of a PNG or JPEG (page 1), by number.

    After ``timeout_s`` the child and what it started are killed. Raises ``ReadingRefused``: ``too_many_pictures``,
    ``damaged``, or ``recognition_broke`` when time or memory ran out.
    """
    if len(pages) > MOST_PAGES:
        raise ReadingRefused(ReadingFault.TOO_MANY_PICTURES, pages=len(pages), most=MOST_PAGES)
    tell(0, len(pages))
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603 - ourselves, no shell
            [sys.executable, *RECOGNISER, *map(str, pages)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        clock = Timer(timeout_s, _kill, [process])
        clock.start()
        try:
            return _pages(process, pages, tell)
        finally:
            clock.cancel()
            _kill(process)
            process.wait()


def pictures_of(content: bytes, reading: Reading | ReadingRefused, tell: Tell) -> dict[int, RecognisedPage] | None:
    """What is recognised on the pages that a first reading had no text of; ``None``: there is nothing to be gained.

    ``reading``: the first reading, or its refusal; that of a scan is raised again where the program is absent. Of a
    file with some pages of pictures the text is worth more than nothing: it stands where recognition fails. Raises
    ``ReadingRefused``.
    """
    if isinstance(reading, ReadingRefused):
        if reading.fault not in (ReadingFault.NO_TEXT_LAYER, ReadingFault.PICTURE) or not is_installed():
            raise reading
        return recognise(content, pages=range(1, int(reading.values.get("pages", 1)) + 1), tell=tell)
    pages = pages_without_text(reading.doubts)
    if not pages or not is_installed():
        return None
    try:
        return recognise(content, pages=pages, tell=tell)
    except ReadingRefused:
        return None


def _pages(process: subprocess.Popen[bytes], pages: Sequence[int], tell: Tell) -> dict[int, RecognisedPage]:
    found: dict[int, RecognisedPage] = {}
    assert process.stdout is not None, "asked for"
    with process.stdout as printed:
        for line in printed:
            try:
                page = RecognisedPage.model_validate_json(line)
            except ValidationError as fault:
                raise ReadingRefused(ReadingFault.RECOGNITION_BROKE, pages=len(pages)) from fault
            found[page.number] = page
            tell(len(found), len(pages))
    code = process.wait()
    if code == DAMAGED:
        raise ReadingRefused(ReadingFault.DAMAGED)
    if code != 0:
        raise ReadingRefused(ReadingFault.RECOGNITION_BROKE, pages=len(pages))
    return found


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
