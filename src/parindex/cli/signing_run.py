"""What ``sign`` does once the extra ``signing`` is there: the key, the place, the picture, the signature."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from ruamel.yaml import YAML

from parindex.cli.answers import Answer, Column
from parindex.cli.commands import Reply
from parindex.cli.problems import FOUND, Problem, Stop, problem, stop
from parindex.cli.sources import read_file
from parindex.cli.values import number
from parindex.cli.words import Key, ProblemCode
from parindex.engine.documents.signing_places import (
    POINTS_PER_MM,
    Box,
    Place,
    PlaceRefused,
    agency_box,
    box_at,
    corner_box,
    find_signature_block,
    on_page,
    page_box,
    person_box,
)
from parindex.tools.signature_drawing import ImageRefused, Picture, draw_lines, draw_picture, read_picture
from parindex.tools.signing import Signable, SigningRefused, may_be_signed, sign_pdf
from parindex.tools.signing_keys import KeyRefused, SigningKey, from_pkcs12, from_token
from parindex.wording import Language, sentence

PASSWORD_VARIABLE = "PARINDEX_SIGNING_PASSWORD"  # noqa: S105 - the variable's name
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_AT = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*[,;]\s*(\d{1,4}(?:\.\d+)?)")
_FORMS = files("parindex") / "rulebooks" / "document_templates" / "digital_signatures.yaml"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as typed."""

    document: str
    out: str
    kind: str
    p12: str | None
    pkcs11: str | None
    token: str | None
    key: str | None
    password_file: str | None
    image: str | None
    width: str | None
    name: str | None
    page: int | None
    at: str | None
    number: str | None
    copy_form: str | None


def sign(asked: Asked, language: Language) -> Reply:
    """Sign and write the new file. What needs no password is checked before it is asked for. Raises ``Stop``."""
    _check_options(asked, language)
    content = read_file(asked.document, language)
    now = datetime.now(_VIETNAM)
    try:
        work = _Work(asked, language, content, may_be_signed(content), now)
        with _key(asked, language, now) as key:
            place, picture = work.seen(key.holder)
            signed = sign_pdf(content, key, place=place, picture=picture)
    except (SigningRefused, KeyRefused, PlaceRefused, ImageRefused) as refused:
        raise Stop([_of(refused, language)], FOUND) from refused
    _write(asked.out, signed.content, language)
    facts = (
        (Column(Key.FILE), asked.out),
        (Column(Key.SIGNER), key.holder),
        (Column(Key.VALID_UNTIL), key.valid_until.astimezone(_VIETNAM).date()),
        (Column(Key.PAGE), place.page),
        (Column(Key.SIGNATURES), len(signed.reading.signatures)),
        (Column(Key.SIZE), len(signed.content)),
    )
    return Reply(Answer(facts), tuple(work.warnings))


def _of(refused: SigningRefused | KeyRefused | PlaceRefused | ImageRefused, language: Language) -> Problem:
    rooms = {SigningRefused: "file", KeyRefused: "key", PlaceRefused: "place", ImageRefused: "image"}
    code = f"signing.{rooms[type(refused)]}.{refused.fault.value}"
    return Problem(code, sentence(code, getattr(refused, "values", {}), language))


def _check_options(asked: Asked, language: Language) -> None:
    if Path(asked.out).exists():
        stop(ProblemCode.OUT_EXISTS, language, exit_code=FOUND, path=asked.out)
    if (asked.p12 is None) == (asked.pkcs11 is None):
        stop(ProblemCode.ONE_KEY, language)
    if asked.pkcs11 is not None and not (asked.token and asked.key):
        stop(ProblemCode.TOKEN_AND_KEY, language)
    if asked.kind in ("person", "agency") and asked.image is None:
        stop(ProblemCode.IMAGE_NEEDED, language, kind=asked.kind)
    if asked.kind == "attachment" and not (asked.number or "").strip():
        stop(ProblemCode.NUMBER_NEEDED, language)
    if asked.kind == "copy" and asked.copy_form is None:
        stop(ProblemCode.COPY_FORM_NEEDED, language)
    if asked.at is not None and (asked.page is None or not _AT.fullmatch(asked.at.strip())):
        stop(ProblemCode.BAD_PLACE, language, value=asked.at)


@contextmanager
def _key(asked: Asked, language: Language, now: datetime) -> Iterator[SigningKey]:
    """The key; its password or PIN comes from a file, the environment, or is typed unseen: never as an argument."""
    if asked.p12 is not None:
        content = read_file(asked.p12, language)
        yield from_pkcs12(content, _secret(asked, "password", language), now=now)
        return
    assert asked.pkcs11 and asked.token and asked.key
    library, pin = Path(asked.pkcs11), _secret(asked, "pin", language)
    with from_token(library, token=asked.token, key=asked.key, pin=pin, now=now) as key:
        yield key


def _secret(asked: Asked, which: str, language: Language) -> str:
    if asked.password_file is not None:
        return read_file(asked.password_file, language).decode("utf-8", errors="replace").rstrip("\r\n")
    if PASSWORD_VARIABLE in os.environ:
        return os.environ[PASSWORD_VARIABLE]
    words = sentence(f"signing.ask.{which}", language=language)
    return str(click.prompt(words, hide_input=True, err=True, default="", show_default=False))


def _write(path: str, content: bytes, language: Language) -> None:
    try:
        with Path(path).open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        stop(ProblemCode.OUT_EXISTS, language, exit_code=FOUND, path=path)
    except OSError as error:
        stop(ProblemCode.CANNOT_WRITE, language, path=path, reason=error.strerror or str(error))


class _Work:
    """Where the signature is seen, and as what; ``warnings`` are told with the answer."""

    def __init__(self, asked: Asked, language: Language, content: bytes, signable: Signable, now: datetime) -> None:
        self._asked, self._language, self._content, self._signable = asked, language, content, signable
        self._now = now
        self._form: dict[str, Any] = YAML(typ="safe", pure=True).load(_FORMS.read_bytes())[asked.kind]
        self._picture = None if asked.image is None else read_picture(read_file(asked.image, language))
        self._width_mm = None if asked.width is None else float(number(asked.width, "--width", language))
        if self._width_mm is not None and not 1 <= self._width_mm <= 210:
            stop(ProblemCode.OUT_OF_RANGE, language, option="--width", value=asked.width, least="1", most="210")
        self.warnings: list[Problem] = []

    def seen(self, holder: str) -> tuple[Place, bytes]:
        """Page and rectangle, and the picture as a PDF of that size."""
        if self._form.get("unsure"):
            self._warn("form_unsure")
        if self._asked.kind in ("attachment", "copy"):
            return self._words_in_the_corner(holder)
        assert self._picture is not None
        if not self._picture.transparent:
            self._warn("not_transparent")
        place = self._agency(self._picture, holder) if self._asked.kind == "agency" else self._person(holder)
        return place, draw_picture(self._picture, width_pt=place.box.width, height_pt=place.box.height)

    def _person(self, holder: str) -> Place:
        assert self._picture is not None
        width = (self._width_mm or float(self._form["width"])) * POINTS_PER_MM
        told = self._told(width, width / self._picture.shape)
        if told is not None:
            return told
        block = find_signature_block(self._content, self._asked.name or holder, page=self._asked.page)
        return self._inside(block.page, person_box(block, shape=self._picture.shape, width=width))

    def _agency(self, picture: Picture, holder: str) -> Place:
        width_mm = self._width_mm or picture.width_mm
        if width_mm is None:
            stop(ProblemCode.REAL_SIZE_NEEDED, self._language)
        width = width_mm * POINTS_PER_MM
        height = width / picture.shape
        told = self._told(width, height)
        if told is not None:
            return told
        signature = self._signature()
        return self._inside(signature.page, agency_box(signature.box, width=width, height=height))

    def _signature(self) -> Place:
        """The person's signature that the stamp goes over: the last that is seen, or on the page or name asked for."""
        asked = self._asked
        block = None if asked.name is None else find_signature_block(self._content, asked.name, page=asked.page)
        seen = [each for each in self._signable.visible if asked.page in (None, each.page)]
        if block is not None:
            seen = [each for each in seen if each.page == block.page and _meet(each.box, block.room)]
        if seen:
            return seen[-1]
        if block is None:
            stop(ProblemCode.NOTHING_TO_STAMP, self._language, exit_code=FOUND)
        self._warn("no_person_signature")
        return Place(block.page, person_box(block, shape=2.0, width=40 * POINTS_PER_MM))

    def _words_in_the_corner(self, holder: str) -> tuple[Place, bytes]:
        form, page = self._form, self._asked.page or 1
        moment = self._now.isoformat(timespec="seconds")
        lines = {
            "number_and_symbol": (self._asked.number or "").strip(),
            "form": sentence(f"signing.copy.{self._asked.copy_form}") if self._asked.copy_form else "",
            "organisation": holder,
            "signed_at": moment,
        }
        words = [lines[each] for each in form["lines"]]
        size, width = float(form["size"]), float(form["width"]) * POINTS_PER_MM
        height = len(words) * size * 1.3
        place = self._told(width, height) or self._inside(
            page,
            corner_box(
                page_box(self._content, page),
                width=width,
                height=height,
                from_right=float(form["from_right"]) * POINTS_PER_MM,
                from_top=float(form["from_top"]) * POINTS_PER_MM,
            ),
        )
        return place, draw_lines(words, size=size, width_pt=place.box.width, height_pt=place.box.height)

    def _told(self, width: float, height: float) -> Place | None:
        """The place of ``--page`` and ``--at``."""
        at = _AT.fullmatch((self._asked.at or "").strip())
        if at is None or self._asked.page is None:
            return None
        x, y = (float(each) for each in at.groups())
        edges = page_box(self._content, self._asked.page)
        return self._inside(self._asked.page, box_at(edges, x_mm=x, y_mm=y, width=width, height=height))

    def _inside(self, page: int, box: Box) -> Place:
        return Place(page, on_page(page_box(self._content, page), box, page))

    def _warn(self, code: str) -> None:
        told = problem(f"signing.warning.{code}", self._language)
        self.warnings.append(Problem(told.code, told.message, severity="warning"))


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top
