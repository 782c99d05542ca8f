"""``render``: a document in decree 30's form from a template and a file of values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from ruamel.yaml.error import YAMLError

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import UNREADABLE, Problem, Stop, stop
from parindex.cli.sources import read_file
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.documents.templates.faults import TemplateFault, TemplateRefused, refuse
from parindex.engine.documents.templates.reading_values import read_values, schema_of
from parindex.engine.documents.templates.rendering import kind_of, render_document
from parindex.engine.documents.templates.values import TemplateKind
from parindex.engine.numbers.yaml_documents import load_yaml
from parindex.tools.document_rendering import render_apart
from parindex.tools.shipped_templates import page_layout, shipped_template
from parindex.wording import Language, sentence

_MOST_VALUES = 5 * 1024 * 1024
_KINDS = [kind.value for kind in TemplateKind]


@command("render", HelpText.RENDER)
@click.argument("template", required=False)
@click.argument("values", required=False)
@click.option("--out", "-o", metavar="FILE.docx", help=help_text(HelpText.OUT))
@click.option("--kind", type=click.Choice(_KINDS), help=help_text(HelpText.RENDER_KIND))
@click.option("--list", "listed", is_flag=True, help=help_text(HelpText.RENDER_LIST))
@click.option("--schema", is_flag=True, help=help_text(HelpText.RENDER_SCHEMA))
@click.option("--template-out", metavar="FILE.docx", help=help_text(HelpText.TEMPLATE_OUT))
def render(
    setting: Setting,
    template: str | None,
    values: str | None,
    out: str | None,
    kind: str | None,
    listed: bool,
    schema: bool,
    template_out: str | None,
) -> Reply:
    """Fill in a template; or list the shipped ones, tell what one asks for, copy one for editing in Word."""
    language = setting.language
    if listed:
        rows = [(each.value, sentence(f"template.kind.{each}", language=language)) for each in TemplateKind]
        return Reply(Answer(tables=(Table(Key.TEMPLATES, (Column(Key.CODE), Column(Key.TITLE)), rows),)))
    if template is None:
        stop(ProblemCode.TEMPLATE_NEEDED, language, shipped=_KINDS)
    content, found = _template(template, kind, language)
    if schema:
        return Reply(Answer(exact=(json.dumps(schema_of(found), ensure_ascii=False, indent=2) + "\n").encode()))
    if template_out is not None:
        return _written(template_out, content, found, language)
    if values is None or out is None:
        stop(ProblemCode.VALUES_NEEDED, language)
    given = _values(values, language)
    try:
        made = _made(template, content, found, given)
    except TemplateRefused as refused:
        raise Stop(_problems(refused, template, values, language), UNREADABLE) from None
    return _written(out, made, found, language)


def _template(name: str, kind: str | None, language: Language) -> tuple[bytes, TemplateKind]:
    """Bytes and kind of a shipped template or of a file. Raises ``Stop``."""
    if name in _KINDS:
        return shipped_template(TemplateKind(name)), TemplateKind(name)
    content = read_file(name, language)
    try:
        return content, TemplateKind(kind) if kind else kind_of(content)
    except TemplateRefused as refused:
        raise Stop(_problems(refused, name, name, language), UNREADABLE) from None


def _values(path: str, language: Language) -> dict[str, Any]:
    """YAML, of which JSON is a part. Raises ``Stop``."""
    content = read_file(path, language)
    fault = None
    if len(content) > _MOST_VALUES:
        fault = refuse(TemplateFault.TOO_LARGE, size=len(content), most=_MOST_VALUES)
    else:
        try:
            given = load_yaml(content)
        except (YAMLError, UnicodeDecodeError) as error:
            stop(ProblemCode.BAD_HEAD, language, file=path, path="", reason=" ".join(str(error).split()))
        if isinstance(given, dict):
            return given
        fault = refuse(TemplateFault.NOT_VALUES)
    raise Stop(_problems(fault, path, path, language), UNREADABLE)


def _made(name: str, content: bytes, kind: TemplateKind, given: dict[str, Any]) -> bytes:
    """What is shipped is filled in here, what someone wrote apart."""
    values = read_values(kind, given)
    if name in _KINDS:
        return render_document(content, values, layout=page_layout(), say=sentence)
    return render_apart(content, kind, values.model_dump(mode="json"))


def _written(path: str, content: bytes, kind: TemplateKind, language: Language) -> Reply:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        stop(ProblemCode.CANNOT_WRITE, language, path=path, reason=error.strerror or str(error))
    said = sentence(f"template.kind.{kind}", language=language)
    return Reply(Answer(((Column(Key.KIND), said), (Column(Key.FILE), path), (Column(Key.SIZE), len(content)))))


_OF_VALUES = (
    TemplateFault.MISSING,
    TemplateFault.UNKNOWN_FIELD,
    TemplateFault.WRONG_VALUE,
    TemplateFault.NOT_VALUES,
)


def _problems(refused: TemplateRefused, template: str, values: str, language: Language) -> list[Problem]:
    made = []
    for fault in refused.faults:
        code = f"template.fault.{fault.code}"
        place = {"file": values if fault.code in _OF_VALUES else template}
        made.append(Problem(code, sentence(code, fault.values, language), place=place))
    return made
