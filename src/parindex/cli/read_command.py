"""``read``: what a document says, as JSON or as a page of markdown."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parindex.cli.commands import Setting
from parindex.cli.problems import UNREADABLE, Problem, Stop, print_problems
from parindex.cli.reading_page import page_of
from parindex.cli.shape import OwnWords
from parindex.cli.sources import read_file
from parindex.cli.stray_output import nothing_else_on_stdout
from parindex.cli.words import HelpText, default_language, help_text
from parindex.engine.documents.reading import ReadingFault, ReadingRefused, read_document
from parindex.engine.documents.reading.model import Reading
from parindex.tools.libreoffice import ConversionFailed, foreign_to_docx
from parindex.tools.shipped_reading import shipped_words
from parindex.tools.text_recognition import pictures_of
from parindex.wording import LANGUAGES, Language, sentence

FORMATS = ("json", "md")


@click.command("read", cls=OwnWords, help=help_text(HelpText.READ))
@click.argument("document", metavar="FILE")
@click.option("--format", "form", type=click.Choice(FORMATS), help=help_text(HelpText.READ_FORMAT))
@click.option("--language", type=click.Choice(LANGUAGES), help=help_text(HelpText.LANGUAGE))
@click.pass_context
def read(context: click.Context, document: str, form: str | None, language: Language | None) -> None:
    """What the file says. Exit code 2: it cannot be read."""
    before = context.find_object(Setting) or Setting("table", default_language())
    form = form or ("json" if before.form == "json" else "md")
    try:
        with nothing_else_on_stdout():
            reading = read_path(document, language or before.language)
    except Stop as stopped:
        print_problems(stopped.problems, as_json=form == "json")
        context.exit(stopped.exit_code)
    if form == "json":
        click.echo(json.dumps(reading.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2))
    else:
        click.echo(page_of(reading, language or before.language))


def read_path(path: str, language: Language) -> Reading:
    """The reading of a file; old Word and OpenDocument files go through LibreOffice, pictures through Tesseract.

    Raises ``Stop``.
    """
    content, name = read_file(path, language), Path(path).name
    try:
        try:
            first: Reading | ReadingRefused = read_document(content, file_name=name, words=shipped_words())
        except ReadingRefused as refused:
            if refused.fault is ReadingFault.NEEDS_CONVERSION:
                return read_document(_converted(content, refused), file_name=name, words=shipped_words())
            first = refused
        recognised = pictures_of(content, first, lambda done, total: _tell(done, total, language))
        if isinstance(first, Reading) and recognised is None:
            return first
        return read_document(content, file_name=name, words=shipped_words(), recognised=recognised)
    except ReadingRefused as refused:
        code = f"reading.fault.{refused.fault}"
        raise Stop(
            [Problem(code, sentence(code, refused.values, language), place={"file": name})], UNREADABLE
        ) from None


def _tell(done: int, total: int, language: Language) -> None:
    """How far recognition is, to who sits before a screen: a long scan takes minutes."""
    if sys.stderr.isatty():
        said = sentence("reading.recognising", {"done": done, "total": total}, language)
        click.echo(f"\r{said}", err=True, nl=done == total)


def _converted(content: bytes, refused: ReadingRefused) -> bytes:
    """The file as .docx. Raises ``ReadingRefused``: as it was, when LibreOffice is absent or makes nothing of it."""
    suffix = "odt" if content.startswith(b"PK") else "doc"
    try:
        return foreign_to_docx(content, suffix=suffix)
    except ConversionFailed:
        raise refused from None
