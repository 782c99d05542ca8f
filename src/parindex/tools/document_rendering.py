"""Fills in a template that an officer wrote, in a process of its own with limits on time and memory.

The engine bounds loops, length and language; this bounds what no count foresees. The child is ``document_renderer.py``.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from parindex.engine.documents.templates.faults import Fault, TemplateFault, TemplateRefused, refuse
from parindex.engine.documents.templates.values import TemplateKind

DEFAULT_TIMEOUT_S = 60.0
RENDERER = ["-m", "parindex.tools.document_renderer"]


def render_apart(
    template: bytes, kind: TemplateKind | None, values: Mapping[str, Any], *, timeout_s: float = DEFAULT_TIMEOUT_S
) -> bytes:
    """The document as .docx bytes; ``kind`` None: the one that the template names. Raises ``TemplateRefused``."""
    asked = {"template": base64.b64encode(template).decode("ascii"), "kind": kind, "values": values}
    content = json.dumps(asked, ensure_ascii=False, default=str).encode("utf-8")
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, no shell
            [sys.executable, *RENDERER], input=content, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise refuse(TemplateFault.TOOK_TOO_LONG) from fault
    try:
        told = json.loads(done.stdout)
        if "faults" in told:
            raise TemplateRefused([Fault(TemplateFault(code), filled) for code, filled in told["faults"]])
        return base64.b64decode(told["document"])
    except (ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, TemplateRefused):
            raise
        raise refuse(TemplateFault.TOOK_TOO_LONG) from fault
