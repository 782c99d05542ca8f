"""The portal's word catalogues: what the sources say, what the catalogues translate, and compiling them without
gettext.

`<app>/locale/vi/LC_MESSAGES/django.po` is written by people; `django.mo` beside it is compiled and not kept in git.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PORTAL = Path(__file__).resolve().parent.parent
LANGUAGE = "vi"

_PYTHON_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TEMPLATE_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*u?({_TEXT}(?:\s*,\s*u?{_TEXT})*)")


_UNSTEADY = tuple(
    f'"{name}' for name in ("POT-", "PO-Rev", "Last-Tr", "Language-Team", "Report-", "Generated-By", "Project-Id")
)


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate: singular (and plural) in English, and its context."""

    text: str
    plural: str | None = None
    context: str | None = None


def apps() -> list[Path]:
    """The apps of the portal, by folder."""
    return sorted(folder for folder in PORTAL.iterdir() if (folder / "apps.py").exists())


def catalogue_path(app: Path) -> Path:
    """Where an app keeps its Vietnamese catalogue."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def compile_all() -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; gives the compiled files that were written."""
    written = []
    for source in sorted(PORTAL.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            content = BytesIO()
            write_mo(content, read_catalogue(source))
            compiled.write_bytes(content.getvalue())
            written.append(compiled)
    return written


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in the file; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, project="parindex", charset="utf-8", fuzzy=False)
    with path.open("rb") as opened:
        return read_po(opened, locale=LANGUAGE)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write the catalogue without the header lines that change by themselves (dates, program, persons)."""
    catalogue.header_comment = f"# Words of the portal: {path.parents[3].name}. Message ids are English."
    content = BytesIO()
    write_po(content, catalogue, width=120, ignore_obsolete=True)
    lines = content.getvalue().decode("utf-8").splitlines(keepends=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not line.startswith(_UNSTEADY)), encoding="utf-8")


def messages_of(app: Path) -> set[Message]:
    """Every text that the app's templates and Python files ask to translate."""
    return {message for path in sorted(app.rglob("*")) for message in _messages_in(path)}


def update(app: Path) -> tuple[int, int]:
    """Bring the app's catalogue up to its sources: new texts are added empty, unused ones leave. Gives both numbers."""
    path = catalogue_path(app)
    kept = read_catalogue(path)
    wanted = {(message.text, message.context): message for message in messages_of(app)}
    present = {(_singular(entry.id), entry.context) for entry in kept if entry.id}
    if not wanted and not present:
        return 0, 0
    fresh = Catalog(locale=LANGUAGE, project="parindex", charset="utf-8", fuzzy=False)
    for _, message in sorted(wanted.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        old = kept.get(message.text, message.context)
        text = (message.text, message.plural) if message.plural else message.text
        said = old.string if old and old.string else _said_elsewhere(app, message)
        fresh.add(text, said, context=message.context)
    write_catalogue(path, fresh)
    return len(wanted.keys() - present), len(present - wanted.keys())


def faults(app: Path) -> list[str]:
    """What is wrong with the app's catalogue, one line each: not translated, no longer used, places that differ."""
    kept = read_catalogue(catalogue_path(app))
    wanted = {(message.text, message.context): message for message in messages_of(app)}
    lines = []
    for text, context in sorted(wanted, key=lambda key: (key[0], key[1] or "")):
        entry = kept.get(text, context)
        strings = () if entry is None else _strings(entry.string)
        if not all(strings) or not strings:
            lines.append(f"{app.name}: not translated: {text!r}")
        elif any(_places(text) - _places(string) for string in strings):
            lines.append(f"{app.name}: a place is missing in the translation of {text!r}")
        elif entry is not None and entry.fuzzy:
            lines.append(f"{app.name}: not confirmed (fuzzy): {text!r}")
    used = wanted.keys()
    unused = [entry for entry in kept if entry.id and (_singular(entry.id), entry.context) not in used]
    return lines + [f"{app.name}: no longer used: {_singular(entry.id)!r}" for entry in unused]


def contradictions() -> list[str]:
    """Texts that two apps translate differently: Django reads all catalogues as one, so only one would be shown."""
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    lines = []
    for app in apps():
        for entry in read_catalogue(catalogue_path(app)):
            if not entry.id or not entry.string:
                continue
            key = (_singular(entry.id), entry.context)
            first = seen.setdefault(key, (app.name, entry.string))
            if first[1] != entry.string:
                lines.append(f"{key[0]!r}: {first[0]} says {first[1]!r}, {app.name} says {entry.string!r}")
    return lines


def _said_elsewhere(app: Path, message: Message) -> str | tuple[str, ...] | None:
    """How another app already translates the text: one text has one translation in the whole portal."""
    for other in apps():
        entry = None if other == app else read_catalogue(catalogue_path(other)).get(message.text, message.context)
        if entry is not None and entry.string:
            return entry.string if isinstance(entry.string, str) else tuple(entry.string)
    return None


def _messages_in(path: Path) -> Iterator[Message]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        with path.open("rb") as opened:
            for _, found, _, context in extract("python", opened, _PYTHON_KEYWORDS, options={"encoding": "utf-8"}):
                yield _message(found, context)
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from _messages_in_template(path.read_text(encoding="utf-8"), str(path))


def _messages_in_template(source: str, origin: str) -> Iterator[Message]:
    for call in _TEMPLATE_CALL.finditer(templatize(source, origin=origin)):
        texts = [ast.literal_eval(text) for text in re.findall(_TEXT, call.group(2))]
        match call.group(1), texts:
            case ("pgettext", [context, text, *_]):
                yield Message(text, None, context)
            case ("npgettext", [context, text, plural, *_]):
                yield Message(text, plural, context)
            case ("ngettext", [text, plural, *_]):
                yield Message(text, plural)
            case (_, [text, *_]):
                yield Message(text)


def _message(found: str | tuple[str, ...], context: str | None) -> Message:
    if isinstance(found, tuple):
        return Message(found[0], found[1], context)
    return Message(found, None, context)


def _strings(said: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if said is None else (said,) if isinstance(said, str) else tuple(said)


def _singular(text: object) -> str:
    return str(text[0]) if isinstance(text, tuple | list) else str(text)


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text)) | set(re.findall(r"\{(\w+)\}", text))
