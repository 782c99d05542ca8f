"""One template filled in, as a process of its own with limits on memory and processor time.

``python -m parindex.tools.document_renderer`` takes JSON on standard input (``template`` in base64, ``kind``,
``values``) and answers ``document`` in base64, or ``faults``. Called by ``document_rendering.render_apart``.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from typing import Any

from parindex.engine.documents.templates.faults import TemplateRefused
from parindex.engine.documents.templates.reading_values import read_values
from parindex.engine.documents.templates.rendering import kind_of, render_document
from parindex.engine.documents.templates.values import TemplateKind
from parindex.tools.shipped_templates import page_layout
from parindex.wording import sentence

_MEMORY = 1536 * 1024 * 1024
_PROCESSOR_SECONDS = 45


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What is printed: the document, or why there is none."""
    template = base64.b64decode(asked["template"])
    try:
        kind = TemplateKind(asked["kind"]) if asked["kind"] else kind_of(template)
        values = read_values(kind, asked["values"])
        made = render_document(template, values, layout=page_layout(), say=sentence)
    except TemplateRefused as refused:
        return {"faults": [[fault.code.value, dict(fault.values)] for fault in refused.faults]}
    return {"document": base64.b64encode(made).decode("ascii")}


def main() -> None:
    """Read standard input, print the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    json.dump(answer(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
