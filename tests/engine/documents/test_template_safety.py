"""Templates that someone else wrote: mistakes are told with their place, hostile files refused, bombs bounded."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from tests.engine.documents.reading import layout, lines
from tests.engine.documents.test_templates import given

from parindex.engine.documents.templates.faults import TemplateFault, TemplateRefused
from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import kind_of, render_document
from parindex.engine.documents.templates.values import TemplateKind
from parindex.engine.documents.templates.word_safety import check_template
from parindex.tools import document_rendering
from parindex.tools.document_rendering import render_apart
from parindex.tools.shipped_templates import shipped_template
from parindex.wording import sentence

LETTER = TemplateKind.LETTER


def own(*paragraphs: str) -> bytes:
    """A template that an officer typed, one paragraph an argument."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.core_properties.category = "parindex/letter"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def filled(template: bytes) -> bytes:
    values = read_values(LETTER, given(LETTER))
    return render_document(template, values, layout=layout(), say=sentence)


def refused(template: bytes) -> tuple[TemplateFault, dict[str, str | int]]:
    with pytest.raises(TemplateRefused) as told:
        filled(template)
    (fault,) = told.value.faults
    assert sentence(f"template.fault.{fault.code}", fault.values)
    return fault.code, dict(fault.values)


def repacked(template: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """The package with its parts changed and others added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, content in added.items():
            after.writestr(name, content)
    return made.getvalue()


def same(_name: str, content: bytes) -> bytes:
    return content


def test_an_officers_own_template_is_filled_in() -> None:
    template = own(
        "Gửi {{ addressees|first }}", "{%p for text in texts %}", "+ {{ text }}", "{%p endfor %}", "{{ last }}"
    )
    text = lines(filled(template))
    assert text[0] == "Gửi Phòng Kinh tế"
    assert text[1].startswith("+ Tính đến") and text[-1].endswith("./.")
    assert kind_of(template) is LETTER


def test_a_field_that_word_has_split_over_runs_is_one_field() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Nơi: {{ pla")
    paragraph.add_run("ce }}").bold = True
    made = io.BytesIO()
    document.save(made)
    assert lines(filled(made.getvalue())) == ["Nơi: Đông Sơn"]


def test_names_that_there_are_not_are_told_all_at_once() -> None:
    code, values = refused(own("{{ nguoi_ky }}", "{% if so_van_ban %}x{% endif %}", "{{ signing.ten }}", "{{ place }}"))
    assert code is TemplateFault.UNKNOWN_NAME
    assert values["names"] == "nguoi_ky, so_van_ban, ten"
    assert "place" in str(values["known"])


def test_a_mistake_is_told_with_its_place() -> None:
    code, values = refused(own("Đoạn đúng {{ place }}", "Ngày {{ place ngày }} tháng"))
    assert code is TemplateFault.SYNTAX
    assert values["place"] == "Ngày {{ place ngày }} tháng"
    code, values = refused(own("{%p for line in recipients %}", "{{ line }}"))
    assert code is TemplateFault.SYNTAX and "endfor" in str(values["reason"])


@pytest.mark.parametrize(
    "field",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ place.__init__ }}",
        "{{ range(1000000) }}",
        "{{ place * 100000000 }}",
        "{{ 10 ** 10 }}",
        "{{ place ~ place }}",
        "{{ place|replace('', place) }}",
        "{{ place|counted }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% set x = 1 %}",
        "{% macro x() %}{% endmacro %}",
        "{{ place.upper() }}",
        "{% for letter in place %}{% for other in place %}x{% endfor %}{% endfor %}",
        "{{ self }}{{ cycler() }}",
    ],
)
def test_only_the_language_of_templates(field: str) -> None:
    assert refused(own(field))[0] in (TemplateFault.FORBIDDEN, TemplateFault.SYNTAX)


@pytest.mark.parametrize("depth", [17, 30, 900])
def test_a_bomb_of_loops_is_stopped(depth: int) -> None:
    loops = "".join(f"{{% for a{each} in recipients %}}" for each in range(depth))
    template = own(loops + "x" + "{% endfor %}" * depth)
    started = time.monotonic()
    assert refused(template)[0] is TemplateFault.TOO_LONG
    assert time.monotonic() - started < 20


def test_macros_links_and_objects_are_refused() -> None:
    plain = own("{{ place }}")
    assert refused(repacked(plain, same, **{"word/vbaProject.bin": b"x"}))[0] is TemplateFault.MACROS
    assert refused(repacked(plain, same, **{"word/embeddings/a.xml": b"<a/>"}))[0] is TemplateFault.EMBEDDED

    def linked(kind: str, target: str) -> bytes:
        relation = f'<Relationship Id="rX" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'

        def change(name: str, content: bytes) -> bytes:
            if not name.endswith("document.xml.rels"):
                return content
            return content.replace(b"</Relationships>", relation.encode() + b"</Relationships>")

        return repacked(plain, change)

    assert refused(linked("image", "http://far/a.png")) == (TemplateFault.EXTERNAL, {"target": "http://far/a.png"})
    assert refused(linked("attachedTemplate", "file:///c:/a.dotm"))[0] is TemplateFault.EXTERNAL
    assert refused(linked("hyperlink", "file:///etc/passwd"))[0] is TemplateFault.EXTERNAL
    assert lines(filled(linked("hyperlink", "https://dichvucong.gov.vn"))) == ["Đông Sơn"]


def test_fields_that_fetch_and_unsafe_xml_are_refused() -> None:
    def field(name: str, content: bytes) -> bytes:
        start = b'<w:p><w:r><w:instrText>INCLUDETEXT "c:\\a"</w:instrText></w:r></w:p>'
        return content.replace(b"<w:body>", b"<w:body>" + start) if name == "word/document.xml" else content

    def entity(name: str, content: bytes) -> bytes:
        head, mark, rest = content.partition(b"?>")
        return (
            head + mark + b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + rest
            if "styles" in name
            else content
        )

    assert refused(repacked(own("x"), field)) == (TemplateFault.ACTIVE_FIELD, {"field": "INCLUDETEXT"})
    assert refused(repacked(own("x"), entity))[0] is TemplateFault.UNSAFE_XML


def test_what_is_no_word_file_or_too_large_is_refused() -> None:
    assert refused(b"abc")[0] is TemplateFault.NOT_WORD
    assert refused(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))[0] is TemplateFault.PASSWORD
    assert refused(b"x" * (6 * 1024 * 1024))[0] is TemplateFault.TOO_LARGE
    bomb = repacked(own("x"), same, **{"word/media/a.png": b"\0" * (19 * 1024 * 1024)})
    assert refused(bomb)[0] is TemplateFault.BOMB
    assert refused(own("{{ place }}" * 6_000))[0] is TemplateFault.TOO_LONG


def test_a_file_cut_short_is_refused() -> None:
    whole = shipped_template(LETTER)
    for length in range(0, len(whole), 4_001):
        with pytest.raises(TemplateRefused):
            check_template(whole[:length])


def test_marks_that_tear_paragraphs_are_refused() -> None:
    code, _ = refused(own("{%p if place %} hai đoạn", "{%p for a in recipients %}{{ a }}{%p endfor %}", "{%p endif %}"))
    assert code in (TemplateFault.BROKEN_PARAGRAPHS, TemplateFault.SYNTAX)


def test_a_template_without_kind_is_told() -> None:
    document = docx.Document()
    made = io.BytesIO()
    document.save(made)
    with pytest.raises(TemplateRefused) as told:
        kind_of(made.getvalue())
    assert told.value.faults[0].code is TemplateFault.NO_KIND


def test_apart_the_answer_is_the_same() -> None:
    made = render_apart(shipped_template(LETTER), None, given(LETTER))
    assert lines(made) == lines(filled(shipped_template(LETTER)))
    with pytest.raises(TemplateRefused) as told:
        render_apart(own("{{ nothing }}"), LETTER, given(LETTER))
    assert told.value.faults[0].code is TemplateFault.UNKNOWN_NAME


def test_apart_time_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(document_rendering, "RENDERER", [str(slow)])
    with pytest.raises(TemplateRefused) as told:
        render_apart(b"", LETTER, {}, timeout_s=0.5)
    assert told.value.faults[0].code is TemplateFault.TOOK_TOO_LONG
